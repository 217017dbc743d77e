package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Tls.Mode;
import dev.syncline.connect.secure.MariaDbTls;
import dev.syncline.connect.secure.Route;
import dev.syncline.connect.secure.TunnelSockets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mariadb.jdbc.Configuration;

/** MariaDB's driver, which by itself encrypts nothing. */
final class MariaDbRouting implements Routing {

  @Override
  public Map<String, String> settings(Route route, ConnectionSpec spec) {
    Map<String, String> settings = new HashMap<>();
    Mode mode = route.mode();
    if (mode == Mode.OFF) {
      settings.putAll(withoutTls());
    } else if (mode != null) {
      settings.put("sslMode", mode.verifies() ? mode.word() : "trust");
      settings.put("tlsSocketType", MariaDbTls.TYPE);
      settings.put(MariaDbTls.ROUTE, route.name());
    }
    if (route.isTunnelled()) {
      settings.put("socketFactory", TunnelSockets.class.getName());
      settings.put(MariaDbTls.ROUTE, route.name());
    }
    return settings;
  }

  @Override
  public Map<String, String> withoutTls() {
    return Map.of("sslMode", "disable");
  }

  @Override
  public boolean prefersTls() {
    return false;
  }

  @Override
  public String encryption(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_version'")) {
      return row.next() ? row.getString(2) : "";
    }
  }

  @Override
  public List<String> hosts(String url) {
    try {
      Configuration parsed = Configuration.parse(url.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:"));
      return parsed == null
          ? List.of()
          : parsed.addresses().stream().map(a -> a.host).filter(h -> h != null).toList();
    } catch (SQLException e) {
      return List.of();
    }
  }
}
