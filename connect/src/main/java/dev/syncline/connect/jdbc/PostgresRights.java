package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Who PostgreSQL takes a connection for, and what it may do with Syncline's schema.
 *
 * @param schemaExists whether there is one; else its rights are all false
 * @param tablesExist whether Syncline's own tables are in it
 * @param mayCreateSchema whether it may make one
 */
record PostgresRights(
    String user,
    String database,
    boolean schemaExists,
    boolean tablesExist,
    boolean mayUseSchema,
    boolean mayCreateInSchema,
    boolean mayCreateSchema) {
  private static final String QUERY =
      """
      SELECT current_user, current_database(), to_regnamespace('syncline') IS NOT NULL,
             (SELECT count(*) = 2 FROM pg_class
              WHERE relnamespace = to_regnamespace('syncline') AND relname IN ('applied', 'owner')),
             coalesce(has_schema_privilege(to_regnamespace('syncline'), 'USAGE'), false),
             coalesce(has_schema_privilege(to_regnamespace('syncline'), 'USAGE')
                      AND has_schema_privilege(to_regnamespace('syncline'), 'CREATE'), false),
             has_database_privilege(current_database(), 'CREATE')
      """;

  static PostgresRights of(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new PostgresRights(
          row.getString(1),
          row.getString(2),
          row.getBoolean(3),
          row.getBoolean(4),
          row.getBoolean(5),
          row.getBoolean(6),
          row.getBoolean(7));
    }
  }
}
