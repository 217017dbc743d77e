package dev.syncline.engine;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import dev.syncline.engine.Capturing.Method;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.survey.Look;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first question of a run: which records are to be looked at. The order is what makes capture
 * gap-free: marks are read before any row is, and are forgotten only when what became of their
 * records is durable, be it an outcome or an entry of the due set.
 *
 * <p>Marks of an object that other tasks read too, of this or of another sync of the store, become
 * entries of their due sets in the same commit.
 */
final class CapturePhase {
  private final RunState run;
  private final Map<Tracked, MarkedRows> marks = new LinkedHashMap<>();
  private final Map<Place, CaptureState> states = new LinkedHashMap<>();
  private final Map<Integer, BySide<Look>> looks = new LinkedHashMap<>();
  private long began;

  /** A side of a task. */
  private record Place(int task, Side side) {}

  /** An object with marks, which are read once for all tasks. */
  private record Tracked(String connection, String object) {}

  CapturePhase(RunState run) {
    this.run = run;
    for (CaptureState state : run.store.captures(run.sync.id())) {
      states.put(new Place(state.task(), state.side()), state);
    }
  }

  /** The name under which the marks of a connection belong to this store. */
  static String consumer(StateStore store, Connector connector) {
    return store.id() + "/" + connector.name();
  }

  /** Makes what tracking needs where a person let it be made, or brings it up to date. */
  void install() {
    for (TaskRun t : run.chosen()) {
      for (Side side : Side.values()) {
        ChangeTracking tracking = tracking(t.task, side);
        if (tracking == null) {
          continue;
        }
        Connector connector = run.ends.on(side);
        String consumer = consumer(run.store, connector);
        String object = t.task.schema(side).name();
        CaptureState state = states.get(new Place(t.task.id(), side));
        boolean current =
            state != null
                && state.object().equals(object)
                && state.connection().equals(connector.name());
        if (!current || !tracking.statements(consumer, object).isEmpty()) {
          tracking.track(consumer, List.of(object));
          begin(t.task, side, connector.name(), object);
        }
      }
    }
  }

  private void begin(Task task, Side side, String connection, String object) {
    CaptureState fresh =
        new CaptureState(
            task.id(), side, run.sync.id(), connection, object, Method.TRIGGERS.name(), "", 0, "");
    try (StateStore.Change change = run.store.begin()) {
      change.putCapture(fresh);
      change.commit();
    }
    states.put(new Place(task.id(), side), fresh);
  }

  /** Tracking of a side of a task, if it is to be used and an object can be tracked. */
  private @Nullable ChangeTracking tracking(Task task, Side side) {
    Method method = run.sync.capturing().on(side);
    boolean agreed = states.containsKey(new Place(task.id(), side));
    return method == Method.TRIGGERS || (method == Method.AUTO && agreed)
        ? run.ends.on(side).tracking().orElse(null)
        : null;
  }

  /** Reads the marks and decides for each task what is to be looked at. Before any row is read. */
  void look() {
    began = run.clock.getAsLong();
    for (TaskRun t : run.chosen()) {
      BySide<Look> both = BySide.of(side -> look(t.task, side));
      boolean some = !both.source().whole() || !both.target().whole();
      // Beside one that is looked at in part, a whole side does not show all that is due.
      looks.put(
          t.task.id(),
          some && run.options.only() == null
              ? BySide.of(side -> both.on(side).with(due(t.task, side)))
              : both);
    }
  }

  /** What is to be looked at of a task. */
  BySide<Look> of(Task task) {
    return Objects.requireNonNull(looks.get(task.id()));
  }

  private Look look(Task task, Side side) {
    Key only = run.options.only();
    if (only != null) {
      return fits(task.schema(side), only)
          ? new Look("", List.of(), List.of(only), Map.of(), Set.of())
          : Look.NOTHING;
    }
    CaptureState state = states.get(new Place(task.id(), side));
    ChangeTracking tracking = tracking(task, side);
    if (tracking == null || state == null) {
      return run.options.patient()
          ? Look.NOTHING
          : Look.all("every run compares this side in full");
    }
    MarkedRows marked =
        marks.computeIfAbsent(
            new Tracked(state.connection(), state.object()),
            p -> MarkedRows.read(tracking, consumer(run.store, run.ends.on(side)), state.object()));
    String why = whole(task, state, marked);
    return why.isEmpty()
        ? new Look(
            "",
            marked.keys(ChangeTracking.origin(run.store.id(), task.id())),
            List.of(),
            marked.moved(),
            marked.left())
        : Look.all(why);
  }

  /** Whether an object could have a key: the person who gave it may have meant the other side's. */
  private static boolean fits(ObjectSchema schema, Key key) {
    Object[] parts = key.parts();
    List<Type> types =
        schema.identity().stream()
            .map(name -> schema.column(name).map(Column::type).orElseThrow())
            .toList();
    boolean fits = parts.length == types.size();
    for (int i = 0; fits && i < parts.length; i++) {
      fits =
          switch (types.get(i)) {
            case Type.Int n -> parts[i] instanceof Number;
            case Type.Uuid u -> parts[i] instanceof UUID;
            case Type.Text t -> parts[i] instanceof String;
            default -> !(parts[i] instanceof UUID);
          };
    }
    return fits;
  }

  private String whole(Task task, CaptureState state, MarkedRows marked) {
    SyncState sync = run.store.sync(run.sync.id()).orElse(null);
    if (run.options.full()) {
      return "every record is due, as asked for";
    }
    if (sync == null || !sync.tasks().getOrDefault(task.id(), false)) {
      return "its historical sync is not complete";
    }
    if (state.comparedMillis() == 0) {
      return "changes are tracked only since now";
    }
    if (!state.configHash().equals(run.sync.configHash())) {
      return "its configuration was changed";
    }
    if (began - state.comparedMillis() >= run.sync.capturing().sweepMillis()) {
      return "the scheduled full compare is due";
    }
    return marked.whole();
  }

  private List<Key> due(Task task, Side side) {
    List<Key> keys = new ArrayList<>();
    run.store.due(
        task.id(),
        d -> {
          if (d.side() == side && run.options.revisits(d)) {
            keys.add(d.key());
          }
        });
    return keys;
  }

  /** Whether any side of a task is looked at only in part. */
  boolean some(Task task) {
    BySide<Look> look = looks.get(task.id());
    return look != null && (!look.source().whole() || !look.target().whole());
  }

  /** All records of a task that are looked at by their key, whatever is found of them. */
  Collection<Work> lookedAt(Task task) {
    Set<Work> looked = new LinkedHashSet<>();
    for (Side side : Side.values()) {
      Look look = of(task).on(side);
      for (Collection<Key> keys : List.of(look.marked(), look.due())) {
        keys.forEach(key -> looked.add(Work.alone(side, key, 0)));
      }
    }
    return looked;
  }

  /**
   * Keeps for other readers what they have to look at, and that full compares were made. In the
   * change that makes the outcome of the run durable.
   *
   * @param settled whether the run looked at all it was to look at
   */
  void keep(StateStore.Change change, boolean settled) {
    if (!settled) {
      marks.clear();
      return;
    }
    marks.forEach((tracked, read) -> handOn(change, tracked, read));
    looks.forEach(
        (task, look) -> {
          for (Side side : Side.values()) {
            CaptureState state = states.get(new Place(task, side));
            if (state != null && look.on(side).whole()) {
              change.putCapture(state.compared(began, run.sync.configHash()));
            }
          }
        });
  }

  private void handOn(StateStore.Change change, Tracked tracked, MarkedRows read) {
    for (CaptureState reader : run.store.readers(tracked.connection(), tracked.object())) {
      if (looks.containsKey(reader.task())) {
        continue;
      }
      if (!read.whole().isEmpty()) {
        change.putCapture(reader.distrusted());
        continue;
      }
      Map<Side, Set<Key>> known = new EnumMap<>(Side.class);
      run.store.due(
          reader.task(), d -> known.computeIfAbsent(d.side(), s -> new HashSet<>()).add(d.key()));
      Set<Key> before = known.getOrDefault(reader.side(), Set.of());
      change.putDue(
          read.keys(ChangeTracking.origin(run.store.id(), reader.task())).stream()
              .filter(key -> !before.contains(key))
              .map(
                  key ->
                      new Due(
                          reader.task(),
                          reader.side(),
                          key,
                          Due.Reason.WAITING,
                          "it was changed",
                          0,
                          began,
                          0))
              .toList());
    }
  }

  /** Forgets the marks whose records are dealt with; after the commit of {@link #keep}. */
  void forget() {
    marks.values().forEach(MarkedRows::forget);
    marks.clear();
  }
}
