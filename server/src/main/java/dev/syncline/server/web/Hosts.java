package dev.syncline.server.web;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * By which names the server answers. One that listens on this machine only does so by names of this
 * machine only: else a page on the internet whose name is made to lead here, for a moment, could
 * have its visitor's browser ask this server as if it were that page's own.
 */
final class Hosts {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.*\\.localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]");
  private static final Pattern PORT = Pattern.compile(":\\d*$");

  private final boolean any;
  private final String given;

  Hosts(Web.Place place) {
    this.any = place.behindProxy() || !place.local();
    this.given = place.host();
  }

  /**
   * Whether whoever listens at an address, or by a name, is reached from this machine only.
   *
   * @throws IllegalArgumentException if there is no such address
   */
  static boolean leadsHere(String host) {
    try {
      return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no address of the name " + host, e);
    }
  }

  /**
   * Lets a request through that names this server.
   *
   * @throws Refusal if it names another one
   */
  void check(Context request) {
    String host = request.host();
    if (any || host == null || isLoopback(host) || name(host).equalsIgnoreCase(given)) {
      return;
    }
    throw new Refusal(
        421,
        "host",
        "This server listens on this machine only, and answers by the names 127.0.0.1 and localhost."
            + " Use one of them; behind a proxy, say so when the server is started.");
  }

  /**
   * Whether a name is always one of this machine, with or without a port. It is not looked up: what
   * it leads to is said by whoever it belongs to.
   */
  static boolean isLoopback(String host) {
    return LOOPBACK.matcher(name(host)).matches();
  }

  private static String name(String host) {
    return PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
  }
}
