package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the values of a model's variables into its SQL, as literals of the database's. */
final class ModelVariables {
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z_][\\w-]*)\\s*}}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

  private final Block block;
  private final ConnectionConfig.Type database;
  private final Map<String, Scalar> values;
  private final Findings findings;

  ModelVariables(
      Block block, ConnectionConfig.Type database, Map<String, Scalar> values, Findings findings) {
    this.block = block;
    this.database = database;
    this.values = values;
    this.findings = findings;
  }

  /** The SQL with all values in it; nothing where one is missing, wrong or never used. */
  Optional<String> in(Scalar sql) {
    long errors = findings.errors();
    Set<String> used = new LinkedHashSet<>();
    String text = sql.text();
    Matcher place = PLACE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (place.find()) {
      String name = place.group(1);
      used.add(name);
      if (isQuoted(text, place)) {
        findings.error(
            sql.at(),
            "the variable " + name + " of " + block.place() + " stands between quotes",
            "Write {{" + name + "}} without them: a text brings its own.");
      }
      place.appendReplacement(out, Matcher.quoteReplacement(literal(sql, name)));
    }
    place.appendTail(out);
    for (Map.Entry<String, Scalar> value : values.entrySet()) {
      if (!used.contains(value.getKey())) {
        findings.error(
            value.getValue().at(),
            "the sql of " + block.place() + " has no {{" + value.getKey() + "}}",
            used.isEmpty()
                ? "Remove the variable."
                : Nearest.remedy(value.getKey(), "Its variables", used));
      }
    }
    return findings.errors() > errors ? Optional.empty() : Optional.of(out.toString());
  }

  private static boolean isQuoted(String text, Matcher place) {
    return place.start() > 0
        && place.end() < text.length()
        && text.charAt(place.start() - 1) == '\''
        && text.charAt(place.end()) == '\'';
  }

  private String literal(Scalar sql, String name) {
    Scalar value = values.get(name);
    if (value == null) {
      findings.error(
          sql.at(),
          block.place() + " has no variable \"" + name + "\", which its sql names",
          values.isEmpty()
              ? "Add it: variables: { " + name + ": … }"
              : Nearest.remedy(name, "Its variables", values.keySet()));
      return "NULL";
    }
    return switch (value.meaning()) {
      case TEXT -> text(value.text());
      case WHOLE, NUMBER -> number(value, name);
      case BOOL -> value.text().toUpperCase(Locale.ROOT);
      case NULL -> "NULL";
    };
  }

  /** A minus in parentheses, since two of them begin a comment. */
  private String number(Scalar value, String name) {
    String text = value.text();
    if (!NUMBER.matcher(text).matches()) {
      findings.error(
          value.at(),
          "the variable " + name + " of " + block.place() + " is a number that SQL does not know",
          "Write it with decimal digits, or in quotes as a text.");
    }
    return text.startsWith("-") ? "(" + text + ")" : text;
  }

  /** A backslash in a text means something else in MariaDB and MySQL. */
  private String text(String text) {
    String escaped =
        switch (database) {
          case MARIADB, MYSQL -> text.replace("\\", "\\\\");
          case POSTGRESQL, SQLITE, DUCKDB, JDBC, APP, HTTP, FOLDER, CSV -> text;
        };
    return "'" + escaped.replace("'", "''") + "'";
  }
}
