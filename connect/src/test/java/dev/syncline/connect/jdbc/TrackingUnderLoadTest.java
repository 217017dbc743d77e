package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.ChangeTracking.Span;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users write from several sides while marks are read and forgotten. */
class TrackingUnderLoadTest {
  private static final String STORE = "store";
  private static final int WRITERS = 6;
  private static final int TRANSACTIONS = 150;

  @RegisterExtension final Databases databases = new Databases();

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void aMarkThatCommitsLateIsNotForgotten(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run("CREATE TABLE person (id integer PRIMARY KEY, n integer)");
    try (Connector connector = brand.open(database);
        Connection slow = database.open();
        Statement statement = slow.createStatement()) {
      ChangeTracking tracking = connector.tracking().orElseThrow();
      tracking.track(STORE, List.of("person"));
      slow.setAutoCommit(false);
      statement.execute("INSERT INTO person VALUES (1, 1)");
      database.run("INSERT INTO person VALUES (2, 1)", "INSERT INTO person VALUES (3, 1)");
      List<Mark> read = read(tracking, "person");
      assertThat(read).extracting(Mark::after).containsExactly(Key.of(2L), Key.of(3L));
      tracking.forget(STORE, "person", spans(read));
      assertThat(tracking.marked(STORE, List.of("person"), 0)).isEmpty();
      statement.execute("UPDATE person SET n = 2 WHERE id = 1");
      slow.commit();
      List<Mark> late = read(tracking, "person");
      assertThat(late).extracting(Mark::after).containsOnly(Key.of(1L));
      assertThat(late.getFirst().number()).isLessThan(read.getFirst().number());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void forgettingDoesNotWaitForTheNextMark(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run("CREATE TABLE person (id integer PRIMARY KEY, n integer)");
    try (Connector connector = brand.open(database);
        Connection slow = database.open();
        Statement statement = slow.createStatement()) {
      ChangeTracking tracking = connector.tracking().orElseThrow();
      tracking.track(STORE, List.of("person"));
      database.run("INSERT INTO person VALUES (1, 1), (2, 1), (3, 1)");
      slow.setAutoCommit(false);
      statement.execute("INSERT INTO person VALUES (4, 1)");
      database.run("INSERT INTO person VALUES (5, 1), (6, 1)");
      List<Span> spans = spans(read(tracking, "person"));
      assertThat(spans).hasSize(2);
      tracking.forget(STORE, "person", spans);
      assertThat(tracking.marked(STORE, List.of("person"), 0)).isEmpty();
      slow.commit();
      assertThat(read(tracking, "person")).extracting(Mark::after).containsExactly(Key.of(4L));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void nobodyWaitsForEverAndNothingIsLost(Brand brand) throws Exception {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE person (id integer PRIMARY KEY, n integer)",
        "CREATE TABLE child (id integer PRIMARY KEY, person integer REFERENCES person (id) ON DELETE CASCADE)",
        "INSERT INTO person VALUES " + numbers(0, 100));
    try (ExecutorService threads = Executors.newCachedThreadPool();
        Connector connector = brand.open(database)) {
      ChangeTracking tracking = connector.tracking().orElseThrow();
      tracking.track(STORE, List.of("person", "child"));
      List<CompletableFuture<Set<Key>>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        writers.add(CompletableFuture.supplyAsync(() -> write(database, number), threads));
      }
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Set<Key>> persons =
          CompletableFuture.supplyAsync(() -> consume(tracking, "person", over), threads);
      CompletableFuture<Set<Key>> children =
          CompletableFuture.supplyAsync(() -> consume(tracking, "child", over), threads);
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> {
                while (!over.get()) {
                  comeAndGo(tracking);
                }
              },
              threads);
      Set<Key> written = new HashSet<>();
      try {
        for (CompletableFuture<Set<Key>> writer : writers) {
          written.addAll(writer.get());
        }
      } finally {
        over.set(true);
      }
      other.get();
      tracking.track("other", List.of("person", "child"));
      assertThat(tracking.statements("other", "child")).isEmpty();
      Set<Key> consumed = persons.get();
      Set<Key> consumedChildren = children.get();
      assertThat(consumed).containsAll(written);
      assertThat(consumedChildren).hasSize(WRITERS * TRANSACTIONS * 2);
      assertThat(tracking.marked(STORE, List.of("person", "child"), 0)).isEmpty();
    }
  }

  /** Another store; tables that are always in use may be in use for too long. */
  private static void comeAndGo(ChangeTracking tracking) {
    try {
      tracking.track("other", List.of("person", "child"));
      tracking.untrack("other", List.of("person", "child"));
    } catch (ConnectorException e) {
      assertThat(e.kind()).as(e.getMessage()).isEqualTo(ConnectorException.Kind.TIMEOUT);
    }
  }

  private static String numbers(int from, int to) {
    List<String> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add("(" + i + ", 0)");
    }
    return String.join(", ", rows);
  }

  /**
   * Transactions that take their locks in one order, so that without triggers none is refused. The
   * keys of the persons that were written and committed.
   */
  private static Set<Key> write(TestDatabase database, int writer) {
    Random random = new Random(writer);
    Set<Key> written = new HashSet<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < TRANSACTIONS; i++) {
        int own = 1000 + i * WRITERS + writer;
        List<Integer> shared = random.ints(3, 0, 100).sorted().distinct().boxed().toList();
        for (int id : shared) {
          statement.executeUpdate("UPDATE person SET n = n + 1 WHERE id = " + id);
        }
        statement.executeUpdate("INSERT INTO person VALUES (" + own + ", 1)");
        statement.executeUpdate(
            "INSERT INTO child VALUES ("
                + own * 2
                + ", "
                + own
                + "), ("
                + (own * 2 + 1)
                + ", "
                + own
                + ")");
        if (i % 10 == 9) {
          connection.rollback();
          statement.executeUpdate("INSERT INTO person VALUES (" + own + ", 1)");
          statement.executeUpdate(
              "INSERT INTO child VALUES ("
                  + own * 2
                  + ", "
                  + own
                  + "), ("
                  + (own * 2 + 1)
                  + ", "
                  + own
                  + ")");
        } else {
          shared.forEach(id -> written.add(Key.of((long) id)));
        }
        connection.commit();
        statement.executeUpdate("DELETE FROM person WHERE id = " + own);
        connection.commit();
        written.add(Key.of((long) own));
      }
      return written;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getSQLState() + " " + e.getMessage(), e);
    }
  }

  private static List<Mark> read(ChangeTracking tracking, String object) {
    List<Mark> marks = new ArrayList<>();
    tracking.marks(STORE, object, marks::add);
    return marks;
  }

  /** The numbers of some marks, which are in their order. */
  private static List<Span> spans(List<Mark> marks) {
    List<Span> spans = new ArrayList<>();
    for (Mark mark : marks) {
      boolean goesOn = !spans.isEmpty() && spans.getLast().to() == mark.number() - 1;
      long from = goesOn ? spans.removeLast().from() : mark.number();
      spans.add(new Span(from, mark.number()));
    }
    return spans;
  }

  /** Reads and forgets until it is over and nothing is left; the keys that marks named. */
  private static Set<Key> consume(ChangeTracking tracking, String object, AtomicBoolean over) {
    Set<Key> keys = new HashSet<>();
    while (true) {
      boolean last = over.get();
      List<Mark> marks = read(tracking, object);
      for (Mark mark : marks) {
        keys.add(mark.before() == null ? mark.after() : mark.before());
      }
      tracking.forget(STORE, object, spans(marks));
      if (last && marks.isEmpty()) {
        return keys;
      }
    }
  }
}
