package dev.syncline.connect.jdbc;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Stamps;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link Stamps} of a relational database. */
final class StampReads implements Stamps {
  /** By which local time goes back where there is summer time. */
  private static final Duration SUMMER_TIME = Duration.ofHours(1);

  /** Characters; PostgreSQL takes 63 bytes. */
  private static final int LONGEST_NAME = 60;

  private final Sessions sessions;
  private final Dialect dialect;
  private final Catalog catalog;
  private final Reads reads;
  private final StampQueries queries;

  StampReads(Sessions sessions, Dialect dialect, Catalog catalog, Reads reads) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.catalog = catalog;
    this.reads = reads;
    this.queries = dialect.stamps();
  }

  @Override
  public Optional<String> obstacle(String object) {
    Table table = catalog.table(object);
    return table.query() == null ? Optional.empty() : Optional.of(table.untold());
  }

  @Override
  public List<String> blindSpots(String object, AuditColumns columns) {
    Table table = catalog.describe(object);
    try {
      return sessions.ask(c -> blindSpots(c, table, columns));
    } catch (SQLException e) {
      throw sessions.error("looking at", table.name(), e);
    }
  }

  private List<String> blindSpots(Connection connection, Table table, AuditColumns columns)
      throws SQLException {
    List<String> spots = new ArrayList<>();
    for (TableColumn column : stamps(table, columns)) {
      if (!queries.isIndexed(connection, table, column)) {
        spots.add(
            "no index begins with "
                + column.name()
                + ", so that every run reads through the whole table. "
                + index(table, column));
      }
      if (!isZoned(column)) {
        spots.add(
            column.name()
                + " has no time zone: an hour more is looked at again each time, since clocks go"
                + " back in autumn, and whoever writes has to write in the same zone");
      }
    }
    String updated = columns.updated();
    if (updated == null) {
      spots.add(
          "without a column that tells when a row was changed, "
              + columns.created()
              + " shows new rows only; changes wait for the scheduled full compare");
    } else if (!queries.isMaintained(connection, table, table.column(updated))) {
      spots.add(
          "nothing in the database sets "
              + updated
              + " when a row is changed: each program that writes has to. What one forgets waits"
              + " for the scheduled full compare");
    }
    String blindness = queries.blindness(connection);
    if (blindness != null) {
      spots.add(blindness);
    }
    spots.addAll(queries.blindSpots());
    return spots;
  }

  /** The statement that makes an index, whose name fits every database. */
  private String index(Table table, TableColumn column) {
    String name = table.name().table() + "_" + column.name();
    return "CREATE INDEX "
        + dialect.quote(name.substring(0, Math.min(name.length(), LONGEST_NAME)))
        + " ON "
        + dialect.table(table.name())
        + " ("
        + dialect.quote(column.name())
        + ")";
  }

  @Override
  public Clock clock(String object, AuditColumns columns) {
    Table table = catalog.table(object);
    boolean zoned = stamps(table, columns).stream().allMatch(StampReads::isZoned);
    try {
      Clock clock = sessions.ask(queries::clock);
      Instant now = clock.now();
      return zoned || now == null
          ? clock
          : new Clock(
              LocalDateTime.ofInstant(now, sessions.spec().zone()).toInstant(ZoneOffset.UTC),
              clock.oldest());
    } catch (SQLException e) {
      throw sessions.error("asking for the time", null, e);
    }
  }

  @Override
  public RowStream since(Shape shape, AuditColumns columns, @Nullable Instant from) {
    return reads.stream(
        shape, from == null ? "" : condition(catalog.table(shape.object()), columns, from));
  }

  private String condition(Table table, AuditColumns columns, Instant from) {
    List<TableColumn> stamps = stamps(table, columns);
    List<String> any = new ArrayList<>();
    for (TableColumn stamp : stamps) {
      Instant moment = isZoned(stamp) ? from : from.minus(SUMMER_TIME);
      any.add(queries.atOrAfter(stamp, dialect.quote(stamp.name()), moment));
    }
    any.add(
        stamps.stream()
            .map(s -> queries.untold(s, dialect.quote(s.name())))
            .collect(Collectors.joining(" AND ", "(", ")")));
    return String.join(" OR ", any);
  }

  private static List<TableColumn> stamps(Table table, AuditColumns columns) {
    return columns.stamps().stream().map(table::column).toList();
  }

  private static boolean isZoned(TableColumn column) {
    return column.type() instanceof Type.Timestamp t && t.zoned();
  }
}
