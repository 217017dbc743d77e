package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes new connections, each prepared by its dialect, and knows why it could not. */
final class Source implements DataSource {
  private final ConnectionSpec spec;
  private final SourceDialect dialect;
  private final Driver driver;
  private final String url;
  private final Properties properties;
  private volatile @Nullable SQLException refusal;

  Source(ConnectionSpec spec, SourceDialect dialect) {
    this.spec = spec;
    this.dialect = dialect;
    this.driver = Drivers.of(dialect.driver());
    this.url = url(spec, dialect, driver);
    this.properties = new Properties();
    properties.put("user", spec.user());
    properties.put("password", spec.password());
    properties.putAll(dialect.properties(spec));
    properties.putAll(spec.properties());
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
    Connection connection = driver.connect(url, properties);
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
