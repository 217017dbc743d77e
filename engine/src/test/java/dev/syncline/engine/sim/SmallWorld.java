package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.connect.WriteBatch;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.Engine;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.EngineSync;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.SchemaText;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.FastStores;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.undo.Pins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Two databases in memory and a configuration that keeps them in step, with users who edit both and
 * a process that may die. What the tables are, what users do and what should come of it is said by
 * those who extend it.
 */
abstract class SmallWorld implements AutoCloseable {
  private static final String CONNECTIONS =
      """
      version: 1
      connections:
        source: { type: sqlite, url: "jdbc:sqlite:a" }
        target: { type: sqlite, url: "jdbc:sqlite:b" }
      """;

  final SplittableRandom random;
  final BySide<MemoryDatabase> databases = BySide.of(side -> new MemoryDatabase());
  private final BySide<MemoryLedger> ledgers = BySide.of(side -> new MemoryLedger());
  private final Path folder;
  private CompiledSync compiled;
  private Sync sync;
  private StateStore store;

  /** What may go wrong next: after so many steps of a connector the process dies. */
  private int stepsToLive = Integer.MAX_VALUE;

  private final Faults faults =
      new Faults() {
        @Override
        public void at(String connection, Step step) {
          if (--stepsToLive == 0) {
            throw new Crash(step.toString());
          }
        }

        @Override
        public Fate fate(String connection, WriteBatch batch) {
          return Fate.APPLIED_AND_TOLD;
        }

        @Override
        public boolean sloppy(String connection) {
          return random.nextInt(3) == 0;
        }
      };

  /** An empty world. */
  SmallWorld(long seed, Path folder) {
    this.random = new SplittableRandom(seed);
    this.folder = folder;
    store = FastStores.open(folder.resolve("state.db"));
  }

  /** Tells what there is before a run, where one seed is played. */
  private void tell() {
    for (Side side : Side.values()) {
      databases
          .on(side)
          .tables()
          .keySet()
          .forEach(table -> say(side.word() + " " + table + " " + rows(side, table)));
    }
    say("run, due " + due());
  }

  private static void say(String what) {
    if (Long.getLong("sim.seed") != null) {
      System.out.println(what);
    }
  }

  private static String shown(PlanItem item) {
    return switch (item) {
      case PlanItem.Create c -> c.side().word() + " create " + shown(c.changes());
      case PlanItem.Update u -> u.side().word() + " update " + u.key(u.side()) + shown(u.changes());
      default -> item.toString();
    };
  }

  private static String shown(List<Change> changes) {
    return changes.stream()
        .map(
            c ->
                " "
                    + c.field()
                    + " "
                    + Arrays.toString(c.before())
                    + " -> "
                    + Arrays.toString(c.after())
                    + " "
                    + c.rule())
        .collect(Collectors.joining());
  }

  /** Adds a table whose generated keys begin with a number, and a column's constant default. */
  final void add(Side side, long first, Map<String, Object> defaults, String schema) {
    databases.on(side).add(new MemoryTable(SchemaText.parse(schema), Map.of(), defaults, first));
  }

  /** The same without constant defaults. */
  final void add(Side side, long first, String schema) {
    add(side, first, Map.of(), schema);
  }

  /** Once all tables are there: how they are kept in step. */
  final void configure(String syncs) {
    for (Side side : Side.values()) {
      ledgers.on(side).follow(databases.on(side));
    }
    LoadedConfiguration loaded =
        ConfigurationReader.read(folder, "syncline.yaml", CONNECTIONS + syncs, Map.of());
    if (loaded.configuration().syncs().isEmpty()) {
      throw new AssertionError(syncs + loaded.findings());
    }
    compiled =
        TaskCompiler.compile(
            loaded.configuration(),
            loaded.configuration().syncs().getFirst(),
            connector(Side.SOURCE),
            connector(Side.TARGET));
    if (compiled.hasErrors()) {
      throw new AssertionError(syncs + compiled.findings());
    }
    sync = EngineSync.of(compiled);
    say(syncs);
  }

  private Connector connector(Side side) {
    return as(side, new MemoryConnector(side.word(), databases.on(side), ledgers.on(side), faults));
  }

  /** What stands between the engine and a side. */
  Connector as(Side side, Connector real) {
    return real;
  }

  private Engine engine() {
    return new Engine(
        store,
        compiled.ends(connector(Side.SOURCE), connector(Side.TARGET)),
        sync,
        () -> 1,
        folder,
        Progress.NONE,
        new Batching(2, 2, 500, false));
  }

  /** Runs. */
  final Tally runAndTally() {
    tell();
    return engine().run(RunOptions.ALL.approved(), item -> say("  " + shown(item))).tally();
  }

  /** Runs; how much it wrote. */
  long run() {
    return runAndTally().applied();
  }

  /** Takes the latest run back. */
  final UndoResult undo() {
    tell();
    long latest = store.runs(sync.id(), 1).getFirst().id();
    return engine().undo(latest, RunOptions.ALL.approved(), item -> say("  " + shown(item)));
  }

  /** Lets all that undos left flow again. */
  final void release() {
    for (Task task : sync.tasks()) {
      Pins pins = new Pins(store, task);
      pins.release(pins.list(), 1);
    }
  }

  /** What is pinned of fields, by their names. */
  final Set<String> pinned() {
    Set<String> pinned = new TreeSet<>();
    for (Task task : sync.tasks()) {
      new Pins(store, task).list().forEach(pin -> pinned.add(pin.field()));
    }
    return pinned;
  }

  /** Runs, and dies on the way if it takes long enough. */
  final void runAndDie() {
    stepsToLive = 1 + random.nextInt(40);
    try {
      run();
    } catch (Faults.Crash died) {
      say("died: " + died.getMessage());
      store.close();
      store = FastStores.open(folder.resolve("state.db"));
      for (Side side : Side.values()) {
        databases.on(side).undoTo(0);
      }
    } finally {
      stepsToLive = Integer.MAX_VALUE;
    }
  }

  /** Whether both sides are proved to be equal. */
  final boolean isCertified() {
    return engine().verify(Set.of()).certifies();
  }

  /** What is left over. */
  final List<Due> due() {
    List<Due> due = new ArrayList<>();
    store.due(1, due::add);
    return due;
  }

  final boolean isAnyDue() {
    return !due().isEmpty();
  }

  /** Users edit some rows of a side; what the database refuses is not done. */
  void edit(Side side, int times) {
    MemoryDatabase database = databases.on(side);
    for (int i = 0; i < times; i++) {
      try {
        edit(side);
        database.commit();
      } catch (Violation refused) {
        database.undoTo(0);
      }
    }
  }

  /** A user edits something of a side. */
  abstract void edit(Side side) throws Violation;

  /** The key of some row; null when the table is empty. */
  final Key row(Side side, String table) {
    List<Key> keys = List.copyOf(databases.on(side).table(table).rows().keySet());
    return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
  }

  /** The number of some row; null when the table is empty, and now and then. */
  final Object any(Side side, String table) {
    Key key = row(side, table);
    return key == null || random.nextInt(6) == 0 ? null : key.parts()[0];
  }

  /** One of some values, or null. */
  final <T> T some(List<T> values) {
    int at = random.nextInt(values.size() + 1);
    return at == values.size() ? null : values.get(at);
  }

  /** Adds a row; its key. */
  final Key insert(Side side, String table, List<String> columns, Object... values)
      throws Violation {
    return databases.on(side).insert(table, columns, values);
  }

  /** Changes one of the columns of some row. */
  final void change(Side side, String table, List<String> columns, Object... values)
      throws Violation {
    Key key = row(side, table);
    int one = random.nextInt(columns.size());
    if (key != null) {
      databases
          .on(side)
          .update(table, key, columns.subList(one, one + 1), new Object[] {values[one]});
    }
  }

  /** Adds a row while there are few, or changes one of the columns of some row. */
  final void put(Side side, String table, List<String> columns, Object... values) throws Violation {
    if (databases.on(side).table(table).rows().size() < 4 && random.nextInt(2) == 0) {
      insert(side, table, columns, values);
    } else {
      change(side, table, columns, values);
    }
  }

  final void remove(Side side, String table) throws Violation {
    Key key = row(side, table);
    if (key != null) {
      databases.on(side).delete(table, key);
    }
  }

  /** A row by its columns' names; null when there is none. */
  final Map<String, Object> row(Side side, String table, Key key) {
    MemoryTable rows = databases.on(side).table(table);
    Object[] stored = rows.get(key);
    return stored == null ? null : row(rows, stored);
  }

  private static Map<String, Object> row(MemoryTable table, Object[] stored) {
    Map<String, Object> row = new TreeMap<>();
    for (int i = 0; i < stored.length; i++) {
      row.put(table.whole().columns().get(i).name(), stored[i]);
    }
    return row;
  }

  final List<Map<String, Object>> rows(Side side, String name) {
    MemoryTable table = databases.on(side).table(name);
    return table.rows().values().stream().map(stored -> row(table, stored)).toList();
  }

  /** The rows in which a column holds a value. */
  final List<Map<String, Object>> with(Side side, String table, String column, Object value) {
    return rows(side, table).stream().filter(r -> value.equals(r.get(column))).toList();
  }

  /** The different values of a column. */
  final Set<Object> values(Side side, String table, String column) {
    Set<Object> values = new HashSet<>();
    rows(side, table).forEach(r -> values.add(r.get(column)));
    return values;
  }

  @Override
  public void close() {
    store.close();
  }
}
