package dev.syncline.connect.secure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/**
 * Makes sockets that go through a tunnel, for drivers, which make it by its class: PostgreSQL's
 * with the route's name, MariaDB's with a property that has it.
 */
public final class TunnelSockets extends ConfigurableSocketFactory {
  private String route;

  /** For MariaDB's driver. */
  public TunnelSockets() {
    this("");
  }

  /**
   * For PostgreSQL's driver.
   *
   * @param route the route's name
   */
  public TunnelSockets(String route) {
    this.route = route;
  }

  @Override
  public void setConfiguration(Configuration configuration, String host) {
    route = configuration.nonMappedOptions().getProperty(MariaDbTls.ROUTE, "");
  }

  @Override
  public Socket createSocket() throws IOException {
    return Route.named(route).socket();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("drivers connect by themselves");
  }

  @Override
  public Socket createSocket(String host, int port, @Nullable InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("drivers connect by themselves");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("drivers connect by themselves");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, @Nullable InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("drivers connect by themselves");
  }
}
