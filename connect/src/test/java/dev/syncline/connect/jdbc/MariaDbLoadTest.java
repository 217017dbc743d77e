package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What LOAD DATA would pass over or bend with a warning is refused, and its numbers are right. */
class MariaDbLoadTest {
  private static final int MANY = 1_000;

  @RegisterExtension final Databases databases = new Databases();

  @Test
  void aLoadIsTakenForWhatItIs() throws SQLException {
    TestDatabase database = databases.create(Brand.MARIADB);
    database.run("CREATE TABLE person (" + Brand.MARIADB.id() + ", name varchar(40))");
    try (Scene scene = new Scene(Brand.MARIADB.open(database));
        Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      Shape shape = scene.shape("person");
      long before = loads(statement);
      scene.connector.write(scene.batch(false, people(scene, shape, i -> "person " + i)));
      assertThat(loads(statement)).isGreaterThan(before);
    }
  }

  private static long loads(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Com_load'")) {
      row.next();
      return row.getLong(2);
    }
  }

  @Test
  void whatTheServerWouldPassOverStandsAlone() throws SQLException {
    TestDatabase database = databases.create(Brand.MARIADB);
    database.run(
        "CREATE TABLE city (id int PRIMARY KEY)",
        "INSERT INTO city VALUES (1)",
        "CREATE TABLE person ("
            + Brand.MARIADB.id()
            + ", name varchar(40) UNIQUE, age int CHECK (age < 150), city int REFERENCES city (id))",
        "INSERT INTO person (name) VALUES ('person 700')");
    try (Scene scene = new Scene(Brand.MARIADB.open(database))) {
      Shape shape = scene.shape("person");
      List<Write> writes = new ArrayList<>();
      for (long i = 0; i < MANY; i++) {
        writes.add(
            scene.insert(
                shape,
                Map.of(
                    "name",
                    "person " + i,
                    "age",
                    i == 100 ? 200L : 30L,
                    "city",
                    i == 400 ? 2L : 1L)));
      }
      List<WriteOutcome> outcomes = scene.connector.write(scene.batch(false, writes));
      Map<Integer, String> refused = new HashMap<>();
      for (int i = 0; i < MANY; i++) {
        if (outcomes.get(i) instanceof WriteOutcome.Rejected r) {
          refused.put(i, r.cause().name());
        }
      }
      assertThat(refused.keySet()).containsExactlyInAnyOrder(100, 400, 700);
      assertThat(refused).containsEntry(400, "FOREIGN_KEY").containsEntry(700, "UNIQUE");
      assertNumbersAreTrue(scene, shape, outcomes);
      assertThat(scene.all(shape)).hasSize(MANY - 2);
    }
  }

  @Test
  void valuesArriveAsTheyWereGiven() throws SQLException {
    TestDatabase database = databases.create(Brand.MARIADB);
    database.run(
        "CREATE TABLE event ("
            + Brand.MARIADB.id()
            + ", at datetime(6), note text, mark varbinary(20), price decimal(20, 5), ok bool)");
    try (Scene scene = new Scene(Brand.MARIADB.open(database))) {
      Shape shape = scene.shape("event");
      LocalDateTime first = LocalDateTime.of(1, 1, 1, 0, 0, 0);
      List<Map<String, Object>> given = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        // Years 1 to 9990, with and without a fraction of a second.
        LocalDateTime at = first.plusYears(i * 10L).plusSeconds(i * 86_399L).plusDays(i);
        Map<String, Object> values = new HashMap<>();
        values.put("at", i % 3 == 0 ? at : at.plusNanos(i * 1_000L + 999_000_000L * (i % 2)));
        values.put("note", "tab\t, line\n, back\\slash, \\N, é, 🙂 " + i);
        values.put("mark", new byte[] {0, '\t', '\n', '\\', (byte) i});
        values.put("price", new BigDecimal(i * 7 - 3_000).movePointLeft(5).setScale(5));
        values.put("ok", i % 2 == 0);
        given.add(values);
      }
      List<WriteOutcome> outcomes =
          scene.connector.write(
              scene.batch(false, given.stream().<Write>map(v -> scene.insert(shape, v)).toList()));
      Map<Key, Row> there = new HashMap<>();
      scene.all(shape).forEach(row -> there.put(row.key(), row));
      for (int i = 0; i < MANY; i++) {
        Row told = ((WriteOutcome.Applied) outcomes.get(i)).after();
        Row row = there.get(told.key());
        assertThat(told.values()).isEqualTo(row.values());
        given.get(i).forEach((column, value) -> assertThat(row.get(column)).isEqualTo(value));
      }
    }
  }

  @Test
  void numbersAreTrueWhileOthersInsert() throws Exception {
    TestDatabase database = databases.create(Brand.MARIADB);
    database.run("CREATE TABLE person (" + Brand.MARIADB.id() + ", name varchar(40))");
    AtomicBoolean enough = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    try (Scene scene = new Scene(Brand.MARIADB.open(database))) {
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> {
                while (!enough.get()) {
                  try {
                    database.run("INSERT INTO person (name) VALUES ('other'), ('other')");
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                  begun.countDown();
                }
              });
      begun.await();
      Shape shape = scene.shape("person");
      List<WriteOutcome> outcomes = new ArrayList<>();
      for (int batch = 0; batch < 5; batch++) {
        String prefix = "person " + batch + "-";
        outcomes.addAll(
            scene.connector.write(scene.batch(false, people(scene, shape, i -> prefix + i))));
      }
      enough.set(true);
      other.join();
      assertNumbersAreTrue(scene, shape, outcomes);
    }
  }

  private interface Names {
    String of(int number);
  }

  private static List<Write> people(Scene scene, Shape shape, Names names) {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      writes.add(scene.insert(shape, Map.of("name", names.of(i))));
    }
    return writes;
  }

  private static void assertNumbersAreTrue(Scene scene, Shape shape, List<WriteOutcome> outcomes) {
    Map<Object, Row> there = new HashMap<>();
    scene.all(shape).forEach(row -> there.put(row.key(), row));
    for (WriteOutcome outcome : outcomes) {
      if (outcome instanceof WriteOutcome.Applied) {
        Row row = Scene.applied(outcome);
        assertThat(there.get(row.key()).values()).isEqualTo(row.values());
      } else {
        assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
      }
    }
  }
}
