package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore.Change;
import dev.syncline.engine.store.StateStore.LinkScan;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed leaves all that it committed, and nothing half. */
class CrashTest {
  private static final int TASK = 1;
  private static final int ROUNDS = 6;

  @TempDir Path folder;

  /**
   * Change {@code n} puts {@code n} everywhere: into the sync, a link of its own, fifty links that
   * each change replaces, what is due, and the journal, whose batch {@code n - 1} it closes. Every
   * fifth adds links in bulk.
   */
  static void change(StateStore store, long n) {
    try (Change change = store.begin()) {
      change.putSync(new SyncState(1, "n", SyncState.Phase.LIVE, "", n, Map.of(TASK, true), ""));
      List<Link> links = new ArrayList<>();
      links.add(StoreFixture.link(1_000 + n, 1_000 + n));
      for (long i = 0; i < 50; i++) {
        // The targets go round, so that each link takes its neighbour's.
        links.add(new Link(Key.of(i), Key.of("t" + (i + n) % 50), StoreFixture.base(n, n), n, 0));
      }
      change.putLinks(TASK, links);
      if (n % 5 == 0) {
        change.addLinks(
            TASK,
            LongStream.range(0, 2_000)
                .mapToObj(i -> StoreFixture.link(n * 1_000_000 + i, n * 1_000_000 - i))
                .toList());
      }
      change.putDue(List.of(new Due(TASK, Side.SOURCE, Key.of(n), Due.Reason.STALE, "", 0, n, n)));
      if (n > 1) {
        change.closeBatch(n - 1, List.of(JournalContract.entry(n - 1, n - 1, "applied")), n);
      }
      long run = change.openRun(1, "run", n, null);
      assertThat(change.openBatch(run, TASK, Side.TARGET, List.of(JournalContract.entry(n, n, ""))))
          .isEqualTo(n);
      change.commit();
    }
  }

  private static StateStore open(String address, Path folder) {
    return Stores.open(StoreAddress.of(address, folder), folder);
  }

  /** Goes on changing the store where it stands, telling each commit, until it is killed. */
  public static void main(String[] args) {
    try (StateStore store = open(args[0], Path.of(args[1]))) {
      long n = store.sync(1).map(SyncState::lastSyncMillis).orElse(0L);
      while (true) {
        change(store, ++n);
        System.out.println(n);
      }
    }
  }

  @Test
  void whatWasCommittedToAFileIsThereAndNothingHalf() throws Exception {
    isKilledAgainAndAgain("state.db", () -> {});
  }

  @Test
  void whatWasCommittedToADatabaseIsThereAndNothingHalf() throws Exception {
    TestDatabase database = TestDatabases.postgres();
    String account = "//" + database.user() + ":" + database.password() + "@";
    isKilledAgainAndAgain(
        database.url().replace("jdbc:", "").replace("//", account),
        () -> {
          // The server may still be at what it was last told.
          while (isBusy(database)) {
            Thread.sleep(5);
          }
        });
  }

  private static boolean isBusy(TestDatabase database) throws SQLException {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE application_name = 'syncline'"
                    + " AND datname = current_database()")) {
      return row.next();
    }
  }

  /** Waits until nobody is at the store any more. */
  private interface Calm {
    void await() throws Exception;
  }

  private void isKilledAgainAndAgain(String address, Calm calm) throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      long told;
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CrashTest.class.getName(),
                  address,
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        String first = lines.readLine();
        assertThat(first).as("the child commits").isNotNull();
        told = Long.parseLong(first);
        Thread killer =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        Thread.sleep(random.nextInt(20, 200));
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      // By its handle: the process itself would close the stream that is read.
                      child.toHandle().destroyForcibly();
                    });
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          told = Math.max(told, Long.parseLong(line));
        }
        killer.join();
      } finally {
        child.destroyForcibly();
      }
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      calm.await();
      check(address, told);
    }
  }

  private void check(String address, long told) {
    try (StateStore store = open(address, folder)) {
      long n = store.sync(1).orElseThrow().lastSyncMillis();
      assertThat(n).as("the last commit").isBetween(told, told + 1);
      List<Key> fifty = LongStream.range(0, 50).mapToObj(Key::of).toList();
      Map<Key, Link> links = store.links(TASK, Side.SOURCE, fifty);
      for (long i = 0; i < 50; i++) {
        assertThat(links.get(Key.of(i)))
            .isEqualTo(
                new Link(Key.of(i), Key.of("t" + (i + n) % 50), StoreFixture.base(n, n), n, 0));
      }
      long expected = 50 + n + n / 5 * 2_000;
      assertThat(store.countLinks(TASK)).isEqualTo(expected);
      for (Side side : Side.values()) {
        try (LinkScan scan = store.scan(TASK, side)) {
          long found = 0;
          while (scan.next()) {
            found++;
          }
          assertThat(found).as("links by %s", side).isEqualTo(expected);
        }
      }
      List<Due> due = new ArrayList<>();
      store.due(TASK, due::add);
      assertThat(due).hasSize(Math.toIntExact(n));
      assertThat(store.openBatches(1)).singleElement().extracting(JournalBatch::id).isEqualTo(n);
      assertThat(store.runs(1, Integer.MAX_VALUE)).hasSize(Math.toIntExact(n));
    }
  }
}
