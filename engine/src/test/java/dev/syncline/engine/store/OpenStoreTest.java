package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.engine.store.StateStore.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is lent holds to the same contract, and is what lies at its place. */
class OpenStoreTest extends StoreContract {
  private static final String IN_TRANSACTION =
      "SELECT query FROM pg_stat_activity WHERE application_name = 'syncline'"
          + " AND datname = current_database() AND state LIKE 'idle in transaction%'";

  @TempDir Path folder;

  private final OpenStore open = new OpenStore();

  @Override
  StateStore open() {
    return open.lend(address(), folder);
  }

  @AfterEach
  void closeAll() {
    open.close();
  }

  private Path file() {
    return folder.resolve("state.db");
  }

  private StoreAddress address() {
    return new StoreAddress.InFile(file());
  }

  /** Puts another store at the place, all of it. */
  private void replace(boolean whole) throws IOException {
    Path other = folder.resolve("other");
    try (StateStore made = Stores.open(other.resolve("state.db"))) {
      change(made, c -> c.putLinks(TASK, List.of(link(8, 80), link(9, 90))));
    }
    if (whole) {
      remove("", "-wal", "-shm");
    }
    Files.move(other.resolve("state.db"), file(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void manyHaveTheSameOne() {
    try (StateStore second = open()) {
      put(link(1, 10));
      assertThat(second.countLinks(TASK)).isOne();
      assertThat(second.id()).isEqualTo(store.id());
    }
    assertThat(store.countLinks(TASK)).isOne();
  }

  @Test
  void whatIsClosedTwiceIsGivenBackOnce() {
    StateStore second = open();
    second.close();
    second.close();
    open.close();
    assertThat(store.countLinks(TASK)).isZero();
  }

  @Test
  void whoHasItWhenAllIsClosedGoesOnAndWhoComesLaterHasOneAlone() {
    open.close();
    put(link(1, 10));
    try (StateStore later = open()) {
      assertThat(later.countLinks(TASK)).isOne();
    }
    assertThat(store.countLinks(TASK)).isOne();
  }

  @Test
  void aFileThatWasReplacedIsOpenedAnew() throws IOException {
    put(link(1, 10));
    String id = store.id();
    store.close();
    replace(true);
    store = open();
    assertThat(store.countLinks(TASK)).isEqualTo(2);
    assertThat(store.id()).isNotEqualTo(id);
  }

  @Test
  void aFileThatIsGoneIsNotThereAndIsMadeAnew() throws IOException {
    assertThat(open.exists(address(), folder)).isTrue();
    put(link(1, 10));
    store.close();
    remove("", "-wal", "-shm");
    assertThat(open.exists(address(), folder)).isFalse();
    assertThat(file()).doesNotExist();
    store = open();
    assertThat(store.countLinks(TASK)).isZero();
    assertThat(file()).exists();
  }

  /** SQLite would write what stands in the log into whatever file has the name. */
  @Test
  void whatIsPutBesideTheLogOfAnotherIsNotOpened() throws IOException {
    put(link(1, 10));
    store.close();
    replace(false);
    for (int n = 0; n < 2; n++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("state.db-wal")
          .hasMessageContaining("Stop the server");
    }
    remove("-wal", "-shm");
    store = open();
    assertThat(store.countLinks(TASK)).isEqualTo(2);
  }

  @Test
  void whereOnlyTheFileWasRemovedNothingIsMadeNorRestored() throws IOException {
    put(link(1, 10));
    Path backup = folder.resolve("backup.db");
    store.backup(backup);
    store.close();
    remove("");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("state.db-wal")
        .hasMessageContaining("put it back, or remove");
    assertThatThrownBy(() -> Stores.restore(backup, address(), folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("nothing was restored")
        .hasMessageContaining("state.db-wal");
    assertThat(file()).doesNotExist();
    remove("-wal", "-shm");
    Stores.restore(backup, address(), folder);
    store = open();
    assertThat(store.countLinks(TASK)).isOne();
  }

  private void remove(String... suffixes) throws IOException {
    for (String suffix : suffixes) {
      Files.deleteIfExists(folder.resolve("state.db" + suffix));
    }
  }

  @Test
  void oneThatANewerVersionTookOverIsRefused() throws Exception {
    store.close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE store SET version = 99");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Syncline");
  }

  /** A run writes for long, and others must not find its change open in a session of theirs. */
  @Test
  void whoTakesSomethingWorksInSessionsOfItsOwn() {
    try (StateStore running = open();
        Lease lease = running.take("sync-1").orElseThrow()) {
      try (Change change = lease.store().begin()) {
        change.putLinks(TASK, List.of(link(1, 10)));
        assertThat(store.countLinks(TASK)).isZero();
        assertThat(store.holder("sync-1")).contains(Lease.HERE);
        assertThat(store.take("sync-1")).isEmpty();
        change.commit();
      }
      assertThat(store.countLinks(TASK)).isOne();
    }
    assertThat(store.holder("sync-1")).isEmpty();
  }

  @Test
  void aDatabaseThatEndedAllSessionsIsOpenedAnew() throws Exception {
    TestDatabase server = TestDatabases.postgres();
    PostgresAddress address =
        PostgresAddress.parse(server.url() + "?currentSchema=lent")
            .as(server.user(), server.password());
    try (OpenStore lends = new OpenStore()) {
      for (int n = 1; n <= 2; n++) {
        assertThat(lends.exists(address, folder)).isEqualTo(n == 2);
        try (StateStore lent = lends.lend(address, folder)) {
          long found = lent.countLinks(TASK);
          assertThat(found).isEqualTo(n - 1);
          change(lent, c -> c.putLinks(TASK, List.of(link(found, 10 + found))));
        }
        PostgresStoreTest.cutOff();
      }
      try (Connection connection = server.asAdmin().open();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP SCHEMA lent CASCADE");
      }
      assertThat(lends.exists(address, folder)).isFalse();
      try (StateStore lent = lends.lend(address, folder)) {
        assertThat(lent.countLinks(TASK)).isZero();
        assertThat(PostgresStoreTest.ask(server, IN_TRANSACTION)).isEmpty();
      }
    }
  }

  @Test
  void whoComesWhileItIsOpenedHasTheSameOrTheSameFailure() throws Exception {
    PostgresAddress nowhere = PostgresAddress.parse("postgresql://127.0.0.1:1/none");
    try (OpenStore lends = new OpenStore();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      Callable<String> failing = () -> failure(lends, nowhere);
      for (Future<String> failed : threads.invokeAll(Collections.nCopies(8, failing))) {
        assertThat(failed.get()).contains("127.0.0.1");
      }
      List<Callable<String>> all =
          Collections.nCopies(
              8,
              () -> {
                try (StateStore lent = lends.lend(address(), folder)) {
                  return lent.id();
                }
              });
      for (Future<String> id : threads.invokeAll(all)) {
        assertThat(id.get()).isEqualTo(store.id());
      }
    }
  }

  private String failure(OpenStore lends, StoreAddress address) {
    try (StateStore lent = lends.lend(address, folder)) {
      return lent.id();
    } catch (StoreException e) {
      return e.getMessage();
    }
  }
}
