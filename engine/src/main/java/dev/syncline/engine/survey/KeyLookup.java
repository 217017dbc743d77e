package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.References;
import dev.syncline.core.plan.References.Parent;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up rows that may have the unique keys of others, by the columns these keys are made of. */
final class KeyLookup {
  private final Task task;
  private final Ends ends;
  private final SightingStream.ParentLookup parents;

  KeyLookup(Task task, Ends ends, SightingStream.ParentLookup parents) {
    this.task = task;
    this.ends = ends;
    this.parents = parents;
  }

  /**
   * Rows of {@code where} with the unique key of some rows of {@code side}, and maybe others: only
   * their unique keys in canonical bytes tell.
   */
  Connector.RowStream find(Side side, List<Row> rows, Side where) {
    References references =
        where == side ? (rule, from, key) -> new Parent.Missing() : parents.lookUp(side, rows);
    List<Object[]> tuples = new ArrayList<>();
    for (Row row : rows) {
      List<Object> tuple = new ArrayList<>();
      if (unique(side, row, where, references, tuple)) {
        tuples.add(tuple.toArray());
      }
    }
    return stream(tuples.isEmpty() ? List.of() : find(where, tuples));
  }

  private List<Row> find(Side where, List<Object[]> tuples) {
    List<String> columns = new ArrayList<>();
    for (Task.MatchField m : task.match()) {
      for (int column : task.fields().get(m.field()).columns(where)) {
        columns.add(task.shape(where).columns().get(column).name());
      }
    }
    boolean loose = task.match().stream().anyMatch(m -> m.form() != MatchForm.EXACT);
    return ends.on(where).find(task.shape(where), columns, tuples, loose);
  }

  /** Takes a row's unique key as {@code where} holds it; false if no row there can have it. */
  private boolean unique(
      Side side, Row row, Side where, References references, List<Object> tuple) {
    for (Task.MatchField m : task.match()) {
      FieldRule rule = task.fields().get(m.field());
      List<Object> mine = new ArrayList<>();
      for (int column : rule.columns(side)) {
        Object value = row.get(column);
        if (value == null || value instanceof Flaw) {
          return false;
        }
        mine.add(value);
      }
      if (where == side) {
        tuple.addAll(mine);
      } else if (!carry(side, rule, row, references, mine.getFirst(), tuple)) {
        return false;
      }
    }
    return true;
  }

  private static boolean carry(
      Side side, FieldRule rule, Row row, References references, Object value, List<Object> tuple) {
    switch (rule) {
      case ColumnRule c -> {
        try {
          tuple.add(c.pair().carry(side, value));
        } catch (Unrepresentable e) {
          // What the other side cannot hold, no record there holds.
          return false;
        }
      }
      case FormulaRule f -> throw new IllegalStateException("a unique key is made: " + f.name());
      case RelationRule r -> {
        Key parent = Fingerprints.parent(r, side, row);
        if (parent == null
            || !(references.translate(r, side, parent) instanceof Parent.Linked linked)) {
          // To what has no counterpart, no record there refers.
          return false;
        }
        tuple.addAll(Arrays.asList(linked.other().parts()));
      }
    }
    return true;
  }

  /** Rows already read, as a stream. */
  static Connector.RowStream stream(List<Row> rows) {
    Iterator<Row> all = rows.iterator();
    return new Connector.RowStream() {
      @Override
      public @Nullable Row next() {
        return all.hasNext() ? all.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
