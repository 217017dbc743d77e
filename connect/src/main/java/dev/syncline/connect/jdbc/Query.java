package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Model;
import dev.syncline.core.Nearest;
import dev.syncline.core.model.ObjectSchema;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a model asks, and what is wrong with that.
 *
 * @param model as it is configured
 * @param text its SQL, in which no semicolon is at the end
 */
record Query(Model model, String text) {
  private static final Pattern END = Pattern.compile("[;\\s]+\\z");

  static String withoutEnd(String sql) {
    return END.matcher(sql).replaceFirst("");
  }

  /** What stands behind FROM; on a line of its own ends what a comment could swallow. */
  String from() {
    return "(" + text + "\n) AS model";
  }

  /**
   * The table that its result is.
   *
   * @param given its columns as the database describes them
   * @throws ConnectorException of kind MODEL where they make none
   */
  Table table(Sessions sessions, List<TableColumn> given) {
    List<String> names = given.stream().map(TableColumn::name).toList();
    requireNames(sessions, names);
    for (String part : model.key()) {
      if (!names.contains(part)) {
        throw fault(
            sessions,
            "has no column \"" + part + "\", which its \"key\" names",
            Nearest.remedy(part, "Its columns", names));
      }
    }
    List<TableColumn> columns =
        given.stream().map(c -> c.computed(!model.key().contains(c.name()))).toList();
    return Table.of(
        this,
        ObjectSchema.model(
            model.name(), columns.stream().map(TableColumn::column).toList(), model.key()),
        columns);
  }

  private void requireNames(Sessions sessions, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isBlank() || name.equals("?column?")) {
        throw fault(
            sessions,
            "gives its column " + (i + 1) + " no name",
            "Name it in its sql: … AS a_name.");
      }
      if (!seen.add(name)) {
        throw fault(
            sessions,
            "gives two columns the name \"" + name + "\"",
            "Give one of them another in its sql: … AS another_name.");
      }
    }
  }

  /**
   * Why it could not be described or read.
   *
   * @param at where in its text the fault is, from 1; 0 where nobody says
   */
  ConnectorException failed(Sessions sessions, SourceDialect dialect, SQLException e, int at) {
    Failure failure = dialect.failure(Failure.root(e));
    String detail = sessions.spec().withoutPassword(failure.detail());
    return switch (failure.kind()) {
      case LOGIN, LOST, BUSY, COLLIDED, EXHAUSTED ->
          sessions.error("reading the model", new TableName("", model.name()), e);
      case DENIED ->
          new ConnectorException(
              Kind.DENIED,
              named(sessions)
                  + " asks for what user \""
                  + sessions.spec().user()
                  + "\" may not read ("
                  + detail
                  + "). Let an administrator give it the right.",
              null);
      case MISSING, REFUSED, OTHER ->
          fault(
              sessions,
              "does not run: " + detail + (model.origin() instanceof Model.Sql ? place(at) : ""),
              "Mend its "
                  + switch (model.origin()) {
                    case Model.Sql sql -> "sql";
                    case Model.Table table -> "\"table\"";
                    case Model.DataFile file -> "file";
                  }
                  + ", and try it with: syncline preview "
                  + model.name());
    };
  }

  private String place(int position) {
    if (position < 1 || position > text.length() + 1) {
      return "";
    }
    String before = text.substring(0, position - 1);
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    return ", at line " + line + ", column " + (before.length() - before.lastIndexOf('\n'));
  }

  /** That nobody can tell which of two objects a name is. */
  static ConnectorException taken(Sessions sessions, String model, String table) {
    return fault(
        sessions.spec().name(),
        model,
        "has the name of the table " + table,
        "Give the model a name that no table has.");
  }

  private ConnectorException fault(Sessions sessions, String what, String remedy) {
    return fault(sessions.spec().name(), model.name(), what, remedy);
  }

  /**
   * What is wrong with a model.
   *
   * @param what without a full stop
   * @param remedy with one; empty if there is none
   */
  static ConnectorException fault(String connection, String model, String what, String remedy) {
    return new ConnectorException(
        Kind.MODEL,
        connection + ": the model " + model + " " + what + "." + (" " + remedy).stripTrailing(),
        null);
  }

  private String named(Sessions sessions) {
    return sessions.spec().name() + ": the model " + model.name();
  }
}
