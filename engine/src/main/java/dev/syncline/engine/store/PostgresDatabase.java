package dev.syncline.engine.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.Driver;

/**
 * A schema of a PostgreSQL database: readers see one commit and never wait, one writer at a time
 * over all nodes, and a commit is on the server's disk before it returns.
 */
final class PostgresDatabase implements Database {
  /** The first key of advisory locks, by which they are no other program's. */
  private static final int LOCKS = 0x53594e43;

  private final PostgresAddress address;
  private final Path folder;
  private final int patienceMillis;
  private final PostgresFailure failures;
  private final RowLeases leases;

  /**
   * @param folder where this node keeps files
   * @param patienceMillis how long to wait for another process that writes
   */
  PostgresDatabase(PostgresAddress address, Path folder, int patienceMillis) {
    this.address = address;
    this.folder = folder.toAbsolutePath().normalize();
    this.patienceMillis = patienceMillis;
    this.failures = new PostgresFailure(address, patienceMillis);
    this.leases = new RowLeases(this, address.lease(), patienceMillis);
  }

  @Override
  public String place() {
    return "state store " + address.shown();
  }

  @Override
  public Path temporary() {
    return folder;
  }

  @Override
  public Session reader() throws SQLException {
    Connection connection = connect();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    return new PostgresSession(connection, "");
  }

  @Override
  public Session writer() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      makeSchema(statement);
      // A process that is paused within a change must not keep all others from theirs.
      statement.execute("SET idle_in_transaction_session_timeout = " + address.lease().toMillis());
      // A database that trusts its luck does not for what was sent to others.
      statement.execute(
          "SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') = 'off'");
    }
    connection.setAutoCommit(false);
    return new PostgresSession(
        connection, "SELECT pg_advisory_xact_lock(" + LOCKS + ", hashtext(current_schema()))");
  }

  /** A connection whose statements are transactions of their own. */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    if (!address.user().isEmpty()) {
      properties.setProperty("user", address.user());
    }
    if (!address.password().isEmpty()) {
      properties.setProperty("password", address.password());
    }
    properties.setProperty("ApplicationName", "syncline");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("prepareThreshold", "2");
    Connection connection = new Driver().connect(address.url(), properties);
    if (connection == null) {
      throw new SQLException("the driver does not know such a URL", "08001");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET search_path TO "
              + quoted()
              + "; SET lock_timeout = "
              + patienceMillis
              + "; SET statement_timeout = 0; SET bytea_output = 'hex'"
              + "; SET default_transaction_isolation = 'read committed'");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private String quoted() {
    return '"' + address.schema() + '"';
  }

  /** Who may not make schemas can be given one. */
  private void makeSchema(Statement statement) throws SQLException {
    if (hasSchema(statement)) {
      return;
    }
    try {
      statement.execute("CREATE SCHEMA " + quoted());
    } catch (SQLException e) {
      if (!hasSchema(statement)) { // else another node was faster
        throw e;
      }
    }
  }

  private boolean hasSchema(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT 1 FROM pg_namespace WHERE nspname = '" + address.schema() + "'")) {
      return row.next();
    }
  }

  @Override
  public Set<String> tables(Session session) throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet row =
        session
            .prepare("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            .executeQuery()) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    return tables;
  }

  /** Whether there is a store; makes nothing. */
  boolean exists() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT 1 FROM pg_tables WHERE tablename = 'store' AND schemaname = '"
                    + address.schema()
                    + "'")) {
      return row.next();
    } catch (SQLException e) {
      throw failure("look for it", e);
    }
  }

  @Override
  public String inOwnWords(String statement) {
    return statement.replace("${clustered}", "").replace("${id}", "BIGINT PRIMARY KEY");
  }

  @Override
  public boolean isLost(SQLException e) {
    return PostgresFailure.isLost(e);
  }

  @Override
  public Leases leases() {
    return leases;
  }

  /**
   * Writes the tables anew, without what was removed or replaced. What the server's log, its
   * replicas and its backups still hold of that is beyond the reach of a client.
   */
  @Override
  public void scrub() throws SQLException {
    List<String> tables;
    try (Session session = reader()) {
      tables = List.copyOf(tables(session));
      session.rollback();
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String table : tables) {
        statement.execute("VACUUM (FULL) " + quoted() + "." + table);
      }
    }
  }

  /** The copy is a store in an SQLite file: one that any node can read, and that can be opened. */
  @Override
  public void backup(Path target) throws SQLException {
    WholeFile.write(place() + " was not backed up", target, this::copy);
  }

  private void copy(Path file) throws SQLException {
    SqliteDatabase copy = new SqliteDatabase(file, patienceMillis, "OFF");
    try (Session from = reader();
        Session to = copy.writer()) {
      from.begin();
      to.begin();
      Schema.make(copy, to, Schema.version(this, from));
      TableCopy.copy(from, to, copy.tables(to));
      to.commit();
      from.rollback();
    }
  }

  /** Takes over all that a store of this version holds, where there is nothing yet. */
  void load(SqliteDatabase store) throws SQLException {
    try (Session from = store.reader();
        Session to = writer()) {
      from.begin();
      to.begin();
      if (!tables(to).isEmpty()) {
        throw new StoreException(
            place() + " is not empty; nothing was restored. Name another schema.", null);
      }
      Schema.make(this, to, Schema.VERSION);
      TableCopy.copy(from, to, tables(to));
      to.commit();
      from.rollback();
    }
  }

  @Override
  public Path before(int version) {
    Path file = null;
    for (int n = 1; file == null || Files.exists(file); n++) {
      file =
          folder.resolve(
              address.schema() + ".version-" + version + (n == 1 ? "" : "-" + n) + ".db");
    }
    return Objects.requireNonNull(file);
  }

  @Override
  public void closed() {
    leases.close();
  }

  @Override
  public StoreException failure(String tried, SQLException e) {
    return failures.of(place(), tried, e);
  }
}
