package dev.syncline.connect.jdbc;

import dev.syncline.connect.Write;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several writes as one statement, each a part of WITH: foreign keys are checked at its end, when
 * all the rows are there, or all are gone.
 */
final class OneStatement {
  private final Connection connection;
  private final Dialect dialect;
  private final Statements statements;

  OneStatement(Connection connection, Dialect dialect, Statements statements) {
    this.connection = connection;
    this.dialect = dialect;
    this.statements = statements;
  }

  void write(List<Item> all, Parking parking, @Nullable Row[] after) throws SQLException {
    List<Item> items =
        all.stream()
            .filter(i -> !(i.write() instanceof Write.Update) || !i.columns().isEmpty())
            .toList();
    statements.mark(items);
    List<String> parts = new ArrayList<>();
    for (Item item : items) {
      parts.add("w" + parts.size() + " AS (" + sql(item) + ")");
    }
    try (PreparedStatement statement =
        connection.prepareStatement("WITH " + String.join(", ", parts) + " SELECT 1")) {
      int at = 1;
      for (Item item : items) {
        at = bind(statement, at, item, parking.keyNow(item));
      }
      statement.executeQuery().close();
    }
    Map<Boolean, List<Item>> byGoing =
        all.stream().collect(Collectors.partitioningBy(i -> i.write() instanceof Write.Delete));
    statements.checkGone(byGoing.getOrDefault(true, List.of()));
    statements.readBack(byGoing.getOrDefault(false, List.of()), after);
  }

  private String sql(Item item) {
    String name = dialect.table(item.table().name());
    return switch (item.write()) {
      case Write.Insert i -> statements.insertSql(item.table(), item.columns(), 1);
      case Write.Update u ->
          "UPDATE "
              + name
              + " SET "
              + item.columns().stream()
                  .map(c -> dialect.quote(c.name()) + " = " + dialect.placeholder(c))
                  .collect(Collectors.joining(", "))
              + statements.whereKey(item.selection());
      case Write.Delete d -> "DELETE FROM " + name + statements.whereKey(item.selection());
    };
  }

  private int bind(PreparedStatement statement, int from, Item item, @Nullable Key key)
      throws SQLException {
    int at = from;
    @Nullable Object[] values = item.values();
    for (int i = 0; i < values.length; i++) {
      dialect.bind(statement, at++, item.columns().get(i), values[i]);
    }
    if (!(item.write() instanceof Write.Insert)) {
      statements.bindKey(statement, at, item.selection(), key);
      at += item.selection().key().size();
    }
    return at;
  }
}
