package dev.syncline.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.core.Side;
import dev.syncline.engine.verify.Verifier.Way;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifying real databases: every way names the same records, and the cheapest is taken. */
class VerifierTest {
  private static final int ROWS = 300;

  @RegisterExtension final Databases databases = new Databases();
  @TempDir private Path folder;

  /** A change of one value that is as small as its type lets it be. */
  private static final Map<String, String> SMALLEST =
      Map.of(
          "qty", "qty + 1",
          "price", "price + 0.01",
          "title", "concat(title, ' ')",
          "note", "concat(note, '\n')",
          "seen", "seen + interval '0.000001' second",
          "day", "day + interval '1' day",
          "clock", "clock + interval '0.000001' second",
          "active", "NOT active",
          "uid", "'f81d4fae-7dec-11d0-a765-00a0c91e6bf7'");

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, POSTGRESQL",
    "POSTGRESQL, MARIADB",
    "MARIADB, POSTGRESQL",
    "MARIADB, MARIADB"
  })
  void theSmallestChangeOfEveryTypeIsNamed(Brand source, Brand target) throws SQLException {
    try (Depots depots = new Depots(databases, folder, source, target)) {
      fill(depots);
      depots.sync();
      for (Certificate.OfTask task : Ways.agree(depots.engine).tasks()) {
        boolean byKey = !task.name.equals("person");
        assertThat(task.way)
            .as(task.name + " " + task.why)
            .isEqualTo(byKey ? Way.CHECKSUMS : Way.STREAMS);
        assertThat(task.equal).as(task.name).isEqualTo(ROWS);
        assertThat(task.different).isZero();
      }
      for (String table : Depots.tables()) {
        List<String> columns = new ArrayList<>(Depots.COLUMNS);
        if (table.equals("part")) {
          columns.add("item");
        }
        for (String column : columns) {
          String row = depots.rows(Side.TARGET, table).get(7);
          depots.run(Side.TARGET, "CREATE TABLE kept AS SELECT * FROM " + table + " WHERE " + row);
          depots.run(
              Side.TARGET,
              "UPDATE "
                  + table
                  + " SET "
                  + column
                  + " = "
                  + smallest(target, column)
                  + " WHERE "
                  + row);
          Certificate.OfTask found =
              depots.engine.verify(Set.of(Depots.task(table))).tasks().getFirst();
          assertThat(found.way).isEqualTo(table.equals("person") ? Way.STREAMS : Way.CHECKSUMS);
          assertThat(found.equal).as(table + "." + column).isEqualTo(ROWS - 1);
          assertThat(found.differences).as(table + "." + column).hasSize(1);
          assertThat(found.differences.getFirst().detail()).startsWith(column + ": ");
          depots.run(
              Side.TARGET,
              "UPDATE %s SET %s = (SELECT %s FROM kept) WHERE %s"
                  .formatted(table, column, column, row));
          depots.run(Side.TARGET, "DROP TABLE kept");
        }
      }
      assertThat(Ways.agree(depots.engine).certifies()).isTrue();
    }
  }

  private static String smallest(Brand brand, String column) {
    if (column.equals("item")) {
      return "'" + code(0) + "'";
    } else if (column.equals("raw")) {
      return brand == Brand.POSTGRESQL ? "'\\x00'::bytea" : "x'00'";
    }
    String change = SMALLEST.get(column);
    return brand == Brand.POSTGRESQL
        ? change.replaceAll("interval '([0-9.]+)' (\\w+)", "interval '$1 $2'")
            + (column.equals("uid") ? "::uuid" : "")
        : change;
  }

  /** What users do behind Syncline's back, and what it does about it now and then. */
  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, POSTGRESQL, 1",
    "POSTGRESQL, MARIADB, 2",
    "MARIADB, MARIADB, 3",
    "POSTGRESQL, SQLITE, 4"
  })
  void allWaysAgreeWhateverHappens(Brand source, Brand target, long seed) throws SQLException {
    SplittableRandom random = new SplittableRandom(seed);
    try (Depots depots = new Depots(databases, folder, source, target)) {
      fill(depots);
      depots.sync();
      for (int round = 0; round < 12; round++) {
        int edits = 1 << random.nextInt(7);
        for (int i = 0; i < edits; i++) {
          edit(depots, random);
        }
        Ways.agree(depots.engine);
        if (round % 4 == 3) {
          depots.sync();
          Ways.agree(depots.engine);
        }
      }
    }
  }

  private static void edit(Depots depots, SplittableRandom random) throws SQLException {
    Side side = pick(random, List.of(Side.values()));
    String table = pick(random, Depots.tables());
    List<String> rows = depots.rows(side, table);
    String row = pick(random, rows);
    String other = pick(random, rows);
    String column = pick(random, Depots.COLUMNS);
    switch (random.nextInt(9)) {
      case 0 -> depots.tried(side, "DELETE FROM " + table + " WHERE " + row);
      case 1 -> {
        depots.tried(Side.SOURCE, "DELETE FROM " + table + " WHERE " + row);
        depots.tried(Side.TARGET, "DELETE FROM " + table + " WHERE " + row);
      }
      case 2 -> insert(depots, side, table, random.nextInt(100_000, 200_000), random);
      case 3 -> {
        int number = random.nextInt(200_000, 300_000);
        long seed = random.nextLong();
        insert(depots, Side.SOURCE, table, number, new SplittableRandom(seed));
        insert(depots, Side.TARGET, table, number, new SplittableRandom(seed));
      }
      case 4 -> depots.tried(side, "UPDATE " + table + " SET " + column + " = NULL WHERE " + row);
      case 5 -> exchange(depots, side, table, row, other);
      case 6 ->
          depots.tried(
              side,
              "UPDATE part SET item = ? WHERE number = ?",
              code(random.nextInt(ROWS) * 3),
              random.nextInt(ROWS) * 3);
      case 7 ->
          depots.tried(
              side,
              "UPDATE %s SET title = '%s' WHERE %s"
                  .formatted(table, text(random).replace("'", "''"), row));
      default -> {
        String key = Depots.KEYS.get(table).getLast();
        depots.tried(
            side,
            "UPDATE %s SET %s = '%d' WHERE %s"
                .formatted(table, key, random.nextInt(300_000, 400_000), row));
      }
    }
  }

  /** Two rows exchange a value: sums of what columns come to, each by itself, would not show it. */
  private static void exchange(Depots depots, Side side, String table, String row, String other)
      throws SQLException {
    int one = depots.number(side, "SELECT qty FROM " + table + " WHERE " + row);
    int two = depots.number(side, "SELECT qty FROM " + table + " WHERE " + other);
    depots.run(side, "UPDATE " + table + " SET qty = " + two + " WHERE " + row);
    depots.run(side, "UPDATE " + table + " SET qty = " + one + " WHERE " + other);
  }

  private static void fill(Depots depots) {
    SplittableRandom random = new SplittableRandom(7);
    for (String table : Depots.tables()) {
      for (int i = 0; i < ROWS; i++) {
        assertThat(insert(depots, Side.SOURCE, table, i * 3, random)).isTrue();
        if (table.equals("part") && i % 4 > 0) {
          String item = code(random.nextInt(ROWS) * 3);
          depots.tried(Side.SOURCE, "UPDATE part SET item = ? WHERE number = ?", item, i * 3);
        }
      }
    }
  }

  private static boolean insert(
      Depots depots, Side side, String table, int number, SplittableRandom random) {
    List<String> key = Depots.KEYS.get(table);
    StringBuilder columns = new StringBuilder(String.join(", ", key));
    StringBuilder values = new StringBuilder();
    for (String part : key) {
      values.append(values.isEmpty() ? "" : ", ");
      values.append(part.equals("number") ? "" + number : "'" + code(number) + "'");
    }
    for (String column : Depots.COLUMNS) {
      columns.append(", ").append(column);
      values.append(", ").append(value(column, random));
    }
    return depots.tried(
        side, "INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")");
  }

  private static String code(int number) {
    return "c " + number + "é";
  }

  /** A literal that every database reads. */
  private static String value(String column, SplittableRandom random) {
    return switch (column) {
      case "qty" -> "" + random.nextInt(-1_000_000, 1_000_000);
      case "price" -> String.format(Locale.ROOT, "%.2f", random.nextDouble(-9_999, 9_999));
      case "title", "note" -> "'" + text(random).replace("'", "''") + "'";
      case "seen" ->
          String.format(
              Locale.ROOT,
              "'20%02d-0%d-1%d 1%d:00:5%d.%06d'",
              random.nextInt(99),
              random.nextInt(1, 9),
              random.nextInt(9),
              random.nextInt(9),
              random.nextInt(9),
              random.nextInt(900_000) / 100 * 100);
      case "day" -> "'1" + random.nextInt(900, 999) + "-02-2" + random.nextInt(9) + "'";
      case "clock" -> "'0" + random.nextInt(9) + ":30:00." + random.nextInt(10) + "'";
      case "active" -> random.nextBoolean() ? "true" : "false";
      case "raw" -> "NULL";
      default ->
          String.format(Locale.ROOT, "'f81d4fae-7dec-11d0-a765-%012x'", random.nextLong(1L << 47));
    };
  }

  private static String text(SplittableRandom random) {
    return pick(random, List.of("", "~", "|", "1:|", "é😀", "  ", "plain", "ß'", "Ａ"))
        + random.nextInt(50);
  }

  private static <T> T pick(SplittableRandom random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
