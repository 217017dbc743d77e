package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.apply.Applied;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.ClosedCircles;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.relations.Referring;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.undo.Effect;
import dev.syncline.engine.undo.Grounds;
import dev.syncline.engine.undo.LeftAlone;
import dev.syncline.engine.undo.Reversal;
import dev.syncline.engine.undo.UndoRefused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Takes a run back by a plan made from its journal, the newest write first: so children go before
 * the parents that were created before them, and come back after the parents that were deleted
 * after them. What no order can do (exchanged unique values, references in a circle) is written as
 * one.
 */
final class UndoPhase {
  private final RunState run;
  private final ApplyPhase apply;
  private final long undone;
  private final List<Step> steps = new ArrayList<>();

  /** An operation with what it pins and the pins that it makes void. */
  private record Step(
      PlanItem.Operation operation, String what, List<Decision> pins, List<Decision> replaced) {
    boolean changesPins() {
      return !pins.isEmpty() || !replaced.isEmpty();
    }

    /** The void pins in whose place it puts none. */
    List<Decision> outlived() {
      return replaced.stream().filter(d -> pins.stream().noneMatch(d::isAbout)).toList();
    }
  }

  /** A side of a task. */
  private record Place(int task, Side side) {}

  UndoPhase(RunState run, ApplyPhase apply, long undone) {
    this.run = run;
    this.apply = apply;
    this.undone = undone;
  }

  /** Decides, and returns what is left alone. */
  List<LeftAlone> plan() {
    decide();
    return run.leftAlone;
  }

  /** Decides and does it. */
  void perform() {
    decide();
    if (!run.stopped()) {
      write();
    }
  }

  private void decide() {
    Effect.OfRun effects =
        Effect.of(
            run.store, undone, task -> run.tasks.containsKey(task) ? run.task(task).task : null);
    if (effects.open()) {
      throw new UndoRefused(
          "run "
              + undone
              + " was interrupted, and what became of its last writes is not known yet. The next run"
              + " finds it out (syncline run; between environments: syncline run --plan FILE). Then undo.");
    }
    Map<Place, List<Effect>> byPlace = new LinkedHashMap<>();
    List<Effect> wanted = effects.newestFirst().stream().filter(this::isAskedFor).toList();
    for (Effect e : wanted) {
      if (run.tasks.containsKey(e.task())) {
        byPlace.computeIfAbsent(new Place(e.task(), e.side()), p -> new ArrayList<>()).add(e);
      }
    }
    Map<Place, Reversal> reversals = new HashMap<>();
    Map<Parents.Ref, Row> restored = new HashMap<>();
    byPlace.forEach((place, some) -> reversals.put(place, reversal(place, some, restored)));
    for (Effect e : wanted) {
      Reversal reversal = reversals.get(new Place(e.task(), e.side()));
      Reversal.Reversed reversed =
          reversal == null
              ? new Reversal.Reversed.Not("its task is not in the configuration any more")
              : reversal.of(e);
      switch (reversed) {
        case Reversal.Reversed.Not not -> leave(e, not.reason());
        case Reversal.Reversed.By by -> {
          steps.add(
              new Step(
                  by.operation(),
                  what(e.kind(), e.side()),
                  by.pins(),
                  Objects.requireNonNull(reversal).replaced(by.operation())));
          run.item(by.operation());
          if (!by.left().isEmpty()) {
            leave(e, by.left());
          }
        }
      }
    }
    guard();
  }

  private Reversal reversal(Place place, List<Effect> effects, Map<Parents.Ref, Row> restored) {
    TaskRun t = run.task(place.task());
    return new Reversal(
        t.task,
        t.rebase,
        place.side(),
        undone,
        new Fingerprints(t.task, run.store.fingerprinter()),
        Grounds.read(run.ends, run.store, t.task, place.side(), effects),
        restored,
        run.parents,
        run.clock);
  }

  private boolean isAskedFor(Effect e) {
    Key only = run.options.only();
    return run.options.includes(e.task()) && (only == null || e.concerns(only));
  }

  private void guard() {
    for (TaskRun t : run.tasks.values()) {
      t.links = run.store.countLinks(t.task.id());
      for (Side side : Side.values()) {
        Tally.Writes planned = run.tally.task(t.task.id()).planned;
        run.halted.addAll(
            run.guard.writes(
                t.task, side, planned.overwrites(side), planned.deletes(side), t.links));
      }
    }
  }

  private void leave(Effect e, String reason) {
    run.leftAlone.add(
        new LeftAlone(
            e.task(),
            e.side() == Side.SOURCE ? e.own() : e.other(),
            e.side() == Side.TARGET ? e.own() : e.other(),
            what(e.kind(), e.side()),
            reason));
  }

  private static String what(JournalEntry.Kind kind, Side side) {
    return kind.name().toLowerCase(Locale.ROOT) + " on the " + side.word();
  }

  /** Writes round after round, as long as some of what was refused can be written after all. */
  private void write() {
    List<Step> left = steps;
    int before;
    Map<Step, Applied> refused = new LinkedHashMap<>();
    do {
      before = left.size();
      refused.clear();
      pass(left, refused);
      if (refused.size() == before) {
        together(refused);
      }
      left = List.copyOf(refused.keySet());
    } while (!left.isEmpty() && left.size() < before);
    refused.forEach(
        (step, applied) ->
            run.leftAlone.add(
                new LeftAlone(
                    step.operation().task(),
                    step.operation().source(),
                    step.operation().target(),
                    step.what(),
                    applied.message())));
  }

  /** Sends operations in order, in batches of like ones. */
  private void pass(List<Step> some, Map<Step, Applied> refused) {
    run.progress.begin("", "undoing", some.size());
    List<Step> batch = new ArrayList<>();
    for (Step step : some) {
      if (!batch.isEmpty()
          && (!isLike(batch.getFirst(), step) || batch.size() >= run.batching.writes())) {
        send(batch, false, refused);
        run.progress.advance(batch.size());
        batch.clear();
      }
      batch.add(step);
    }
    if (!batch.isEmpty()) {
      send(batch, false, refused);
      run.progress.advance(batch.size());
    }
    run.progress.end();
  }

  private static boolean isLike(Step one, Step other) {
    return one.operation().getClass() == other.operation().getClass()
        && one.operation().task() == other.operation().task()
        && one.operation().side() == other.operation().side();
  }

  /** What waits for each other is written all or none. */
  private void together(Map<Step, Applied> refused) {
    Map<Place, List<Step>> updates = new LinkedHashMap<>();
    Referring<Step> going = new Referring<>();
    Referring<Step> coming = new Referring<>();
    for (Step step : refused.keySet()) {
      PlanItem.Operation op = step.operation();
      ObjectSchema schema = run.task(op.task()).task.schema(op.side());
      switch (op) {
        case PlanItem.Update u ->
            updates
                .computeIfAbsent(new Place(u.task(), u.side()), p -> new ArrayList<>())
                .add(step);
        case PlanItem.Delete d ->
            going.add(step, d.side(), schema, Objects.requireNonNull(d.before()));
        case PlanItem.Restore r -> coming.add(step, r.side(), schema, r.whole());
        case PlanItem.Create c -> throw new IllegalStateException("an undo does not plan " + c);
      }
    }
    updates.values().removeIf(some -> some.size() < 2);
    List<List<Step>> knots = new ArrayList<>(updates.values());
    knots.addAll(ClosedCircles.of(going.toEach()));
    knots.addAll(ClosedCircles.of(coming.fromEach()));
    for (List<Step> some : knots) {
      Map<Step, Applied> still = new LinkedHashMap<>();
      send(some, true, still);
      some.stream().filter(step -> !still.containsKey(step)).forEach(refused::remove);
    }
  }

  private void send(List<Step> batch, boolean together, Map<Step, Applied> refused) {
    List<Step> allowed = new ArrayList<>();
    for (Step step : batch) {
      String no =
          !together && step.operation() instanceof PlanItem.Delete d
              ? run.cascades.refuses(run.task(d.task()).task, d)
              : null;
      if (no == null) {
        allowed.add(step);
      } else {
        refused.put(step, Applied.refused(step.operation(), no));
      }
    }
    if (allowed.isEmpty()) {
      return;
    }
    pin(allowed);
    List<PlanItem.Operation> operations = new ArrayList<>();
    Map<String, Step> byId = new HashMap<>();
    for (Step step : allowed) {
      operations.add(step.operation());
      byId.put(step.operation().id(), step);
    }
    PlanItem.Operation first = operations.getFirst();
    List<Applied> results =
        together
            ? apply.asOne(operations)
            : apply.applier(run.task(first.task())).apply(first.side(), operations, false);
    List<Step> written = new ArrayList<>();
    List<Step> unwritten = new ArrayList<>();
    for (Applied applied : results) {
      Step step = Objects.requireNonNull(byId.get(applied.operation().id()));
      switch (applied.result()) {
        case APPLIED -> {
          run.applied(applied.operation());
          written.add(step);
          if (applied.again()) {
            due(applied.operation(), "something else changed with it when it was taken back");
          }
        }
        case RETRY, UNSENT -> {
          refused.put(step, applied);
          due(applied.operation(), applied.message());
        }
        case STALE, REJECTED, BLOCKED -> {
          refused.put(step, applied);
          unwritten.add(step);
        }
      }
    }
    settle(written, unwritten);
  }

  /**
   * Pins what is about to be restored. Before the writes, for a process that dies after them must
   * not find its work undone by the next run. A pin of what was not written holds for nothing, and
   * whoever looks at the record finds that: it is due until the outcome is known.
   */
  private void pin(List<Step> some) {
    for (Step step : some) {
      if (step.changesPins()) {
        PlanItem.Operation op = step.operation();
        run.leftovers.announceUntilEnd(
            op.task(), holder(op), List.of(key(op)), "an undo of it was cut off");
      }
    }
    keep(some, (change, step) -> step.pins().forEach(change::putDecision));
  }

  /** Drops what holds no longer: of what was written the pins before, of anything else its own. */
  private void settle(List<Step> written, List<Step> unwritten) {
    keep(written, (change, step) -> step.outlived().forEach(change::removeDecision));
    keep(
        unwritten,
        (change, step) -> {
          step.pins().forEach(change::removeDecision);
          step.replaced().forEach(change::putDecision);
        });
  }

  private void keep(List<Step> some, BiConsumer<StateStore.Change, Step> each) {
    if (some.stream().anyMatch(Step::changesPins)) {
      try (StateStore.Change change = run.store.begin()) {
        some.forEach(step -> each.accept(change, step));
        change.commit();
      }
    }
  }

  /** What is not settled by the undo is for the next run to look at. */
  private void due(PlanItem.Operation op, String message) {
    run.leftovers.add(op.task(), Work.alone(holder(op), key(op), 0), Due.Reason.WAITING, message);
  }

  /** The side by whose key the record of an operation is looked for. */
  private static Side holder(PlanItem.Operation op) {
    return op.source() != null ? Side.SOURCE : Side.TARGET;
  }

  private static Key key(PlanItem.Operation op) {
    return Objects.requireNonNull(op.key(holder(op)));
  }
}
