package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.mapping.Scope;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Sync;
import java.util.ArrayList;
import java.util.List;

/** Engines that do with filters what they should not. */
final class FaultyFilters {
  private FaultyFilters() {}

  /** It looks only after writing whether a new record is in scope. */
  static Sync afterwards(Sync real) {
    return SimSchema.with(
        real,
        real.tasks().stream()
            .map(t -> t.withScopes(BySide.of(side -> ofRowsWithKey(t.scope(side)))))
            .toList());
  }

  private static Scope ofRowsWithKey(Scope scope) {
    return new Scope(
        scope.conditions().stream()
            .map(
                c ->
                    new Scope.Condition(
                        c.text(),
                        c.columns(),
                        row -> row.key() == null ? (Object) true : c.formula().of(row)))
            .toList());
  }

  /** Rows without those that are out of scope, as far as columns of its own tell. */
  static List<Row> within(Iterable<?> rows) {
    List<Row> within = new ArrayList<>();
    for (Object each : rows) {
      Row row = (Row) each;
      if (!isOutside(row)) {
        within.add(row);
      }
    }
    return within;
  }

  /** The same of a stream. */
  static Connector.RowStream within(Connector.RowStream real) {
    return new Connector.RowStream() {
      @Override
      public Row next() {
        Row row = real.next();
        while (row != null && isOutside(row)) {
          row = real.next();
        }
        return row;
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  private static boolean isOutside(Row row) {
    List<String> columns = row.shape().columns().stream().map(Column::name).toList();
    return columns.contains("kind") && "out".equals(row.get("kind"))
        || columns.contains("origin") && !"ours".equals(row.get("origin"));
  }

  /** Forgets links that are to be set aside; gives the others. */
  static List<Link> unlinked(StateStore.Change change, int task, Iterable<?> links) {
    List<Link> others = new ArrayList<>();
    for (Object each : links) {
      Link link = (Link) each;
      if (link.base().isOutside()) {
        change.removeLinks(task, List.of(link.source()));
      } else {
        others.add(link);
      }
    }
    return others;
  }
}
