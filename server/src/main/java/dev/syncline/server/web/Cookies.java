package dev.syncline.server.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a session, and where requests come from.
 *
 * @param secure whether browsers reach the server by TLS
 * @param behindProxy whether a proxy says who asks, which else anybody could say
 */
record Cookies(boolean secure, boolean behindProxy) {
  private static final int UNTIL_CLOSED = -1;
  private static final String FORWARDED = "X-Forwarded-For";

  private String name() {
    return name("syncline");
  }

  /** The name of a cookie, which no neighbour of this host can set where it is reached by TLS. */
  String name(String plain) {
    return secure ? "__Host-" + plain : plain;
  }

  @Nullable String session(Context request) {
    return request.cookie(name());
  }

  void begin(Context request, String session) {
    keep(request, name(), session, UNTIL_CLOSED);
  }

  /**
   * Lets the browser keep something for the server alone.
   *
   * @param seconds for how long; 0 to forget it
   */
  void keep(Context request, String name, String value, int seconds) {
    request.cookie(new Cookie(name, value, "/", seconds, secure, true, null, SameSite.LAX));
  }

  void end(Context request) {
    keep(request, name(), "", 0);
  }

  /** The address from which a request comes: of the last hop that the proxy names, behind one. */
  String address(Context request) {
    if (!behindProxy) {
      return request.ip();
    }
    // A proxy adds itself to the line that was sent, or a line behind it.
    String forwarded = String.join(",", Collections.list(request.req().getHeaders(FORWARDED)));
    if (forwarded.isBlank()) {
      return request.ip();
    }
    return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
  }
}
