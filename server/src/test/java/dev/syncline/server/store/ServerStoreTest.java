package dev.syncline.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.engine.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
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
}
