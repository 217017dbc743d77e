package dev.syncline.cli.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a half of a store into an empty database, under generated keys of the half's own. */
public final class Filling {
  private final Store store;
  private final Half half;
  private final StoreDatabase database;
  private final Connection connection;

  /** What each record's number became, for those that follow and refer to it. */
  private final Map<Entity, Map<Integer, Object>> keys = new HashMap<>();

  private Filling(Store store, Half half, StoreDatabase database, Connection connection) {
    this.store = store;
    this.half = half;
    this.database = database;
    this.connection = connection;
  }

  /** Makes the tables of a half and leaves them empty. */
  public static void makeTables(Half half, StoreDatabase database, Connection connection)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : database.tables(half)) {
        statement.execute(sql);
      }
    }
  }

  /** Fills the tables of a half. */
  public static void fill(Store store, Half half, StoreDatabase database, Connection connection)
      throws SQLException {
    boolean commits = connection.getAutoCommit();
    connection.setAutoCommit(false);
    Filling filling = new Filling(store, half, database, connection);
    filling.session();
    for (Entity entity : Entity.ALL) {
      filling.fill(entity);
    }
    connection.commit();
    connection.setAutoCommit(commits);
  }

  private void session() throws SQLException {
    if (database == StoreDatabase.MARIADB) {
      execute("SET time_zone = '+00:00'");
    }
  }

  private void fill(Entity entity) throws SQLException {
    List<Item> items = store.items(half, entity);
    List<Long> ids = ids(entity, items.size());
    Map<Integer, Object> known = new HashMap<>();
    keys.put(entity, known);
    List<String> columns = entity.columns(half);
    String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
    String names = String.join(", ", columns.stream().map(database::quoted).toList());
    String sql =
        "INSERT INTO "
            + database.quoted(entity.table(half))
            + " ("
            + names
            + ") VALUES ("
            + marks
            + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < items.size(); i++) {
        Item item = items.get(i);
        List<@Nullable Object> row = new ArrayList<>();
        if (!ids.isEmpty()) {
          row.add(ids.get(i));
        }
        for (int f = 0; f < item.values().length; f++) {
          row.add(value(entity, entity.fields().get(f), item.values()[f], known));
        }
        known.put(item.no(), Objects.requireNonNull(row.getFirst(), "key"));
        for (int c = 0; c < row.size(); c++) {
          set(insert, c + 1, columns.get(c), row.get(c));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
    goOnFrom(entity, ids);
  }

  /**
   * As if the records had come in any order over the years; the shop started its numbers higher.
   */
  private List<Long> ids(Entity entity, int count) {
    List<Long> ids = new ArrayList<>();
    if (!entity.id(half).isEmpty()) {
      for (long i = 1; i <= count; i++) {
        ids.add(half == Half.CRM ? i : 70_000 + i);
      }
      Collections.shuffle(ids, new Random(Entity.ALL.indexOf(entity) + 1L));
    }
    return ids;
  }

  private @Nullable Object value(
      Entity entity, Entity.Field field, @Nullable Object value, Map<Integer, Object> own) {
    if (value instanceof Integer no && (field.toSelf() || field.refersTo() != null)) {
      Entity parent = field.toSelf() ? entity : field.refersTo();
      Map<Integer, Object> parents = field.toSelf() ? own : keys.get(parent);
      Object key = parents == null ? null : parents.get(no);
      if (key == null) {
        throw new IllegalStateException(
            entity.table(half) + " refers to a record it does not have");
      }
      return key;
    }
    return value instanceof UUID id && half == Half.SHOP
        ? id.toString()
        : database.parameter(isLocal(field), value);
  }

  /** The shop writes down what its own clock says when somebody registers. */
  private boolean isLocal(Entity.Field field) {
    return half == Half.SHOP && field.shop().equals("created");
  }

  private void set(PreparedStatement insert, int at, String column, @Nullable Object value)
      throws SQLException {
    if (database == StoreDatabase.POSTGRESQL && column.equals("attributes")) {
      insert.setObject(at, value, Types.OTHER);
    } else if (value instanceof BigDecimal money) {
      insert.setBigDecimal(at, money);
    } else {
      insert.setObject(at, value);
    }
  }

  /** PostgreSQL's identities do not notice keys that are given. */
  private void goOnFrom(Entity entity, List<Long> ids) throws SQLException {
    if (database == StoreDatabase.POSTGRESQL && !ids.isEmpty()) {
      execute(
          "ALTER TABLE "
              + database.quoted(entity.table(half))
              + " ALTER COLUMN "
              + entity.id(half)
              + " RESTART WITH "
              + (Collections.max(ids) + 1));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
