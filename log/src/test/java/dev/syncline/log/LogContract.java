package dev.syncline.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.ChangeTracking.Span;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What capture by the log promises on every database that has one. */
abstract class LogContract {
  static final String STORE = "s1/crm";

  @TempDir Path folder;
  TestDatabase database;
  Connector connector;
  ChangeTracking tracking;

  abstract TestDatabase create() throws SQLException;

  abstract String type();

  @BeforeEach
  final void open() throws SQLException {
    database = create();
    database.run(
        "CREATE TABLE person (id integer PRIMARY KEY, name varchar(40), age integer)",
        "CREATE TABLE diary (id integer PRIMARY KEY, entry varchar(40))");
    connect();
  }

  final void connect() {
    connector =
        Connections.open(
            ConnectionSpec.of("crm", type(), database.url(), user(), password()), folder, folder);
    tracking = connector.log().orElseThrow();
  }

  String user() {
    return database.user();
  }

  String password() {
    return database.password();
  }

  @AfterEach
  final void close() throws SQLException {
    connector.close();
    connect();
    tracking.untrack(STORE, List.of("person", "diary"));
    connector.close();
  }

  final void track(String... objects) {
    tracking.track(STORE, List.of(objects));
    tracking.catchUp(STORE, Long.MAX_VALUE, () -> false);
  }

  final List<String> marks(String object) {
    tracking.catchUp(STORE, Long.MAX_VALUE, () -> false);
    return there(object);
  }

  final List<String> there(String object) {
    return thereAsMarks(object).stream().map(LogContract::text).toList();
  }

  private List<Mark> thereAsMarks(String object) {
    List<Mark> marks = new ArrayList<>();
    tracking.marks(STORE, object, marks::add);
    return marks;
  }

  static String text(Mark mark) {
    return mark.whole()
        ? "all"
        : (mark.before() == null ? "-" : mark.before())
            + "→"
            + (mark.after() == null ? "-" : mark.after());
  }

  final List<String> causes(String object) {
    tracking.catchUp(STORE, Long.MAX_VALUE, () -> false);
    return thereAsMarks(object).stream().filter(Mark::whole).map(Mark::cause).toList();
  }

  final void forgetAll(String object) {
    tracking.forget(
        STORE,
        object,
        thereAsMarks(object).stream().map(m -> new Span(m.number(), m.number())).toList());
  }

  final List<String> marksOf(String object, String... statements) throws SQLException {
    forgetAll(object);
    database.run(statements);
    return marks(object);
  }

  /** As after the process was killed and begun anew. */
  final void again() {
    connector.close();
    connect();
  }

  @Test
  void everyWriteLeavesItsKey() throws SQLException {
    track("person", "diary");
    assertThat(marksOf("person", "INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40)"))
        .containsExactly("-→1", "-→2");
    assertThat(marksOf("person", "UPDATE person SET age = 31 WHERE id = 1")).containsExactly("1→1");
    assertThat(marksOf("person", "DELETE FROM person WHERE id = 2")).containsExactly("2→-");
    assertThat(marksOf("person", "UPDATE person SET id = 7 WHERE id = 1")).containsExactly("1→7");
    assertThat(marksOf("person", "INSERT INTO diary VALUES (5, 'x')")).isEmpty();
    assertThat(marks("diary")).contains("-→5");
    assertThat(marksOf("person", "TRUNCATE TABLE person")).containsExactly("all");
  }

  @Test
  void whatIsTakenBackLeavesNothing() throws SQLException {
    track("person");
    forgetAll("person");
    try (Connection user = database.open();
        Statement statement = user.createStatement()) {
      user.setAutoCommit(false);
      statement.execute("INSERT INTO person VALUES (1, 'ann', 30)");
      user.rollback();
    }
    assertThat(marks("person")).isEmpty();
  }

  @Test
  void aLongTransactionIsFoundWhenItCommits() throws SQLException {
    track("person");
    forgetAll("person");
    try (Connection user = database.open();
        Statement statement = user.createStatement()) {
      user.setAutoCommit(false);
      statement.execute("INSERT INTO person VALUES (1, 'ann', 30)");
      assertThat(marksOf("person", "INSERT INTO person VALUES (2, 'bob', 40)"))
          .containsExactly("-→2");
      forgetAll("person");
      again();
      assertThat(marks("person")).doesNotContain("-→1");
      user.commit();
    }
    assertThat(marks("person")).contains("-→1");
  }

  @Test
  void manyRowsAtOnce() throws SQLException {
    track("person");
    forgetAll("person");
    try (Connection user = database.open();
        Statement statement = user.createStatement()) {
      user.setAutoCommit(false);
      for (int i = 0; i < 20; i++) {
        StringBuilder rows = new StringBuilder("INSERT INTO person VALUES ");
        for (int id = 1000 * i + 1; id <= 1000 * (i + 1); id++) {
          rows.append(id % 1000 == 1 ? "" : ", ").append("(").append(id).append(", 'x', 1)");
        }
        statement.execute(rows.toString());
      }
      user.commit();
    }
    assertThat(marks("person"))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 20_000).mapToObj(i -> "-→" + i).toList());
    assertThat(tracking.waiting(STORE, "person", 100)).isEqualTo(100);
    assertThat(tracking.marked(STORE, List.of("person"), 19_999)).containsExactly("person");
    assertThat(tracking.marked(STORE, List.of("person"), 20_000)).isEmpty();
  }

  @Test
  void whatIsWrittenWhileNobodyReadsIsReadLater() throws SQLException {
    track("person");
    forgetAll("person");
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    assertThat(marks("person")).containsExactly("-→1");
    connector.close();
    database.run("INSERT INTO person VALUES (2, 'bob', 40)");
    connect();
    assertThat(marks("person")).contains("-→1", "-→2").doesNotContain("all");
    forgetAll("person");
    again();
    database.run("INSERT INTO person VALUES (3, 'cyd', 50)");
    assertThat(marks("person")).contains("-→3").doesNotContain("all");
  }

  /** As on a full disk: first marks cannot be kept, then the position. */
  @Test
  void whatCannotBeKeptIsToldAgain() throws SQLException, IOException {
    track("person");
    forgetAll("person");
    again();
    for (String full : List.of("INSERT ON mark", "UPDATE OF position ON place")) {
      forgetAll("person");
      connector.close();
      file("CREATE TRIGGER full BEFORE " + full + " BEGIN SELECT raise(ABORT, 'no room'); END");
      connect();
      database.run("DELETE FROM person", "INSERT INTO person VALUES (1, 'ann', 30)");
      if (full.endsWith("mark")) {
        assertThatThrownBy(() -> marks("person"))
            .isInstanceOf(ConnectorException.class)
            .hasMessageContaining("cannot be kept in")
            .hasMessageContaining("no room");
      } else {
        assertThat(marks("person")).contains("-→1");
      }
      connector.close();
      file("DROP TRIGGER full");
      connect();
      assertThat(marks("person")).as(full).contains("-→1").doesNotContain("all");
    }
  }

  /** Somebody else works in the file of marks. */
  private void file(String sql) throws SQLException, IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Path marks = files.filter(f -> f.endsWith("marks.db")).findFirst().orElseThrow();
      new TestDatabase("jdbc:sqlite:" + marks, "", "", "", "").run(sql);
    }
  }

  @Test
  void aTableIsAddedWhileOthersAreRead() throws SQLException {
    track("person");
    forgetAll("person");
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    track("diary");
    forgetAll("diary");
    database.run("INSERT INTO diary VALUES (1, 'x')", "INSERT INTO person VALUES (2, 'b', 1)");
    assertThat(marks("diary")).containsExactly("-→1");
    assertThat(marks("person")).containsExactly("-→1", "-→2");
  }

  @Test
  void aChangedShapeIsReadOn() throws SQLException {
    track("person");
    forgetAll("person");
    connector.close();
    database.run(
        "INSERT INTO person VALUES (1, 'ann', 30)",
        "ALTER TABLE person ADD COLUMN city varchar(40)",
        "ALTER TABLE person DROP COLUMN name",
        "INSERT INTO person (id, age, city) VALUES (2, 40, 'Bergen')");
    connect();
    assertThat(marks("person")).containsExactly("-→1", "-→2");
    database.run("ALTER TABLE person DROP COLUMN age", "UPDATE person SET city = 'x'");
    assertThat(marks("person")).contains("1→1", "2→2").doesNotContain("all");
  }

  @Test
  void keysOfManyKinds() throws SQLException {
    for (String[] kind : keys()) {
      String table = "t" + kind[0].replaceAll("[^a-z]", "");
      database.run("CREATE TABLE " + table + " (k " + kind[0] + " PRIMARY KEY, v integer)");
      track(table);
      forgetAll(table);
      database.run("INSERT INTO " + table + " VALUES (" + kind[1] + ", 1)");
      List<Mark> marks = read(table);
      assertThat(marks).as(kind[0]).hasSize(1);
      // The very key by which the row is found again.
      assertThat(
              connector
                  .fetch(
                      connector.describe(table).shape(List.of("k", "v")),
                      List.of(marks.getFirst().after()))
                  .stream()
                  .map(row -> row.key())
                  .toList())
          .as(kind[0])
          .containsExactly(marks.getFirst().after());
      database.run("UPDATE " + table + " SET v = 2", "DELETE FROM " + table);
      assertThat(read(table))
          .extracting(m -> m.before())
          .as(kind[0])
          .containsExactly(null, marks.getFirst().after(), marks.getFirst().after());
      tracking.untrack(STORE, List.of(table));
    }
  }

  private List<Mark> read(String object) {
    tracking.catchUp(STORE, Long.MAX_VALUE, () -> false);
    return thereAsMarks(object);
  }

  /** Types of keys, each with a value. */
  abstract List<String[]> keys();

  @Test
  void aStoreThatWasPutBackIsNotTrusted() throws SQLException, IOException {
    track("person");
    forgetAll("person");
    again();
    marks("person");
    connector.close();
    Path copy = Files.createTempDirectory("copy");
    copy(folder, copy);
    connect();
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    assertThat(marks("person")).containsExactly("-→1");
    forgetAll("person");
    database.run("INSERT INTO person VALUES (2, 'bob', 30)");
    marks("person");
    connector.close();
    copy(copy, folder);
    connect();
    putBack();
  }

  /** The log was read on, by somebody this folder knows nothing of. */
  abstract void putBack() throws SQLException;

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(to)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path there = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(there);
        } else {
          Files.copy(file, there, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @Test
  void uninstallLeavesNothing() throws SQLException {
    track("person");
    marks("person");
    connector.close();
    connect();
    assertThat(connector.footprint()).isNotEmpty();
    connector.uninstall();
    assertThat(connector.footprint()).isEmpty();
    assertThat(tracking.statements(STORE, "person")).isNotEmpty();
  }

  @Test
  void untrackingTheLastLeavesNothing() throws SQLException {
    track("person", "diary");
    marks("person");
    tracking.untrack(STORE, List.of("diary"));
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    assertThat(marks("person")).contains("-→1");
    tracking.untrack(STORE, List.of("person"));
    assertThat(connector.footprint()).isEmpty();
  }
}
