package dev.syncline.engine.sim;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Stamps;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import dev.syncline.engine.sim.Faults.Step;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Timestamps in a {@link MemoryDatabase}. */
final class MemoryStamps implements Stamps {
  static final AuditColumns COLUMNS = new AuditColumns("created_at", "updated_at", null);
  static final List<Column> DECLARED =
      COLUMNS.stamps().stream()
          .map(
              name ->
                  new Column(
                      name, new Type.Timestamp(0, false), "timestamp(0)", true, Origin.COMPUTED))
          .toList();

  private final String name;
  private final MemoryDatabase database;
  private final Faults faults;

  MemoryStamps(String name, MemoryDatabase database, Faults faults) {
    this.name = name;
    this.database = database;
    this.faults = faults;
  }

  @Override
  public Optional<String> obstacle(String object) {
    return Optional.empty();
  }

  @Override
  public List<String> blindSpots(String object, AuditColumns columns) {
    return List.of();
  }

  @Override
  public Clock clock(String object, AuditColumns columns) {
    faults.at(name, Step.BEFORE_READ);
    synchronized (database) {
      return new Clock(database.clock().now(), database.clock().oldest());
    }
  }

  @Override
  public RowStream since(Shape shape, AuditColumns columns, Instant from) {
    faults.at(name, Step.BEFORE_READ);
    List<Row> found = new ArrayList<>();
    synchronized (database) {
      MemoryTable table = database.table(shape.object());
      for (Object[] stored : table.rows().values()) {
        List<Instant> stamps =
            table.values(stored, columns.stamps()).stream()
                .filter(Objects::nonNull)
                .map(s -> ((LocalDateTime) s).toInstant(ZoneOffset.UTC))
                .toList();
        boolean since =
            from == null || stamps.isEmpty() || stamps.stream().anyMatch(s -> !s.isBefore(from));
        if (since || faults.unruly(name)) {
          found.add(table.row(shape, stored));
        }
      }
    }
    if (faults.unruly(name)) {
      // Pages overlap, and come in any order.
      found.addAll(List.copyOf(found.subList(0, found.size() / 2)));
      Collections.reverse(found);
    }
    Iterator<Row> rows = found.iterator();
    return new RowStream() {
      @Override
      public Row next() {
        faults.at(name, Step.DURING_READ);
        return rows.hasNext() ? rows.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
