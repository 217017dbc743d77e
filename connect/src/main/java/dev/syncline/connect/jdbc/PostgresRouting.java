package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Tls.Mode;
import dev.syncline.connect.secure.PostgresTls;
import dev.syncline.connect.secure.Route;
import dev.syncline.connect.secure.TunnelSockets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** PostgreSQL's driver, which by itself encrypts where the server does, and believes everybody. */
final class PostgresRouting implements Routing {

  /** Whom to believe is looked at by who encrypts, and is none of the driver's business. */
  @Override
  public Map<String, String> settings(Route route, ConnectionSpec spec) {
    Map<String, String> settings = new HashMap<>();
    Mode mode = route.mode();
    if (mode == Mode.OFF) {
      settings.putAll(withoutTls());
    } else if (mode != null) {
      settings.put("sslmode", mode == Mode.PREFER ? "prefer" : "require");
      settings.put("sslfactory", PostgresTls.class.getName());
      settings.put("sslfactoryarg", route.name());
    }
    if (route.isTunnelled()) {
      settings.put("socketFactory", TunnelSockets.class.getName());
      settings.put("socketFactoryArg", route.name());
    }
    return settings;
  }

  @Override
  public Map<String, String> withoutTls() {
    return Map.of("sslmode", "disable");
  }

  @Override
  public boolean prefersTls() {
    return true;
  }

  @Override
  public String encryption(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT version FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Override
  public List<String> hosts(String url) {
    Properties parsed = org.postgresql.Driver.parseURL(url, new Properties());
    return parsed == null ? List.of() : List.of(parsed.getProperty("PGHOST", "").split(","));
  }
}
