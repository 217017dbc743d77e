package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.Tls;
import dev.syncline.connect.secure.Refusal;
import dev.syncline.connect.secure.Route;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes new connections, each prepared by its dialect, and knows why it could not. */
final class Source implements DataSource, AutoCloseable {
  private final ConnectionSpec spec;
  private final SourceDialect dialect;
  private final Driver driver;
  private final String url;
  private final Properties properties;
  private final Route route;
  private volatile @Nullable SQLException refusal;

  /**
   * @throws ConnectorException where its URL, a certificate or a key is of no use
   */
  Source(ConnectionSpec given, SourceDialect dialect) {
    this.dialect = dialect;
    this.driver = Drivers.of(dialect.driver());
    this.url = url(given, dialect, driver);
    this.route = Route.open(preferring(given, dialect.routing().hosts(url), dialect));
    Map<String, String> all = new LinkedHashMap<>(given.properties());
    boolean open = false;
    try {
      all.putAll(dialect.routing().settings(route, given));
      open = true;
    } finally {
      if (!open) {
        route.close();
      }
    }
    this.spec = given.with(all);
    this.properties = new Properties();
    properties.put("user", spec.user());
    properties.put("password", spec.password());
    properties.putAll(dialect.properties(spec));
    properties.putAll(spec.properties());
  }

  /**
   * Where nothing is said of encryption, and the server is on another machine, it is encrypted
   * where the server does that.
   */
  private static ConnectionSpec preferring(
      ConnectionSpec spec, List<String> hosts, SourceDialect dialect) {
    Privacy said = spec.privacy();
    boolean open =
        said.tls().isEmpty()
            && said.ssh().isEmpty()
            && !dialect.routing().prefersTls()
            && !Route.isSaidToDriver(spec)
            && !hosts.stream().allMatch(Route::isLocal);
    return open ? spec.with(new Privacy(Optional.of(Tls.of(Tls.Mode.PREFER)), said.ssh())) : spec;
  }

  /** How to reach the system, with all that the driver is told. */
  ConnectionSpec spec() {
    return spec;
  }

  /** The URL, if the driver reads it. */
  private static String url(ConnectionSpec spec, SourceDialect dialect, Driver driver) {
    if (!spec.type().equals("sqlite") && ConnectionSpec.namesAccount(spec.url())) {
      // No driver reads it there, and each quotes what it cannot read, whole or in part.
      throw new ConnectorException(
          ConnectorException.Kind.UNSUPPORTED,
          spec.name()
              + ": "
              + spec.shownUrl()
              + " holds an account before the host's name. Leave it out, and give user and password"
              + " by themselves.",
          null);
    }
    if (dialect.schemes().stream().anyMatch(spec.url()::startsWith)) {
      try {
        String url = dialect.url(spec);
        if (driver.acceptsURL(url)) {
          return url;
        }
      } catch (SQLException | RuntimeException e) {
        throw unreadable(spec, dialect); // without the cause, which quotes the URL
      }
    }
    throw unreadable(spec, dialect);
  }

  private static ConnectorException unreadable(ConnectionSpec spec, SourceDialect dialect) {
    return new ConnectorException(
        ConnectorException.Kind.UNSUPPORTED,
        spec.name()
            + ": "
            + spec.shownUrl()
            + " is no URL of "
            + spec.type()
            + ". It begins with "
            + String.join(" or ", dialect.schemes())
            + ", and its port is a number.",
        null);
  }

  /** Why the latest attempt failed; null when it did not. Each failure is another object. */
  @Nullable SQLException refusal() {
    return refusal;
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      Connection connection = connect();
      refusal = null;
      return connection;
    } catch (SQLException e) {
      refusal = e;
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = encryptedIfOffered();
    if (connection == null) {
      throw unreadable(spec, dialect);
    }
    try {
      dialect.prepare(connection, spec);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** A driver that does not look by itself is asked again without encryption. */
  private @Nullable Connection encryptedIfOffered() throws SQLException {
    try {
      return driver.connect(url, properties);
    } catch (SQLException e) {
      if (!route.mayDoWithoutTls(e)) {
        throw e;
      }
      Properties open = new Properties();
      open.putAll(properties);
      open.putAll(dialect.routing().withoutTls());
      return driver.connect(url, open);
    }
  }

  /** Why there is no connection; empty where that is for the system's own reasons. */
  Optional<Refusal> refused(SQLException e) {
    return route.refusal(e);
  }

  /** How what is said on a connection is kept from others. */
  Optional<Encryption> encryption(Connection connection) throws SQLException {
    List<String> hosts = dialect.routing().hosts(url);
    return hosts.isEmpty()
        ? Optional.empty()
        : Optional.of(route.encryption(hosts, dialect.routing().encryption(connection)));
  }

  @Override
  public void close() {
    route.close();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("a connection has one user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("logs nothing");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
