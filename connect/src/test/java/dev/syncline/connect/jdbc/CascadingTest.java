package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deletes with which the database would delete more. */
class CascadingTest {
  @RegisterExtension final Databases databases = new Databases();

  private TestDatabase family(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE parent (id integer PRIMARY KEY, code varchar(20) NOT NULL UNIQUE)",
        "CREATE TABLE child (id integer PRIMARY KEY, parent integer, code varchar(20), above integer,"
            + " FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE,"
            + " FOREIGN KEY (code) REFERENCES parent (code) ON DELETE CASCADE,"
            + " FOREIGN KEY (above) REFERENCES child (id) ON DELETE CASCADE)",
        "INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (3, 'c')",
        "INSERT INTO child VALUES (10, 1, NULL, NULL), (11, NULL, 'b', NULL), (12, NULL, NULL, 10)");
    return database;
  }

  @ParameterizedTest
  @EnumSource
  void aDeleteThatTakesMoreWithItIsRefused(Brand brand) throws SQLException {
    TestDatabase database = family(brand);
    try (Scene scene = new Scene(brand.open(database))) {
      Shape parent = scene.shape("parent");
      List<WriteOutcome> outcomes =
          scene.write(
              scene.delete(parent, Key.of(1L)),
              scene.delete(parent, Key.of(2L)),
              scene.delete(parent, Key.of(3L)));
      assertThat(Scene.rejected(outcomes.get(0)).message())
          .contains("parent 1 rejected: it would also delete 1 of child");
      assertThat(Scene.rejected(outcomes.get(1)).message())
          .contains("parent 2 rejected: it would also delete 1 of child");
      assertThat(outcomes.get(2)).isInstanceOf(WriteOutcome.Applied.class);
      assertThat(scene.connector.count("child")).isEqualTo(3);
      assertThat(scene.connector.count("parent")).isEqualTo(2);
      assertThat(scene.together(scene.delete(parent, Key.of(2L)), scene.delete(parent, Key.of(1L))))
          .noneMatch(WriteOutcome.Applied.class::isInstance);
      assertThat(scene.connector.count("parent")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfTheSameBatchGoTogether(Brand brand) throws SQLException {
    TestDatabase database = family(brand);
    try (Scene scene = new Scene(brand.open(database))) {
      Shape parent = scene.shape("parent");
      Shape child = scene.shape("child");
      // 12 hangs on 10, whose own delete is thereby refused, and with it that of its parent.
      assertThat(scene.write(scene.delete(child, Key.of(10L)), scene.delete(parent, Key.of(1L))))
          .allMatch(WriteOutcome.Rejected.class::isInstance);
      assertThat(scene.connector.count("child")).isEqualTo(3);
      assertThat(
              scene.write(
                  scene.delete(child, Key.of(12L)),
                  scene.delete(child, Key.of(10L)),
                  scene.delete(parent, Key.of(1L))))
          .allMatch(WriteOutcome.Applied.class::isInstance);
      assertThat(scene.connector.count("child")).isEqualTo(1);
      assertThat(scene.connector.count("parent")).isEqualTo(2);
    }
  }

  /** The predicate is asked when the row is locked; before, children may come, afterwards not. */
  @ParameterizedTest
  @EnumSource
  void noChildComesInBetween(Brand brand) throws SQLException {
    TestDatabase database = family(brand);
    AtomicInteger tried = new AtomicInteger();
    try (Scene scene = new Scene(brand.open(database))) {
      Shape parent = scene.shape("parent");
      Write delete =
          new Write.Delete(
              "late child",
              parent,
              Key.of(3L),
              row -> {
                tried.incrementAndGet();
                assertThatThrownBy(() -> bearChild(brand, database))
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?is).*(lock).*");
                return true;
              },
              row -> new byte[1]);
      assertThat(scene.write(delete)).allMatch(WriteOutcome.Applied.class::isInstance);
      assertThat(tried).hasValue(1);
      assertThat(scene.connector.count("child")).isEqualTo(3);
      assertThat(scene.connector.fetch(parent, List.of(Key.of(3L)))).isEmpty();
    }
  }

  private static void bearChild(Brand brand, TestDatabase database) throws SQLException {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          switch (brand) {
            case POSTGRESQL -> "SET lock_timeout = '200ms'";
            case MARIADB -> "SET innodb_lock_wait_timeout = 1";
            case SQLITE -> "PRAGMA busy_timeout = 200";
          });
      statement.execute("INSERT INTO child VALUES (13, 3, NULL, NULL)");
    }
  }
}
