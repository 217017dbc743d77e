package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.Side;
import dev.syncline.engine.store.StateStore.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL database holds to the same contract, and says what is wrong with it. */
class PostgresStoreTest extends StoreContract {
  private static final TestDatabase SERVER = TestDatabases.postgres();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final int PATIENCE_MILLIS = 500;

  @TempDir Path folder;

  /** Each test has a schema of its own, which is made faster than a database. */
  private final String schema = "store_" + SCHEMAS.incrementAndGet();

  @Override
  StateStore open() {
    return open(address());
  }

  private StateStore open(PostgresAddress address) {
    return SqlStore.open(new PostgresDatabase(address, folder, PATIENCE_MILLIS));
  }

  private PostgresAddress address() {
    return PostgresAddress.parse(SERVER.url() + "?currentSchema=" + schema)
        .as(SERVER.user(), SERVER.password());
  }

  static List<String> ask(TestDatabase database, String sql) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        answers.add(row.getString(1));
      }
    }
    return answers;
  }

  /** Ends the sessions of the store, as a server does that starts anew. */
  static void cutOff() {
    try {
      ask(
          SERVER.asAdmin(),
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
              + " WHERE application_name = 'syncline' AND datname = current_database()");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCommitIsOnTheServersDisk() throws Exception {
    PostgresDatabase database = new PostgresDatabase(address(), folder, PATIENCE_MILLIS);
    try (Session session = database.writer();
        ResultSet row = session.prepare("SHOW synchronous_commit").executeQuery()) {
      assertThat(ask(SERVER, "SHOW synchronous_commit")).containsExactly("off");
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("on");
    }
  }

  @Test
  void itsPasswordIsInNoMessage() {
    for (String url :
        List.of(
            SERVER.url() + "?user=app&password=wr%25ng-secret",
            SERVER.url().replace("jdbc:", "").replace("//", "//app:wr%25ng-secret@"))) {
      PostgresAddress address = PostgresAddress.parse(url);
      assertThat(address.password()).isEqualTo("wr%ng-secret");
      assertThat(address.toString()).doesNotContain("ng-secret").contains("127.0.0.1");
      assertThatThrownBy(() -> open(address))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("did not accept user \"app\"")
          .hasMessageNotContaining("ng-secret");
    }
    assertThatThrownBy(() -> PostgresAddress.parse("postgresql://a:50%secret@h/d"))
        .hasMessageContaining("%25")
        .hasMessageNotContaining("50%secret");
  }

  @Test
  void itsSchemaIsNamedInTheUrl() throws SQLException {
    PostgresAddress address =
        PostgresAddress.parse(SERVER.url() + "?sslmode=disable&currentSchema=" + schema);
    assertThat(address.url()).isEqualTo(SERVER.url() + "?sslmode=disable");
    assertThat(address.shown()).endsWith(", schema " + schema).doesNotContain("sslmode");
    assertThat(PostgresAddress.parse("postgres://h/d").shown())
        .isEqualTo("postgresql://h/d, schema syncline_state");
    assertThat(ask(SERVER, "SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'"))
        .contains("store", "link", "lease");
    assertThatThrownBy(() -> PostgresAddress.parse("postgresql://h/d?currentSchema=a,b"))
        .hasMessageContaining("one schema");
  }

  @Test
  void aSchemaThatHoldsSomethingElseIsRefusedAndLeftAlone() throws SQLException {
    String taken = schema + "_taken";
    SERVER.run("CREATE SCHEMA " + taken, "CREATE TABLE " + taken + ".customer (id int)");
    PostgresAddress address =
        PostgresAddress.parse(SERVER.url() + "?currentSchema=" + taken)
            .as(SERVER.user(), SERVER.password());
    assertThatThrownBy(() -> open(address))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("schema " + taken)
        .hasMessageContaining("not one of Syncline's");
    assertThat(ask(SERVER, "SELECT tablename FROM pg_tables WHERE schemaname = '" + taken + "'"))
        .containsExactly("customer");
  }

  @Test
  void whoMayNotMakeASchemaIsToldWhatToAskFor() throws SQLException {
    SERVER.asAdmin().run("CREATE ROLE r_" + schema + " LOGIN PASSWORD 'nobody'");
    PostgresAddress address =
        PostgresAddress.parse(SERVER.url() + "?currentSchema=" + schema + "_new")
            .as("r_" + schema, "nobody");
    assertThatThrownBy(() -> open(address))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("CREATE SCHEMA " + schema + "_new AUTHORIZATION r_" + schema);
    SERVER.asAdmin().run("CREATE SCHEMA " + schema + "_new AUTHORIZATION r_" + schema);
    open(address).close();
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws SQLException {
    store.close();
    SERVER.run("UPDATE " + schema + ".store SET version = 99");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer")
        .hasMessageContaining("99");
    SERVER.run("UPDATE " + schema + ".store SET version = " + Schema.VERSION);
  }

  @Test
  void aStoreOfAnOlderVersionIsBackedUpAndBroughtToThisOne() throws Exception {
    put(link(1, 10));
    String id = store.id();
    store.close();
    SERVER.run(
        "DROP TABLE " + schema + ".lease",
        "DROP TABLE " + schema + ".message_plan",
        "DROP TABLE " + schema + ".kept_plan",
        "DROP TABLE " + schema + ".kept_plan_piece",
        "DROP TABLE " + schema + ".home",
        "DROP TABLE " + schema + ".delivery",
        "ALTER TABLE " + schema + ".message DROP COLUMN topic",
        "ALTER TABLE " + schema + ".message ADD COLUMN mail TEXT NOT NULL DEFAULT ''",
        "UPDATE " + schema + ".store SET version = 7");
    store = open();
    assertThat(store.id()).isEqualTo(id);
    try (Lease lease = store.take("sync-1").orElseThrow()) {
      assertThat(lease.store().countLinks(TASK)).isEqualTo(1);
    }
    Path before = folder.resolve(schema + ".version-7.db");
    assertThat(SqliteStoreTest.ask(before, "SELECT version FROM store")).isEqualTo("7");
    assertThat(SqliteStoreTest.ask(before, "SELECT count(*) FROM link")).isEqualTo("1");
  }

  @Test
  void aLostConnectionIsReplaced() throws SQLException {
    put(link(1, 10));
    assertThatThrownBy(
            () ->
                change(
                    c -> {
                      c.putLinks(TASK, List.of(link(3, 30)));
                      cutOff();
                    }))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(schema)
        .hasMessageContaining("cannot be reached")
        .hasMessageContaining("run again");
    put(link(2, 20));
    assertThat(all(Side.SOURCE, key(1L), key(2L), key(3L))).containsOnlyKeys(key(1L), key(2L));
    cutOff();
    put(link(4, 40));
    assertThatThrownBy(() -> store.countLinks(TASK))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be reached");
    assertThat(store.countLinks(TASK)).isEqualTo(3);
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    PostgresAddress nowhere = PostgresAddress.parse("postgresql://127.0.0.1:1/nothing");
    assertThatThrownBy(() -> open(nowhere))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("127.0.0.1:1/nothing")
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void nodesTakeTurns() {
    try (StateStore other = open()) {
      assertThat(other.id()).isEqualTo(store.id());
      try (Change mine = store.begin()) {
        mine.putLinks(TASK, List.of(link(1, 10)));
        assertThatThrownBy(other::begin)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("another process")
            .hasMessageContaining("0.5 s");
        assertThat(other.countLinks(TASK)).isZero();
        mine.commit();
      }
      try (Change theirs = other.begin()) {
        theirs.putLinks(TASK, List.of(link(2, 20)));
        theirs.commit();
      }
      assertThat(store.countLinks(TASK)).isEqualTo(2);
    }
  }

  @Test
  void oneThatIsSilentWithinAChangeKeepsNobodyFromTheirs() throws Exception {
    store.close();
    PostgresAddress soon = address().withLease(Duration.ofMillis(300));
    store = SqlStore.open(new PostgresDatabase(soon, folder, 20_000));
    try (StateStore other = SqlStore.open(new PostgresDatabase(soon, folder, 20_000))) {
      try (Change silent = store.begin()) {
        silent.putLinks(TASK, List.of(link(1, 10)));
        try (Change waits = other.begin()) {
          waits.putLinks(TASK, List.of(link(2, 20)));
          waits.commit();
        }
        assertThatThrownBy(silent::commit).isInstanceOf(StoreException.class);
      }
    }
    put(link(3, 30));
    assertThat(all(Side.SOURCE, key(1L), key(2L), key(3L))).containsOnlyKeys(key(2L), key(3L));
  }

  @Test
  void aBackupIsAStoreInAFileAndIsPutBack() throws Exception {
    Path backup = folder.resolve("backup.db");
    change(
        c -> {
          c.addLinks(TASK, IntStream.range(0, 3_000).mapToObj(i -> link(i, 7L * i)).toList());
          c.putSync(state(1, "crm"));
          c.putDue(List.of(due(Side.SOURCE, 1, Due.Reason.STALE, 5)));
          c.layout(List.of("a", "b"));
        });
    try (Change open = store.begin()) {
      open.putLinks(TASK, List.of(link(99_999, 1)));
      store.backup(backup);
      open.commit();
    }
    try (StateStore copy = Stores.open(backup)) {
      sameAs(copy);
    }
    PostgresAddress other =
        PostgresAddress.parse(SERVER.url() + "?currentSchema=" + schema + "_back")
            .as(SERVER.user(), SERVER.password());
    Stores.restore(backup, other, folder);
    try (StateStore back = open(other)) {
      sameAs(back);
    }
    assertThatThrownBy(() -> Stores.restore(backup, other, folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(schema + "_back already");
    Path file = folder.resolve("again/state.db");
    Stores.restore(backup, new StoreAddress.InFile(file), folder);
    try (StateStore back = Stores.open(file)) {
      sameAs(back);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(f -> f.getFileName().toString())).noneMatch(f -> f.contains("restored-"));
    }
  }

  private void sameAs(StateStore copy) {
    assertThat(copy.id()).isEqualTo(store.id());
    assertThat(copy.countLinks(TASK)).isEqualTo(3_000);
    assertThat(copy.links(TASK, Side.TARGET, List.of(key("t7")))).hasSize(1);
    assertThat(copy.links(TASK, Side.SOURCE, List.of(key(5L), key(99_999L))))
        .containsOnlyKeys(key(5L));
    assertThat(copy.sync(1)).contains(state(1, "crm"));
    assertThat(copy.dueCounts(TASK)).containsEntry(Due.Reason.STALE, 1L);
    assertThat(copy.layout(1)).containsExactly("a", "b");
    assertThat(copy.fingerprinter().of(new byte[] {1}, 0, 1))
        .isEqualTo(store.fingerprinter().of(new byte[] {1}, 0, 1));
  }

  @Test
  void whatIsErasedIsNotInTheTablesAnyMore() throws SQLException {
    change(c -> c.addLinks(TASK, IntStream.range(0, 5_000).mapToObj(i -> link(i, i)).toList()));
    change(c -> c.clearLinks(TASK));
    store.scrub();
    assertThat(ask(SERVER, "SELECT pg_relation_size('" + schema + ".link')")).containsExactly("0");
  }

  @Test
  void aTextThatNotEveryDatabaseKeepsIsKeptAsItCanBe() {
    change(
        c ->
            c.putDue(
                List.of(
                    new Due(TASK, Side.SOURCE, key(1L), Due.Reason.REJECTED, "a\0b", 1, 1, 1))));
    store.due(TASK, d -> assertThat(d.message()).isEqualTo("a␀b"));
  }

  // Leases

  @Test
  void oneThatIsNotHeardOfIsTakenOverAndCanChangeNothing() throws Exception {
    // Nobody renews it meanwhile, as nobody does in a process that is paused.
    PostgresAddress seldom = address().withLease(Duration.ofHours(1));
    StateStore paused = open(seldom);
    Lease lost = paused.take("sync-1").orElseThrow();
    SERVER.run("UPDATE " + schema + ".lease SET until = 0");
    assertThat(lost.isHeld()).isTrue();
    try (Lease taken = store.take("sync-1").orElseThrow()) {
      assertThat(lost.isHeld()).isFalse();
      assertThatThrownBy(
              () -> {
                try (Change late = lost.store().begin()) {
                  late.putLinks(TASK, List.of(link(1, 10)));
                  late.commit();
                }
              })
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("has lost sync-1")
          .hasMessageContaining("Run again");
      try (Change mine = taken.store().begin()) {
        mine.putLinks(TASK, List.of(link(2, 20)));
        mine.commit();
      }
      lost.close();
      assertThat(store.holder("sync-1")).as("it is not given back by who lost it").isPresent();
    }
    assertThat(store.holder("sync-1")).isEmpty();
    assertThat(all(Side.SOURCE, key(1L), key(2L))).containsOnlyKeys(key(2L));
    paused.close();
  }

  @Test
  void whatIsCommittedUnderALeaseIsThereBeforeItIsTakenOver() throws Exception {
    try (Lease mine = store.take("sync-1").orElseThrow();
        StateStore other = open()) {
      try (Change change = mine.store().begin()) {
        change.putLinks(TASK, List.of(link(1, 10)));
        change.commit();
      }
      assertThat(other.take("sync-1")).isEmpty();
      assertThat(other.countLinks(TASK)).isEqualTo(1);
    }
  }
}
