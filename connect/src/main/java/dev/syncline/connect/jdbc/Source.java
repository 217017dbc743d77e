package dev.syncline.connect.jdbc;

import com.zaxxer.hikari.util.DriverDataSource;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes new connections, each prepared by its dialect. */
final class Source implements DataSource {
  private final ConnectionSpec spec;
  private final Dialect dialect;
  private final DriverDataSource driver;

  Source(ConnectionSpec spec, Dialect dialect) {
    this.spec = spec;
    this.dialect = dialect;
    Properties properties = new Properties();
    properties.putAll(dialect.properties(spec));
    properties.putAll(spec.properties());
    this.driver = driver(spec, dialect, properties);
  }

  private static DriverDataSource driver(
      ConnectionSpec spec, Dialect dialect, Properties properties) {
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
        return new DriverDataSource(
            dialect.url(spec), null, properties, spec.user(), spec.password());
      } catch (RuntimeException e) {
        throw unreadable(spec, dialect); // without the cause, which quotes the URL
      }
    }
    throw unreadable(spec, dialect);
  }

  private static ConnectorException unreadable(ConnectionSpec spec, Dialect dialect) {
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

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = driver.getConnection();
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
