package dev.syncline.connect.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table's name in its schema, and how both are written in a configuration: {@code table} in the
 * default schema, {@code schema.table} elsewhere, and a part that holds a dot or begins with a
 * double quote in double quotes.
 *
 * @param schema its schema; empty where the database has none
 * @param table its name there
 */
record TableName(String schema, String table) {

  /** The name as a configuration writes it. */
  String shown(String defaultSchema) {
    String own = written(table);
    return schema.equals(defaultSchema) ? own : written(schema) + "." + own;
  }

  private static String written(String part) {
    return part.indexOf('.') < 0 && !part.startsWith("\"")
        ? part
        : '"' + part.replace("\"", "\"\"") + '"';
  }

  /** The parts of a configured name, unquoted; null if it has more than two or stray quotes. */
  static @Nullable List<String> parse(String name) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at <= name.length()) {
      StringBuilder part = new StringBuilder();
      if (at < name.length() && name.charAt(at) == '"') {
        at = unquote(name, at + 1, part);
        if (at < 0 || (at < name.length() && name.charAt(at) != '.')) {
          return null;
        }
      } else {
        int dot = name.indexOf('.', at);
        int end = dot < 0 ? name.length() : dot;
        part.append(name, at, end);
        at = end;
      }
      parts.add(part.toString());
      at++;
    }
    return parts.size() > 2 ? null : parts;
  }

  /** Appends up to the closing quote and returns the position after it; -1 if there is none. */
  private static int unquote(String name, int from, StringBuilder part) {
    for (int at = from; at < name.length(); at++) {
      if (name.charAt(at) != '"') {
        part.append(name.charAt(at));
      } else if (at + 1 < name.length() && name.charAt(at + 1) == '"') {
        part.append('"');
        at++;
      } else {
        return at + 1;
      }
    }
    return -1;
  }
}
