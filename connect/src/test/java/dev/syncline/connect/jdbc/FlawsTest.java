package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Values that their column's type does not promise are told apart from null and from each other.
 */
class FlawsTest {
  @RegisterExtension final Databases databases = new Databases();

  @Test
  void sqliteStoresWhatItLikes() throws SQLException {
    TestDatabase database = databases.create(Brand.SQLITE);
    database.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, i INT, d DATE, m DATETIME, z TIMESTAMPTZ, b BOOLEAN,"
            + " n DECIMAL(8,2), s VARCHAR(5), u UUID, x BLOB, r REAL, h TIME)",
        "INSERT INTO t VALUES (1, 'abc', 2460000.5, 1700000000, 5, 2, 'much', x'00', 'no uuid', 'text', 'text', '25:00')",
        "INSERT INTO t VALUES (2, 1.5, '29.02.2024', 'yesterday', '2024-01-01 00:00:00', 'true', x'01', 7, 1, 1, x'01', 1)",
        "INSERT INTO t VALUES (3, 7, '2024-02-29', '2024-02-29T01:02:03.5', '2024-02-29 01:02:03+02', 1, 1.5, 'a', NULL, NULL, 2, '12:30')",
        "INSERT INTO t VALUES (4, 7, NULL, '2024-02-29', '2024-02-29T01:02:03Z', 0, 2, 'a', NULL, NULL, 2, '12:30:15')");
    try (Scene scene = new Scene(Brand.SQLITE.open(database))) {
      List<Row> rows = scene.all(scene.shape("t"));
      Object[] first = rows.get(0).values();
      for (int i = 1; i < first.length; i++) {
        assertThat(first[i])
            .as(rows.get(0).shape().columns().get(i).name())
            .isInstanceOf(Flaw.class);
      }
      assertThat(((Flaw) rows.get(0).get("i")).reason()).contains("INT", "text");
      assertThat(((Flaw) rows.get(0).get("d")).reason()).contains("DATE", "real", "ISO", "Julian");
      assertThat(((Flaw) rows.get(0).get("m")).reason()).contains("integer", "Unix");
      Object[] second = rows.get(1).values();
      for (int i = 1; i < second.length; i++) {
        if (i != 7) { // 7 became text, as VARCHAR makes of it
          assertThat(second[i])
              .as(rows.get(1).shape().columns().get(i).name())
              .isInstanceOf(Flaw.class);
        }
      }
      assertThat(rows.get(2).get("m")).isEqualTo(LocalDateTime.parse("2024-02-29T01:02:03.5"));
      assertThat(rows.get(2).get("z")).isEqualTo(Instant.parse("2024-02-28T23:02:03Z"));
      assertThat(rows.get(3).get("m")).isEqualTo(LocalDateTime.parse("2024-02-29T00:00"));
      assertThat(rows.get(3).values()).noneMatch(Flaw.class::isInstance);
    }
  }

  @Test
  void mariadbHoldsDatesThatAreNone() throws SQLException {
    TestDatabase database = databases.create(Brand.MARIADB);
    database.run(
        "SET sql_mode = ''",
        "CREATE TABLE t (id int PRIMARY KEY, d date, m datetime, z timestamp NULL, b tinyint(1))");
    try (var connection = database.open();
        var statement = connection.createStatement()) {
      statement.execute("SET sql_mode = ''");
      statement.execute("INSERT INTO t VALUES (1, '2024-02-00', '2024-00-10 01:02:03', NULL, 5)");
      statement.execute(
          "INSERT INTO t VALUES (2, '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', 1)");
    }
    try (Scene scene = new Scene(Brand.MARIADB.open(database))) {
      List<Row> rows = scene.all(scene.shape("t"));
      for (String column : List.of("d", "m", "b")) {
        assertThat(rows.get(0).get(column)).as(column).isInstanceOf(Flaw.class);
      }
      assertThat(rows.get(1).values())
          .isEqualTo(
              new Object[] {2L, Special.ZERO_DATE, Special.ZERO_DATE, Special.ZERO_DATE, true});
    }
  }
}
