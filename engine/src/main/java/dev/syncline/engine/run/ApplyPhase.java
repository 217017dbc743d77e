package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.apply.Applied;
import dev.syncline.engine.apply.Applier;
import dev.syncline.engine.apply.Circle;
import dev.syncline.engine.apply.Pipeline;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The third phase: writes what was decided. Creates stream as they come; updates and deletes wait
 * until all are decided and the guard has seen their counts, then updates are written parents first
 * and deletes children first. Updates that the guard would let pass in any case are not waited
 * with.
 */
final class ApplyPhase {
  /** Batches on their way; those of creates are larger. */
  private static final int CREATES_OPEN = 3;

  private static final int UPDATES_OPEN = 6;

  private final RunState run;
  private final GivenKeys given = new GivenKeys();

  /** What pipelines wrote and nobody was told of yet. */
  private long written;

  ApplyPhase(RunState run) {
    this.run = run;
  }

  void flushCreates(TaskRun t) {
    for (Side side : Side.values()) {
      List<PlanItem.Create> creates = t.creates(side);
      if (!creates.isEmpty()) {
        if (t.pipeline != null) {
          t.pipeline.submit(side, List.copyOf(creates));
          tellWritten();
        } else {
          if (!run.links.planning()) {
            apply(t, side, creates, false);
          }
          run.progress.advance(creates.size());
        }
        creates.clear();
      }
    }
  }

  /**
   * Whether updates need not wait until all records are decided: the guard lets pass whatever
   * becomes of what was surveyed, and no update gives a record another key.
   */
  boolean mayWriteEarly() {
    return !run.links.planning()
        && run.chosen().stream()
            .noneMatch(
                t ->
                    GivenKeys.mayGive(t.task)
                        || !run.options.approve()
                            && run.guard.mayStopWrites(Objects.requireNonNull(t.survey), t.links));
  }

  void applyWaiting() {
    List<String> stopped = new ArrayList<>();
    for (TaskRun t : run.tasks.values()) {
      for (Side side : Side.values()) {
        stopped.addAll(
            run.guard.writes(
                t.task,
                side,
                fresh(t.updates(side).stream().filter(PlanItem.Update::overwrites).toList()),
                fresh(t.deletes(side)),
                t.links + run.tally.task(t.task.id()).matched));
      }
    }
    run.halted.addAll(stopped);
    if (run.links.planning()) {
      return;
    }
    if (!stopped.isEmpty() && !run.options.approve()) {
      for (TaskRun t : run.tasks.values()) {
        for (Side side : Side.values()) {
          t.updates(side)
              .forEach(o -> run.leftovers.add(o, Due.Reason.GUARDED, "waits for approval"));
          t.deletes(side)
              .forEach(o -> run.leftovers.add(o, Due.Reason.GUARDED, "waits for approval"));
        }
      }
      return;
    }
    writeWaiting();
  }

  /** How many writes are neither only tried again nor settled before. */
  private long fresh(List<? extends PlanItem.Operation> writes) {
    return writes.stream()
        .filter(op -> !run.leftovers.retries().has(op) && !run.cutOff.isInDoubt(op))
        .count();
  }

  void writeWaiting() {
    List<TaskRun> order = new ArrayList<>(run.tasks.values());
    for (TaskRun t : order) {
      flushCreates(t);
    }
    for (TaskRun t : order) {
      for (Side side : Side.values()) {
        applyUpdates(t, side);
      }
    }
    for (int i = order.size() - 1; i >= 0; i--) {
      for (Side side : Side.values()) {
        applyBatches(order.get(i), side, order.get(i).deletes(side), "deleting in ");
      }
    }
  }

  /** What is decided from now on knows the keys that were given. */
  void newRound() {
    given.clear();
  }

  /**
   * Those that give records other keys go first, batch after batch: what refers to such a key, or
   * takes one that they leave, waits then. All others may overlap.
   */
  private void applyUpdates(TaskRun t, Side side) {
    List<PlanItem.Update> giving = new ArrayList<>();
    List<PlanItem.Update> others = new ArrayList<>();
    for (PlanItem.Update update : t.updates(side)) {
      (GivenKeys.gives(t.task, update) ? giving : others).add(update);
    }
    t.updates(side).clear();
    applyBatches(t, side, giving.isEmpty() ? giving : first(t, giving), "updating ");
    streamUpdates(t, side, given.isEmpty() ? others : first(t, others));
  }

  private void streamUpdates(TaskRun t, Side side, List<PlanItem.Update> updates) {
    if (updates.size() <= run.batching.writes()) {
      applyBatches(t, side, updates, "updating ");
      return;
    }
    run.progress.begin(t.task.name(), "updating " + run.ends.name(side), updates.size());
    try (Pipeline pipeline = pipeline(t, 1, UPDATES_OPEN)) {
      try {
        for (List<PlanItem.Update> batch : batches(updates)) {
          pipeline.submit(side, batch);
          tellWritten();
        }
      } finally {
        pipeline.drain();
      }
    }
    tellWritten();
    run.progress.end();
  }

  /** What of updates can be written before all keys are known again. */
  List<PlanItem.Update> first(TaskRun t, List<PlanItem.Update> updates) {
    return given.first(
        t.task,
        updates,
        update -> {
          String message = "refers to a record that is given another key; it follows then";
          run.leftovers.add(t.task.id(), work(update), Due.Reason.WAITING, message);
          again(t, update, false);
        });
  }

  private void applyBatches(
      TaskRun t, Side side, List<? extends PlanItem.Operation> operations, String step) {
    if (operations.isEmpty()) {
      return;
    }
    run.progress.begin(t.task.name(), step + run.ends.name(side), operations.size());
    for (List<? extends PlanItem.Operation> batch : batches(operations)) {
      apply(t, side, batch, false);
      run.progress.advance(batch.size());
    }
    run.progress.end();
    operations.clear();
  }

  private <T> List<List<T>> batches(List<T> operations) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < operations.size(); from += run.batching.writes()) {
      int to = Math.min(from + run.batching.writes(), operations.size());
      batches.add(operations.subList(from, to));
    }
    return batches;
  }

  private long apply(
      TaskRun t, Side side, List<? extends PlanItem.Operation> operations, boolean together) {
    List<PlanItem.Operation> allowed = new ArrayList<>();
    for (PlanItem.Operation op : operations) {
      String refused = op instanceof PlanItem.Delete d ? run.cascades.refuses(t.task, d) : null;
      if (refused == null) {
        allowed.add(op);
      } else {
        run.leftovers.add(op, Due.Reason.REJECTED, refused);
        again(t, op, false);
      }
    }
    return take(applier(t).apply(side, allowed, together));
  }

  Applier applier(TaskRun t) {
    return new Applier(
        run.sync.id(), t.task, t.rebase, run.ends, run.store, run.id, run.tokens, run.clock);
  }

  /** Where creates on a side may stream to while they are decided: one by one if in an order. */
  Pipeline creating(TaskRun t, Side side) {
    int writers = t.task.order().isPresent() ? 1 : run.ends.on(side).writers();
    return pipeline(t, writers, CREATES_OPEN);
  }

  /** Where updates on a side may stream to while others are decided. */
  Pipeline updating(TaskRun t, Side side) {
    return pipeline(t, run.ends.on(side).writers(), UPDATES_OPEN);
  }

  private Pipeline pipeline(TaskRun t, int writers, int mostOpen) {
    return Pipeline.of(
        applier(t),
        writers,
        mostOpen,
        run.batching.parallel(),
        results -> {
          take(results);
          written += results.size();
        });
  }

  /** Says how much of what was given to pipelines is written by now; between two batches. */
  void tellWritten() {
    long records = written;
    written = 0;
    run.progress.advance(records);
  }

  /** Takes note of what became of operations; returns how many were applied. */
  long take(List<Applied> results) {
    long done = 0;
    for (Applied applied : results) {
      PlanItem.Operation op = applied.operation();
      TaskRun t = run.task(op.task());
      if (op instanceof PlanItem.Create c && c.replaces() != null) {
        run.parents.settled(c.task(), c.side(), c.replaces());
      }
      switch (applied.result()) {
        case APPLIED -> {
          run.applied(op);
          run.settled(op);
          if (applied.again()) {
            run.leftovers.announced(op);
          }
          if (op instanceof PlanItem.Update u) {
            given.written(t.task, u);
          }
          if (run.leftovers.has(op.task(), work(op))) {
            // Another of its fields is left over: it waits for a person, whose choice is bound to
            // what is there now, or could not be written on the other side.
            again(t, op, true);
          }
          run.leftovers.remove(op.task(), op.source(), op.target());
          done++;
        }
        case STALE -> {
          run.tally.task(op.task()).stale++;
          run.leftovers.add(op, Due.Reason.STALE, applied.message());
        }
        case REJECTED -> {
          run.leftovers.add(op, Due.Reason.REJECTED, applied.message());
          run.rejected(op);
          if (op instanceof PlanItem.Update u && applied.again()) {
            t.refusedKeys.add(u, applied.message());
          }
          if (op instanceof PlanItem.Create c && !applied.again()) {
            run.parents.hold(new Parents.Ref(op.task(), c.side().other(), c.origin()));
          }
        }
        case BLOCKED -> run.leftovers.add(op, Due.Reason.BLOCKED, applied.message());
        case RETRY -> {
          run.leftovers.add(op, Due.Reason.RETRY, applied.message());
          run.rejected(op);
        }
        case UNSENT -> run.leftovers.unsent(op, applied.message());
      }
      if (applied.again()) {
        again(t, op, applied.result() == Applied.Result.APPLIED);
      }
    }
    return done;
  }

  private void again(TaskRun t, PlanItem.Operation op, boolean wasApplied) {
    t.again.add(work(op));
    run.counted.again(op, wasApplied);
  }

  private static Side holder(PlanItem.Create create) {
    return create.side().other();
  }

  static Work work(PlanItem.Operation op) {
    return switch (op) {
      // Whether it is linked by now, and to what, is looked up by the origin's key: the key that a
      // record had before it came back leads to what is gone.
      case PlanItem.Create c -> Work.alone(holder(c), c.origin(), c.seen().on(holder(c)));
      case PlanItem.Restore r -> Work.of(r.source(), r.target());
      case PlanItem.Update u -> Work.of(u.source(), u.target());
      case PlanItem.Delete d -> Work.of(d.source(), d.target());
    };
  }

  /**
   * Applies operations of any tasks on one side, all or none.
   *
   * @return what became of each, in any order
   */
  List<Applied> asOne(List<? extends PlanItem.Operation> operations) {
    String refused = run.cascades.refusesAny(task -> run.task(task).task, operations);
    if (refused != null) {
      return operations.stream().map(op -> Applied.refused(op, refused)).toList();
    }
    Map<TaskRun, List<PlanItem.Operation>> byTask = new LinkedHashMap<>();
    for (PlanItem.Operation op : operations) {
      byTask.computeIfAbsent(run.task(op.task()), t -> new ArrayList<>()).add(op);
    }
    Map<Applier, List<PlanItem.Operation>> parts = new LinkedHashMap<>();
    byTask.forEach((t, some) -> parts.put(applier(t), some));
    return Circle.apply(operations.getFirst().side(), run.store, parts);
  }

  /** Applies operations that only make sense as one; for {@link Knots}. */
  long applyTogether(TaskRun t, Side side, List<? extends PlanItem.Operation> operations) {
    return apply(t, side, operations, true);
  }
}
