package dev.syncline.connect.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Tls;
import dev.syncline.connect.Transcript;
import dev.syncline.connect.secure.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pool of connections, and what its errors mean for the user. */
final class Sessions implements AutoCloseable {
  /** How long a free connection is waited for, or a server that may come back. */
  private static final Duration WAIT = Duration.ofSeconds(30);

  /** How often it is looked meanwhile whether waiting has any sense; the pool's least. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final Duration IDLE = Duration.ofMinutes(2);

  private final ConnectionSpec spec;
  private final SourceDialect dialect;
  private final Source source;
  private final HikariDataSource pool;
  private final SourceDialect.Server server;
  private final Optional<Encryption> encryption;
  private volatile @Nullable BooleanSupplier over;
  private volatile @Nullable Uncommitted uncommitted;
  private volatile @Nullable Transcript listener;

  /**
   * Connects once by itself, since a pool tries a wrong password again and again until it gives up.
   */
  Sessions(ConnectionSpec given, SourceDialect dialect) {
    this.dialect = dialect;
    this.source = new Source(given, dialect);
    this.spec = source.spec();
    boolean readOnly;
    boolean met = false;
    try (Connection probe = source.getConnection()) {
      this.server = dialect.meet(probe);
      this.encryption = source.encryption(probe);
      readOnly = probe.isReadOnly();
      met = true;
    } catch (SQLException e) {
      throw error("connecting", null, e);
    } finally {
      if (!met) {
        source.close();
      }
    }
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("syncline-" + spec.name().replace(':', '-'));
    config.setMaximumPoolSize(Math.max(1, spec.bounds().connections()));
    config.setReadOnly(readOnly); // else the pool would take back what the dialect asked for
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE.toMillis());
    config.setConnectionTimeout(LOOK.toMillis());
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
  }

  ConnectionSpec spec() {
    return spec;
  }

  /** Who answered at the first connection. */
  SourceDialect.Server server() {
    return server;
  }

  /** As {@link dev.syncline.connect.Connector#encryption} says, of the first connection. */
  Optional<Encryption> encryption() {
    return encryption;
  }

  /** As {@link dev.syncline.connect.Connector#retried} says. */
  void retried(BooleanSupplier whenOver) {
    over = whenOver;
  }

  /** A connection in auto-commit mode; closing gives it back. */
  Connection open() {
    SQLException before = source.refusal();
    long begun = System.nanoTime();
    while (true) {
      try {
        return pool.getConnection();
      } catch (SQLTransientConnectionException noneYet) {
        SQLException latest = source.refusal();
        SQLException refusal = Objects.equals(latest, before) ? null : latest;
        boolean late = System.nanoTime() - begun >= WAIT.toNanos();
        if (late || isInVain(refusal)) {
          throw error("connecting", null, refusal == null ? noneFree() : refusal);
        }
      } catch (SQLException e) {
        throw error("connecting", null, e);
      }
    }
  }

  /**
   * A connection that sees what was written, and whose writes are taken back where that is begun.
   */
  Connection openWithin() {
    Uncommitted one = uncommitted;
    if (one == null) {
      return open();
    }
    try {
      return one.lease();
    } catch (SQLException e) {
      throw error("testing", null, e);
    }
  }

  /** As {@link dev.syncline.connect.Connector#transcribe} says. */
  void transcribe(@Nullable Transcript whoListens) {
    listener = whoListens;
  }

  /** A connection's statements are told to whoever listens. */
  Connection transcribed(Connection connection) {
    Transcript listens = listener;
    return listens == null ? connection : Overheard.of(connection, listens);
  }

  /**
   * From now on what is written is taken back in the end.
   *
   * @param writing how transactions of the system are written in
   * @param prepare what is done with the new session before its transaction begins
   */
  void beginUncommitted(Dialect writing, Preparation prepare) {
    if (uncommitted != null) {
      throw new IllegalStateException("a test is under way");
    }
    try {
      Connection session = source.getConnection();
      boolean begun = false;
      try {
        prepare.prepare(session);
        uncommitted = new Uncommitted(writing, session);
        begun = true;
      } finally {
        if (!begun) {
          session.close();
        }
      }
    } catch (SQLException e) {
      throw error("beginning a test", null, e);
    }
  }

  /** Takes back what was written since; nothing where nothing was begun. */
  void takeBack() {
    Uncommitted one = uncommitted;
    if (one == null) {
      return;
    }
    uncommitted = null;
    try {
      one.close();
    } catch (SQLException e) {
      throw error("taking the test back", null, e);
    }
  }

  /** Something to do with a new session. */
  interface Preparation {
    void prepare(Connection session) throws SQLException;
  }

  /**
   * Whether there is no sense in waiting any longer. For a connection that others use it is waited
   * in any case: they give it back soon.
   *
   * @param refusal why the server could not be connected with since; null if it did not refuse
   */
  private boolean isInVain(@Nullable SQLException refusal) {
    BooleanSupplier end = over;
    Failure.Kind kind = refusal == null ? null : dialect.failure(refusal).kind();
    return kind == Failure.Kind.LOGIN
        || refusal != null && isRefused(refusal)
        || kind == Failure.Kind.LOST && end != null
        || isGrowing() && end != null && end.getAsBoolean();
  }

  private boolean isRefused(SQLException e) {
    return source.refused(e).filter(r -> r.kind() != Kind.UNREACHABLE).isPresent();
  }

  /** Whether there may be more connections than there are. */
  private boolean isGrowing() {
    return pool.getHikariPoolMXBean().getTotalConnections() < pool.getMaximumPoolSize();
  }

  private SQLException noneFree() {
    return isGrowing()
        ? new SQLException("it has not answered yet", "08001")
        : new SQLTransientConnectionException(
            "all of its " + pool.getMaximumPoolSize() + " connections are in use");
  }

  /** Something to ask of a database. */
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * Asks with a connection of its own; once more with another if that one turns out to be dead, as
   * pooled connections are after a restart of the server.
   */
  <T> T ask(Question<T> question) throws SQLException {
    return ask(question, this::open);
  }

  /** The same with {@link #openWithin}. */
  <T> T askWithin(Question<T> question) throws SQLException {
    return ask(question, this::openWithin);
  }

  private <T> T ask(Question<T> question, Supplier<Connection> opening) throws SQLException {
    Connection connection = opening.get();
    try {
      T answer = question.ask(connection);
      release(connection, false);
      return answer;
    } catch (SQLException e) {
      if (!isLost(e)) {
        release(connection, false);
        throw e;
      }
      lost(connection);
    } catch (RuntimeException e) {
      release(connection, false);
      throw e;
    }
    try (Connection another = opening.get()) {
      return question.ask(another);
    }
  }

  boolean isLost(SQLException e) {
    return dialect.failure(Failure.root(e)).kind() == Failure.Kind.LOST;
  }

  /** Where one connection was found dead, others may be, too: those that follow are new. */
  void lost(Connection connection) {
    if (Uncommitted.isLease(connection)) {
      close(connection);
      return;
    }
    pool.evictConnection(connection);
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /** Gives a connection back, or closes it for good when it is broken. */
  void release(Connection connection, boolean broken) {
    if (Uncommitted.isLease(connection)) {
      close(connection);
      return;
    }
    if (broken) {
      pool.evictConnection(connection);
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      pool.evictConnection(connection); // what was done is done; only the connection is of no use
    }
  }

  /** A lease that cannot be given back in order has ended what it is a lease of. */
  private static void close(Connection lease) {
    try {
      lease.close();
    } catch (SQLException e) {
      // The next one who asks for it is told.
    }
  }

  @Override
  public void close() {
    try {
      takeBack();
    } finally {
      pool.close();
      source.close();
    }
  }

  /**
   * An error for the user.
   *
   * @param doing what was tried, such as {@code reading}
   * @param table on what, if on one table
   */
  ConnectorException error(String doing, @Nullable TableName table, SQLException e) {
    SQLException root = Failure.root(e);
    Failure failure = dialect.failure(root);
    Optional<Refusal> refused =
        failure.kind() == Failure.Kind.LOGIN ? Optional.empty() : source.refused(root);
    if (refused.isPresent()) {
      return failed(refused.get().kind(), spec.name() + ": " + refused.get().words(), e);
    }
    String object = table == null ? "" : " " + table.shown("");
    String what = spec.name() + ": " + doing + object + " failed: ";
    String detail = spec.withoutPassword(failure.detail());
    return switch (failure.kind()) {
      case LOGIN ->
          failed(
              Kind.LOGIN,
              spec.name()
                  + ": "
                  + spec.shownUrl()
                  + " did not accept user \""
                  + spec.user()
                  + "\" or its password"
                  + asked(detail)
                  + ". Check user and password of the connection"
                  + (spec.privacy().tls().isPresent() ? ", and its \"tls\"." : "."),
              e);
      case LOST ->
          failed(
              Kind.UNREACHABLE,
              spec.name()
                  + ": cannot reach "
                  + spec.shownUrl()
                  + spec.privacy().ssh().map(ssh -> " from " + ssh.host()).orElse("")
                  + " ("
                  + detail
                  + "). Check host, port and that the server is running, or try later."
                  + certificate(),
              e);
      case DENIED ->
          failed(
              Kind.DENIED,
              what
                  + "user \""
                  + spec.user()
                  + "\" has not the right ("
                  + detail
                  + ")."
                  + remedy(doing, table),
              e);
      case MISSING ->
          failed(Kind.MISSING, what + detail + ". Check the name in the configuration.", e);
      case BUSY, COLLIDED ->
          failed(
              Kind.TIMEOUT,
              what + detail + ". Somebody holds it for too long: try later, or raise the timeout.",
              e);
      case EXHAUSTED ->
          failed(Kind.FAILED, what + detail + ". The server has to be looked after.", e);
      case REFUSED, OTHER -> failed(poolIsEmpty(e) ? Kind.TIMEOUT : Kind.FAILED, what + detail, e);
    };
  }

  /** A server may end the conversation without a word about it. */
  private String certificate() {
    return spec.privacy()
        .tls()
        .flatMap(Tls::certificate)
        .map(file -> " A server that does not trust " + file + " breaks off, too.")
        .orElse("");
  }

  /** A server that lets an account in only in a certain way may say so. */
  private static String asked(String detail) {
    return detail.contains("certificate") || detail.contains("pg_hba.conf")
        ? " (" + detail + ")"
        : "";
  }

  private String remedy(String doing, @Nullable TableName table) {
    if (table == null) {
      return " Ask the database's administrator for it.";
    }
    String grant = dialect.grant(doing.equals("reading") ? "SELECT" : "ALL", table, spec.user());
    return grant == null ? "" : " Let its owner run: " + grant;
  }

  private static boolean poolIsEmpty(SQLException e) {
    return e instanceof SQLTransientConnectionException && e.getCause() == null;
  }

  private ConnectorException failed(Kind kind, String message, SQLException cause) {
    // A driver's exception may quote what was sent to it.
    boolean quotes =
        cause.getMessage() != null
            && !spec.withoutPassword(cause.getMessage()).equals(cause.getMessage());
    return new ConnectorException(kind, message, quotes ? null : cause);
  }
}
