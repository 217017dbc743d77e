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
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  private static final String PART = "syncline_";

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

  /**
   * A table, or a partition of it.
   *
   * @param owned whether the connection's user counts as the owner
   * @param ownedBySuperuser whether whoever counts as the owner may do everything on the server
   */
  private record Relation(
      TableName name,
      boolean partitioned,
      boolean foreign,
      boolean unlogged,
      String owner,
      boolean owned,
      boolean ownedBySuperuser,
      boolean subscribed,
      boolean hasRules) {}

  private static List<Relation> relations(Connection connection, TableName table)
      throws SQLException {
    List<Relation> relations = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(RELATIONS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          relations.add(
              new Relation(
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

  @Override
  public Optional<String> obstacle(Connection connection, Table table) throws SQLException {
    for (Relation relation : relations(connection, table.name())) {
      if (relation.foreign) {
        return Optional.of(
            relation.name.shown("")
                + " is a partition in another server, where writes leave no mark. Capture "
                + table.shown()
                + " by timestamps or by scan.");
      }
      if (relation.subscribed) {
        return Optional.of(
            relation.name.shown("")
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
    List<Relation> relations = relations(connection, table.name());
    List<String> spots = new ArrayList<>();
    spots.add("values that ALTER TABLE changes, such as a new column's default");
    spots.add("writes while somebody has disabled the table's triggers");
    if (relations.size() > 1 || relations.stream().anyMatch(Relation::partitioned)) {
      spots.add("rows that come and go with a partition: ATTACH, DETACH and DROP");
      spots.add("direct writes to a partition added since the last run");
    }
    if (relations.stream().anyMatch(Relation::unlogged)) {
      spots.add("rows of an unlogged table that a crash of the server empties");
    }
    if (relations.stream().anyMatch(Relation::hasRules)) {
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
    parts.add(new Part("table " + marks.name().table(), markTable(marks, user)));
    String body = body(marks, inCircle(connection, marks.object()));
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
                    + dollarQuoted(body),
                "REVOKE ALL ON FUNCTION " + functionName + "() FROM PUBLIC")));
    for (Relation relation : relations(connection, marks.object())) {
      for (Event event : Event.values()) {
        parts.add(trigger(marks, relation, event, function));
      }
    }
    return parts;
  }

  private List<String> markTable(MarkTable marks, String user) {
    String table = dialect.table(marks.name());
    return List.of(
        "CREATE TABLE IF NOT EXISTS "
            + table
            + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, origin text, "
            + String.join(", ", marks.definitions())
            // Marks come and go: what is dead is to go soon, or polling reads through it.
            + ") WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,"
            + " autovacuum_vacuum_cost_delay = 0)",
        "COMMENT ON TABLE " + table + " IS " + literal(marks.words()),
        "GRANT SELECT, DELETE ON " + table + " TO " + user);
  }

  /**
   * The trigger function's text. A user's write does not fail because a column of the key has
   * another name by now: a name that the table does not know is found in {@code syncline_none}, so
   * that the mark has no key, which says that every row may have changed. An origin counts for a
   * direct write only: not within a trigger, and not for what the system changes because another
   * table was written. Otherwise it is the user who logged in, whatever role he has taken.
   *
   * @param inCircle whether a write may change other rows of the same table by references
   */
  private String body(MarkTable marks, boolean inCircle) {
    String table = dialect.table(marks.name());
    List<String> columns = marks.key().stream().map(c -> dialect.quote(c.name())).toList();
    String before = list(columns, i -> MarkTable.before(i));
    String after = list(columns, i -> MarkTable.after(i));
    String olds = list(columns, i -> "o." + columns.get(i));
    String news = list(columns, i -> "n." + columns.get(i));
    // Null, in the type that the mark has; nothing is read for it.
    String none =
        list(
            columns,
            i ->
                "(SELECT %s FROM %s LIMIT 0) AS %s"
                    .formatted(MarkTable.after(i), table, columns.get(i)));
    String key = String.join(", ", columns);
    String inserted =
        "INSERT INTO %s (origin, %s) SELECT syncline_origin, %s".formatted(table, after, news)
            + " FROM (SELECT %s) syncline_none CROSS JOIN LATERAL (SELECT %s FROM syncline_new) n;"
                .formatted(none, key);
    String deleted =
        "INSERT INTO %s (origin, %s) SELECT syncline_origin, %s".formatted(table, before, olds)
            + " FROM (SELECT %s) syncline_none CROSS JOIN LATERAL (SELECT %s FROM syncline_old) o;"
                .formatted(none, key);
    // Under names of their own: a name that is missing in one of both is not to be the other's.
    String parts = list(columns, i -> columns.get(i) + " AS " + PART + i);
    String updated =
        """
        INSERT INTO %s (origin, %s, %s) SELECT syncline_origin, %s, %s
              FROM (SELECT %s) syncline_none
              CROSS JOIN LATERAL (SELECT row_number() OVER () AS syncline_row, %s FROM syncline_old) o
              JOIN LATERAL (SELECT row_number() OVER () AS syncline_row, %s FROM syncline_new) n
                ON n.syncline_row = o.syncline_row;"""
            .formatted(
                table,
                before,
                after,
                list(columns, i -> "o." + PART + i),
                list(columns, i -> "n." + PART + i),
                none,
                parts,
                parts);
    return """
        #variable_conflict use_column
        DECLARE syncline_origin text := coalesce(CASE WHEN pg_trigger_depth() = 1%5$s
          AND current_setting('syncline.object', true) = %6$s
          THEN nullif(current_setting('syncline.origin', true), '') END,
          'by ' || session_user);
        BEGIN
          IF TG_OP = 'INSERT' THEN
            %1$s
          ELSIF TG_OP = 'DELETE' THEN
            %2$s
          ELSIF TG_OP = 'TRUNCATE' THEN
            INSERT INTO %4$s (origin) VALUES (NULL);
          ELSIF TG_NARGS > 0
              AND (SELECT count(*) FROM syncline_old) <> (SELECT count(*) FROM syncline_new) THEN
            %2$s
            %1$s
          ELSE
            %3$s
          END IF;
          RETURN NULL;
        END
        """
        .formatted(
            inserted,
            deleted,
            updated,
            table,
            inCircle ? " AND TG_OP = 'INSERT'" : "",
            literal(dialect.table(marks.object())));
  }

  private interface Naming {
    String of(int part);
  }

  private static String list(List<String> columns, Naming naming) {
    return IntStream.range(0, columns.size())
        .mapToObj(naming::of)
        .collect(Collectors.joining(", "));
  }

  /** What fires a trigger. */
  private enum Event {
    INSERT(" REFERENCING NEW TABLE AS syncline_new"),
    UPDATE(" REFERENCING OLD TABLE AS syncline_old NEW TABLE AS syncline_new"),
    DELETE(" REFERENCING OLD TABLE AS syncline_old"),
    TRUNCATE("");

    private final String tables;

    Event(String tables) {
      this.tables = tables;
    }

    String kind() {
      return name().substring(0, 3).toLowerCase(Locale.ROOT);
    }
  }

  private Part trigger(MarkTable marks, Relation relation, Event event, String function) {
    String rest =
        event.tables
            + " FOR EACH STATEMENT EXECUTE FUNCTION syncline."
            + dialect.quote(function)
            + (relation.partitioned && event == Event.UPDATE ? "('partitioned')" : "()");
    String name = "syncline_" + marks.named(event.kind(), event + rest);
    return new Part(
        triggerName(name, relation.name),
        List.of(
            "CREATE TRIGGER "
                + dialect.quote(name)
                + " AFTER "
                + event
                + " ON "
                + dialect.table(relation.name)
                + rest,
            always(name, relation.name)));
  }

  private static String triggerName(String name, TableName on) {
    return "trigger " + name + " on " + on.schema() + "." + on.table();
  }

  /** Fires in sessions that replay others' changes too. */
  private String always(String trigger, TableName on) {
    return "ALTER TABLE ONLY "
        + dialect.table(on)
        + " ENABLE ALWAYS TRIGGER "
        + dialect.quote(trigger);
  }

  private static boolean inCircle(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CIRCLE)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Names in it may hold anything, this included. */
  private static String dollarQuoted(String text) {
    String tag = "$syncline$";
    for (int i = 1; text.contains(tag); i++) {
      tag = "$syncline" + i + "$";
    }
    return tag + "\n" + text + tag;
  }

  private static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
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
                  triggerName(name, on),
                  row.getBoolean(4) ? null : always(name, on),
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
    List<Relation> others =
        relations(connection, marks.object()).stream().filter(r -> !r.owned).toList();
    if (others.stream().anyMatch(Relation::ownedBySuperuser)) {
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
        .map(r -> "GRANT " + dialect.quote(r.owner) + " TO " + user)
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
