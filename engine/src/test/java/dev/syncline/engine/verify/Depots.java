package dev.syncline.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.Side;
import dev.syncline.engine.Engine;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.EngineSync;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Two databases whose records have the same keys: a text, a number, both together, and a number
 * with a reference to an item. And one table whose keys the databases make, for which there are no
 * checksums.
 */
final class Depots implements AutoCloseable {
  /** Of every table but its key. */
  static final List<String> COLUMNS =
      List.of("qty", "price", "title", "note", "seen", "day", "clock", "active", "raw", "uid");

  /** By table, its key. */
  static final Map<String, List<String>> KEYS =
      Map.of(
          "item", List.of("code"),
          "slot", List.of("number"),
          "line", List.of("number", "code"),
          "part", List.of("number"),
          "person", List.of("code"));

  private static final Map<Brand, String> TYPES =
      Map.of(
          Brand.POSTGRESQL,
          "qty integer, price numeric(12,2), title varchar(60), note text, seen timestamp(6),"
              + " day date, clock time(6), active boolean, raw bytea, uid uuid",
          Brand.MARIADB,
          "qty int, price decimal(12,2), title varchar(60), note text, seen datetime(6),"
              + " day date, clock time(6), active boolean, raw varbinary(40), uid uuid",
          Brand.SQLITE,
          "qty INTEGER, price DECIMAL(12,2), title VARCHAR(60), note TEXT, seen DATETIME,"
              + " day DATE, clock TIME, active BOOLEAN, raw BLOB, uid UUID");

  private final Map<Side, TestDatabase> databases = new EnumMap<>(Side.class);
  private final Map<Side, Connection> connections = new EnumMap<>(Side.class);
  private final Ends ends;
  private final StateStore store;
  private long now = 1_700_000_000_000L;
  final Engine engine;

  Depots(Databases made, Path folder, Brand source, Brand target) throws SQLException {
    for (Side side : Side.values()) {
      Brand brand = side == Side.SOURCE ? source : target;
      TestDatabase database = made.create(brand);
      databases.put(side, database);
      connections.put(side, database.open());
      String text =
          brand == Brand.MARIADB
              ? "code varchar(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL"
              : "code varchar(30) NOT NULL";
      for (String table : tables()) {
        String columns = TYPES.get(brand);
        String key = String.join(", ", KEYS.get(table));
        run(
            side,
            "CREATE TABLE "
                + table
                + " ("
                + (table.equals("person") ? brand.id() + ", " : "")
                + (key.contains("number") ? "number int NOT NULL, " : "")
                + (key.contains("code") ? text + ", " : "")
                + columns
                + (table.equals("part")
                    ? ", " + text.replace("code", "item").replace("NOT NULL", "NULL")
                    : "")
                + (table.equals("person") ? ", UNIQUE (" : ", PRIMARY KEY (")
                + key
                + ")"
                + (table.equals("part") ? ", FOREIGN KEY (item) REFERENCES item (code)" : "")
                + ")");
      }
    }
    ends = new Ends(open(source, Side.SOURCE), open(target, Side.TARGET));
    store = Stores.open(folder.resolve("state.db"));
    LoadedConfiguration loaded = ConfigurationReader.read(folder, "depots.yaml", yaml(), Map.of());
    assertThat(loaded.hasErrors()).as("%s", loaded.findings()).isFalse();
    Configuration configuration = loaded.configuration();
    CompiledSync compiled =
        TaskCompiler.compile(
            configuration, configuration.syncs().getFirst(), ends.source(), ends.target());
    assertThat(compiled.hasErrors()).as("%s", compiled.findings()).isFalse();
    engine =
        new Engine(store, ends, EngineSync.of(compiled), () -> now += 1_000, folder, Progress.NONE);
  }

  private Connector open(Brand brand, Side side) {
    return brand.open(databases.get(side));
  }

  private String yaml() {
    StringBuilder yaml =
        new StringBuilder(
            """
            version: 1
            connections:
              one: { type: postgresql, url: "jdbc:postgresql://localhost/none" }
              other: { type: postgresql, url: "jdbc:postgresql://localhost/none" }
            syncs:
              depots:
                id: 1
                source: one
                target: other
                guard: off
                tasks:
            """);
    for (String table : tables()) {
      yaml.append(
          "      - { name: %s, id: %d, source: %s, target: %s, match: [ %s ] }\n"
              .formatted(table, task(table), table, table, String.join(", ", KEYS.get(table))));
    }
    return yaml.toString();
  }

  /** The task of a table. */
  static int task(String table) {
    return 1 + tables().indexOf(table);
  }

  /** All tables, what is referred to before what refers to it. */
  static List<String> tables() {
    return KEYS.keySet().stream().sorted().toList();
  }

  /** Syncs until nothing is due, or no more can be done. */
  void sync() {
    engine.run(RunOptions.ALL.approved(), item -> {});
  }

  void run(Side side, String sql) throws SQLException {
    try (Statement statement = connections.get(side).createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs a statement with values; whether it was let. */
  boolean tried(Side side, String sql, Object... values) {
    try (PreparedStatement statement = connections.get(side).prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  /** What a query finds in its first row; 0 if there is none, or null. */
  int number(Side side, String query) throws SQLException {
    try (Statement statement = connections.get(side).createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /** The keys of a table's rows as conditions, in order. */
  List<String> rows(Side side, String table) throws SQLException {
    List<String> key = KEYS.get(table);
    List<String> rows = new ArrayList<>();
    String list = String.join(", ", key);
    try (Statement statement = connections.get(side).createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + list + " FROM " + table + " ORDER BY " + list)) {
      while (row.next()) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
          conditions.add(key.get(i) + " = '" + row.getString(i + 1) + "'");
        }
        rows.add(String.join(" AND ", conditions));
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    store.close();
    ends.source().close();
    ends.target().close();
    for (Connection connection : connections.values()) {
      connection.close();
    }
  }
}
