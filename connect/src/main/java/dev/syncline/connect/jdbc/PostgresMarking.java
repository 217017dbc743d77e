package dev.syncline.connect.jdbc;

import dev.syncline.connect.jdbc.Capture.Part;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements by which a table of PostgreSQL gets its marks. */
final class PostgresMarking {
  private static final String PART = "syncline_";

  private final PostgresDialect dialect;
  private final MarkTable marks;

  PostgresMarking(PostgresDialect dialect, MarkTable marks) {
    this.dialect = dialect;
    this.marks = marks;
  }

  /** The table that holds them, for a quoted user. */
  Part table(String user) {
    String table = dialect.table(marks.name());
    return new Part(
        "table " + marks.name().table(),
        List.of(
            "CREATE TABLE IF NOT EXISTS "
                + table
                + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, origin text, "
                + String.join(", ", marks.definitions())
                // Marks come and go: what is dead is to go soon, or polling reads through it.
                + ") WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,"
                + " autovacuum_vacuum_cost_delay = 0)",
            "COMMENT ON TABLE " + table + " IS " + literal(marks.words()),
            "GRANT SELECT, DELETE ON " + table + " TO " + user));
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
  String body(boolean inCircle) {
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
  enum Event {
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

  Part trigger(PostgresRelation relation, Event event, String function) {
    String rest =
        event.tables
            + " FOR EACH STATEMENT EXECUTE FUNCTION syncline."
            + dialect.quote(function)
            + (relation.partitioned() && event == Event.UPDATE ? "('partitioned')" : "()");
    String name = "syncline_" + marks.named(event.kind(), event + rest);
    return new Part(
        triggerName(name, relation.name()),
        List.of(
            "CREATE TRIGGER "
                + dialect.quote(name)
                + " AFTER "
                + event
                + " ON "
                + dialect.table(relation.name())
                + rest,
            always(dialect, name, relation.name())));
  }

  static String triggerName(String name, TableName on) {
    return "trigger " + name + " on " + on.schema() + "." + on.table();
  }

  /** Fires in sessions that replay others' changes too. */
  static String always(PostgresDialect dialect, String trigger, TableName on) {
    return "ALTER TABLE ONLY "
        + dialect.table(on)
        + " ENABLE ALWAYS TRIGGER "
        + dialect.quote(trigger);
  }

  /** Names in it may hold anything, this included. */
  static String dollarQuoted(String text) {
    String tag = "$syncline$";
    for (int i = 1; text.contains(tag); i++) {
      tag = "$syncline" + i + "$";
    }
    return tag + "\n" + text + tag;
  }

  private static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
