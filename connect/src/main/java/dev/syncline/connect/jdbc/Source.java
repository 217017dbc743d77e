package dev.syncline.connect.jdbc;

import com.zaxxer.hikari.util.DriverDataSource;
import dev.syncline.connect.ConnectionSpec;
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
    this.driver = new DriverDataSource(spec.url(), null, properties, spec.user(), spec.password());
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
