package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.ChangeTracking.Span;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What capture by triggers promises on every database. */
public abstract class TrackingContract {
  protected static final String STORE = Scene.STORE;
  protected static final String OWN = ChangeTracking.origin(STORE, 1);

  /** How {@link #marks} shows that Syncline wrote; empty where the system cannot tell. */
  protected String own() {
    return " by " + OWN;
  }

  @RegisterExtension protected final Databases databases = new Databases();
  protected final Brand brand;
  protected TestDatabase database;
  protected Scene scene;
  protected ChangeTracking tracking;

  protected TrackingContract(Brand brand) {
    this.brand = brand;
  }

  @BeforeEach
  void open() throws SQLException {
    database = databases.create(brand);
    database.run(
        "CREATE TABLE person (id integer PRIMARY KEY, name varchar(40) UNIQUE, age integer)",
        "CREATE TABLE diary (id integer PRIMARY KEY, entry varchar(40))");
    reopen();
  }

  protected final void reopen() {
    if (scene != null) {
      scene.close();
    }
    scene = new Scene(brand.open(database));
    tracking = scene.connector.tracking().orElseThrow();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  // Helpers

  protected final void track(String... objects) {
    tracking.track(STORE, List.of(objects));
  }

  /** {@code 1→2}, {@code -→2}, {@code 1→-} or {@code all}, in order, with the origin if any. */
  protected final List<String> marks(String object) {
    return read(STORE, object).stream().map(TrackingContract::text).toList();
  }

  protected final List<Mark> read(String store, String object) {
    List<Mark> marks = new ArrayList<>();
    tracking.marks(store, object, marks::add);
    return marks;
  }

  protected static List<Span> spans(List<Long> numbers) {
    return numbers.stream().map(number -> new Span(number, number)).toList();
  }

  protected static String text(Mark mark) {
    String text =
        mark.whole()
            ? "all"
            : (mark.before() == null ? "-" : mark.before())
                + "→"
                + (mark.after() == null ? "-" : mark.after());
    boolean own = mark.origin() != null && ChangeTracking.author(mark.origin()).isEmpty();
    return text + (own ? " by " + mark.origin() : "");
  }

  protected final void forgetAll(String object) {
    tracking.forget(STORE, object, spans(numbers(object)));
  }

  protected final List<Long> numbers(String object) {
    return read(STORE, object).stream().map(Mark::number).toList();
  }

  /** What {@link #marks} would show, from here on. */
  protected final List<String> marksOf(String object, String... statements) throws SQLException {
    forgetAll(object);
    database.run(statements);
    return marks(object);
  }

  // Who wrote

  @Test
  void aMarkNamesTheUserWhoWroteWhereThereAreUsers() throws SQLException {
    track("person");
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    List<String> authors =
        read(STORE, "person").stream()
            .map(m -> m.origin() == null ? "" : ChangeTracking.author(m.origin()))
            .toList();
    assertThat(authors).containsExactly(tracking.namesUsers() ? database.user() : "");
    assertThat(tracking.namesUsers()).isEqualTo(brand != Brand.SQLITE);
  }

  // What leaves a mark

  @Test
  void everyWriteLeavesItsKey() throws SQLException {
    track("person");
    database.run(
        "INSERT INTO person VALUES (1, 'ann', 30)", "INSERT INTO person VALUES (2, 'bob', 40)");
    assertThat(marks("person")).containsExactly("-→1", "-→2");
    assertThat(marksOf("person", "UPDATE person SET age = 31 WHERE id = 1")).containsExactly("1→1");
    assertThat(marksOf("person", "DELETE FROM person WHERE id = 2")).containsExactly("2→-");
    assertThat(marksOf("person", "UPDATE person SET age = 1 WHERE id = 99")).isEmpty();
    assertThat(numbers("person")).isEmpty();
  }

  @Test
  void aChangedKeyIsOneMark() throws SQLException {
    track("person");
    database.run("INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40), (3, 'cyd', 50)");
    assertThat(marksOf("person", "UPDATE person SET id = 7 WHERE id = 2")).containsExactly("2→7");
    assertThat(marksOf("person", "UPDATE person SET id = id + 100 WHERE id <> 3"))
        .containsExactlyInAnyOrder("1→101", "7→107");
  }

  /** Whoever renames a key's column is not to be told so by the writes of others that fail. */
  @Test
  void aRenamedKeyColumnStopsNobodysWrite() throws SQLException {
    track("person");
    database.run(
        "INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40)",
        "UPDATE person SET age = 31 WHERE id = 2",
        "ALTER TABLE person RENAME COLUMN id TO no",
        "INSERT INTO person VALUES (3, 'cyd', 50)",
        "UPDATE person SET age = 31 WHERE no = 1",
        "DELETE FROM person WHERE no = 2");
    assertThat(marks("person")).startsWith("-→1", "-→2", "2→2").hasSize(6);
    assertThat(marks("person").subList(3, 6))
        .isIn(List.of("all", "all", "all"), List.of("-→3", "1→1", "2→-"));
    assertThat(tracking.statements(STORE, "person")).isNotEmpty();
    track("person");
    database.run("UPDATE person SET age = 32 WHERE no = 1");
    assertThat(marks("person")).containsExactly("1→1");
  }

  @Test
  void aStatementMarksEachOfItsRows() throws SQLException {
    track("person");
    database.run("INSERT INTO person VALUES " + people(1, 3000));
    assertThat(marks("person"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 3000).mapToObj(i -> "-→" + i).toList());
    assertThat(marksOf("person", "UPDATE person SET age = age + 1 WHERE id <= 2000"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 2000).mapToObj(i -> i + "→" + i).toList());
    assertThat(marksOf("person", "DELETE FROM person")).hasSize(3000).contains("1→-", "3000→-");
  }

  protected static String people(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> "(" + i + ", 'name " + i + "', " + i % 100 + ")")
        .collect(Collectors.joining(", "));
  }

  @Test
  void whatIsTakenBackLeavesNone() throws SQLException {
    track("person");
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO person VALUES (1, 'ann', 30)");
      connection.rollback();
      statement.execute("INSERT INTO person VALUES (2, 'bob', 40)");
      statement.execute("SAVEPOINT s");
      statement.execute("INSERT INTO person VALUES (3, 'cyd', 50)");
      statement.execute("ROLLBACK TO SAVEPOINT s");
      connection.commit();
    }
    assertThat(marks("person")).containsExactly("-→2");
    assertThatThrownBy(() -> database.run("INSERT INTO person VALUES (4, 'bob', 1)"))
        .isInstanceOf(SQLException.class);
    assertThat(marks("person")).containsExactly("-→2");
  }

  @Test
  void keysOfSeveralColumnsAndOfText() throws SQLException {
    database.run(
        "CREATE TABLE line (code varchar(20), day date, n integer, note varchar(20), PRIMARY KEY (n, code, day))",
        "CREATE TABLE word (word varchar(20) NOT NULL UNIQUE, note varchar(20))");
    track("line", "word");
    database.run(
        "INSERT INTO line VALUES ('Ä 😀', '2024-02-29', 1, 'x')",
        "UPDATE line SET code = 'b', note = 'y'",
        "INSERT INTO word VALUES ('it''s', 'x')",
        "UPDATE word SET word = 'not'");
    assertThat(marks("line"))
        .containsExactly("-→1, Ä 😀, 2024-02-29", "1, Ä 😀, 2024-02-29→1, b, 2024-02-29");
    assertThat(read(STORE, "line").get(1).after())
        .isEqualTo(scene.all(scene.shape("line")).getFirst().key());
    assertThat(marks("word")).containsExactly("-→it's", "it's→not");
  }

  @Test
  void namesOfAnyKind() throws SQLException {
    String longest = "x".repeat(62);
    List<String> names =
        new ArrayList<>(
            List.of(
                "Wörter \"und\" `mehr`",
                "it's; DROP",
                "名前",
                "$syncline$ \\ %s",
                longest + "a",
                longest + "b"));
    String column = "the \"key\" `of` it's";
    for (String name : names) {
      database.run(
          "CREATE TABLE "
              + brand.quote(name)
              + " ("
              + brand.quote(column)
              + " integer PRIMARY KEY, origin integer, syncline_origin integer)");
    }
    tracking.track(STORE, names);
    for (String name : names) {
      database.run(
          "INSERT INTO " + brand.quote(name) + " VALUES (1, 2, 3)",
          "UPDATE " + brand.quote(name) + " SET syncline_origin = 4");
      assertThat(marks(name)).as(name).containsExactly("-→1", "1→1");
      assertThat(tracking.statements(STORE, name)).isEmpty();
    }
    assertThat(scene.connector.objects()).containsAll(names).hasSize(names.size() + 2);
    scene.connector.uninstall();
    assertThat(scene.connector.footprint()).isEmpty();
  }

  // Who did it

  /** A trigger by which the database itself writes to {@code diary} when a person is made. */
  protected abstract void keepDiary() throws SQLException;

  @Test
  void ownWritesAreTold() throws SQLException {
    keepDiary();
    track("person", "diary");
    Shape shape = scene.shape("person");
    List<Write> writes = new ArrayList<>();
    for (long i = 1; i <= 600; i++) { // by the fast road
      writes.add(scene.insert(shape, Map.of("id", i, "name", "n" + i)));
    }
    for (WriteOutcome outcome : scene.connector.write(scene.batch(false, writes))) {
      Scene.applied(outcome);
    }
    assertThat(marks("person")).hasSize(600).contains("-→1" + own(), "-→600" + own());
    assertThat(marks("diary")).hasSize(600).contains("-→1", "-→600");
    forgetAll("person");
    scene.write(
        scene.update(shape, Key.of(1L), Map.of("age", 5L)), scene.delete(shape, Key.of(2L)));
    assertThat(marks("person")).containsExactlyInAnyOrder("1→1" + own(), "2→-" + own());
    assertThat(marksOf("person", "UPDATE person SET age = 6 WHERE id = 1")).containsExactly("1→1");
    Scene.applied(
        scene
            .write(scene.insert(scene.shape("diary"), Map.of("id", 5000L, "entry", "own")))
            .getFirst());
    assertThat(marks("diary")).contains("-→5000" + own());
  }

  /**
   * Where rows are refused the transaction goes back to savepoints, and writes go on from there.
   */
  @Test
  void marksSayWhoWroteThoughOthersWereRefused() throws SQLException {
    track("person", "diary");
    database.run("INSERT INTO person VALUES (1, 'taken', 30)");
    forgetAll("person");
    Shape person = scene.shape("person");
    Shape diary = scene.shape("diary");
    List<Write> writes = new ArrayList<>();
    for (long i = 10; i < 40; i++) {
      writes.add(
          i % 5 == 0
              ? scene.insert(diary, Map.of("id", i, "entry", "e" + i))
              : scene.insert(person, Map.of("id", i, "name", i % 3 == 0 ? "taken" : "n" + i)));
    }
    List<WriteOutcome> outcomes = scene.write(writes.toArray(Write[]::new));
    assertThat(outcomes.stream().filter(WriteOutcome.Rejected.class::isInstance)).hasSize(8);
    assertThat(marks("person")).hasSize(16).allMatch(mark -> mark.endsWith(own()));
    assertThat(marks("diary")).hasSize(6).allMatch(mark -> mark.endsWith(own()));
  }

  // What becomes of marks

  @Test
  void marksStayUntilTheyAreForgotten() throws SQLException {
    track("person", "diary");
    database.run("INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40)");
    reopen();
    assertThat(marks("person")).containsExactly("-→1", "-→2");
    List<Mark> taken = new ArrayList<>();
    tracking.marks(STORE, "person", mark -> !taken.add(mark));
    assertThat(taken).hasSize(1);
    assertThat(tracking.waiting(STORE, "person", 100)).isEqualTo(2);
    assertThat(tracking.waiting(STORE, "person", 1)).isEqualTo(1);
    assertThat(tracking.marked(STORE, List.of("diary", "person"), 0)).containsExactly("person");
    assertThat(tracking.marked(STORE, List.of(), 0)).isEmpty();
    List<Long> read = numbers("person");
    database.run("INSERT INTO person VALUES (3, 'cyd', 50)");
    tracking.forget(STORE, "person", spans(read.subList(0, 1)));
    assertThat(marks("person")).containsExactly("-→2", "-→3");
    tracking.forget(STORE, "person", spans(read));
    assertThat(marks("person")).containsExactly("-→3");
    tracking.forget(STORE, "person", List.of());
    forgetAll("person");
    assertThat(tracking.marked(STORE, List.of("diary", "person"), 0)).isEmpty();
    reopen();
    database.run("INSERT INTO person VALUES (4, 'dan', 60)");
    assertThat(numbers("person").getFirst()).as("never used again").isGreaterThan(read.getLast());
  }

  @Test
  void spansOfMarksAreForgottenAndWhatLiesBetweenThemStays() throws SQLException {
    track("person");
    database.run("INSERT INTO person VALUES " + people(1, 3000));
    List<Mark> marks = read(STORE, "person");
    long first = marks.getFirst().number();
    assertThat(marks).extracting(Mark::number).isSorted().endsWith(first + 2999);
    tracking.forget(
        STORE,
        "person",
        List.of(
            new Span(first, first + 99),
            new Span(first + 101, first + 101),
            new Span(first + 103, first + 2998)));
    assertThat(numbers("person")).containsExactly(first + 100, first + 102, first + 2999);
    tracking.tidy(STORE, "person");
    assertThat(numbers("person")).containsExactly(first + 100, first + 102, first + 2999);
    database.run("UPDATE person SET age = 1 WHERE id = 7");
    assertThat(marks("person")).hasSize(4).endsWith("7→7");
  }

  @Test
  void storesDoNotDisturbEachOther() throws SQLException {
    track("person");
    tracking.track("another", List.of("person"));
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    forgetAll("person");
    assertThat(read("another", "person")).hasSize(1);
    tracking.untrack("another", List.of("person"));
    assertThat(marksOf("person", "UPDATE person SET age = 31")).containsExactly("1→1");
    assertThatThrownBy(() -> read("another", "person"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING))
        .hasMessageContaining("The next run makes them again");
    assertThatThrownBy(() -> tracking.marked("another", List.of("person"), 0))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
  }

  // What is made and removed

  @Test
  void nothingIsLeftBehind() throws SQLException {
    List<String> before = scene.connector.footprint();
    track("person", "diary");
    assertThat(scene.connector.footprint()).hasSizeGreaterThan(before.size());
    assertThat(String.join("\n", scene.connector.footprint())).contains("trigger", "person");
    assertThat(scene.connector.objects()).containsExactly("diary", "person");
    tracking.untrack(STORE, List.of("person", "diary"));
    assertThat(scene.connector.footprint()).isEqualTo(before);
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    tracking.untrack(STORE, List.of("person"));
    track("person");
    scene.connector.uninstall();
    assertThat(scene.connector.footprint()).isEmpty();
    database.run("UPDATE person SET age = 1", "DELETE FROM person");
  }

  @Test
  void aTableThatIsGoneCanBeUntracked() throws SQLException {
    List<String> before = scene.connector.footprint();
    track("person");
    database.run("DROP TABLE person");
    tracking.untrack(STORE, List.of("person"));
    assertThat(scene.connector.footprint()).isEqualTo(before);
  }

  @Test
  void statementsDoWhatTrackingDoes() throws SQLException {
    List<String> statements = tracking.statements(STORE, "person");
    assertThat(String.join("\n", statements)).contains("CREATE TRIGGER", "person");
    database.run(statements.toArray(String[]::new));
    assertThat(tracking.statements(STORE, "person")).isEmpty();
    List<String> made = scene.connector.footprint();
    track("person");
    assertThat(scene.connector.footprint()).isEqualTo(made);
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    assertThat(marks("person")).containsExactly("-→1");
    assertThat(tracking.obstacle("person")).isEmpty();
  }

  @Test
  void whatAnEarlierDefinitionMadeIsReplaced() throws SQLException {
    track("person");
    int made = scene.connector.footprint().size();
    database.run(
        "INSERT INTO person VALUES (1, 'ann', 30)",
        "DROP TABLE person",
        "CREATE TABLE person (id integer NOT NULL UNIQUE, name varchar(40) PRIMARY KEY, age integer)");
    assertThat(String.join("\n", tracking.statements(STORE, "person")))
        .contains("CREATE TRIGGER", "DROP TABLE");
    track("person");
    assertThat(scene.connector.footprint()).hasSize(made);
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    assertThat(marks("person")).containsExactly("-→ann");
    String trigger =
        scene.connector.footprint().stream().filter(w -> w.startsWith("trigger")).findFirst().get();
    database.run(dropTrigger(trigger.split(" ")[1].replace("\"", ""), "person"));
    assertThat(tracking.statements(STORE, "person")).hasSizeBetween(1, 2);
    track("person");
    assertThat(scene.connector.footprint()).hasSize(made);
  }

  protected String dropTrigger(String trigger, String table) {
    return "DROP TRIGGER " + brand.quote(trigger);
  }

  @Test
  void whatCannotBeTrackedIsRefused() throws SQLException {
    database.run(
        "CREATE TABLE loose (a integer)", "CREATE VIEW seen AS SELECT id, name FROM person");
    for (String object : List.of("loose", "seen")) {
      assertThat(tracking.obstacle(object)).get().asString().contains(object, "scan");
      assertThatThrownBy(() -> track(object))
          .isInstanceOfSatisfying(
              ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
          .hasMessageContaining(object);
    }
    assertThatThrownBy(() -> track("nobody"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
    assertThat(tracking.blindSpots("person")).allSatisfy(s -> assertThat(s).isNotBlank());
  }

  @Test
  void aColumnThatIsWidenedDoesNotFailUsers() throws SQLException {
    track("person");
    widen("person", "id");
    database.run("INSERT INTO person VALUES (5000000000, 'ann', 30)");
    assertThat(marks("person")).containsExactly("-→5000000000");
    assertThat(tracking.statements(STORE, "person")).isEmpty();
  }

  /** Makes an integer column a bigint. */
  protected abstract void widen(String table, String column) throws SQLException;
}
