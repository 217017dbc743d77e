package dev.syncline.connect.secure;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/** Encrypts for MariaDB's driver, which makes one for each connection by its {@link #type}. */
public final class MariaDbTls implements TlsSocketPlugin {
  /** The driver's property that says by whom it is encrypted: {@code tlsSocketType}. */
  public static final String TYPE = "syncline";

  /** A property of ours, which the driver hands on: the route's name. */
  public static final String ROUTE = "synclineRoute";

  private String route = "";
  private String host = "";

  @Override
  public String type() {
    return TYPE;
  }

  /** The driver asks for them first; whom to believe the route knows. */
  @Override
  public TrustManager[] getTrustManager(
      Configuration configuration, ExceptionFactory exceptions, HostAddress address) {
    route = configuration.nonMappedOptions().getProperty(ROUTE, "");
    host = address.host;
    return new TrustManager[0];
  }

  @Override
  public KeyManager @Nullable [] getKeyManager(
      Configuration configuration, ExceptionFactory exceptions) {
    return null;
  }

  @Override
  public SSLSocket createSocket(Socket socket, SSLSocketFactory unused) throws IOException {
    return Route.named(route).encrypted(socket, host, socket.getPort(), true);
  }

  /** The name was looked at in the handshake. */
  @Override
  public void verify(String name, SSLSession session, long thread) {}
}
