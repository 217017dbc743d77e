package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.apply.LaterNotes;
import dev.syncline.engine.relations.Cascades;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.survey.Surveyor;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.undo.LeftAlone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a run knows and has found so far; its phases share it. */
public final class RunState {
  final Sync sync;
  public final Ends ends;
  public final StateStore store;
  final LinkView links;
  final RunOptions options;
  public final LongSupplier clock;
  final Path temp;
  final Progress progress;
  final Batching batching;

  public final Parents parents;
  final Tally tally;
  final Counted counted = new Counted();
  final Leftovers leftovers;
  final GuardCheck guard;
  final Cascades cascades;
  final CapturePhase capture;
  final Map<Integer, TaskRun> tasks = new LinkedHashMap<>();
  final List<String> halted = new ArrayList<>();
  final List<LeftAlone> leftAlone = new ArrayList<>();
  final Map<Side, Long> tokens = new EnumMap<>(Side.class);

  /** What systems noted since the copy that the store was put back from; null as a rule. */
  @Nullable LaterNotes notes;

  /** Tasks of which what is due is what this run leaves over, for nothing else tries it again. */
  final Set<Integer> promoted = new HashSet<>();

  /** What a plan takes for settled, because the next run settles it first. */
  CutOff cutOff = CutOff.NOTHING;

  /** How many operations were applied. */
  long writes;

  /** The run's id in the store. */
  long id;

  /** What a system refused in this run and was not written since, by record. */
  private final Map<Parents.Ref, PlanItem.Operation> rejected = new HashMap<>();

  private final Consumer<PlanItem> sink;

  RunState(
      Sync sync,
      Ends ends,
      LinkView links,
      RunOptions options,
      LongSupplier clock,
      Path temp,
      Progress progress,
      Consumer<PlanItem> sink,
      Batching batching) {
    this.sync = sync;
    this.ends = ends;
    this.store = links.store();
    this.links = links;
    this.tally = new Tally(!links.planning());
    this.options = options;
    this.clock = clock;
    this.temp = temp;
    this.progress = progress;
    this.sink = sink;
    this.batching = batching;
    this.parents = new Parents(sync, ends, links);
    this.leftovers = new Leftovers(store, sync.tasks(), clock.getAsLong());
    this.guard =
        new GuardCheck(sync.guard(), sync::creates, this::matches, ends::name, store, clock);
    this.cascades = new Cascades(ends);
    this.capture = new CapturePhase(this);
  }

  /** The tasks that were asked for, parents first. */
  List<TaskRun> chosen() {
    return tasks.values().stream().filter(t -> options.includes(t.task.id())).toList();
  }

  TaskRun task(int id) {
    return Objects.requireNonNull(tasks.get(id), "a line of a task that does not run");
  }

  /** Whether the guard stops what comes next. */
  boolean stopped() {
    return !halted.isEmpty() && !options.approve();
  }

  /** Whether a task was ever done to the end. */
  boolean complete(Task task) {
    return store.sync(sync.id()).map(s -> s.tasks().getOrDefault(task.id(), false)).orElse(false);
  }

  /** Whether records of a task that have no link are matched by unique key. */
  boolean matches(Task task) {
    return complete(task) ? sync.matchLater() : sync.firstSync() == Sync.FirstSync.MATCH;
  }

  /** Looks up to whom the parents of a task's rows belong, for unique keys that contain them. */
  Surveyor.ParentLookup parentLookup(Task task) {
    return (side, rows) ->
        side == Side.SOURCE
            ? parents.lookUp(task, rows, List.of())
            : parents.lookUp(task, List.of(), rows);
  }

  /** A line of the plan, counted and shown. */
  void item(PlanItem item) {
    if (item instanceof PlanItem.Operation op && cutOff.isInDoubt(op)) {
      return; // it is sent already
    }
    if (item instanceof PlanItem.Operation op && counted.isNoLongerRefused(op)) {
      tally.task(op.task()).refused.count(op, -1);
    }
    if (item instanceof PlanItem.Held h
        && h.refused() != null
        && counted.isNewlyRefused(h.refused())) {
      tally.task(h.task()).refused.count(h.refused());
    }
    if (item instanceof PlanItem.Held h && h.refused() == null) {
      counted.stillPlanned(h).forEach(op -> tally.task(op.task()).planned.count(op));
    }
    if (counted.isNew(item)) {
      tally.plan(item);
      if (item instanceof PlanItem.Create create) {
        leftovers.retries().planned(create);
      }
    }
    sink.accept(item);
  }

  /** What is due of a write that is not tried by this run; null when it is. */
  @Nullable Due resting(PlanItem.Operation op) {
    return options.sends() == RunOptions.Sends.CHANGES ? leftovers.retries().resting(op) : null;
  }

  /** A system refused an operation, or what became of it is open. */
  void rejected(PlanItem.Operation op) {
    if (rejected.putIfAbsent(Leftovers.named(op), op) == null) {
      tally.task(op.task()).rejected.count(op);
    }
  }

  /** What was refused of a record before is written after all. */
  void settled(PlanItem.Operation op) {
    PlanItem.Operation before = rejected.remove(Leftovers.named(op));
    if (before != null) {
      tally.task(op.task()).rejected.count(before, -1);
    }
  }

  /** What was not written is decided again, and is planned only if that is what comes of it. */
  void newRound() {
    counted.newRound().forEach(op -> tally.task(op.task()).planned.count(op, -1));
  }

  /** What is left over though the round came to nothing else of it is planned still. */
  void endRound() {
    counted
        .endRound(op -> leftovers.has(Leftovers.named(op)))
        .forEach(op -> tally.task(op.task()).planned.count(op));
  }

  /** An operation was applied. */
  void applied(PlanItem.Operation op) {
    writes++;
    tally.task(op.task()).operations++;
    if (counted.isNewlyApplied(op)) {
      tally.applied(op);
    }
  }
}
