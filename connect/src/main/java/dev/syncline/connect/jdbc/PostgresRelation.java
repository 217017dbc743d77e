package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of PostgreSQL, or a partition of it.
 *
 * @param owned whether the connection's user counts as the owner
 * @param ownedBySuperuser whether whoever counts as the owner may do everything on the server
 * @param subscribed whether logical replication fills it
 */
record PostgresRelation(
    TableName name,
    boolean partitioned,
    boolean foreign,
    boolean unlogged,
    String owner,
    boolean owned,
    boolean ownedBySuperuser,
    boolean subscribed,
    boolean hasRules) {
  private static final String TREE =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        UNION
        SELECT i.inhrelid FROM pg_inherits i JOIN tree ON tree.oid = i.inhparent)
      """;

  private static final String RELATIONS =
      TREE
          + """
          SELECT n.nspname, c.relname, c.relkind = 'p', c.relkind = 'f',
                 c.relpersistence = 'u', pg_get_userbyid(c.relowner),
                 pg_has_role(c.relowner, 'USAGE'),
                 EXISTS (SELECT FROM pg_roles a
                         WHERE a.rolsuper AND pg_has_role(c.relowner, a.oid, 'MEMBER')),
                 EXISTS (SELECT FROM pg_subscription_rel s WHERE s.srrelid = c.oid),
                 EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid)
          FROM tree JOIN pg_class c ON c.oid = tree.oid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          ORDER BY n.nspname, c.relname
          """;

  /** Whether a table is referred to, over tables between or not, by itself, by keys that act. */
  private static final String CIRCLE =
      """
      WITH RECURSIVE self AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?),
      acted AS (
        SELECT k.conrelid FROM pg_constraint k JOIN self ON self.oid = k.confrelid
        WHERE k.contype = 'f' AND (k.confdeltype NOT IN ('a', 'r') OR k.confupdtype NOT IN ('a', 'r'))
        UNION
        SELECT k.conrelid FROM pg_constraint k JOIN acted ON acted.conrelid = k.confrelid
        WHERE k.contype = 'f' AND (k.confdeltype NOT IN ('a', 'r') OR k.confupdtype NOT IN ('a', 'r')))
      SELECT EXISTS (SELECT FROM acted JOIN self ON self.oid = acted.conrelid)
      """;

  /** A table, with all of its partitions. */
  static List<PostgresRelation> of(Connection connection, TableName table) throws SQLException {
    List<PostgresRelation> relations = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(RELATIONS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          relations.add(
              new PostgresRelation(
                  new TableName(row.getString(1), row.getString(2)),
                  row.getBoolean(3),
                  row.getBoolean(4),
                  row.getBoolean(5),
                  row.getString(6),
                  row.getBoolean(7),
                  row.getBoolean(8),
                  row.getBoolean(9),
                  row.getBoolean(10)));
        }
      }
    }
    return relations;
  }

  /** Whether a write of a table may change other rows of it by references. */
  static boolean inCircle(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CIRCLE)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
