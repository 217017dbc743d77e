package dev.syncline.bench;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Model;
import dev.syncline.connect.open.Connections;
import dev.syncline.core.Side;
import dev.syncline.core.plan.Guard;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.Watch;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.ModelConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Two databases whose sample tables Syncline keeps in step, by its public engine, with its state in
 * a file: links, journal and durability are as in every run.
 */
final class Syncing implements AutoCloseable {
  private final Path folder;
  private final Ends ends;
  private final Sync sync;
  private StateStore store;

  Syncing(Path folder, Database source, Database target) throws IOException {
    this(folder, source, target, configuration(yaml(source, target)), Capturing.SCAN);
  }

  private Syncing(
      Path folder,
      Database source,
      Database target,
      Configuration configuration,
      Capturing capturing)
      throws IOException {
    this(folder, source, target, configuration, configuration.syncs().getFirst(), capturing);
  }

  private Syncing(
      Path folder,
      Database source,
      Database target,
      Configuration configuration,
      SyncConfig sync,
      Capturing capturing)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    List<Model> models = configuration.models("one").stream().map(ModelConfig::model).toList();
    this.ends =
        new Ends(
            connect(folder, "one", source, models), connect(folder, "other", target, List.of()));
    CompiledSync compiled = TaskCompiler.compile(configuration, sync, ends.source(), ends.target());
    if (compiled.hasErrors()) {
      throw new IllegalStateException(compiled.findings().toString());
    }
    this.sync =
        new Sync(1, "bench", compiled.tasks(), Guard.OFF, Sync.FirstSync.MATCH, true, "bench")
            .with(capturing);
    this.store = Stores.open(folder.resolve("state.db"));
  }

  /** The same, with changes on both sides found by a method. */
  static Syncing tracked(Path folder, Database source, Database target, Method method)
      throws IOException {
    return new Syncing(
        folder,
        source,
        target,
        configuration(yaml(source, target)),
        new Capturing(Map.of(Side.SOURCE, method, Side.TARGET, method), Long.MAX_VALUE));
  }

  /** The same to the target alone, with fields as they are written in a configuration. */
  static Syncing mapped(Path folder, Database source, Database target, String fields)
      throws IOException {
    String yaml =
        yaml(source, target)
            .replace("two-way", "to-target")
            .replace("match: email }", "match: email, fields: " + fields.strip() + " }");
    return new Syncing(folder, source, target, configuration(yaml), Capturing.SCAN);
  }

  /**
   * What a query of the source gives, to the target alone.
   *
   * @param method how the target's own changes are found
   */
  static Syncing model(
      Path folder, Database source, Database target, String sql, String key, Method method)
      throws IOException {
    String models =
        "models: { product_model: { connection: one, key: %s, sql: \"%s\" } }\n"
            .formatted(key, sql);
    String yaml =
        models
            + yaml(source, target)
                .replace("two-way", "to-target")
                .replace("source: product,", "source: product_model,");
    return new Syncing(
        folder,
        source,
        target,
        configuration(yaml),
        new Capturing(Map.of(Side.SOURCE, Method.SCAN, Side.TARGET, method), Long.MAX_VALUE));
  }

  /** Two environments, from the first to the second. */
  static Syncing promotion(Path folder, Database source, Database target) throws IOException {
    String yaml =
        "environments: { test: { connection: one }, prod: { connection: other } }\n"
            + yaml(source, target)
                .replace("    source: one\n", "    between: [test, prod]\n")
                .replace("    target: other\n", "")
                .replace("    direction: two-way\n", "");
    Configuration configuration = configuration(yaml);
    return new Syncing(
        folder,
        source,
        target,
        configuration,
        configuration.syncs().getFirst().towards(Side.TARGET),
        Capturing.SCAN);
  }

  private static Connector connect(
      Path folder, String name, Database database, List<Model> models) {
    return Connections.open(
        ConnectionSpec.of(name, database.type(), database.url(), database.user(), "").with(models),
        folder.resolve("log"),
        folder.resolve("sent"));
  }

  /** The sync as a person would write it. */
  static String yaml(Database source, Database target) {
    return """
        version: 1
        connections:
          one: { type: %s, url: "%s", user: %s }
          other: { type: %s, url: "%s", user: %s }
        syncs:
          bench:
            id: 1
            source: one
            target: other
            direction: two-way
            tasks:
              - { name: product, id: 1, source: product, target: product, match: email }
        """
        .formatted(
            source.type(), source.url(), source.user(), target.type(), target.url(), target.user());
  }

  private static Configuration configuration(String yaml) {
    var loaded = ConfigurationReader.read(Path.of("."), "bench.yaml", yaml, Map.of());
    if (loaded.hasErrors()) {
      throw new IllegalStateException(loaded.findings().toString());
    }
    return loaded.configuration();
  }

  private Engine engine() {
    return new Engine(store, ends, sync, System::currentTimeMillis, folder, Progress.NONE);
  }

  /** Keeps the sync live. */
  void watch(Watch.Listener listener, BooleanSupplier over) {
    new Watch(engine(), Watch.Pace.USUAL, Watch.Time.REAL, listener, () -> false, over).watch();
  }

  /** Runs the sync. */
  RunResult run() {
    RunResult result = engine().run(RunOptions.ALL, item -> {});
    if (!result.inStep()) {
      throw new IllegalStateException(
          "not in step: " + result.halted() + result.due().stream().limit(5).toList());
    }
    return result;
  }

  /** Links what belongs together, and writes nothing. */
  void link() {
    engine().run(new RunOptions(true, true, false, Set.of(), Optional.empty(), 0), item -> {});
  }

  /** Saves the plan; returns how many records would be written. */
  long compare(Path plan) {
    Engine engine = engine();
    try (PlanFile.Writer writer =
        new PlanFile.Writer(plan, engine.header(), sync, store.fingerprinter())) {
      long planned = engine.plan(RunOptions.ALL, writer::add).tally().planned();
      writer.finish();
      return planned;
    }
  }

  /** Compares both sides whole, in the cheapest way that can tell. */
  Certificate verify() {
    return engine().verify(Set.of());
  }

  /** Forgets everything, as if the sync had never run. */
  void forget() throws IOException {
    store.close();
    deleteState();
    store = Stores.open(folder.resolve("state.db"));
  }

  private void deleteState() throws IOException {
    for (String suffix : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(folder.resolve("state.db" + suffix));
    }
  }

  @Override
  public void close() {
    @Nullable RuntimeException failed = null;
    for (AutoCloseable each : new AutoCloseable[] {store, ends.source(), ends.target()}) {
      try {
        each.close();
      } catch (Exception e) {
        failed = new IllegalStateException(e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
