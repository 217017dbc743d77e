package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.TrackingContract;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Capture by triggers in SQLite. */
class SqliteTrackingTest extends TrackingContract {
  SqliteTrackingTest() {
    super(Brand.SQLITE);
  }

  @Override
  protected String own() {
    return "";
  }

  @Override
  protected void keepDiary() throws SQLException {
    database.run(
        "CREATE TRIGGER note AFTER INSERT ON person BEGIN"
            + " INSERT INTO diary VALUES (NEW.id, 'made'); END");
  }

  /** Integers are of 64 bits whatever they are called. */
  @Override
  protected void widen(String table, String column) {}

  @Test
  void replacedRowsAreMarked() throws Exception {
    database.run(
        "CREATE TABLE code (id integer PRIMARY KEY, a text COLLATE NOCASE, b text, c text, UNIQUE (a, b))",
        "CREATE UNIQUE INDEX c ON code (c) WHERE c <> ''",
        "INSERT INTO code VALUES (1, 'x', 'y', 'p'), (2, 'x', 'z', 'q'), (3, NULL, 'z', '')",
        "INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40)");
    track("person", "code");
    assertThat(marksOf("person", "INSERT OR REPLACE INTO person VALUES (9, 'ann', 1)"))
        .containsExactly("1→1", "-→9");
    assertThat(marksOf("person", "INSERT OR REPLACE INTO person VALUES (9, 'ann', 2)"))
        .contains("-→9");
    assertThat(marksOf("person", "UPDATE OR REPLACE person SET name = 'bob' WHERE id = 9"))
        .containsExactly("2→2", "9→9");
    assertThat(marksOf("person", "UPDATE person SET age = 3")).containsExactly("9→9");
    assertThat(
            marksOf(
                "person",
                "INSERT INTO person VALUES (9, 'x', 7) ON CONFLICT (id) DO UPDATE SET age = 8"))
        .contains("9→9");
    assertThat(marksOf("code", "REPLACE INTO code VALUES (7, 'X', 'z', 'r')"))
        .containsExactly("2→2", "-→7");
    assertThat(marksOf("code", "REPLACE INTO code VALUES (8, NULL, 'z', '')"))
        .containsExactly("-→8");
    assertThat(tracking.blindSpots("person")).isEmpty();
    assertThat(tracking.blindSpots("code")).singleElement().asString().contains("index c");
  }

  @Test
  void whateverTriggersCallEachOther() throws Exception {
    database.run(
        "CREATE TABLE child (id integer PRIMARY KEY, parent integer REFERENCES child ON DELETE CASCADE, seen integer) ",
        "CREATE TRIGGER again AFTER UPDATE ON child WHEN NEW.seen < 3 BEGIN UPDATE child SET seen = seen + 1 WHERE id = NEW.id; END",
        "INSERT INTO child VALUES (1, NULL, 0), (2, 1, 0), (3, 2, 0)");
    track("child");
    assertThat(marksOf("child", "UPDATE child SET seen = 1 WHERE id = 1")).hasSize(2);
    assertThat(
            marksOf(
                "child",
                "PRAGMA recursive_triggers = on",
                "UPDATE child SET seen = 1 WHERE id = 1"))
        .hasSize(3)
        .containsOnly("1→1");
    assertThat(marksOf("child", "PRAGMA foreign_keys = on", "DELETE FROM child WHERE id = 1"))
        .containsExactlyInAnyOrder("1→-", "2→-", "3→-");
  }

  @Test
  void tablesWithoutRowNumbers() throws Exception {
    database.run(
        "CREATE TABLE word (word text PRIMARY KEY, n real, UNIQUE (n)) WITHOUT ROWID",
        "CREATE TABLE number (n numeric PRIMARY KEY, b blob)",
        "CREATE TABLE bytes (b blob PRIMARY KEY)");
    track("word", "number", "bytes");
    assertThat(marksOf("word", "INSERT INTO word VALUES ('a', 1.5)", "UPDATE word SET word = 'b'"))
        .containsExactly("-→a", "a→b");
    assertThat(marksOf("word", "REPLACE INTO word VALUES ('c', 1.5)"))
        .containsExactly("b→b", "-→c");
    assertThat(marksOf("word", "DELETE FROM word")).containsExactly("c→-");
    database.run("INSERT INTO number VALUES (12.50, NULL)", "INSERT INTO bytes VALUES (x'00ff')");
    for (String table : new String[] {"number", "bytes"}) {
      assertThat(read(STORE, table).getFirst().after())
          .isEqualTo(scene.all(scene.shape(table)).getFirst().key());
    }
  }
}
