package dev.syncline.connect.jdbc;

import dev.syncline.connect.Access;
import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Checksums;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.Provisional;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.SyncLog;
import dev.syncline.connect.Transcript;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A relational database. What its brand makes different is in its {@link Dialect}. */
public final class JdbcConnector extends JdbcReading {
  private static final int ATTEMPTS = 10;

  private final Dialect dialect;
  private final Catalog catalog;
  private final AppliedTable applied;
  private final OwnerTable owner;
  private final WritePath writePath;
  private final Tracking tracking;
  private final @Nullable LogTracking log;
  private final StampReads stamps;
  private final @Nullable ChecksumReads checksums;
  private final Rights rights;

  private JdbcConnector(Sessions sessions, Dialect dialect, @Nullable Path folder) {
    this(
        sessions,
        dialect,
        new Catalog(sessions, dialect, sessions.server().defaultSchema()),
        folder);
  }

  private JdbcConnector(
      Sessions sessions, Dialect dialect, Catalog catalog, @Nullable Path folder) {
    super(sessions, dialect, catalog);
    this.dialect = dialect;
    this.catalog = catalog;
    String schema = sessions.server().defaultSchema();
    this.applied = new AppliedTable(dialect, schema);
    this.owner = new OwnerTable(dialect, schema, spec.name());
    this.writePath = new WritePath(sessions, dialect, catalog, reads, applied, owner);
    this.tracking = new Tracking(sessions, dialect, catalog, reads);
    this.stamps = new StampReads(sessions, dialect, catalog, reads);
    ChecksumQueries queries = dialect.checksums();
    this.checksums =
        queries == null ? null : new ChecksumReads(sessions, dialect, catalog, reads, queries);
    this.rights = new Rights(sessions, dialect, catalog);
    LogCapture capture = dialect.log(schema);
    this.log =
        folder == null || capture == null
            ? null
            : new LogTracking(sessions, dialect, catalog, capture, folder);
  }

  /**
   * Connects, without a place for what is read of the log.
   *
   * @throws ConnectorException when it cannot, or does not know the type
   */
  public static JdbcConnector open(ConnectionSpec spec) {
    return open(spec, null);
  }

  /**
   * Connects.
   *
   * @param folder for what is read of the database's log; null if it is never to be read
   * @throws ConnectorException when it cannot, or does not know the type
   */
  public static JdbcConnector open(ConnectionSpec spec, @Nullable Path folder) {
    Dialect dialect =
        switch (spec.type().toLowerCase(Locale.ROOT)) {
          case "postgresql" -> new PostgresDialect();
          case "mariadb", "mysql" -> new MariaDbDialect();
          case "sqlite" -> new SqliteDialect();
          default ->
              throw new ConnectorException(
                  Kind.UNSUPPORTED,
                  spec.name()
                      + ": unknown type \""
                      + spec.type()
                      + "\". It is one of postgresql, mariadb, mysql, sqlite.",
                  null);
        };
    return new JdbcConnector(new Sessions(spec, dialect), dialect, folder);
  }

  @Override
  public List<String> objects() {
    return catalog.objects();
  }

  @Override
  public ObjectSchema describe(String object) {
    return catalog.describe(object).schema();
  }

  @Override
  public Map<String, Object> defaults(Shape shape) {
    return reads.defaults(shape);
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return writePath.limits(shape);
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    return writePath.write(batch);
  }

  /** A connection stays free for whatever else is asked meanwhile. */
  @Override
  public int writers() {
    return Math.clamp(sessions.spec().bounds().connections() - 1, 1, dialect.writers());
  }

  @Override
  public Optional<Provisional> provisional() {
    return Optional.of(
        new Provisional() {
          @Override
          public void begin() {
            String schema = sessions.server().defaultSchema();
            sessions.beginUncommitted(
                dialect, session -> dialect.beforeUncommitted(session, schema));
          }

          @Override
          public void close() {
            sessions.takeBack();
          }
        });
  }

  @Override
  public void transcribe(@Nullable Transcript listener) {
    sessions.transcribe(listener);
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    return transaction(
        "reading what was applied",
        connection -> {
          owner.settle(connection, store);
          return applied.find(connection, store, batch, operations, true);
        });
  }

  @Override
  public long latestBatch(String store, long known) {
    try {
      return sessions.askWithin(connection -> applied.latest(connection, store, known));
    } catch (SQLException e) {
      if (isMissingOrDenied(e)) {
        return known; // a plan may come before the tables are made
      }
      throw sessions.error("reading what was applied", null, e);
    }
  }

  @Override
  public void noted(String store, int sync, long known, Consumer<Noted> each) {
    try {
      transaction(
          "reading what was applied",
          connection -> {
            applied.each(connection, store, sync, known, each);
            return true;
          });
    } catch (ConnectorException e) {
      // A side that is only read has no such table, or shows it to nobody.
      if (e.kind() != Kind.MISSING && e.kind() != Kind.DENIED) {
        throw e;
      }
    }
  }

  @Override
  public Optional<ChangeTracking> tracking() {
    return Optional.of(tracking);
  }

  @Override
  public Optional<ChangeTracking> log() {
    return Optional.ofNullable(log);
  }

  @Override
  public Optional<Stamps> stamps() {
    return Optional.of(stamps);
  }

  @Override
  public Optional<Checksums> checksums() {
    return Optional.ofNullable(checksums);
  }

  @Override
  public Optional<SyncLog> syncLog() {
    return Optional.of(
        new SyncLogTables(
            sessions,
            dialect,
            new SyncLogTables.Transacting() {
              @Override
              public <T> T perform(String doing, Sessions.Question<T> work) {
                return transaction(doing, work);
              }
            }));
  }

  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    return rights.missing(accesses, ledger);
  }

  @Override
  public void install() {
    if (isInstalled()) {
      return;
    }
    String schema = sessions.server().defaultSchema();
    try {
      execute(dialect.installStatements(schema));
    } catch (ConnectorException e) {
      String grant = dialect.installGrant(spec.user(), schema);
      if (e.kind() != Kind.DENIED || grant == null) {
        throw e;
      }
      throw new ConnectorException(
          Kind.DENIED,
          spec.name()
              + ": user \""
              + spec.user()
              + "\" may not create Syncline's own tables. Let an administrator run: "
              + grant,
          e);
    }
  }

  private boolean isInstalled() {
    String schema = sessions.server().defaultSchema();
    try {
      return sessions.askWithin(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              for (String table : List.of("applied", "owner")) {
                String name = dialect.table(dialect.own(table, schema));
                statement.executeQuery("SELECT store FROM " + name + " WHERE 1 = 0").close();
              }
              return true;
            }
          });
    } catch (SQLException e) {
      if (dialect.failure(Failure.root(e)).kind() == Failure.Kind.MISSING) {
        return false;
      }
      throw sessions.error("looking for Syncline's own tables", null, e);
    }
  }

  @Override
  public List<String> footprint() {
    return made().stream().map(Dialect.Made::words).toList();
  }

  private List<Dialect.Made> made() {
    try {
      return sessions.ask(
          connection -> {
            List<Dialect.Made> made = new ArrayList<>();
            dialect.footprint(connection, sessions.server().defaultSchema(), made::add);
            return made;
          });
    } catch (SQLException e) {
      throw sessions.error("looking for what Syncline made", null, e);
    }
  }

  @Override
  public void uninstall() {
    execute(made().stream().map(Dialect.Made::drop).toList());
  }

  @Override
  public Optional<String> owner(int sync) {
    try {
      return sessions.askWithin(connection -> Optional.ofNullable(owner.store(connection, sync)));
    } catch (SQLException e) {
      if (isMissingOrDenied(e)) {
        return Optional.empty();
      }
      throw sessions.error("looking who writes sync " + sync, null, e);
    }
  }

  /** Whether a table of our own is not there, or not for this account. */
  private boolean isMissingOrDenied(SQLException e) {
    Failure.Kind kind = dialect.failure(Failure.root(e)).kind();
    return kind == Failure.Kind.MISSING || kind == Failure.Kind.DENIED;
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    install();
    return transaction(
        "claiming sync " + sync, connection -> owner.claim(connection, sync, store, adopt));
  }

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    List<String> parts = TableName.parse(name);
    String schema = sessions.server().defaultSchema();
    if (parts == null || (parts.size() == 2 && !dialect.hasSchemas())) {
      parts = List.of(name);
    }
    TableName table =
        parts.size() == 2
            ? new TableName(parts.getFirst(), parts.getLast())
            : new TableName(schema, parts.getLast());
    return new CreateTable(dialect, schema).statements(table, model);
  }

  @Override
  public void execute(List<String> statements) {
    try (Connection connection = sessions.openWithin();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw sessions.error("changing the database's structure", null, e);
    } finally {
      catalog.forget();
    }
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
    sessions.close();
  }

  /** A transaction on Syncline's own tables, repeated while it collides or loses its connection. */
  private <T> T transaction(String doing, Sessions.Question<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return sessions.askWithin(connection -> transaction(connection, work));
      } catch (SQLException e) {
        Failure.Kind kind = dialect.failure(Failure.root(e)).kind();
        boolean collided = kind == Failure.Kind.COLLIDED || kind == Failure.Kind.REFUSED;
        if (!collided || attempt == ATTEMPTS) {
          throw sessions.error(doing, null, e);
        }
        pause(attempt);
      }
    }
  }

  private <T> T transaction(Connection connection, Sessions.Question<T> work) throws SQLException {
    boolean done = false;
    try {
      dialect.begin(connection);
      T result = work.ask(connection);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done && !connection.isClosed()) {
        connection.rollback();
      }
    }
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, 10L * attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
