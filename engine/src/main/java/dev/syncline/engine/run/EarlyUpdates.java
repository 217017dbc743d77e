package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.apply.Pipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the updates of a task, on both sides at once, while its other records are still decided:
 * where the guard lets pass whatever becomes of them, and no update gives a record another key.
 * What rests on another write (a key that is still awaited) waits for all to be decided.
 */
final class EarlyUpdates implements AutoCloseable {
  private final RunState run;
  private final ApplyPhase apply;
  private final TaskRun t;
  private final Map<Side, List<Update>> decided = new EnumMap<>(Side.class);
  private final Map<Side, Pipeline> pipelines = new EnumMap<>(Side.class);

  EarlyUpdates(RunState run, ApplyPhase apply, TaskRun t) {
    this.run = run;
    this.apply = apply;
    this.t = t;
  }

  /** Takes an update, which is sent by {@link #send}; false if it has to wait. */
  boolean take(Update update) {
    if (awaits(update)) {
      return false;
    }
    decided.computeIfAbsent(update.side(), side -> new ArrayList<>()).add(update);
    t.updatedEarly.add(update.source());
    return true;
  }

  private static boolean awaits(Update update) {
    return update.changes().stream()
        .flatMap(change -> Arrays.stream(change.after()))
        .anyMatch(Awaited.class::isInstance);
  }

  /** Sends what makes whole batches; when what records mean without a write is kept already. */
  void send() {
    decided.forEach(
        (side, updates) -> {
          while (updates.size() >= run.batching.writes()) {
            send(side, updates.subList(0, run.batching.writes()));
          }
        });
  }

  private void send(Side side, List<Update> updates) {
    List<Update> batch = List.copyOf(updates);
    updates.clear();
    pipelines.computeIfAbsent(side, s -> apply.updating(t, s)).submit(side, batch);
    apply.tellWritten();
  }

  /** Sends the rest, and waits for everything that was sent. */
  void finish() {
    decided.forEach(
        (side, updates) -> {
          if (!updates.isEmpty()) {
            send(side, updates);
          }
        });
    drain();
    apply.tellWritten();
  }

  /** Waits for everything that was sent. */
  void drain() {
    pipelines.values().forEach(Pipeline::drain);
  }

  @Override
  public void close() {
    pipelines.values().forEach(Pipeline::close);
  }
}
