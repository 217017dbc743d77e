package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.Side;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore.Change;
import dev.syncline.engine.store.StateStore.LinkScan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store holds to the contract, and says what is wrong with its file. */
class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  StateStore open() {
    return Stores.open(file(), 500);
  }

  private Path file() {
    return folder.resolve("syncline").resolve("state.db");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  /** What one query of a file answers. */
  static String ask(Path file, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement s = connection.createStatement();
        ResultSet row = s.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static List<Link> someLinks() {
    return IntStream.range(0, 20_000).mapToObj(i -> link(i, 100 + i * 7L)).toList();
  }

  /** Another process that asks for a lease of a store's file; its exit tells whether it got it. */
  public static void main(String[] args) {
    try (StateStore store = Stores.open(Path.of(args[0]))) {
      System.exit(store.take("sync-1").isPresent() ? 0 : 3);
    }
  }

  @Test
  void whoAsksForALeaseThatThisProcessHasDoesNotGiveItUp() throws Exception {
    Path other = Files.createSymbolicLink(folder.resolve("link"), file().getParent());
    try (Lease mine = store.take("sync-1").orElseThrow();
        StateStore same = Stores.open(other.resolve("state.db"))) {
      assertThat(same.holder("sync-1")).contains("this process");
      assertThat(same.take("sync-1")).isEmpty();
      assertThat(mine.isHeld()).isTrue();
      assertThat(anotherProcess()).isEqualTo(3);
    }
    assertThat(anotherProcess()).isZero();
  }

  private int anotherProcess() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SqliteStoreTest.class.getName(),
            file().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }

  @Test
  void itIsOpenedByPathOrAddress() {
    change(c -> c.putLinks(TASK, List.of(link(1, 10))));
    for (String text : List.of("syncline/state.db", "jdbc:sqlite:" + file())) {
      StoreAddress address = StoreAddress.of(text, folder);
      try (StateStore same = Stores.open(address, folder)) {
        assertThat(same.id()).isEqualTo(store.id());
        assertThat(same.countLinks(TASK)).isEqualTo(1);
      }
    }
    assertThatThrownBy(() -> StoreAddress.of("jdbc:oracle:thin:@there", folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("PostgreSQL");
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    Assumptions.assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    put(link(1, 10));
    store.backup(folder.resolve("backup.db"));
    List<Path> all = new ArrayList<>(List.of(folder.resolve("backup.db")));
    try (Stream<Path> files = Files.list(file().getParent())) {
      files.forEach(all::add);
    }
    assertThat(all)
        .hasSizeGreaterThan(2)
        .allSatisfy(
            f ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(f)))
                    .isEqualTo("rw-------"));
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws SQLException {
    store.close();
    sql("UPDATE store SET version = 99");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("newer")
        .hasMessageContaining("99")
        .hasMessageContaining("Update Syncline");
  }

  @Test
  void aStoreOfTheFirstVersionIsBroughtToThisOneWithAllThatItHolds() throws SQLException {
    put(link(1, 10));
    String id = store.id();
    store.close();
    sql("DROP TABLE link_move");
    sql("DROP TABLE sync_outline");
    sql("DROP TABLE capture");
    sql("DROP TABLE message");
    sql("DROP TABLE delivery");
    sql("DROP TABLE touched");
    sql("DROP TABLE touched_task");
    sql("DROP TABLE lease");
    sql("DROP TABLE message_plan");
    sql("DROP TABLE kept_plan");
    sql("DROP TABLE kept_plan_piece");
    sql("DROP TABLE home");
    sql("ALTER TABLE run DROP COLUMN error");
    sql("ALTER TABLE sync DROP COLUMN resumes");
    sql(
        "CREATE TABLE capture (task INTEGER, side INTEGER, sync INTEGER, connection TEXT,"
            + " object TEXT, method TEXT, position TEXT, compared BIGINT, config_hash TEXT)");
    sql("INSERT INTO capture VALUES (7, 0, 1, 'crm', 'person', 'TRIGGERS', '5/a', 9, 'hash')");
    sql("UPDATE store SET version = 1");
    store = open();
    assertThat(store.id()).isEqualTo(id);
    Path before = file().resolveSibling("state.db.version-1");
    assertThat(ask(before, "SELECT version FROM store")).isEqualTo("1");
    assertThat(ask(before, "SELECT count(*) FROM link")).isEqualTo("1");
    change(c -> c.moveLink(TASK, link(1, 10), link(2, 10)));
    LinkMove move = new LinkMove(TASK, Side.SOURCE, key(1L), key(2L), 0);
    assertThat(store.moves(TASK, Side.SOURCE, key(2L))).containsExactly(move);
    change(c -> c.putOutline(1, "before"));
    change(c -> c.putOutline(1, "now"));
    assertThat(store.outline(1)).contains("now");
    assertThat(store.outline(2)).isEmpty();
    CaptureState own =
        new CaptureState(7, Side.SOURCE, 1, "crm", "person", false, "TRIGGERS", "5/a", 9, "hash");
    CaptureState lookedUp =
        new CaptureState(7, Side.SOURCE, 1, "crm", "person", true, "TRIGGERS", "", 0, "");
    change(c -> c.putCapture(lookedUp));
    assertThat(store.captures(1)).containsExactly(own, lookedUp);
    change(c -> c.forgetCapture(own.subject()));
    assertThat(store.readers("crm", "person")).containsExactly(lookedUp);
    store.backup(folder.resolve("backup.db"));
    try (StateStore copy = Stores.open(folder.resolve("backup.db"))) {
      assertThat(copy.moves(TASK, Side.SOURCE, key(2L))).containsExactly(move);
    }
  }

  @Test
  void anotherProgramsDatabaseIsRefusedAndLeftAlone() throws Exception {
    store.close();
    Files.delete(file());
    sql("CREATE TABLE customer (id INTEGER)");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("not one of Syncline's");
    sql("SELECT id FROM customer");
  }

  @Test
  void whatIsNoBackupIsNotPutInThePlaceOfAStore() throws Exception {
    Path none = Files.writeString(folder.resolve("none.db"), "no store\n".repeat(1_000));
    Path newer = folder.resolve("newer.db");
    Path right = folder.resolve("right.db");
    store.backup(newer);
    store.backup(right);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + newer);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE store SET version = 999");
    }
    Path place = folder.resolve("back/state.db");
    StoreAddress address = new StoreAddress.InFile(place);
    for (Path wrong : List.of(none, newer)) {
      assertThatThrownBy(() -> Stores.restore(wrong, address, folder))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("backup " + wrong);
      assertThat(place.getParent()).isEmptyDirectory();
    }
    Stores.restore(right, address, folder);
    try (StateStore back = Stores.open(place)) {
      assertThat(back.id()).isEqualTo(store.id());
    }
    assertThatThrownBy(() -> WholeFile.write("backup x was not restored", place, part -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessage("backup x was not restored: %s exists already. Name another file.", place);
  }

  @Test
  void aFileThatIsNoDatabaseIsCalledDamaged() throws IOException {
    store.close();
    Files.writeString(file(), "this was a state store once\n".repeat(1_000));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("damaged")
        .hasMessageContaining("restore the latest backup");
  }

  @Test
  void damageInTheMiddleIsFoundWhenItIsRead() throws Exception {
    change(c -> c.addLinks(TASK, someLinks()));
    reopen();
    store.close();
    try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
      byte[] junk = new byte[8192];
      java.util.Arrays.fill(junk, (byte) 0xA5);
      for (long at = 50 * 8192L; at + 8192 <= raw.length(); at += 20 * 8192L) {
        raw.seek(at);
        raw.write(junk);
      }
    }
    store = open();
    assertThatThrownBy(
            () -> {
              for (Side side : Side.values()) {
                try (LinkScan scan = store.scan(TASK, side)) {
                  while (scan.next()) {
                    scan.key();
                  }
                }
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("damaged");
  }

  @Test
  void aFileThatWasCutShortIsCalledDamaged() throws Exception {
    change(c -> c.addLinks(TASK, someLinks()));
    reopen();
    store.close();
    try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
      raw.setLength(raw.length() / 2 / 8192 * 8192);
    }
    assertThatThrownBy(
            () -> {
              store = open();
              try (LinkScan scan = store.scan(TASK, Side.TARGET)) {
                while (scan.next()) {
                  scan.key();
                }
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aFullDiskKeepsNothingOfTheChangeAndAllBefore() {
    put(link(-1, 10));
    store.close();
    Database small =
        new SqliteDatabase(file(), 500) {
          @Override
          public Session writer() throws SQLException {
            Session session = super.writer();
            session.execute("PRAGMA max_page_count = 100");
            return session;
          }
        };
    store = SqlStore.open(small);
    for (boolean bulk : new boolean[] {true, false, true, false}) {
      assertThatThrownBy(
              () ->
                  change(
                      c -> {
                        c.putSync(state(1, "crm"));
                        if (bulk) {
                          c.addLinks(TASK, someLinks());
                        } else {
                          c.putLinks(TASK, someLinks());
                        }
                      }))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("disk is full")
          .hasMessageContaining("MB are free in " + folder)
          .hasMessageContaining("Make room")
          .hasMessageContaining("nothing is lost");
      assertThat(store.sync(1)).isEmpty();
      assertThat(store.countLinks(TASK)).isEqualTo(1);
      assertScansAgree();
    }
    put(link(-2, 20));
  }

  @Test
  void aFolderInTheWayIsNamed() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("taken.db"));
    assertThatThrownBy(() -> Stores.open(inTheWay))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(inTheWay.toString());
  }

  @Test
  void twoProcessesTakeTurns() {
    try (StateStore other = open()) {
      assertThat(other.id()).isEqualTo(store.id());
      try (Change mine = store.begin()) {
        mine.putLinks(TASK, List.of(link(1, 10)));
        assertThatThrownBy(other::begin)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining(file().toString())
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
  void manyMayMakeTheStoreAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path fresh = folder.resolve("fresh" + round + ".db");
      List<Callable<String>> openings = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int task = i;
        openings.add(
            () -> {
              try (StateStore s = Stores.open(fresh, 10_000)) {
                try (Change change = s.begin()) {
                  change.putLinks(task, List.of(link(1, 10)));
                  change.commit();
                }
                return s.id();
              }
            });
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<String> ids = new ArrayList<>();
        for (Future<String> id : threads.invokeAll(openings)) {
          ids.add(id.get());
        }
        assertThat(ids).hasSize(4).containsOnly(ids.get(0));
      }
      try (StateStore s = Stores.open(fresh)) {
        for (int task = 0; task < 4; task++) {
          assertThat(s.countLinks(task)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aBackupIsTakenWhileAChangeIsOpen() {
    Path backup = folder.resolve("backup.db");
    change(c -> c.addLinks(TASK, someLinks()));
    try (Change open = store.begin()) {
      open.putLinks(TASK, List.of(link(99_999, 1)));
      store.backup(backup);
      open.commit();
    }
    try (StateStore copy = Stores.open(backup)) {
      assertThat(copy.id()).isEqualTo(store.id());
      assertThat(copy.countLinks(TASK)).isEqualTo(20_000);
      assertThat(copy.links(TASK, Side.SOURCE, List.of(key(5L), key(99_999L))))
          .containsOnlyKeys(key(5L));
    }
    assertThatThrownBy(() -> store.backup(backup))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(backup.toString())
        .hasMessageContaining("exists already");
  }

  @Test
  void manyMayReadWhileOneWrites() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        readers.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 30; round++) {
                    try (LinkScan scan = store.scan(TASK, Side.SOURCE)) {
                      int found = 0;
                      while (scan.next()) {
                        found++;
                      }
                      assertThat(found % 10).isZero();
                    }
                  }
                }));
      }
      for (int i = 0; i < 30; i++) {
        int first = i * 10;
        change(
            c ->
                c.putLinks(
                    TASK, IntStream.range(first, first + 10).mapToObj(n -> link(n, n)).toList()));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    assertThat(store.countLinks(TASK)).isEqualTo(300);
  }

  @Test
  void aClosedStoreTakesNothing() {
    store.close();
    store.close();
    assertThatThrownBy(() -> store.begin()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.countLinks(TASK)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bulkLoadingLeavesNoFileBehind() throws IOException {
    change(c -> c.addLinks(TASK, someLinks()));
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("state.db", "state.db-wal", "state.db-shm");
    }
  }

  @Test
  void aScratchStoreIsGoneWhenItIsClosed() throws IOException {
    Path scratch = folder.resolve("scratch");
    try (StateStore one = Stores.scratch(scratch);
        StateStore two = Stores.scratch(scratch)) {
      assertThat(one.id()).isNotEqualTo(two.id());
      try (Change change = one.begin()) {
        change.addLinks(TASK, someLinks());
        change.commit();
      }
      assertThat(one.countLinks(TASK)).isEqualTo(20_000);
      assertThat(two.countLinks(TASK)).isZero();
    }
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).isEmpty();
    }
  }
}
