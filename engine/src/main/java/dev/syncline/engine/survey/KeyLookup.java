package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.Ends;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up rows that may have the unique keys of others, by the columns these keys are made of. */
final class KeyLookup {
  private final Task task;
  private final Ends ends;

  KeyLookup(Task task, Ends ends) {
    this.task = task;
    this.ends = ends;
  }

  /** Whether unique keys are made of columns only, so that they can be looked up. */
  boolean possible() {
    return task.match().stream().allMatch(m -> task.fields().get(m.field()) instanceof ColumnRule);
  }

  /**
   * Rows of {@code where} with the unique key of some rows of {@code side}, and maybe others: only
   * their unique keys in canonical bytes tell.
   */
  Connector.RowStream find(Side side, List<Row> rows, Side where) {
    List<Object[]> tuples = new ArrayList<>();
    for (Row row : rows) {
      Object[] tuple = tuple(side, row, where);
      if (tuple != null) {
        tuples.add(tuple);
      }
    }
    return stream(tuples.isEmpty() ? List.of() : find(where, tuples));
  }

  private List<Row> find(Side where, List<Object[]> tuples) {
    List<String> columns = new ArrayList<>();
    for (Task.MatchField m : task.match()) {
      ColumnRule rule = (ColumnRule) task.fields().get(m.field());
      columns.add(task.shape(where).columns().get(rule.columns(where).getFirst()).name());
    }
    boolean loose = task.match().stream().anyMatch(m -> m.form() != MatchForm.EXACT);
    return ends.on(where).find(task.shape(where), columns, tuples, loose);
  }

  /** A row's unique key as {@code where} holds it; null if no row there can have it. */
  private Object @Nullable [] tuple(Side side, Row row, Side where) {
    Object[] tuple = new Object[task.match().size()];
    for (int i = 0; i < tuple.length; i++) {
      ColumnRule rule = (ColumnRule) task.fields().get(task.match().get(i).field());
      Object value = row.get(rule.columns(side).getFirst());
      if (value == null) {
        return null;
      }
      try {
        tuple[i] = where == side ? value : rule.pair().carry(side, value);
      } catch (Unrepresentable e) {
        // What the other side cannot hold, no record there holds.
        return null;
      }
    }
    return tuple;
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
