package dev.syncline.engine.run;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Stamps;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.capture.MarkedRows;
import dev.syncline.engine.capture.StampPosition;
import dev.syncline.engine.capture.StampedRows;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.survey.Look;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Stamping;
import dev.syncline.engine.sync.Stopped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
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
  private static final String LOST =
      "marks are gone that this state store does not know of: it was put back from a copy, or"
          + " somebody deleted them";
  private static final String NEVER_READ =
      "the first mark is not there: the write that made it was taken back, which does no harm, or"
          + " somebody deleted marks, or this state store was put back from a copy";

  private final RunState run;
  private final Map<Tracked, MarkedRows> marks = new LinkedHashMap<>();
  private final Map<Place, StampedRows> stamped = new LinkedHashMap<>();
  private final Map<Place, CaptureState> states = new LinkedHashMap<>();
  private final Map<Integer, BySide<Look>> looks = new LinkedHashMap<>();
  private final Set<ChangeTracking> caughtUp = new HashSet<>();
  private long began;

  /** A side of a task. */
  private record Place(int task, Side side) {}

  /** An object with marks, which are read once for all tasks. */
  private record Tracked(String connection, String object, Method method) {}

  CapturePhase(RunState run) {
    this.run = run;
    readStates();
  }

  /** Makes what tracking needs where a person let it be made, or brings it up to date. */
  void install() {
    Captures captures = new Captures(run.store, run.ends, run.sync);
    captures.forgetRemoved();
    for (TaskRun t : run.chosen()) {
      for (Side side : Side.values()) {
        ChangeTracking tracking = tracking(t.task, side);
        if (tracking != null && !inPlace(t.task, side, tracking)) {
          captures.track(t.task, side);
        } else if (tracking == null && stamps(t.task, side) != null) {
          captures.stamp(t.task, side);
        }
      }
    }
    readStates();
  }

  private void readStates() {
    states.clear();
    for (CaptureState state : run.store.captures(run.sync.id())) {
      states.put(new Place(state.task(), state.side()), state);
    }
  }

  /** Whether all triggers of a side are there, of the object as it is called now. */
  private boolean inPlace(Task task, Side side, ChangeTracking tracking) {
    CaptureState state = states.get(new Place(task.id(), side));
    Connector connector = run.ends.on(side);
    String object = task.schema(side).name();
    return state != null
        && Captures.isTracked(state)
        && Captures.isOf(state, connector, object, method(task, side))
        && tracking.statements(Captures.consumer(run.store, connector), object).isEmpty();
  }

  /** What finds changes of a side of a task. */
  private Method method(Task task, Side side) {
    return Captures.method(
        run.sync.capturing().on(side), Optional.ofNullable(states.get(new Place(task.id(), side))));
  }

  /** Tracking of a side of a task, if it is to be used and the object can be tracked. */
  private @Nullable ChangeTracking tracking(Task task, Side side) {
    Method asked = run.sync.capturing().on(side);
    CaptureState state = states.get(new Place(task.id(), side));
    boolean agreed = state != null && Captures.isTracked(state);
    boolean marks =
        switch (asked) {
          case TRIGGERS, LOG -> true;
          case AUTO -> agreed;
          case TIMESTAMPS, SCAN -> false;
        };
    if (!marks) {
      return null;
    }
    ChangeTracking tracking = Captures.tracking(run.ends.on(side), method(task, side)).orElse(null);
    boolean fails =
        asked == Method.AUTO
            && tracking != null
            && tracking.obstacle(task.schema(side).name()).isPresent();
    return fails ? null : tracking;
  }

  /** Timestamps of a side of a task that is not tracked, if they are to be used. */
  private @Nullable Stamps stamps(Task task, Side side) {
    return Captures.stamps(run.sync, run.ends.on(side), task, side).orElse(null);
  }

  /** Reads the marks and decides for each task what is to be looked at. Before any row is read. */
  void look() {
    began = run.clock.getAsLong();
    for (TaskRun t : run.chosen()) {
      BySide<Look> both = BySide.of(side -> look(t.task, side));
      // Even whole sides do not show all that is due: what is due may be as it was agreed on, and
      // refer to what is not.
      looks.put(
          t.task.id(),
          run.options.only() == null
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
    Stamps stamps = tracking == null ? stamps(task, side) : null;
    if (stamps != null) {
      return stamped(task, side, stamps, state);
    }
    if (tracking == null) {
      return run.options.patient() ? Look.NOTHING : Look.all(untracked(side));
    }
    // A run has made what was missing; a plan makes nothing.
    if (state == null
        || !Captures.isTracked(state)
        || run.links.planning() && !inPlace(task, side, tracking)) {
      return Look.all(
          method(task, side) == Method.LOG
              ? "the log is not read yet, which a run begins"
              : "triggers are missing, which a run makes");
    }
    MarkedRows marked = marks.computeIfAbsent(tracked(state), p -> read(state, side, tracking));
    String why = whole(task, state);
    String lost = state.position().isEmpty() ? NEVER_READ : LOST;
    String gap = marked.follow(state.position()) ? marked.whole() : lost;
    if (!gap.isEmpty()) {
      return Look.all(why.isEmpty() ? gap : why);
    }
    // A full compare sees no changed keys; the marks know them.
    return why.isEmpty()
        ? new Look(
            "", marked.keys(ignored(task.id(), side)), List.of(), marked.moved(), marked.left())
        : new Look(why, List.of(), List.of(), marked.moved(), marked.left());
  }

  /** What of marks is not looked at: the task's own writes, and those of users who do not count. */
  private Predicate<String> ignored(int task, Side side) {
    String own = ChangeTracking.origin(run.store.id(), task);
    Set<String> users = run.sync.capturing().ignored(side);
    return origin -> origin.equals(own) || users.contains(ChangeTracking.author(origin));
  }

  /** Users who do not count for this sync may count for another. */
  private Predicate<String> ignored(CaptureState reader) {
    return reader.sync() == run.sync.id()
        ? ignored(reader.task(), reader.side())
        : ChangeTracking.origin(run.store.id(), reader.task())::equals;
  }

  private Look stamped(Task task, Side side, Stamps stamps, @Nullable CaptureState state) {
    AuditColumns columns = run.sync.capturing().stamping().of(task.id(), side);
    StampPosition position = StampPosition.start(columns);
    String why = "timestamps are read only since now";
    if (state != null
        && Captures.isStamped(state)
        && Captures.isOf(state, run.ends.on(side), task.schema(side).name(), Method.TIMESTAMPS)) {
      position = StampPosition.of(state.position(), columns);
      why = whole(task, state);
    }
    Stamping how = run.sync.capturing().stamping();
    StampedRows read =
        StampedRows.read(
            stamps,
            task.schema(side),
            columns,
            position,
            how.overlap(),
            run.sync.capturing().ignored(side)::contains,
            !why.isEmpty());
    stamped.put(new Place(task.id(), side), read);
    why = why.isEmpty() ? read.whole() : why;
    boolean keys =
        isOver(position.keysMillis(), how.keySweepMillis())
            && !(run.options.patient() && how.keySweepMillis() == 0);
    return why.isEmpty() ? Look.stamped(read.keys(), keys) : Look.all(why);
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

  private String untracked(Side side) {
    return run.sync.capturing().on(side) == Method.SCAN
        ? "capture is scan"
        : "changes are not tracked";
  }

  private static Tracked tracked(CaptureState state) {
    return new Tracked(state.connection(), state.object(), Captures.method(state));
  }

  private MarkedRows read(CaptureState state, Side side, ChangeTracking tracking) {
    Set<String> witnesses = new HashSet<>();
    List<Predicate<String>> ignored = new ArrayList<>();
    for (CaptureState reader : Captures.readers(run.store, state)) {
      witnesses.add(reader.position());
      ignored.add(ignored(reader));
    }
    String consumer = Captures.consumer(run.store, run.ends.on(side));
    // A watch has been told that there is something; what comes now it is told next.
    if (!run.options.patient()) {
      catchUp(tracking, consumer);
    }
    MarkedRows read =
        MarkedRows.read(
            tracking,
            consumer,
            state.object(),
            witnesses,
            origin -> ignored.stream().allMatch(i -> i.test(origin)),
            run.batching.marks());
    // What is compared in full has to be followed from then on: a log may only just be begun.
    if (state.comparedMillis() == 0 || !read.whole().isEmpty()) {
      catchUp(tracking, consumer);
    }
    return read;
  }

  private void catchUp(ChangeTracking tracking, String consumer) {
    if (caughtUp.add(tracking)
        && !tracking.catchUp(consumer, run.sync.capturing().logKeep(), run.progress::cancelled)) {
      throw new Stopped();
    }
  }

  /** Why a side is looked at in full, whatever its method finds; empty for no reason. */
  private String whole(Task task, CaptureState state) {
    SyncState sync = run.store.sync(run.sync.id()).orElse(null);
    if (run.options.full()) {
      return "every record is due, as asked for";
    }
    if (sync == null || !sync.tasks().getOrDefault(task.id(), false)) {
      return "the historical sync is not complete";
    }
    if (state.comparedMillis() == 0) {
      return "changes are tracked only since now";
    }
    if (!state.configHash().equals(run.sync.configHash())) {
      return "the configuration was changed";
    }
    if (isOver(state.comparedMillis(), run.sync.capturing().sweepMillis())) {
      return "the scheduled full compare is due";
    }
    return "";
  }

  /**
   * Whether an interval is over that began at a moment by our clock. It is, too, when that moment
   * is as far ahead: the clock was wrong then, and nothing is to wait until it would be right.
   */
  private boolean isOver(long since, long interval) {
    return Math.abs(began - since) >= interval;
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
    Map<Place, CaptureState> now = new LinkedHashMap<>();
    for (CaptureState state : run.store.captures(run.sync.id())) {
      now.put(new Place(state.task(), state.side()), state);
    }
    looks.forEach(
        (task, look) -> {
          for (Side side : Side.values()) {
            CaptureState before = states.get(new Place(task, side));
            CaptureState current = now.get(new Place(task, side));
            if (before != null && current != null) {
              change.putCapture(
                  current.equals(before)
                      ? after(before, look.on(side))
                      // A run of another sync that reads the same marks came between.
                      : current.distrusted());
            }
          }
        });
  }

  private CaptureState after(CaptureState state, Look look) {
    StampedRows stamps = stamped.get(new Place(state.task(), state.side()));
    if (stamps != null) {
      StampPosition next = stamps.next();
      CaptureState at = state.at((look.whole() || look.gone() ? next.sweptAt(began) : next).text());
      return look.whole() ? at.compared(began, run.sync.configHash()) : at;
    }
    MarkedRows read = marks.get(tracked(state));
    CaptureState now = read == null ? state : state.at(read.witness());
    return look.whole() ? now.compared(began, run.sync.configHash()) : now;
  }

  private void handOn(StateStore.Change change, Tracked tracked, MarkedRows read) {
    for (CaptureState reader : run.store.readers(tracked.connection(), tracked.object())) {
      if (looks.containsKey(reader.task()) || Captures.method(reader) != tracked.method()) {
        continue;
      }
      if (!read.whole().isEmpty() || !read.follow(reader.position())) {
        change.putCapture(reader.distrusted().at(read.witness()));
        continue;
      }
      change.putCapture(reader.at(read.witness()));
      Map<Side, Set<Key>> known = new EnumMap<>(Side.class);
      run.store.due(
          reader.task(), d -> known.computeIfAbsent(d.side(), s -> new HashSet<>()).add(d.key()));
      Set<Key> before = known.getOrDefault(reader.side(), Set.of());
      change.putDue(
          read.keys(ignored(reader)).stream()
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
    marks.values().forEach(read -> read.forget(run.progress::cancelled));
    marks.clear();
  }
}
