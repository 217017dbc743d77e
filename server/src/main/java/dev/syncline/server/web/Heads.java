package dev.syncline.server.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** What browsers are told about every answer. */
final class Heads {
  private static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private Heads() {}

  /** The headers of all answers. */
  static Map<String, String> of(Web.Place place) {
    Map<String, String> heads = new LinkedHashMap<>();
    heads.put("Content-Security-Policy", CONTENT);
    heads.put("X-Content-Type-Options", "nosniff");
    heads.put("X-Frame-Options", "DENY");
    heads.put("Referrer-Policy", "same-origin");
    heads.put("Cross-Origin-Opener-Policy", "same-origin");
    heads.put("Cross-Origin-Resource-Policy", "same-origin");
    heads.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (place.secure()) {
      heads.put("Strict-Transport-Security", "max-age=31536000");
    }
    return heads;
  }
}
