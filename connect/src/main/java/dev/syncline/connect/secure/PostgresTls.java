package dev.syncline.connect.secure;

import java.io.IOException;
import java.net.Socket;
import org.postgresql.ssl.WrappedFactory;

/** Encrypts for PostgreSQL's driver, which makes it by its class and a text. */
public final class PostgresTls extends WrappedFactory {
  private final Route route;

  /**
   * @param name the route's
   */
  public PostgresTls(String name) throws IOException {
    this.route = Route.named(name);
    factory = route.context().orElseThrow().getSocketFactory();
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean closing)
      throws IOException {
    return route.encrypted(socket, host, port, closing);
  }
}
