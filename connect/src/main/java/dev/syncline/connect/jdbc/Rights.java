package dev.syncline.connect.jdbc;

import dev.syncline.connect.Access;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.jdbc.Permissions.Lack;
import dev.syncline.connect.jdbc.Permissions.Right;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Puts what a database says of its account's rights into words, with the statement that helps. */
final class Rights {
  private final Sessions sessions;
  private final Dialect dialect;
  private final Catalog catalog;
  private final Permissions permissions;

  Rights(Sessions sessions, Dialect dialect, Catalog catalog) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.catalog = catalog;
    this.permissions = dialect.permissions();
  }

  List<MissingRight> missing(Collection<Access> accesses, boolean ledger) {
    try {
      List<Table> tables = accesses.stream().map(a -> catalog.describe(a.object())).toList();
      return sessions.ask(
          connection -> {
            String account = permissions.account(connection);
            List<MissingRight> missing = new ArrayList<>();
            int i = 0;
            for (Access access : accesses) {
              Table table = tables.get(i++);
              if (table.query() == null) { // a model that was described may be read
                say(account, access.object(), lacks(connection, table.name(), access), missing);
              }
            }
            if (ledger) {
              String schema = sessions.server().defaultSchema();
              say(account, "", permissions.own(connection, schema), missing);
            }
            return missing;
          });
    } catch (SQLException | ConnectorException e) {
      return List.of(); // of what cannot be asked now, whoever needs it will hear
    }
  }

  private List<Lack> lacks(Connection connection, TableName table, Access access)
      throws SQLException {
    List<Lack> lacks = new ArrayList<>(permissions.around(connection, table, access.inserts()));
    List<String> words = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    boolean reading = false;
    for (Right right : Right.values()) {
      List<String> columns =
          switch (right) {
            case SELECT -> access.reads();
            case INSERT -> access.inserts();
            case UPDATE -> access.updates();
            case DELETE -> List.of();
          };
      boolean wanted = right == Right.DELETE ? access.deletes() : !columns.isEmpty();
      if (!wanted || permissions.may(connection, right, table, columns)) {
        continue;
      }
      List<String> lacking = new ArrayList<>();
      for (String column : columns) {
        if (!permissions.may(connection, right, table, List.of(column))) {
          lacking.add(column);
        }
      }
      boolean all = lacking.isEmpty() || lacking.size() == columns.size();
      words.add(right + (all ? "" : " (" + String.join(", ", lacking) + ")"));
      parts.add(right + (all ? "" : quoted(lacking)));
      reading |= right == Right.SELECT;
    }
    if (!words.isEmpty()) {
      lacks.add(
          new Lack(
              String.join(", ", words) + " on " + table.shown(sessions.server().defaultSchema()),
              "GRANT "
                  + String.join(", ", parts)
                  + " ON "
                  + dialect.table(table)
                  + " TO "
                  + permissions.account(connection),
              reading));
    }
    return lacks;
  }

  private String quoted(List<String> columns) {
    return columns.stream().map(dialect::quote).collect(Collectors.joining(", ", " (", ")"));
  }

  /** One message for an object: whoever grants wants to do it at once. */
  private static void say(
      String account, String object, List<Lack> lacks, List<MissingRight> missing) {
    if (lacks.isEmpty()) {
      return;
    }
    String rights = lacks.stream().map(Lack::right).collect(Collectors.joining("; "));
    String remedies = lacks.stream().map(Lack::remedy).collect(Collectors.joining("; "));
    missing.add(
        new MissingRight(
            object,
            lacks.stream().anyMatch(Lack::reading),
            account.isEmpty() ? rights : "user " + account + " lacks " + rights,
            account.isEmpty() ? remedies : "Let an administrator run: " + remedies));
  }
}
