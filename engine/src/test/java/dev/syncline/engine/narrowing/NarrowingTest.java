package dev.syncline.engine.narrowing;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.laws.Seeds;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.expression.EvaluationFailed;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a filter says, a database that is asked to narrow by it gives every row of which it is
 * true: over random conditions and rows that databases compare in ways of their own.
 */
class NarrowingTest {
  private static final int CONDITIONS = Integer.getInteger("conditions", 400);
  private static final int ROWS = 150;

  private static final List<String> TEXTS =
      Arrays.asList(
          "'a'", "'A'", "'a '", "' a'", "'ä'", "'b'", "''", "'a_'", "'a%'", "'x''y'", "'a\\b'",
          "'ß'", "'ss'", "'10'", "'9'", "NULL");
  private static final List<String> NUMBERS =
      List.of("0", "1", "-1", "7", "1.5", "1.50", "10", "NULL");
  private static final List<String> WHOLES = List.of("0", "1", "-1", "7", "10", "NULL");
  private static final List<String> DAYS =
      List.of("DATE '2024-02-29'", "DATE '1999-12-31'", "NULL");
  private static final List<String> TIMES =
      List.of("TIMESTAMP '2024-02-29 13:00:00'", "TIMESTAMP '2024-02-29 13:00:00.5'", "NULL");

  @TempDir Path folder;

  @Test
  void postgresGivesAllThatIsTrue() throws SQLException {
    TestDatabase database = TestDatabases.postgres();
    database.run(
        "CREATE TABLE t (id int PRIMARY KEY, w bigint, n numeric(6,2), s text, v varchar(9),"
            + " c char(4), f double precision, d date, e timestamp(6), b boolean)");
    holds("postgresql", database, true);
  }

  @Test
  void mariadbGivesAllThatIsTrue() throws SQLException {
    TestDatabase database = TestDatabases.mariadb();
    database.run(
        "CREATE TABLE t (id int PRIMARY KEY, w int, n decimal(6,2), s text, v varchar(9) COLLATE"
            + " utf8mb4_general_ci, c char(4), f double, d date, e datetime(6), b tinyint(1))");
    holds("mariadb", database, true);
  }

  @Test
  void sqliteGivesAllThatIsTrue() throws SQLException {
    TestDatabase database = TestDatabases.sqlite(folder.resolve("t.db"));
    database.run(
        "CREATE TABLE t (id integer PRIMARY KEY, w int, n decimal(6,2), s text, v varchar(9) COLLATE"
            + " NOCASE, c char(4), f double, d date, e datetime, b boolean)");
    holds("sqlite", database, false);
  }

  /**
   * @param times whether the database has literals of dates
   */
  private static void holds(String type, TestDatabase database, boolean times) throws SQLException {
    SplittableRandom random = Seeds.random(Long.getLong("seed", 1));
    fill(database, random, times);
    try (Connector connector =
        Connections.open(
            ConnectionSpec.of("t", type, database.url(), database.user(), database.password()))) {
      ObjectSchema schema = connector.describe("t");
      Shape shape = schema.shape(schema.columns().stream().map(Column::name).toList());
      List<Input> inputs =
          schema.columns().stream().map(c -> new Input(c.name(), c.type(), c.nullable())).toList();
      int narrowed = 0;
      for (int i = 0; i < CONDITIONS; i++) {
        String condition = condition(random, 3);
        Expression expression = compiled(condition, inputs);
        if (expression == null) {
          continue; // not of these types
        }
        Narrowing narrowing = expression.narrowing();
        Set<Key> given = keys(connector, shape, narrowing);
        Set<Key> wanted = wanted(connector, shape, expression);
        assertThat(given)
            .as("%s, narrowed by %s", condition, connector.narrowed("t", narrowing))
            .containsAll(wanted);
        narrowed += given.size() < ROWS ? 1 : 0;
      }
      assertThat(narrowed).isGreaterThan(CONDITIONS / 10);
    }
  }

  private static Expression compiled(String condition, List<Input> inputs) {
    try {
      return Expression.of(condition, inputs, Setting.INVARIANT);
    } catch (InvalidExpression e) {
      return null;
    }
  }

  private static Set<Key> keys(Connector connector, Shape shape, Narrowing narrowing) {
    Set<Key> keys = new HashSet<>();
    try (Connector.RowStream rows = connector.read(shape, Connector.Order.KEY, narrowing)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        keys.add(row.key());
      }
    }
    return keys;
  }

  private static Set<Key> wanted(Connector connector, Shape shape, Expression expression) {
    Set<Key> keys = new HashSet<>();
    try (Connector.RowStream rows = connector.read(shape, Connector.Order.ANY)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        try {
          if (Boolean.TRUE.equals(expression.evaluate(row.values()))) {
            keys.add(row.key());
          }
        } catch (EvaluationFailed e) {
          // it is not true
        }
      }
    }
    return keys;
  }

  private static void fill(TestDatabase database, SplittableRandom random, boolean times)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String backslashes = database.url().contains("mariadb") ? "\\\\" : "\\";
      String text = pick(random, TEXTS).replace("\\", backslashes);
      String other = pick(random, TEXTS).replace("\\", backslashes);
      String padded = pick(random, TEXTS).replace("\\", backslashes);
      String day = pick(random, DAYS);
      String time = pick(random, TIMES);
      statements.add(
          "INSERT INTO t VALUES ("
              + String.join(
                  ", ",
                  String.valueOf(i),
                  pick(random, WHOLES),
                  pick(random, NUMBERS),
                  text,
                  other,
                  padded,
                  pick(random, NUMBERS),
                  times ? day : day.replace("DATE ", ""),
                  times ? time : time.replace("TIMESTAMP ", ""),
                  pick(random, List.of("TRUE", "FALSE", "NULL")))
              + ")");
    }
    database.run(statements.toArray(String[]::new));
  }

  private static String condition(SplittableRandom random, int depth) {
    if (depth > 0 && oneIn(random, 2)) {
      String one = condition(random, depth - 1);
      return switch (random.nextInt(4)) {
        case 0 -> "NOT (" + one + ")";
        case 1 -> "(" + one + ") IS " + pick(random, List.of("TRUE", "NOT TRUE", "NOT FALSE"));
        case 2 -> "(" + one + " AND " + condition(random, depth - 1) + ")";
        default -> "(" + one + " OR " + condition(random, depth - 1) + ")";
      };
    }
    String column = pick(random, List.of("w", "n", "s", "v", "c", "f", "d", "e", "b", "w", "s"));
    List<String> values =
        switch (column) {
          case "w", "n", "f" -> NUMBERS;
          case "d" -> DAYS;
          case "e" -> TIMES;
          case "b" -> List.of("TRUE", "FALSE");
          default -> TEXTS;
        };
    String value = pick(random, values);
    return switch (random.nextInt(8)) {
      case 0 -> column + " IS NULL";
      case 1 -> column + " IS NOT NULL";
      case 2 -> column + " IN (" + value + ", " + pick(random, values) + ")";
      case 3 -> column + " NOT IN (" + value + ", " + pick(random, values) + ")";
      case 4 -> column + " BETWEEN " + value + " AND " + pick(random, values);
      case 5 -> value + " <= " + column;
      case 6 -> column.equals("b") ? "b" : "UPPER(s) = " + pick(random, TEXTS);
      default -> column + " " + pick(random, List.of("=", "=", "<>", "<", ">", ">=")) + " " + value;
    };
  }
}
