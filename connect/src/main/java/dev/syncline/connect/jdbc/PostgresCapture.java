package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking.Span;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Capture in PostgreSQL: statement triggers with transition tables on a table and each of its
 * partitions, and one function per mark table.
 *
 * <p>A statement fires the triggers of the table that it names and of no partition below it, so
 * that each row is marked once. The rows of both transition tables of an UPDATE are in the same
 * order, which pairs old and new keys; only a row that was to move to another partition and was
 * swallowed there by a trigger is in one of them alone, and then they are not paired.
 */
final class PostgresCapture implements Capture {
  /** So many transactions after the oldest that is open it is worth a word. */
  private static final long STUCK = 100_000;

  private static final String OLDEST =
      """
      SELECT what, behind FROM (
        SELECT 'a transaction of ' || coalesce(usename::text, backend_type) || ' (process ' || pid || ')' AS what,
               age(backend_xmin) AS behind
        FROM pg_stat_activity WHERE backend_xmin IS NOT NULL
        UNION ALL SELECT 'the prepared transaction ' || gid, age(transaction) FROM pg_prepared_xacts
        UNION ALL SELECT 'the replication slot ' || slot_name, age(xmin)
        FROM pg_replication_slots WHERE xmin IS NOT NULL) held
      ORDER BY behind DESC LIMIT 1
      """;

  private static final String TRIGGERS =
      """
      SELECT t.tgname, n.nspname, c.relname, t.tgenabled = 'A'
      FROM pg_trigger t
      JOIN pg_proc f ON f.oid = t.tgfoid
      JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE f.pronamespace = to_regnamespace('syncline') AND starts_with(f.proname, ?)
      ORDER BY n.nspname, c.relname, t.tgname
      """;

  private static final String FUNCTIONS =
      """
      SELECT proname FROM pg_proc
      WHERE pronamespace = to_regnamespace('syncline') AND starts_with(proname, ?)
      ORDER BY proname
      """;

  private static final String TABLES =
      """
      SELECT relname, has_table_privilege(oid, 'SELECT, DELETE') FROM pg_class
      WHERE relnamespace = to_regnamespace('syncline') AND starts_with(relname, ?)
        AND relkind = 'r'
      ORDER BY relname
      """;

  private final PostgresDialect dialect;

  PostgresCapture(PostgresDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String markType(TableColumn column) {
    return switch (column.base()) {
      case "smallint", "integer" -> "bigint";
      default -> column.base();
    };
  }

  @Override
  public Optional<String> obstacle(Connection connection, Table table) throws SQLException {
    for (PostgresRelation relation : PostgresRelation.of(connection, table.name())) {
      if (relation.foreign()) {
        return Optional.of(
            relation.name().shown("")
                + " is a partition in another server, where writes leave no mark. Capture "
                + table.shown()
                + " by timestamps or by scan.");
      }
      if (relation.subscribed()) {
        return Optional.of(
            relation.name().shown("")
                + " is filled by logical replication, whose writes fire no statement triggers."
                + " Capture "
                + table.shown()
                + " by timestamps or by scan, or at the server it is replicated from.");
      }
    }
    return Optional.empty();
  }

  @Override
  public List<String> blindSpots(Connection connection, Table table) throws SQLException {
    List<PostgresRelation> relations = PostgresRelation.of(connection, table.name());
    List<String> spots = new ArrayList<>();
    spots.add("values that ALTER TABLE changes, such as a new column's default");
    spots.add("writes while somebody has disabled the table's triggers");
    if (relations.size() > 1 || relations.stream().anyMatch(PostgresRelation::partitioned)) {
      spots.add("rows that come and go with a partition: ATTACH, DETACH and DROP");
      spots.add("direct writes to a partition added since the last run");
    }
    if (relations.stream().anyMatch(PostgresRelation::unlogged)) {
      spots.add("rows of an unlogged table that a crash of the server empties");
    }
    if (relations.stream().anyMatch(PostgresRelation::hasRules)) {
      spots.add(
          "that a rule and not Syncline wrote a row, where a rule rewrites Syncline's own writes");
    }
    return spots;
  }

  /** The oldest of all that may still look at rows which are deleted by now. */
  @Override
  public Optional<String> heldBack(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OLDEST)) {
      return row.next() && row.getLong(2) > STUCK
          ? Optional.of(
              "PostgreSQL cannot clear away marks that were dealt with, so that looking for new ones"
                  + " takes ever longer: "
                  + row.getString(1)
                  + " has been open for "
                  + row.getLong(2)
                  + " transactions. End it.")
          : Optional.empty();
    }
  }

  // What is wanted

  @Override
  public List<Part> wanted(Connection connection, MarkTable marks) throws SQLException {
    PostgresRights rights = PostgresRights.of(connection);
    String user = dialect.quote(rights.user());
    List<Part> parts = new ArrayList<>();
    if (!rights.schemaExists()) {
      parts.add(
          new Part("schema", List.of("CREATE SCHEMA syncline"), "DROP SCHEMA IF EXISTS syncline"));
      // Whoever makes it may be an administrator: Syncline has tables of its own there, too.
      parts.add(new Part("usage", List.of("GRANT USAGE, CREATE ON SCHEMA syncline TO " + user)));
    } else if (!rights.mayUseSchema()) {
      parts.add(new Part("usage", List.of("GRANT USAGE ON SCHEMA syncline TO " + user)));
    }
    PostgresMarking marking = new PostgresMarking(dialect, marks);
    parts.add(marking.table(user));
    String body = marking.body(PostgresRelation.inCircle(connection, marks.object()));
    String function = marks.named("note", body);
    String functionName = "syncline." + dialect.quote(function);
    parts.add(
        new Part(
            "function " + function,
            List.of(
                "CREATE OR REPLACE FUNCTION "
                    + functionName
                    + "() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                    + " SET search_path = pg_catalog, pg_temp AS "
                    + PostgresMarking.dollarQuoted(body),
                "REVOKE ALL ON FUNCTION " + functionName + "() FROM PUBLIC")));
    for (PostgresRelation relation : PostgresRelation.of(connection, marks.object())) {
      for (PostgresMarking.Event event : PostgresMarking.Event.values()) {
        parts.add(marking.trigger(relation, event, function));
      }
    }
    return parts;
  }

  // What is there

  @Override
  public List<Found> found(Connection connection, String family, TableName object)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    each(
        connection,
        TRIGGERS,
        family,
        row -> {
          String name = row.getString(1);
          TableName on = new TableName(row.getString(2), row.getString(3));
          return found.add(
              new Found(
                  PostgresMarking.triggerName(name, on),
                  row.getBoolean(4) ? null : PostgresMarking.always(dialect, name, on),
                  "DROP TRIGGER IF EXISTS " + dialect.quote(name) + " ON " + dialect.table(on)));
        });
    each(
        connection,
        FUNCTIONS,
        family,
        row -> {
          String name = row.getString(1);
          return found.add(
              new Found(
                  "function " + name,
                  null,
                  "DROP FUNCTION IF EXISTS syncline." + dialect.quote(name) + "()"));
        });
    String user = dialect.quote(PostgresRights.of(connection).user());
    each(
        connection,
        TABLES,
        family,
        row -> {
          String table = "syncline." + dialect.quote(row.getString(1));
          return found.add(
              new Found(
                  "table " + row.getString(1),
                  row.getBoolean(2) ? null : "GRANT SELECT, DELETE ON " + table + " TO " + user,
                  "DROP TABLE IF EXISTS " + table));
        });
    return found;
  }

  private interface Each {
    boolean take(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, String family, Each each)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, family);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          each.take(row);
        }
      }
    }
  }

  /**
   * In one transaction: who may make a trigger, but does not own its table, may neither enable it
   * always nor drop it again. Different parts are in different ones, so that locks are held on one
   * table only.
   */
  @Override
  public void change(Connection connection, List<String> statements, Duration patience)
      throws SQLException {
    if (statements.size() == 1) {
      Capture.super.change(connection, statements, patience);
      return;
    }
    boolean done = false;
    dialect.begin(connection);
    try {
      Capture.super.change(connection, statements, patience);
      connection.commit();
      done = true;
    } finally {
      if (!done) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
  }

  // Rights

  /**
   * A trigger is enabled always by the table's owner only. Where that is one who may do everything,
   * nothing is to be granted.
   */
  @Override
  public List<String> privileges(Connection connection, MarkTable marks) throws SQLException {
    List<PostgresRelation> others =
        PostgresRelation.of(connection, marks.object()).stream().filter(r -> !r.owned()).toList();
    if (others.stream().anyMatch(PostgresRelation::ownedBySuperuser)) {
      return List.of();
    }
    PostgresRights rights = PostgresRights.of(connection);
    String user = dialect.quote(rights.user());
    List<String> grants = new ArrayList<>();
    if (rights.schemaExists() && !rights.mayCreateInSchema()) {
      grants.add("GRANT USAGE, CREATE ON SCHEMA syncline TO " + user);
    } else if (!rights.schemaExists() && !rights.mayCreateSchema()) {
      grants.add("GRANT CREATE ON DATABASE " + dialect.quote(rights.database()) + " TO " + user);
    }
    others.stream()
        .map(r -> "GRANT " + dialect.quote(r.owner()) + " TO " + user)
        .distinct()
        .forEach(grants::add);
    return grants;
  }

  /** In one statement, which goes through the index in its order, however many spans there are. */
  @Override
  public void forget(Connection connection, String table, Collection<Span> spans)
      throws SQLException {
    Array from = connection.createArrayOf("bigint", spans.stream().map(Span::from).toArray());
    Array to = connection.createArrayOf("bigint", spans.stream().map(Span::to).toArray());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM "
                + table
                + " WHERE id = ANY (ARRAY(SELECT generate_series(f, t)"
                + " FROM unnest(?::bigint[], ?::bigint[]) AS span(f, t)))")) {
      statement.setArray(1, from);
      statement.setArray(2, to);
      statement.executeUpdate();
    } finally {
      from.free();
      to.free();
    }
  }

  /**
   * Else the next questions would pass by every dead mark, until autovacuum comes. Who does not own
   * the table is told so in a warning, and waits for that.
   */
  @Override
  public void tidy(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (SKIP_LOCKED) " + table);
    }
  }
}
