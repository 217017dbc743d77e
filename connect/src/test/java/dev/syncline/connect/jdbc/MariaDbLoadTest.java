package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
