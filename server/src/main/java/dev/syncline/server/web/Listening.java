package dev.syncline.server.web;

import io.javalin.config.JettyConfig;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** How connections come in: where they are listened for, by TLS or plainly, until it ends. */
final class Listening {
  /** So long it waits, when it ends, for answers that are on their way. */
  private static final long STOP_MILLIS = 2_000;

  private Listening() {}

  static void set(JettyConfig jetty, Web.Place place) {
    jetty.addConnector((server, rules) -> connector(server, rules, place));
    jetty.modifyServer(server -> server.setStopTimeout(STOP_MILLIS));
  }

  private static Connector connector(Server server, HttpConfiguration rules, Web.Place place) {
    Certificate certificate = place.certificate();
    ServerConnector connector;
    if (certificate == null) {
      connector = new ServerConnector(server, new HttpConnectionFactory(rules));
    } else {
      HttpConfiguration secure = new HttpConfiguration(rules);
      SecureRequestCustomizer customizer = new SecureRequestCustomizer();
      customizer.setSniHostCheck(false); // the token or the session says who may what, not the name
      secure.addCustomizer(customizer);
      HttpConnectionFactory inside = new HttpConnectionFactory(secure);
      connector =
          new ServerConnector(
              server, new SslConnectionFactory(certificate.tls(), inside.getProtocol()), inside);
    }
    connector.setHost(place.host());
    connector.setPort(place.port());
    return connector;
  }

  /** Why it cannot listen there. */
  static String why(Web.Place place, Exception e) {
    String at = place.host() + ":" + place.port();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "there is no address of the name " + place.host();
      }
      if (cause instanceof BindException) {
        String said = String.valueOf(cause.getMessage());
        return said.contains("Permission denied")
            ? "this user may not listen on " + at + ": ports below 1024 are the administrator's"
            : said.contains("assign requested address")
                ? place.host() + " is no address of this machine"
                : "something else listens on " + at + " already";
      }
    }
    return at + " cannot be listened on: " + e.getMessage();
  }
}
