package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.Engine;
import dev.syncline.engine.Erasure;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoPlan;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.Watch;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.Edits;
import dev.syncline.engine.config.EngineSync;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Outline;
import dev.syncline.engine.config.Paused;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.plan.Mask;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate;
import dev.syncline.engine.verify.Verifier;
import dev.syncline.expression.Setting;
import dev.syncline.project.screen.Systems;
import dev.syncline.project.text.Shown;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sync that is compiled and connected: where the commands meet the engine. */
public final class OpenSync {
  private static final int MOST_TRIES = 75;
  private static final long A_MOMENT = 200;

  private final Project project;
  private final CompiledSync compiled;
  private final Outline known;
  private final Sync sync;
  private final BySide<Connector> plain;
  private final Ends ends;
  private final Readiness readiness;
  private @Nullable Alone alone;

  /**
   * @param known by what it is told, from now on, whether a task was edited
   * @param plain both systems as they are, in which parts of records are objects like any other
   */
  private OpenSync(Project project, CompiledSync compiled, Outline known, BySide<Connector> plain) {
    this.project = project;
    this.compiled = compiled;
    this.known = known;
    this.sync = EngineSync.of(compiled);
    this.plain = plain;
    this.ends = compiled.ends(plain.source(), plain.target());
    this.readiness = new Readiness(this, compiled);
  }

  static OpenSync open(
      Project project,
      Configuration configuration,
      SyncConfig sync,
      Connector source,
      Connector target) {
    Optional<Outline> last = lastOutline(project, sync);
    CompiledSync compiled = compile(project, configuration, sync, source, target);
    return new OpenSync(
        project,
        sound(compiled),
        last.map(before -> before.with(compiled.outline())).orElse(compiled.outline()),
        new BySide<>(source, target));
  }

  private static CompiledSync sound(CompiledSync compiled) {
    if (compiled.hasErrors()) {
      throw CommandError.configuration(
          compiled.findings().stream().filter(Finding::isError).toList());
    }
    return compiled;
  }

  /**
   * Whether a system is not what the sync was compiled against any more.
   *
   * @throws dev.syncline.connect.ConnectorException when a system cannot be asked
   */
  boolean isAltered() {
    return !compiled.isOf(plain);
  }

  /**
   * The same configuration compiled against the systems as they are now: tasks that do not fit any
   * more rest, and those that fit again go on.
   *
   * @throws CommandError if more than a resting task is wrong
   */
  public OpenSync anew() {
    CompiledSync now =
        sound(
            TaskCompiler.compile(
                project.configuration(), config(), plain.source(), plain.target(), known));
    return new OpenSync(project, now, known.with(now.outline()), plain);
  }

  /**
   * The same sync over other systems, such as these with something changed.
   *
   * @throws CommandError if it does not fit them
   */
  OpenSync over(Connector source, Connector target) {
    return open(project, project.configuration(), config(), source, target);
  }

  /** Against what the last run knew of it, where it ran. */
  public static CompiledSync compile(
      Project project,
      Configuration configuration,
      SyncConfig sync,
      Connector source,
      Connector target) {
    Optional<Outline> last = lastOutline(project, sync);
    return last.isPresent()
        ? TaskCompiler.compile(configuration, sync, source, target, last.get())
        : TaskCompiler.compile(configuration, sync, source, target);
  }

  private static Optional<Outline> lastOutline(Project project, SyncConfig sync) {
    return project.hasStore()
        ? project.store().outline(sync.id()).flatMap(Outline::parse)
        : Optional.empty();
  }

  /** Tasks that rest while the others go on. */
  public List<Paused> paused() {
    return compiled.paused();
  }

  /** What the configuration says of it. */
  public SyncConfig config() {
    return compiled.sync();
  }

  /** What expressions about a side's records are told of the world around them. */
  public Setting setting(Side side) {
    return config()
        .setting(
            project
                .configuration()
                .connection(config().connection(side).text())
                .map(ConnectionConfig::zone)
                .orElse(ZoneOffset.UTC));
  }

  /** A folder for what is needed while the command runs. */
  Path folder() {
    return project.temp();
  }

  /** What the engine runs. */
  public Sync sync() {
    return sync;
  }

  /** The two systems. */
  public Ends ends() {
    return ends;
  }

  /** A system as it is, in which parts of records are objects like any other. */
  Connector plain(Side side) {
    return plain.on(side);
  }

  /**
   * An object of a side as its system describes it now.
   *
   * @throws dev.syncline.connect.ConnectorException when it cannot be asked, or has none of the
   *     name
   */
  public ObjectSchema described(Side side, String object) {
    return plain.on(side).describe(object);
  }

  /** The state store; one that has lost the sync can change nothing in it any more. */
  public StateStore store() {
    Alone holding = alone;
    return holding == null ? project.store() : holding.lease.store();
  }

  /** Milliseconds since the epoch. */
  long now() {
    return project.now();
  }

  /** Whether it may start, and why not. */
  public Readiness readiness() {
    return readiness;
  }

  /** The two systems as screens name them. */
  public Systems systems() {
    return new Systems(
        sync.name(),
        config().source().text(),
        config().target().text(),
        ends.source().product(),
        ends.target().product(),
        config().direction(),
        config().promotion().isPresent());
  }

  /** What the configuration means otherwise than at the last run that looked at everything. */
  public List<String> edits() {
    return lastOutline()
        .map(
            before ->
                Edits.between(
                    before.without(sync.resting()), compiled.outline(), store()::countLinks))
        .orElse(List.of());
  }

  /** What was known of it after its last run that looked at everything. */
  Optional<Outline> lastOutline() {
    return lastOutline(project, config());
  }

  /**
   * Decides and writes nothing.
   *
   * @throws CommandError when not even reading is allowed
   */
  public PlanResult plan(RunOptions options, Progress progress, Consumer<PlanItem> sink) {
    new Homes(project).require(config(), store());
    readiness.requireToRead(progress);
    return engine(progress).plan(options, sink);
  }

  /**
   * Refuses what may not be started where this is.
   *
   * @throws CommandError if it is between environments, and this is none that starts it
   */
  public void requireHere() {
    Promoting.requireHere(project, config());
  }

  /**
   * Refuses what a person has to select, before anything is done for a run of it.
   *
   * @throws CommandError if it is between environments
   */
  public void requireToRun() {
    requireHere();
    if (config().promotion().isPresent()) {
      throw Promoting.toBeReviewed(config());
    }
  }

  /** Does it. */
  public RunResult run(RunOptions options, Progress progress, Consumer<PlanItem> sink) {
    requireToRun();
    if (options.takeOver()) {
      readiness.requireToTakeOver();
    } else {
      readiness.requireToWrite(progress);
    }
    return alone(options.takeOver(), progress, () -> engine(progress).run(options, sink));
  }

  /**
   * Does something while nobody else runs the sync, if need be after others have, and logs what
   * became of it.
   */
  private <T> T alone(boolean takeOver, Progress progress, Supplier<T> work) {
    try (Alone nobodyElse = new Alone(project.turns().take(sync, progress), takeOver)) {
      try {
        return work.get();
      } finally {
        if (!project.isRehearsed() && nobodyElse.lease.isHeld()) {
          project.logs().ran(sync, store());
        }
      }
    }
  }

  /** Keeps it live until a person asks to stop, or a system is altered. */
  public Watch.Ended watch(Watch.Listener listener, BooleanSupplier cancelled) {
    requireToRun();
    Progress progress =
        new Progress() {
          @Override
          public boolean cancelled() {
            return cancelled.getAsBoolean();
          }
        };
    readiness.requireToWrite(progress);
    try (Alone nobodyElse = new Alone()) {
      return new Watch(
              engine(progress),
              Watch.Pace.USUAL,
              Watch.Time.REAL,
              project.logs().before(listener, sync, store()),
              this::isAltered,
              cancelled)
          .watch();
    }
  }

  /** Does what a saved plan says, and nothing else. */
  public RunResult apply(
      Path planFile, RunOptions options, Progress progress, Consumer<PlanItem> sink) {
    readiness.requireToWrite(progress);
    return alone(false, progress, () -> engine(progress).apply(planFile, options, sink));
  }

  /**
   * Refuses a key of a record that is nowhere.
   *
   * @throws CommandError when neither side has it, and no link or due entry knows it either
   */
  public void requireRecord(Task task, String typed) {
    if (!new Look(this, task).knows(typed)) {
      throw CommandError.unknown(
          "there is no record "
              + typed
              + " of task "
              + task.name()
              + ": neither "
              + config().source().text()
              + " nor "
              + config().target().text()
              + " has one of that key ("
              + String.join(", ", task.sourceSchema().identity())
              + " in "
              + task.sourceSchema().name()
              + ", "
              + String.join(", ", task.targetSchema().identity())
              + " in "
              + task.targetSchema().name()
              + "), and none is linked or due");
    }
  }

  /** Decides how a run is taken back, and writes nothing. */
  public UndoPlan planUndo(
      long undone, RunOptions options, Progress progress, Consumer<PlanItem> sink) {
    requireHere();
    return engine(progress).planUndo(undone, options, sink);
  }

  /** Takes a run back. */
  public UndoResult undo(
      long undone, RunOptions options, Progress progress, Consumer<PlanItem> sink) {
    requireHere();
    readiness.requireToTakeBack(progress);
    return alone(false, progress, () -> engine(progress).undo(undone, options, sink));
  }

  /** What is remembered of a record's values, and could be erased. */
  public Erasure erasure(Task task, Side side, Key key) {
    return Erasure.of(store(), ends, project.logs().of(sync.name()), task, side, key);
  }

  /** Erases what is remembered of a record's values. */
  public Erasure erase(Task task, Side side, Key key) {
    try (Alone nobodyElse = new Alone()) {
      Erasure erasure = erasure(task, side, key);
      if (erasure.open()) {
        throw new IllegalStateException("a write of it is under way");
      }
      erasure.perform();
      return erasure;
    }
  }

  /** The header of a plan made now. */
  public PlanFile.Header header() {
    return engine(Progress.NONE).header();
  }

  /**
   * Compares both sides, whole.
   *
   * @param cheapest no cheaper way is taken
   */
  public Certificate verify(Set<Integer> tasks, Verifier.Way cheapest, Progress progress) {
    new Homes(project).require(config(), store());
    return engine(progress).verify(tasks, cheapest);
  }

  /** What captures changes on each side. */
  public Captures captures() {
    return new Captures(store(), ends, sync);
  }

  /**
   * Lets go the logs that systems keep for it, as soon as a run of another process has seen that it
   * is paused.
   *
   * @throws CommandError if that takes too long
   */
  public Set<String> letGo() {
    for (int tries = 0; ; tries++) {
      try (Alone nobodyElse = new Alone()) {
        return captures().letGo();
      } catch (CommandError e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
        Watch.Time.REAL.sleep(A_MOMENT);
      }
    }
  }

  /** That nobody else runs the sync. */
  private final class Alone implements AutoCloseable {
    private final Lease lease;

    /** Refused where another process runs it. */
    Alone() {
      this(project.turns().take(sync), false);
    }

    /**
     * @param takeOver whether a person says that what another node has in its files is lost
     */
    Alone(Lease lease, boolean takeOver) {
      this.lease = lease;
      try {
        new Homes(project).settle(config(), lease.store(), takeOver);
      } catch (RuntimeException e) {
        lease.close();
        throw e;
      }
      alone = this;
    }

    @Override
    public void close() {
      alone = null;
      lease.close();
    }
  }

  Engine engine(Progress progress) {
    return new Engine(
        store(),
        ends,
        sync,
        project.clock(),
        project.temp(),
        progress,
        config().batch().map(Batching.USUAL::of).orElse(Batching.USUAL),
        project.retention());
  }

  /** The tasks that a command line asks for: one by name, or all. */
  public List<Task> tasks(@Nullable String name) {
    if (name == null) {
      return sync.tasks();
    }
    return List.of(task(name));
  }

  /** Hides of a task what whoever asks may not see. */
  public Mask mask(Task task) {
    return new Mask(task, value -> project.masks() ? Shown.HIDDEN : value);
  }

  /** Columns of a task's object on a side whose values whoever asks may not see. */
  Set<String> masked(Task task, Side side) {
    return project.masks() ? task.neverJournaled().on(side) : Set.of();
  }

  /** The same of another object, whatever task says so. */
  Set<String> masked(Side side, ObjectSchema object) {
    return project.masked(config().connection(side).text(), object);
  }

  /** A line of a plan as whoever asks may see it. */
  public PlanItem shown(PlanItem line) {
    return sync.task(line.task()).map(task -> mask(task).over(line)).orElse(line);
  }

  /** The task of a name; null is the only one there is. */
  public Task task(@Nullable String name) {
    compiled.paused().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .ifPresent(
            p -> {
              throw CommandError.configuration(p.findings());
            });
    List<String> names = sync.tasks().stream().map(Task::name).toList();
    if (name == null && names.size() > 1) {
      throw CommandError.usage(
          "sync "
              + sync.name()
              + " has "
              + names.size()
              + " tasks: "
              + String.join(", ", names)
              + ". Name one with --task");
    }
    return sync.tasks().stream()
        .filter(t -> name == null || t.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CommandError.unknown(
                    "sync "
                        + sync.name()
                        + " has no task \""
                        + name
                        + "\". It has "
                        + String.join(", ", names)));
  }
}
