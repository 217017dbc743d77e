package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.References;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.MatchKey;
import dev.syncline.core.value.TypePair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns a side's rows into {@link Sighting}s, with their unique keys in canonical bytes. */
final class SightingStream {
  private static final int BATCH = 2_000;

  /** Looks up the parents of a batch of rows of one side. */
  interface ParentLookup {
    References lookUp(Side side, List<Row> rows);
  }

  private final Task task;
  private final Side side;
  private final Connector.RowStream rows;
  private final Fingerprinter fingerprinter;
  private final Fingerprints fingerprints;
  private final ParentLookup parents;
  private final boolean matchByRelation;
  private final List<TypePair> matchPairs = new ArrayList<>();
  private final List<MatchForm> matchForms = new ArrayList<>();
  private final int[] matchColumns;

  /** Of a unique key that is all columns: its parts in the order of their rules. */
  private final int[] inRuleOrder;

  private final CanonicalBytes scratch = new CanonicalBytes();

  private List<Row> batch = List.of();
  private References references = (rule, from, key) -> new References.Parent.Missing();
  private int at;
  private @Nullable Row row;
  private @Nullable Observed observed;

  /**
   * @param shape the rows' shape: the task's, or one with no more than keys and unique keys, from
   *     which neither fingerprints nor parents can be had
   */
  SightingStream(
      Task task,
      Side side,
      Shape shape,
      Connector.RowStream rows,
      Fingerprinter fingerprinter,
      ParentLookup parents) {
    this.task = task;
    this.side = side;
    this.rows = rows;
    this.fingerprinter = fingerprinter;
    this.fingerprints = new Fingerprints(task, fingerprinter);
    this.parents = parents;
    this.matchByRelation =
        task.match().stream().anyMatch(m -> task.fields().get(m.field()) instanceof RelationRule);
    List<Integer> columns = new ArrayList<>();
    for (Task.MatchField m : task.match()) {
      if (task.fields().get(m.field()) instanceof ColumnRule c) {
        matchPairs.add(c.pair());
        matchForms.add(m.form());
        columns.add(shape.indexOf(name(task, side, c)));
      }
    }
    this.matchColumns = columns.stream().mapToInt(Integer::intValue).toArray();
    this.inRuleOrder =
        IntStream.range(0, matchByRelation ? 0 : columns.size())
            .boxed()
            .sorted(Comparator.comparing(i -> task.match().get(i).field()))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  private static String name(Task task, Side side, ColumnRule rule) {
    return task.shape(side)
        .columns()
        .get(side == Side.SOURCE ? rule.source() : rule.target())
        .name();
  }

  /** No more of a side's rows than their keys and unique keys; null if that would not do. */
  static @Nullable Shape keys(Task task, Side side) {
    if (!task.scope(side).isEverything()) {
      return null; // which rows are in scope their other columns say, too
    }
    Set<String> names = new LinkedHashSet<>(task.schema(side).identity());
    for (Task.MatchField m : task.match()) {
      if (!(task.fields().get(m.field()) instanceof ColumnRule c)) {
        return null; // a unique key with a parent in it, which is looked up from the whole row
      }
      names.add(name(task, side, c));
    }
    return task.schema(side).shape(List.copyOf(names));
  }

  /** Moves to the next row; false at the end. */
  boolean next() {
    observed = null;
    if (at < batch.size()) {
      row = batch.get(at++);
      return true;
    }
    if (!matchByRelation) {
      row = rows.next();
      return row != null;
    }
    batch = new ArrayList<>(BATCH);
    Row read = null;
    while (batch.size() < BATCH && (read = rows.next()) != null) {
      batch.add(read);
    }
    if (batch.isEmpty()) {
      row = null;
      return false;
    }
    references = parents.lookUp(side, batch);
    row = batch.get(0);
    at = 1;
    return true;
  }

  /** The row itself. */
  Row row() {
    return java.util.Objects.requireNonNull(row, "next() was false");
  }

  /** The row's key; null when a part of it is null or could not be read. */
  @Nullable Key key() {
    return row().key();
  }

  /** The row's fingerprints in rule order. */
  long[] prints() {
    return fingerprints.of(side, row());
  }

  /** The fingerprints of no more than the unique key's rules, which are all columns. */
  long[] uniquePrints() {
    long[] prints = new long[matchColumns.length];
    for (int i = 0; i < prints.length; i++) {
      int at = inRuleOrder[i];
      prints[i] =
          matchPairs.get(at).fingerprint(side, row().get(matchColumns[at]), fingerprinter, scratch);
    }
    return prints;
  }

  /** What the row is to the task. */
  Observed observed() {
    Observed known = observed;
    if (known == null) {
      known = task.scope(side).observe(row());
      observed = known;
    }
    return known;
  }

  /** Whether some mapped value could not be read, or whether the row is in scope. */
  boolean flawed() {
    return observed() instanceof Observed.Unreadable;
  }

  /** The parents' keys, one per relation rule. */
  byte[] @Nullable [] parentKeys() {
    List<byte @Nullable []> keys = new ArrayList<>();
    for (FieldRule rule : task.fields()) {
      if (rule instanceof RelationRule r) {
        Key parent = Fingerprints.parent(r, side, row());
        keys.add(parent == null ? null : parent.bytes());
      }
    }
    return keys.toArray(new byte[0][]);
  }

  /**
   * The row's unique key in canonical bytes, equal on both sides for records that match; null when
   * a part of it is null. A relation counts as the parent's key on the target; the key of a parent
   * without a link is marked with its side, so that it matches nothing on the other.
   */
  byte @Nullable [] matchKey() {
    @Nullable Object[] values = new Object[matchColumns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row().get(matchColumns[i]);
      if (values[i] instanceof Flaw) {
        return null;
      }
    }
    byte[] columns =
        values.length == 0
            ? new byte[0]
            : MatchKey.of(matchPairs, matchForms, side, values, scratch);
    if (columns == null || !matchByRelation) {
      return columns;
    }
    CanonicalBytes out = new CanonicalBytes();
    for (Task.MatchField m : task.match()) {
      if (task.fields().get(m.field()) instanceof RelationRule r) {
        Key parent = Fingerprints.parent(r, side, row());
        if (parent == null) {
          return null;
        }
        append(out, r, parent);
      }
    }
    out.putBytes(columns);
    return out.copy();
  }

  private void append(CanonicalBytes out, RelationRule rule, Key parent) {
    byte[] bytes = parent.bytes();
    int tag = side == Side.SOURCE ? 'S' : 'T';
    if (references.translate(rule, side, parent) instanceof References.Parent.Linked linked) {
      tag = 'L';
      bytes = side == Side.SOURCE ? linked.other().bytes() : bytes;
    }
    out.put(tag);
    out.putLong(bytes.length);
    out.putBytes(bytes);
  }
}
