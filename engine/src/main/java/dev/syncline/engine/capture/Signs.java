package dev.syncline.engine.capture;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Stamps;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Stamping;
import dev.syncline.engine.sync.Sync;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** What tells a watch whether there is something to do, by cheap questions. */
public final class Signs {
  private final StateStore store;
  private final Ends ends;
  private final Sync sync;
  private final LongSupplier clock;
  private final Map<String, Long> stamped = new HashMap<>();

  public Signs(StateStore store, Ends ends, Sync sync, LongSupplier clock) {
    this.store = store;
    this.ends = ends;
    this.sync = sync;
    this.clock = clock;
  }

  /** Objects that are asked for together. */
  private record Asked(Side side, Method method, int beyond) {}

  /** Whether a tracked object has new marks. */
  public boolean isMarked() {
    Map<Asked, Set<String>> objects = new HashMap<>();
    for (CaptureState state : used()) {
      // The last mark that was dealt with is left in place: see MarkedRows.
      int beyond = state.position().isEmpty() ? 0 : 1;
      objects
          .computeIfAbsent(
              new Asked(state.side(), Captures.method(state), beyond), none -> new TreeSet<>())
          .add(state.object());
    }
    return objects.entrySet().stream().anyMatch(o -> isMarked(o.getKey(), o.getValue()));
  }

  private boolean isMarked(Asked asked, Set<String> objects) {
    Connector connector = ends.on(asked.side());
    String consumer = Captures.consumer(store, connector);
    return Captures.tracking(connector, asked.method()).stream()
        .anyMatch(tracking -> !tracking.marked(consumer, objects, asked.beyond()).isEmpty());
  }

  /** Lets somebody be told of new marks, where that can be; whether it can anywhere. */
  public boolean wake(Runnable listener) {
    boolean told = false;
    for (Side side : Side.values()) {
      Connector connector = ends.on(side);
      List<Method> methods =
          used().stream().filter(s -> s.side() == side).map(Captures::method).distinct().toList();
      for (Method method : methods) {
        told |=
            Captures.tracking(connector, method).stream()
                .anyMatch(t -> t.wake(Captures.consumer(store, connector), listener));
      }
    }
    return told;
  }

  /** Whether every side of every task tells by itself what changed. */
  public boolean isTracked() {
    return used().stream().filter(s -> !s.lookedUp()).count() >= 2L * sync.tasks().size();
  }

  /** Whether timestamps tell something else than when this was last asked. */
  public boolean isStamped() {
    boolean changed = false;
    Stamping how = sync.capturing().stamping();
    for (CaptureState state : store.captures(sync.id())) {
      Task task = sync.task(state.task()).orElse(null);
      Stamps asked =
          task == null || !Captures.isStamped(state)
              ? null
              : Captures.stamps(sync, ends.on(state.side()), task, state.side()).orElse(null);
      if (task != null && asked != null) {
        AuditColumns columns = how.of(task.id(), state.side());
        Instant cursor = StampPosition.of(state.position(), columns).cursor();
        Instant from = cursor == null ? null : cursor.minus(how.overlap());
        long print = StampedRows.print(asked, task.schema(state.side()), columns, from);
        Long before = stamped.put(state.task() + " " + state.side(), print);
        changed |= before == null || before != print;
      }
    }
    return changed;
  }

  /**
   * Whether triggers are missing: somebody dropped them, or a partition was added since. What is
   * written meanwhile leaves no mark, so it has to be asked now and then; this question costs more
   * than the others.
   */
  public boolean isBroken() {
    return new Captures(store, ends, sync)
        .sides().stream().anyMatch(side -> side.standing() == SideCapture.Standing.BROKEN);
  }

  /**
   * Triggers that were left behind by a change to scan go on marking, but nobody reads that; nor
   * does anybody, for now, what is marked for tasks that rest.
   */
  private List<CaptureState> used() {
    return store.captures(sync.id()).stream()
        .filter(state -> sync.task(state.task()).isPresent())
        .filter(state -> sync.capturing().on(state.side()) != Method.SCAN)
        .filter(Captures::isTracked)
        .toList();
  }

  /** How much waits, per reason, over all tasks. */
  public Map<Due.Reason, Long> due() {
    Map<Due.Reason, Long> counts = new EnumMap<>(Due.Reason.class);
    for (Task task : sync.tasks()) {
      store.dueCounts(task.id()).forEach((reason, n) -> counts.merge(reason, n, Long::sum));
    }
    return counts;
  }

  /** Notes that both sides were in step just now, though nothing had to be looked at. */
  public void stillInStep() {
    try (StateStore.Change change = store.begin()) {
      // Read within the change: a person may pause it at this very moment.
      store
          .sync(sync.id())
          .ifPresent(
              state -> {
                change.putSync(state.inStep(clock.getAsLong()));
                change.commit();
              });
    }
  }

  /** Whether a person stopped the sync. */
  public boolean paused() {
    return store.sync(sync.id()).filter(s -> s.phase() == SyncState.Phase.PAUSED).isPresent();
  }
}
