package dev.syncline.server.web;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * By which names the server answers. One that listens on this machine only does so by names of this
 * machine only: else a page on the internet whose name is made to lead here, for a moment, could
 * have its visitor's browser ask this server as if it were that page's own.
 */
final class Hosts {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.*\\.localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]");
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Set<String> LISTENING = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  private final boolean any;

  Hosts(Web.Place place) {
    this.any = place.behindProxy() || !LISTENING.contains(place.host().toLowerCase(Locale.ROOT));
  }

  /**
   * Lets a request through that names this server.
   *
   * @throws Refusal if it names another one
   */
  void check(Context request) {
    String host = request.host();
    if (any || host == null || isLoopback(host)) {
      return;
    }
    throw new Refusal(
        421,
        "host",
        "This server listens on this machine only, and answers by the names 127.0.0.1 and localhost."
            + " Use one of them; behind a proxy, say so when the server is started.");
  }

  static boolean isLoopback(String host) {
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    return LOOPBACK.matcher(name).matches();
  }
}
