package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ways in which a write to another table changes a table's rows through foreign keys that act.
 * InnoDB fires no triggers for what a foreign key does, so that a trigger on the table where it
 * begins has to mark the rows at its end.
 *
 * <p>A way that goes through the same key twice is cut after the second time. Whoever has rows to
 * be changed there may have more of them further on, in number without bound.
 */
final class MariaDbCascades {
  /** Each costs a trigger; a schema with more needs another kind of capture. */
  static final int MOST = 200;

  private static final String KEYS =
      """
      SELECT k.CONSTRAINT_NAME, k.TABLE_SCHEMA, k.TABLE_NAME, k.COLUMN_NAME,
             k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME,
             r.DELETE_RULE, r.UPDATE_RULE
      FROM information_schema.KEY_COLUMN_USAGE k
      JOIN information_schema.REFERENTIAL_CONSTRAINTS r
        ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME
        AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
      WHERE k.TABLE_SCHEMA = ? AND k.REFERENCED_TABLE_NAME IS NOT NULL
        AND (r.DELETE_RULE IN ('CASCADE', 'SET NULL') OR r.UPDATE_RULE IN ('CASCADE', 'SET NULL'))
      ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
      """;

  private MariaDbCascades() {}

  /** What a foreign key does to the rows that refer. */
  enum Action {
    NONE,
    CASCADE,
    SET_NULL;

    static Action of(String rule) {
      return switch (rule) {
        case "CASCADE" -> CASCADE;
        case "SET NULL" -> SET_NULL;
        default -> NONE;
      };
    }
  }

  /** A foreign key that acts. */
  record Reference(
      String name,
      TableName child,
      List<String> columns,
      TableName parent,
      List<String> referenced,
      Action onDelete,
      Action onUpdate) {}

  /**
   * From a table to a row of another, or of itself.
   *
   * @param keys the foreign keys in the order in which they act
   * @param cut whether it is only the beginning of ways without end
   */
  record Way(List<Reference> keys, boolean cut) {
    TableName from() {
      return keys.getFirst().parent;
    }

    /** Whether deleting where it begins reaches its end. */
    boolean afterDelete() {
      return reaches(false);
    }

    /** Whether changing what is referred to where it begins reaches its end. */
    boolean afterUpdate() {
      return reaches(true);
    }

    private boolean reaches(boolean update) {
      boolean changed = update; // else deleted
      Set<String> columns = new HashSet<>(keys.getFirst().referenced);
      for (Reference key : keys) {
        if (changed && key.referenced.stream().noneMatch(columns::contains)) {
          return false;
        }
        Action action = changed ? key.onUpdate : key.onDelete;
        if (action == Action.NONE) {
          return false;
        }
        changed |= action == Action.SET_NULL;
        columns = new HashSet<>(key.columns);
      }
      return true;
    }

    /** Whether the row at the end is deleted with the one at the beginning. */
    boolean deletes() {
      return keys.stream().allMatch(k -> k.onDelete == Action.CASCADE);
    }

    /** Whether the rows on the way take over the new values, by which they can be found. */
    boolean carries() {
      return keys.stream().allMatch(k -> k.onUpdate == Action.CASCADE);
    }
  }

  /** All foreign keys of a database's tables that act. */
  static List<Reference> keys(Connection connection, String schema) throws SQLException {
    Map<List<String>, Reference> keys = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString(1);
          TableName child = new TableName(row.getString(2), row.getString(3));
          TableName parent = new TableName(row.getString(5), row.getString(6));
          Action onDelete = Action.of(row.getString(8));
          Action onUpdate = Action.of(row.getString(9));
          Reference key =
              keys.computeIfAbsent(
                  List.of(child.table(), name),
                  n ->
                      new Reference(
                          name,
                          child,
                          new ArrayList<>(),
                          parent,
                          new ArrayList<>(),
                          onDelete,
                          onUpdate));
          key.columns.add(row.getString(4));
          key.referenced.add(row.getString(7));
        }
      }
    }
    return List.copyOf(keys.values());
  }

  /** All ways to a table; more than {@link #MOST} are not looked for. */
  static Set<Way> ways(List<Reference> keys, TableName to) {
    Set<Way> ways = new LinkedHashSet<>();
    extend(keys, to, List.of(), ways);
    return ways;
  }

  private static void extend(
      List<Reference> keys, TableName to, List<Reference> way, Set<Way> ways) {
    for (Reference key : keys) {
      boolean thrice = way.stream().filter(key::equals).count() == 2;
      if (ways.size() > MOST || thrice || !key.child.equals(to)) {
        continue;
      }
      List<Reference> longer = new ArrayList<>(way);
      longer.addFirst(key);
      Way found = untilTwice(longer);
      if (found.afterDelete() || found.afterUpdate()) {
        ways.add(found);
      }
      extend(keys, key.parent, longer, ways);
    }
  }

  private static Way untilTwice(List<Reference> way) {
    Set<Reference> met = new HashSet<>();
    for (int i = 0; i < way.size(); i++) {
      if (!met.add(way.get(i))) {
        return new Way(List.copyOf(way.subList(0, i + 1)), true);
      }
    }
    return new Way(List.copyOf(way), false);
  }
}
