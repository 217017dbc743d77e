package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.core.value.Flaw;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes what a row's fields are fingerprinted to, in rule order. A column is fingerprinted in
 * the pair's common type, so that equal values of both sides have equal fingerprints; a relation is
 * fingerprinted as the side's own foreign key, and what a formula reads or writes as the side's own
 * columns and what they lead to. Not for use by several threads at once.
 */
public final class Fingerprints {
  private final Task task;
  private final Fingerprinter fingerprinter;
  private final CanonicalBytes scratch = new CanonicalBytes();
  private final long nothing;

  /** Fingerprints of a task's rows under a store's key. */
  public Fingerprints(Task task, Fingerprinter fingerprinter) {
    this.task = task;
    this.fingerprinter = fingerprinter;
    this.nothing = fingerprinter.of(new byte[0], 0, 0);
  }

  /** The fingerprints of a side's row, one per field rule. */
  public long[] of(Side side, Row row) {
    List<FieldRule> fields = task.fields();
    long[] prints = new long[fields.size()];
    for (int i = 0; i < prints.length; i++) {
      prints[i] = of(side, row, fields.get(i));
    }
    return prints;
  }

  /** The fingerprint of one field. */
  public long of(Side side, Row row, FieldRule rule) {
    return switch (rule) {
      case ColumnRule c ->
          c.pair()
              .fingerprint(
                  side,
                  row.get(side == Side.SOURCE ? c.source() : c.target()),
                  fingerprinter,
                  scratch);
      case FormulaRule f -> {
        scratch.reset();
        int next = 0;
        for (int column : f.columns(side)) {
          f.own().on(side).get(next++).counted(side, row.get(column), scratch);
        }
        for (int column : f.related().on(side)) {
          f.own().on(side).get(next++).counted(side, row.get(column), scratch);
        }
        yield fingerprinter.of(scratch.array(), 0, scratch.length());
      }
      case RelationRule r -> {
        Key parent = parent(r, side, row);
        if (parent == null) {
          yield nothing;
        }
        byte[] bytes = parent.bytes();
        yield fingerprinter.of(bytes, 0, bytes.length);
      }
    };
  }

  /** One number for all the mapped fields of a row. */
  public long row(Side side, Row row) {
    return Base.combine(of(side, row));
  }

  /** One number for the unique key of a row, as its own side holds it. */
  public long unique(Side side, Row row) {
    int[] fields = task.unique();
    long[] prints = new long[fields.length];
    for (int i = 0; i < prints.length; i++) {
      prints[i] = of(side, row, task.fields().get(fields[i]));
    }
    return Base.combine(prints);
  }

  /** The key of the parent that a side's row refers to; null where a part of it is null. */
  public static @Nullable Key parent(RelationRule rule, Side side, Row row) {
    List<Integer> columns = rule.columns(side);
    Object[] parts = new Object[columns.size()];
    for (int i = 0; i < parts.length; i++) {
      Object part = row.get(columns.get(i));
      if (part == null || part instanceof Flaw) {
        return null;
      }
      parts[i] = part;
    }
    return Key.of(parts);
  }
}
