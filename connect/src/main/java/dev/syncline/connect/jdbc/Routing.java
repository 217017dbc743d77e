package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.secure.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** How a driver is told by which way to connect, and what came of it. */
interface Routing {

  /**
   * The driver's settings that have it go a route.
   *
   * @throws ConnectorException UNSUPPORTED where it cannot
   */
  Map<String, String> settings(Route route, ConnectionSpec spec);

  /** Those that have it go without encryption. */
  Map<String, String> withoutTls();

  /** Whether the driver itself looks whether a server encrypts, where nothing is said of it. */
  boolean prefersTls();

  /** The version of TLS that a connection is encrypted with; empty for none. */
  String encryption(Connection connection) throws SQLException;

  /** The hosts that a URL names; empty where it is of no network. */
  List<String> hosts(String url);

  /** A driver that goes its own way. */
  Routing OWN =
      new Routing() {
        @Override
        public Map<String, String> settings(Route route, ConnectionSpec spec) {
          if (spec.privacy().equals(Privacy.UNSAID)) {
            return Map.of();
          }
          throw new ConnectorException(
              Kind.UNSUPPORTED,
              spec.name()
                  + ": \"tls\" and \"ssh\" are not for type "
                  + spec.type()
                  + ". Write what its driver takes into url and properties.",
              null);
        }

        @Override
        public Map<String, String> withoutTls() {
          return Map.of();
        }

        @Override
        public boolean prefersTls() {
          return true;
        }

        @Override
        public String encryption(Connection connection) {
          return "";
        }

        @Override
        public List<String> hosts(String url) {
          return List.of();
        }
      };
}
