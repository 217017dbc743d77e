package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.Connector;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.EngineSync;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.Secret;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sync of two databases, used as the command line uses it: a configuration in, an engine out. */
final class Walk implements AutoCloseable {
  private final Ends ends;
  private final StateStore store;
  private final Engine engine;
  private final CompiledSync compiled;

  /**
   * Begins a walk with an empty state store.
   *
   * @param syncs the configuration without its connections, which are {@code source} and {@code
   *     target}
   */
  Walk(Path folder, TestDatabase source, TestDatabase target, String syncs) {
    this(
        folder,
        connection("source", source) + connection("target", target),
        Map.of("source_PASSWORD", source.password(), "target_PASSWORD", target.password()),
        syncs);
  }

  /**
   * The same between any systems.
   *
   * @param connections {@code source} and {@code target}, as they stand under connections
   */
  Walk(Path folder, String connections, Map<String, String> environment, String syncs) {
    String text = "version: 1\nconnections:\n" + connections + syncs;
    LoadedConfiguration loaded =
        ConfigurationReader.read(folder, "syncline.yaml", text, environment);
    assertThat(loaded.findings()).as(text).noneMatch(Finding::isError);
    SyncConfig config = loaded.configuration().syncs().getFirst();
    Connector source = open(loaded.configuration().connection("source").orElseThrow());
    Connector target = open(loaded.configuration().connection("target").orElseThrow());
    compiled = TaskCompiler.compile(loaded.configuration(), config, source, target);
    ends = compiled.ends(source, target);
    assertThat(compiled.findings()).noneMatch(Finding::isError);
    store = Stores.open(folder.resolve("state.db"));
    Sync sync = EngineSync.of(compiled);
    engine = new Engine(store, ends, sync, System::currentTimeMillis, folder, Progress.NONE);
  }

  static String connection(String name, TestDatabase database) {
    String type = database.url().split(":")[1];
    String account =
        database.user().isEmpty()
            ? ""
            : ", user: " + database.user() + ", password: \"${" + name + "_PASSWORD}\"";
    return "  "
        + name
        + ": { type: "
        + type
        + ", url: \""
        + database.url()
        + "\""
        + account
        + ", time-zone: Europe/Berlin }\n";
  }

  private static Connector open(ConnectionConfig c) {
    return Connections.open(
        new ConnectionSpec(
            c.name(),
            c.type().word(),
            c.url(),
            c.user().orElse(""),
            c.password().map(Secret::reveal).orElse(""),
            c.token().map(Secret::reveal).orElse(""),
            new Bounds(c.maxConnections(), c.lockTimeout(), c.statementTimeout(), c.maxValueSize()),
            c.zone(),
            c.properties(),
            c.description(),
            List.of()));
  }

  List<Finding> findings() {
    return compiled.findings();
  }

  /** What a run would do. */
  List<PlanItem> plan() {
    List<PlanItem> items = new ArrayList<>();
    engine.plan(RunOptions.ALL, items::add);
    return items;
  }

  RunResult run() {
    return engine.run(RunOptions.ALL, item -> {});
  }

  /** Plans, runs, and holds that the run wrote what the plan said, but for what was refused. */
  RunResult runAsPlanned() {
    Set<String> planned = operations(plan());
    List<PlanItem> done = new ArrayList<>();
    RunResult result = engine.run(RunOptions.ALL, done::add);
    assertThat(result.halted()).isEmpty();
    assertThat(operations(done)).containsAll(planned);
    return result;
  }

  /**
   * What is written where. Not by the operations' ids: those of pairs that a run links on the way
   * count the link's revisions, which a plan, that keeps nothing, does not have.
   */
  private static Set<String> operations(List<PlanItem> items) {
    return items.stream()
        .filter(PlanItem.Operation.class::isInstance)
        .map(
            i -> {
              PlanItem.Operation op = (PlanItem.Operation) i;
              return op.getClass().getSimpleName()
                  + " %d %s %s %s".formatted(op.task(), op.side(), op.source(), op.target());
            })
        .collect(Collectors.toSet());
  }

  /**
   * One more run writes nothing and leaves the same records over, and both sides are certified.
   * What a system refused is tried again and again, and is all that a plan says.
   */
  void isInStep(int due) {
    List<PlanItem> plan = plan();
    RunResult again = run();
    assertThat(again.halted()).isEmpty();
    assertThat(again.tally().applied()).as("written by a second run").isZero();
    assertThat(again.due()).hasSize(due);
    long refused = again.due().stream().filter(d -> d.reason() == Due.Reason.REJECTED).count();
    assertThat(plan.stream().filter(i -> !(i instanceof PlanItem.Held)))
        .hasSizeLessThanOrEqualTo((int) refused)
        .allMatch(PlanItem.Operation.class::isInstance);
    Certificate certificate = verify();
    assertThat(
            certificate.tasks().stream()
                .flatMap(t -> t.differences.stream().map(d -> t.name + ": " + d))
                .limit(5))
        .isEmpty();
    assertThat(certificate.certifies()).isTrue();
  }

  Certificate verify() {
    return engine.verify(Set.of());
  }

  Stream<String> due(RunResult result) {
    return result.due().stream()
        .map(
            d ->
                d.reason()
                    + " "
                    + compiledName(d.task())
                    + " "
                    + d.side()
                    + " "
                    + d.key()
                    + ": "
                    + d.message());
  }

  private String compiledName(int task) {
    return compiled.tasks().stream().filter(t -> t.id() == task).findFirst().orElseThrow().name();
  }

  @Override
  public void close() {
    store.close();
    ends.source().close();
    ends.target().close();
  }
}
