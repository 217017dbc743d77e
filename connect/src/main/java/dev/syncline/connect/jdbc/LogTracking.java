package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.LogReader;
import dev.syncline.connect.Privacy;
import dev.syncline.core.value.Type;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link ChangeTracking} by a database's replication log. What the log tells goes into a {@link
 * MarkFile}, and only then may the server forget it; runs read the file. A log with a gap (lost,
 * purged, read by somebody else) marks all rows of every object, with the reason.
 */
final class LogTracking implements ChangeTracking, AutoCloseable {
  private final Sessions sessions;
  private final Dialect dialect;
  private final Catalog catalog;
  private final LogCapture capture;
  private final Path folder;
  private final Map<String, LogReading> readings = new ConcurrentHashMap<>();

  LogTracking(
      Sessions sessions, Dialect dialect, Catalog catalog, LogCapture capture, Path folder) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.catalog = catalog;
    this.capture = capture;
    this.folder = folder;
  }

  /** What reads logs of a type of connection, where that module is there. */
  static Optional<LogReader> reader(String type) {
    return ServiceLoader.load(LogReader.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(r -> r.reads(type))
        .findFirst();
  }

  private LogReading reading(String store) {
    return readings.computeIfAbsent(
        store,
        s -> {
          String name = MarkTable.logName(s);
          MarkFolder marks = new MarkFolder(sessions.spec().name(), folder.resolve(name));
          Optional<LogReader> reader = reader(sessions.spec().type());
          return new LogReading(
              sessions, catalog, capture, reader, marks, name, CatchingUp.Time.REAL);
        });
  }

  // What there has to be

  @Override
  public Optional<String> obstacle(String object) {
    Table table = catalog.describe(object);
    if (table.readOnly() != null) {
      return Optional.of(table.untold());
    }
    if (!sessions.spec().privacy().equals(Privacy.UNSAID)) {
      return Optional.of(
          "the log is not read through \"tls\" or \"ssh\" of a connection. Capture it by triggers.");
    }
    if (reader(sessions.spec().type()).isEmpty()) {
      return Optional.of(LogReading.NO_READER);
    }
    if (table.schema().primaryKey().isEmpty()) {
      return Optional.of(
          table.shown()
              + " has no primary key, by which the log would name its rows. Add one, or capture it"
              + " by triggers.");
    }
    for (String part : table.schema().primaryKey()) {
      if (!isCarried(table.column(part).type())) {
        return Optional.of(
            "the key column "
                + part
                + " of "
                + table.shown()
                + " is of the type "
                + table.column(part).column().nativeType()
                + ", which is not read from the log. Capture it by triggers.");
      }
    }
    if ((table.name().schema() + table.name().table()).contains(",")) {
      return Optional.of(
          table.shown() + " has a comma in its name. Capture it by triggers, or by scan.");
    }
    return ask("looking at the log of", table.name(), c -> capture.obstacle(c, table));
  }

  private static boolean isCarried(Type type) {
    return switch (type) {
      case Type.Int i -> true;
      case Type.Text t -> true;
      case Type.Uuid u -> true;
      case Type.Date d -> true;
      case Type.Decimal d -> !d.unbounded();
      default -> false;
    };
  }

  @Override
  public List<String> blindSpots(String object) {
    Table table = catalog.describe(object);
    return ask("looking at", table.name(), c -> capture.blindSpots(c, table));
  }

  @Override
  public List<String> statements(String store, String object) {
    TableName table = catalog.describe(object).name();
    boolean begun = reading(store).begun(object);
    return ask(
        "looking at the log of",
        table,
        c -> capture.missing(c, MarkTable.logName(store), table, begun));
  }

  @Override
  public List<String> privileges(String store, String object) {
    TableName table = catalog.describe(object).name();
    return ask("looking at the rights to", table, c -> capture.privileges(c, table));
  }

  @Override
  public List<String> handOver(String store, String object) {
    return List.of();
  }

  @Override
  public Optional<Burden> burden(String store) {
    return ask("looking at the log", null, c -> capture.burden(c, MarkTable.logName(store)));
  }

  @Override
  public void track(String store, Collection<String> objects) {
    LogReading reading = reading(store);
    reading.pause();
    for (String object : objects) {
      obstacle(object)
          .ifPresent(
              text -> {
                throw new ConnectorException(
                    Kind.UNSUPPORTED, sessions.spec().name() + ": " + text, null);
              });
      TableName table = catalog.describe(object).name();
      List<String> statements = statements(store, object);
      try {
        run(statements);
      } catch (SQLException e) {
        throw dialect.failure(Failure.root(e)).kind() == Failure.Kind.DENIED
            ? denied(store, object, statements, e)
            : sessions.error("keeping the log of", table, e);
      }
      reading.track(object);
    }
  }

  private ConnectorException denied(
      String store, String object, List<String> statements, SQLException e) {
    List<String> grants = privileges(store, object);
    return new ConnectorException(
        Kind.DENIED,
        sessions.spec().name()
            + ": user \""
            + sessions.spec().user()
            + "\" may not make what reading the log takes ("
            + sessions.spec().withoutPassword(dialect.failure(Failure.root(e)).detail())
            + ").\nLet an administrator give the user the rights to:\n"
            + lines(grants.isEmpty() ? statements : grants),
        e);
  }

  private static String lines(List<String> statements) {
    return statements.stream().map(s -> s.strip() + ";\n").collect(Collectors.joining());
  }

  @Override
  public void untrack(String store, Collection<String> objects) {
    LogReading reading = reading(store);
    reading.pause();
    for (String object : objects) {
      TableName table = catalog.nameOf(object);
      boolean last = reading.untrack(object);
      try {
        reading.whenFree(
            () -> run(sessions.ask(c -> capture.remove(c, MarkTable.logName(store), table, last))));
      } catch (SQLException e) {
        throw sessions.error("letting go the log of", table, e);
      }
    }
  }

  private void run(List<String> statements) throws SQLException {
    Connection connection = sessions.open();
    boolean done = false;
    try {
      for (String sql : statements) {
        dialect.capture().change(connection, List.of(sql), sessions.spec().bounds().lockTimeout());
      }
      done = true;
    } finally {
      sessions.release(connection, !done);
    }
  }

  // Marks

  @Override
  public boolean catchUp(String store, long keep, BooleanSupplier stop) {
    return reading(store).catchUp(keep, stop);
  }

  @Override
  public boolean wake(String store, Runnable listener) {
    reading(store).wake(listener);
    return true;
  }

  @Override
  public Set<String> marked(String store, Collection<String> objects, int beyond) {
    LogReading reading = reading(store);
    reading.ensure(Long.MAX_VALUE);
    return reading.marks().ask(f -> f.marked(objects, beyond));
  }

  @Override
  public void marks(String store, String object, Predicate<Mark> next) {
    LogReading reading = reading(store);
    reading.expect(object);
    reading.marks().change(f -> f.marks(object, next));
  }

  @Override
  public void forget(String store, String object, Collection<Span> spans) {
    reading(store).marks().change(f -> f.forget(object, spans));
  }

  @Override
  public long waiting(String store, String object, long limit) {
    return reading(store).marks().ask(f -> f.waiting(object, limit));
  }

  private <T> T ask(String doing, @Nullable TableName table, Sessions.Question<T> question) {
    try {
      return sessions.ask(question);
    } catch (SQLException e) {
      throw sessions.error(doing, table, e);
    }
  }

  @Override
  public void close() {
    new ArrayList<>(readings.values()).forEach(LogReading::close);
  }
}
