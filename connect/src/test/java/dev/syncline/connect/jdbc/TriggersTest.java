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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a write says is stored is what is stored, whatever the database makes of it on the way. */
class TriggersTest {
  @RegisterExtension final Databases databases = new Databases();

  private static String function(String name, String body) {
    return "CREATE FUNCTION "
        + name
        + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        + body
        + " END $$";
  }

  private TestDatabase people(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run("CREATE TABLE person (" + brand.id() + ", name varchar(20), seen varchar(20))");
    switch (brand) {
      case POSTGRESQL ->
          database.run(
              function("early", "NEW.name := upper(NEW.name); RETURN NEW;"),
              function(
                  "late",
                  "UPDATE person SET seen = 'late' WHERE id = NEW.id AND seen IS NULL; RETURN NULL;"),
              "CREATE TRIGGER early BEFORE INSERT OR UPDATE ON person FOR EACH ROW EXECUTE FUNCTION early()",
              "CREATE TRIGGER late AFTER INSERT ON person FOR EACH ROW EXECUTE FUNCTION late()");
      case MARIADB ->
          database.run(
              "CREATE TRIGGER early BEFORE INSERT ON person FOR EACH ROW"
                  + " SET NEW.name = upper(NEW.name), NEW.seen = 'late'",
              "CREATE TRIGGER earlier BEFORE UPDATE ON person FOR EACH ROW SET NEW.name = upper(NEW.name)");
      case SQLITE ->
          database.run(
              "CREATE TRIGGER late AFTER INSERT ON person BEGIN"
                  + " UPDATE person SET name = upper(NEW.name), seen = 'late' WHERE id = NEW.id; END",
              "CREATE TRIGGER later AFTER UPDATE OF name ON person BEGIN"
                  + " UPDATE person SET name = upper(NEW.name) WHERE id = NEW.id; END");
    }
    return database;
  }

  @ParameterizedTest
  @EnumSource
  void triggersAreReadBack(Brand brand) throws SQLException {
    try (Scene scene = new Scene(brand.open(people(brand)))) {
      Shape shape = scene.shape("person");
      for (int size : new int[] {1, 100}) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          writes.add(scene.insert(shape, Map.of("name", "ann" + i)));
        }
        List<WriteOutcome> outcomes = scene.connector.write(scene.batch(false, writes));
        for (int i = 0; i < size; i++) {
          assertThat(Scene.applied(outcomes.get(i)).get("name")).isEqualTo("ANN" + i);
          assertThat(Scene.applied(outcomes.get(i)).get("seen")).isEqualTo("late");
        }
      }
      Row updated =
          Scene.applied(
              scene.write(scene.update(shape, Key.of(1L), Map.of("name", "bob"))).getFirst());
      assertThat(updated.get("name")).isEqualTo("BOB");
    }
  }

  @Test
  void whatATriggerSwallowsIsRefused() throws SQLException {
    TestDatabase database = databases.create(Brand.POSTGRESQL);
    database.run(
        "CREATE TABLE person (" + Brand.POSTGRESQL.id() + ", name text, n integer)",
        function(
            "swallow",
            "IF NEW.name = 'bad' THEN RETURN NULL; END IF; IF NEW.name = 'worse' THEN RAISE 'no % here', 'worse'; END IF; RETURN NEW;"),
        function("keep", "IF OLD.name = 'kept' THEN RETURN NULL; END IF; RETURN OLD;"),
        "CREATE TRIGGER swallow BEFORE INSERT OR UPDATE ON person FOR EACH ROW EXECUTE FUNCTION swallow()",
        "CREATE TRIGGER keep BEFORE DELETE ON person FOR EACH ROW EXECUTE FUNCTION keep()");
    try (Scene scene = new Scene(Brand.POSTGRESQL.open(database))) {
      Shape shape = scene.shape("person");
      List<WriteOutcome> outcomes =
          scene.write(
              scene.insert(shape, Map.of("name", "good", "n", 1L)),
              scene.insert(shape, Map.of("name", "bad", "n", 2L)),
              scene.insert(shape, Map.of("name", "worse", "n", 2L)),
              scene.insert(shape, Map.of("name", "kept", "n", 3L)));
      assertThat(Scene.applied(outcomes.get(0)).get("n")).isEqualTo(1L);
      assertThat(Scene.rejected(outcomes.get(1)).message()).contains("trigger");
      assertThat(Scene.rejected(outcomes.get(2)).message()).contains("no worse here");
      Row kept = Scene.applied(outcomes.get(3));
      assertThat(kept.get("n")).isEqualTo(3L);
      assertThat(Scene.rejected(scene.write(scene.delete(shape, kept.key())).getFirst()).message())
          .contains("still there");
    }
  }

  @Test
  void triggersCanTellOurWritesFromOthers() throws SQLException {
    TestDatabase pg = databases.create(Brand.POSTGRESQL);
    pg.run(
        "CREATE TABLE person (" + Brand.POSTGRESQL.id() + ", name text)",
        "CREATE TABLE heard (origin text)",
        function(
            "hear",
            "INSERT INTO heard VALUES (current_setting('syncline.origin', true)); RETURN NULL;"),
        "CREATE TRIGGER hear AFTER INSERT ON person FOR EACH ROW EXECUTE FUNCTION hear()");
    heard(Brand.POSTGRESQL, pg);
    TestDatabase maria = databases.create(Brand.MARIADB);
    maria.run(
        "CREATE TABLE person (" + Brand.MARIADB.id() + ", name text)",
        "CREATE TABLE heard (origin text)",
        "CREATE TRIGGER hear AFTER INSERT ON person FOR EACH ROW INSERT INTO heard VALUES (@syncline_origin)");
    heard(Brand.MARIADB, maria);
  }

  private static void heard(Brand brand, TestDatabase database) throws SQLException {
    try (Scene scene = new Scene(brand.open(database));
        Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      Scene.applied(
          scene.write(scene.insert(scene.shape("person"), Map.of("name", "ann"))).getFirst());
      statement.execute("INSERT INTO person (name) VALUES ('user')");
      List<String> origins = new ArrayList<>();
      try (ResultSet row = statement.executeQuery("SELECT origin FROM heard")) {
        while (row.next()) {
          origins.add(row.getString(1));
        }
      }
      assertThat(origins).containsExactlyInAnyOrder("store:1", null);
    }
  }

  @Test
  void postgresPeculiaritiesOfTables() throws SQLException {
    TestDatabase database = databases.create(Brand.POSTGRESQL);
    database.run(
        "CREATE TABLE always (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, twice text GENERATED ALWAYS AS (name || name) STORED)",
        "CREATE TABLE always_known (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)",
        "CREATE TABLE old_style (id serial PRIMARY KEY, name text DEFAULT 'none')",
        "CREATE TABLE by_uuid (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text)",
        "CREATE TABLE parts (id bigint GENERATED BY DEFAULT AS IDENTITY, region int NOT NULL, name text, PRIMARY KEY (id, region)) PARTITION BY LIST (region)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
        "CREATE TABLE lazy (id int PRIMARY KEY, slot int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    try (Scene scene = new Scene(Brand.POSTGRESQL.open(database))) {
      assertThat(scene.connector.objects())
          .containsExactly("always", "always_known", "by_uuid", "lazy", "old_style", "parts");
      for (String table : List.of("always", "always_known", "old_style", "by_uuid", "parts")) {
        Shape shape = scene.shape(table);
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
          writes.add(
              scene.insert(
                  shape,
                  table.equals("parts")
                      ? Map.of("name", "n" + i, "region", 1L)
                      : Map.of("name", "n" + i)));
        }
        List<WriteOutcome> outcomes = scene.connector.write(scene.batch(false, writes));
        Map<Key, Row> rows = new java.util.HashMap<>();
        scene.all(shape).forEach(r -> rows.put(r.key(), r));
        for (int i = 0; i < 80; i++) {
          Row said = Scene.applied(outcomes.get(i));
          assertThat(said.get("name")).isEqualTo("n" + i);
          assertThat(rows.get(said.key()).values()).isEqualTo(said.values());
        }
      }
      Shape always = scene.shape("always");
      Row given =
          Scene.applied(
              scene.write(scene.insert(always, Map.of("id", 5000L, "name", "x"))).getFirst());
      assertThat(given.get("twice")).isEqualTo("xx");
      assertThat(
              Scene.rejected(scene.write(scene.insert(always, Map.of("twice", "x"))).getFirst())
                  .message())
          .contains("computed");
      lateRefusal(scene, scene.shape("lazy"));
    }
  }

  /** What is refused at the commit is refused alone all the same. */
  private static void lateRefusal(Scene scene, Shape lazy) {
    List<Write> writes = new ArrayList<>();
    for (long i = 0; i < 20; i++) {
      writes.add(scene.insert(lazy, Map.of("id", i, "slot", i == 13 ? 4L : i)));
    }
    List<WriteOutcome> outcomes = scene.connector.write(scene.batch(false, writes));
    assertThat(outcomes.stream().filter(WriteOutcome.Applied.class::isInstance)).hasSize(19);
    assertThat(Scene.rejected(outcomes.get(13)).cause()).isEqualTo(WriteOutcome.Cause.UNIQUE);
    List<WriteOutcome> swapped =
        scene.together(
            scene.update(lazy, Key.of(1L), Map.of("slot", 2L)),
            scene.update(lazy, Key.of(2L), Map.of("slot", 1L)));
    assertThat(Scene.applied(swapped.get(0)).get("slot")).isEqualTo(2L);
  }
}
