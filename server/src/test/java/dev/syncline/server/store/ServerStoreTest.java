package dev.syncline.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.engine.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server's store must do wherever it is. */
@ParameterizedClass
@EnumSource(TestStore.class)
class ServerStoreTest {
  private static final String INSERT =
      "INSERT INTO secret (name, key_id, sealed, changed) VALUES (?, ?, ?, ?)";

  @Parameter TestStore where;
  @TempDir Path folder;

  @BeforeEach
  void clear() throws Exception {
    where.clear(folder);
  }

  private static long secrets(ServerStore store) {
    return store.read("count", sql -> sql.number("SELECT count(*) FROM secret"));
  }

  @Test
  void whatIsChangedLasts() {
    byte[] bytes = {0, 1, -1, 127, -128};
    String name = "name with ' and \" and \\ and 🗝 and ; DROP TABLE secret";
    try (ServerStore store = where.open(folder)) {
      store.change("write", sql -> sql.update(INSERT, name, "k", bytes, Instant.ofEpochMilli(-5)));
    }
    try (ServerStore store = where.open(folder)) {
      List<List<Object>> rows =
          store.read(
              "read",
              sql ->
                  sql.list(
                      "SELECT * FROM secret WHERE name = ?",
                      row -> List.of(row.getBytes("sealed").clone(), Sql.moment(row, "changed")),
                      name));
      assertThat(rows).hasSize(1);
      assertThat((byte[]) rows.getFirst().get(0)).isEqualTo(bytes);
      assertThat(rows.getFirst().get(1)).isEqualTo(Instant.ofEpochMilli(-5));
    }
  }

  @Test
  void whatThrowsTakesAllBack() {
    try (ServerStore store = where.open(folder)) {
      assertThatThrownBy(
              () ->
                  store.change(
                      "write",
                      sql -> {
                        sql.update(INSERT, "a", "k", new byte[] {1}, 1L);
                        throw new IllegalArgumentException("on purpose");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(secrets(store)).isZero();
      assertThatThrownBy(
              () ->
                  store.change(
                      "write twice",
                      sql -> {
                        sql.update(INSERT, "a", "k", new byte[] {1}, 1L);
                        return sql.update(INSERT, "a", "k", new byte[] {1}, 1L);
                      }))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot write twice")
          .hasMessageContaining(store.place());
      assertThat(secrets(store)).isZero();
      store.change("write", sql -> sql.update(INSERT, "a", "k", new byte[] {1}, 1L));
      assertThat(secrets(store)).isOne();
    }
  }

  @Test
  void aChangeWithinAChangeIsRefused() {
    try (ServerStore store = where.open(folder)) {
      assertThatThrownBy(() -> store.change("outer", sql -> secrets(store)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> store.change("outer", a -> store.change("inner", b -> 1)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(secrets(store)).isZero();
    }
  }

  @Test
  void deletesFollowReferences() {
    try (ServerStore store = where.open(folder)) {
      assertThatThrownBy(
              () ->
                  store.change(
                      "write",
                      sql ->
                          sql.update(
                              "INSERT INTO account_environment (account, name) VALUES (?, ?)",
                              77L,
                              "prod")))
          .isInstanceOf(StoreException.class);
    }
  }

  /** What one reads within a change is not changed by another before it writes. */
  @Test
  void changesTakeTurnsAlsoBetweenProcesses() throws Exception {
    try (ServerStore one = where.open(folder);
        ServerStore other = where.open(folder)) {
      one.change("write", sql -> sql.update(INSERT, "count", "k", new byte[] {1}, 0L));
      Together.run(
              4,
              number -> {
                for (int i = 0; i < 25; i++) {
                  increment(number % 2 == 0 ? one : other);
                }
                return number;
              })
          .allWell();
      assertThat(one.<Long>read("read", sql -> sql.number("SELECT changed FROM secret")))
          .isEqualTo(100);
    }
  }

  private static void increment(ServerStore store) {
    store.change(
        "increment",
        sql -> {
          long count = sql.number("SELECT changed FROM secret WHERE name = 'count'");
          return sql.update("UPDATE secret SET changed = ?", count + 1);
        });
  }

  @Test
  void manyProcessesMakeOneStore() throws Exception {
    List<ServerStore> stores = Together.run(4, number -> where.open(folder)).allWell();
    try {
      for (ServerStore store : stores) {
        assertThat(
                store.<Long>read("count", sql -> sql.number("SELECT count(*) FROM server_store")))
            .isOne();
      }
    } finally {
      stores.forEach(ServerStore::close);
    }
  }

  @Test
  void aNewerSynclinesStoreIsLeftAlone() throws SQLException {
    where.open(folder).close();
    where.run(folder, "UPDATE server_store SET version = 999");
    assertThatThrownBy(() -> where.open(folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Syncline")
        .hasMessageContaining("999")
        .hasMessageContaining("Update Syncline");
  }

  @Test
  void whatIsNoStoreIsLeftAlone() throws SQLException {
    where.open(folder).close();
    where.run(folder, "DROP TABLE server_store");
    assertThatThrownBy(() -> where.open(folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds something else");
  }

  private static long insertUser(ServerStore store, String name) {
    return store.change(
        "write",
        sql -> {
          long id =
              sql.number(
                  "INSERT INTO account (name, name_key, display_name, role, every_environment,"
                      + " disabled, created) VALUES (?, ?, ?, 'ADMIN', 0, 0, 7) RETURNING id",
                  name,
                  name,
                  name);
          sql.update("INSERT INTO account_environment (account, name) VALUES (?, 'test')", id);
          sql.update(INSERT, "of " + name, "k", new byte[] {0, -1}, 5L);
          return id;
        });
  }

  private static List<String> users(ServerStore store) {
    return store.read(
        "read",
        sql ->
            sql.list(
                "SELECT a.id, a.name, e.name, length(sealed), email FROM account a JOIN"
                    + " account_environment e ON e.account = a.id JOIN secret s ON s.name = 'of ' ||"
                    + " a.name ORDER BY a.id",
                row ->
                    row.getLong(1)
                        + row.getString(2)
                        + row.getString(3)
                        + row.getLong(4)
                        + row.getString(5)));
  }

  /** Into a store of either kind; the numbers go on where they were. */
  @Test
  void aBackupIsAStoreThatCanBeRestored() throws Exception {
    Path file = folder.resolve("backup");
    List<String> before;
    try (ServerStore store = where.open(folder)) {
      insertUser(store, "ann");
      insertUser(store, "bob");
      before = users(store);
      store.backup(file);
      assertThatThrownBy(() -> store.backup(file)).hasMessageContaining("exists already");
      assertThatThrownBy(() -> store.restore(file))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("holds something already");
    }
    for (TestStore other : TestStore.values()) {
      other.clear(folder);
      try (ServerStore store = other.open(folder)) {
        assertThatThrownBy(() -> store.restore(folder.resolve("none")))
            .hasMessageContaining("there is no file");
        store.restore(file);
        assertThat(users(store)).isEqualTo(before).hasSize(2);
        long next = insertUser(store, "cy");
        assertThat(next).isGreaterThan(Character.getNumericValue(before.getLast().charAt(0)));
      }
      other.clear(folder);
    }
  }

  @Test
  void whatIsNoBackupIsNotRestored() throws Exception {
    Path file = Files.writeString(folder.resolve("text"), "this is no store ".repeat(100));
    try (ServerStore store = where.open(folder)) {
      assertThatThrownBy(() -> store.restore(file)).isInstanceOf(StoreException.class);
      assertThat(secrets(store)).isZero();
    }
  }

  /** The layout before the first one that is known here, which fails to be brought to it. */
  @Test
  void anOlderStoreIsCopiedBeforeItsTablesAreChanged() throws Exception {
    try (ServerStore store = where.open(folder)) {
      insertUser(store, "ann");
    }
    where.run(folder, "UPDATE server_store SET version = 0");
    assertThatThrownBy(() -> where.open(folder)).isInstanceOf(StoreException.class);
    if (where == TestStore.SQLITE) {
      Path copy = folder.resolve("server.db.version-0");
      try (Connection connection = TestDatabases.sqlite(copy).open();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT name FROM account")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("ann");
      }
      assertThatThrownBy(() -> where.open(folder)).isInstanceOf(StoreException.class);
      assertThat(folder.resolve("server.db.version-0-2")).exists();
    }
  }
}
