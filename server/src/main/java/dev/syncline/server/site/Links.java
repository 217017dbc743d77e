package dev.syncline.server.site;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses on this server, whatever stands in names and keys. */
final class Links {
  private Links() {}

  /**
   * The page of a sync, or one below it: {@code sync("a b", "due")} is {@code /syncs/a%20b/due}.
   */
  static String sync(String name, String... below) {
    StringBuilder path = new StringBuilder("/syncs/").append(encoded(name));
    for (String one : below) {
      path.append('/').append(encoded(one));
    }
    return path.toString();
  }

  static String run(long id) {
    return "/runs/" + id;
  }

  /** A path with what is asked for, by names and values in turn; empty values are left out. */
  static String with(String path, String... namesAndValues) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty()) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(encoded(namesAndValues[i]))
            .append('=')
            .append(encoded(namesAndValues[i + 1]));
      }
    }
    return path + query;
  }

  /** The page of a record. */
  static String record(String sync, String task, String side, String key) {
    return with(sync(sync, "records"), "task", task, "side", side, "key", key);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
