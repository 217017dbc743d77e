package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL tells of every right whether an account has it, by itself or through a role. */
final class PostgresPermissions implements Permissions {
  private static final String COLUMNS =
      """
      SELECT has_table_privilege(c.oid, ?) OR (cardinality(?) > 0 AND NOT EXISTS (
               SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = ANY (?)
                 AND NOT has_column_privilege(c.oid, a.attnum, ?)))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String DELETE =
      """
      SELECT has_table_privilege(c.oid, 'DELETE')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  /** Defaults draw from a sequence with the rights of who inserts; identity columns do not. */
  private static final String SEQUENCES =
      """
      SELECT DISTINCT sn.nspname, s.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity = '' AND NOT a.attisdropped
      JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      JOIN pg_depend e ON e.classid = 'pg_attrdef'::regclass AND e.objid = d.oid
                      AND e.refclassid = 'pg_class'::regclass
      JOIN pg_class s ON s.oid = e.refobjid AND s.relkind = 'S'
      JOIN pg_namespace sn ON sn.oid = s.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND a.attname <> ALL (?)
        AND CASE WHEN s.relkind = 'S' THEN NOT has_sequence_privilege(s.oid, 'USAGE, UPDATE') END
      ORDER BY 1, 2
      """;

  private final PostgresDialect dialect;

  PostgresPermissions(PostgresDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String account(Connection connection) throws SQLException {
    return dialect.quote(PostgresRights.of(connection).user());
  }

  @Override
  public boolean may(Connection connection, Right right, TableName table, List<String> columns)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(right == Right.DELETE ? DELETE : COLUMNS)) {
      int at = 1;
      if (right != Right.DELETE) {
        statement.setString(at++, right.name());
        statement.setArray(at++, connection.createArrayOf("text", columns.toArray()));
        statement.setArray(at++, connection.createArrayOf("text", columns.toArray()));
        statement.setString(at++, right.name());
      }
      statement.setString(at++, table.schema());
      statement.setString(at, table.table());
      try (ResultSet row = statement.executeQuery()) {
        return !row.next() || row.getBoolean(1);
      }
    }
  }

  @Override
  public List<Lack> around(Connection connection, TableName table, List<String> inserted)
      throws SQLException {
    List<Lack> lacks = new ArrayList<>();
    String account = account(connection);
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT has_schema_privilege(?, 'USAGE')")) {
      statement.setString(1, table.schema());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next() && !row.getBoolean(1)) {
          lacks.add(
              new Lack(
                  "USAGE on schema " + table.schema(),
                  "GRANT USAGE ON SCHEMA " + dialect.quote(table.schema()) + " TO " + account,
                  true));
        }
      }
    }
    if (!inserted.isEmpty()) {
      sequences(connection, table, inserted, account, lacks);
    }
    return lacks;
  }

  private void sequences(
      Connection connection,
      TableName table,
      List<String> inserted,
      String account,
      List<Lack> lacks)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SEQUENCES)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      statement.setArray(3, connection.createArrayOf("text", inserted.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          TableName sequence = new TableName(row.getString(1), row.getString(2));
          lacks.add(
              new Lack(
                  "USAGE on sequence " + sequence.table(),
                  "GRANT USAGE ON SEQUENCE " + dialect.table(sequence) + " TO " + account,
                  false));
        }
      }
    }
  }

  @Override
  public List<Lack> own(Connection connection, String defaultSchema) throws SQLException {
    PostgresRights rights = PostgresRights.of(connection);
    String account = dialect.quote(rights.user());
    if (!rights.schemaExists()) {
      return rights.mayCreateSchema()
          ? List.of()
          : List.of(
              new Lack(
                  "CREATE on database " + rights.database() + ", for the schema syncline",
                  dialect.installGrant(rights.user(), defaultSchema),
                  false));
    }
    if (!rights.mayUseSchema() || (!rights.tablesExist() && !rights.mayCreateInSchema())) {
      String wanted = rights.tablesExist() ? "USAGE" : "USAGE, CREATE";
      return List.of(
          new Lack(
              wanted + " on schema syncline",
              "GRANT " + wanted + " ON SCHEMA syncline TO " + account,
              false));
    }
    List<Lack> lacks = new ArrayList<>();
    for (String each : List.of("applied", "owner")) {
      TableName table = dialect.own(each, defaultSchema);
      for (Right right : List.of(Right.SELECT, Right.INSERT, Right.UPDATE)) {
        if (!may(connection, right, table, List.of())) {
          lacks.add(
              new Lack(
                  right + " on " + table.shown(defaultSchema),
                  "GRANT " + right + " ON " + dialect.table(table) + " TO " + account,
                  false));
        }
      }
    }
    return lacks;
  }
}
