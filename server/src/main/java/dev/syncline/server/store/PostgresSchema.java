package dev.syncline.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A schema of a PostgreSQL database, which several nodes may share. One of them changes it at a
 * time, as with a file, so that what was checked within a change still holds when it is committed.
 */
final class PostgresSchema implements Database {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int CONNECTIONS = 8;

  /** The number of the lock that whoever changes something holds; any number that stays. */
  private static final long TURN = 0x53594E43_53525652L;

  private final String url;
  private final String schema;
  private final String user;
  private final String password;

  PostgresSchema(String url, String schema, String user, String password) {
    this.url = url;
    this.schema = schema;
    this.user = user;
    this.password = password;
  }

  private String quoted() {
    return '"' + schema.replace("\"", "\"\"") + '"';
  }

  /** What follows a question mark in the address may be a password. */
  @Override
  public String place() {
    return "server store, schema %s of %s".formatted(schema, url.split("\\?", 2)[0]);
  }

  /** Who logs in. Where no password is given, the driver looks for one in the user's .pgpass. */
  private Map<String, String> given() {
    Map<String, String> given = new HashMap<>();
    if (!user.isEmpty()) {
      given.put("user", user);
    }
    if (!password.isEmpty()) {
      given.put("password", password);
    }
    return given;
  }

  @Override
  public boolean exists() {
    Properties login = new Properties();
    given().forEach(login::setProperty);
    try (Connection connection = DriverManager.getConnection(url, login)) {
      return hasTable(new Sql(connection), "server_store");
    } catch (SQLException e) {
      throw failure("look for it", e);
    }
  }

  @Override
  public HikariDataSource connect() {
    HikariConfig pool = new HikariConfig();
    pool.setDriverClassName("org.postgresql.Driver");
    pool.setJdbcUrl(url);
    given().forEach(pool::addDataSourceProperty);
    pool.setPoolName("server store");
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setConnectionTimeout(PATIENCE.toMillis());
    pool.setConnectionInitSql("SET search_path = " + quoted());
    return new HikariDataSource(pool);
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    new Sql(connection).list("SELECT pg_advisory_xact_lock(?)", row -> "", TURN);
  }

  @Override
  public void prepare(Sql sql) throws SQLException {
    if (!sql.has("SELECT 1 FROM pg_namespace WHERE nspname = ?", schema)) {
      sql.execute("CREATE schema " + quoted());
    }
  }

  @Override
  public boolean hasTable(Sql sql, String table) throws SQLException {
    return sql.has("SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = ?", schema, table);
  }

  @Override
  public boolean empty(Sql sql) throws SQLException {
    return !sql.has("SELECT 1 FROM pg_tables WHERE schemaname = ?", schema);
  }

  @Override
  public String inOwnWords(String statement) {
    return statement.replace("${id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
  }

  /** Nobody else changes anything meanwhile, so that it is one state. */
  @Override
  public void backup(ServerStore store, Path file) {
    SqliteFile copy = new SqliteFile(file);
    store.change(
        "back it up",
        sql -> {
          try (HikariDataSource connections = copy.connect();
              Connection connection = connections.getConnection()) {
            copy.begin(connection);
            Sql to = new Sql(connection);
            Schema.make(copy, to, Schema.version(this, sql));
            Rows.copy(sql, to, copy, Rows.tables(to));
            connection.commit();
          }
          return true;
        });
  }

  /** A change of tables is one transaction here, and nobody said where a file could lie. */
  @Override
  public Optional<Path> before(int version) {
    return Optional.empty();
  }

  @Override
  public String withNumbers(String insert) {
    return insert.replace(") VALUES ", ") OVERRIDING SYSTEM VALUE VALUES ");
  }

  @Override
  public void numbered(Sql sql, String table) throws SQLException {
    if (sql.has(
        "SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema()"
            + " AND table_name = ? AND column_name = 'id' AND is_identity = 'YES'",
        table)) {
      sql.list(
          "SELECT setval(pg_get_serial_sequence(?, 'id'),"
              + " (SELECT coalesce(max(id), 0) + 1 FROM %s), false)".formatted(table),
          row -> "",
          table);
    }
  }

  @Override
  public String reason(SQLException e) {
    SQLException first = e.getCause() instanceof SQLException cause ? cause : e;
    String state = first.getSQLState() == null ? "" : first.getSQLState();
    if (state.startsWith("08")) {
      return "the database cannot be reached (%s). Check its address, and that it runs."
          .formatted(first.getMessage());
    }
    if (state.startsWith("28")) {
      return "the database refuses user %s. Check the user and the password.".formatted(user);
    }
    if (state.equals("3D000")) {
      return "there is no such database. Create it, or correct the address.";
    }
    if (state.equals("42501")) {
      return ("user %s has no right to (%s). Grant it CREATE on the database, or make schema %s"
              + " and let this user own it.")
          .formatted(user, first.getMessage(), schema);
    }
    if (state.startsWith("53")) {
      return "the database has no room (%s). Make room there and try again; nothing was changed."
          .formatted(first.getMessage());
    }
    return "%s. Try again; nothing was changed.".formatted(first.getMessage());
  }
}
