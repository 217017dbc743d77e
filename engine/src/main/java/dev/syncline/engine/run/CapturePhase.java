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
import dev.syncline.engine.apply.AddedRows;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.capture.Dependents;
import dev.syncline.engine.capture.MarkedRows;
import dev.syncline.engine.capture.StampPosition;
import dev.syncline.engine.capture.StampedRows;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.CaptureState.Subject;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.survey.Look;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Stamping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

  private static final String SINCE_NOW = "changes are tracked only since now";

  private final RunState run;
  private final SharedMarks marks;
  private final Map<Subject, StampedRows> stamped = new LinkedHashMap<>();
  private final Map<Subject, CaptureState> states = new LinkedHashMap<>();
  private final Map<Integer, BySide<Look>> looks = new LinkedHashMap<>();
  private final Map<Integer, List<Dependents>> dependents = new HashMap<>();
  private long began;

  CapturePhase(RunState run) {
    this.run = run;
    this.marks = new SharedMarks(run, this::ignored);
    readStates();
  }

  /** Makes what tracking needs where a person let it be made, or brings it up to date. */
  void install() {
    Captures captures = new Captures(run.store, run.ends, run.sync);
    captures.forgetRemoved();
    for (TaskRun t : run.chosen()) {
      for (Side side : Side.values()) {
        Subject own = new Subject(t.task.id(), side, "");
        ChangeTracking tracking = tracking(t.task, own);
        if (tracking != null && !inPlace(t.task, own, tracking)) {
          captures.track(t.task, side);
        } else if (tracking == null && stamps(t.task, side) != null) {
          captures.stamp(t.task, side);
        }
      }
      for (Dependents of : dependents(t.task)) {
        Subject there = new Subject(t.task.id(), of.on(), of.object());
        ChangeTracking tracking = tracking(t.task, there);
        if (tracking != null && !inPlace(t.task, there, tracking)) {
          captures.track(t.task, of.on(), of.object(), true);
        }
      }
    }
    readStates();
  }

  /** Objects to which a task's rows lead, and in which changes can be followed. */
  private List<Dependents> dependents(Task task) {
    return dependents.computeIfAbsent(
        task.id(),
        id -> Dependents.of(task).stream().filter(of -> of.obstacle().isEmpty()).toList());
  }

  private void readStates() {
    states.clear();
    for (CaptureState state : run.store.captures(run.sync.id())) {
      states.put(state.subject(), state);
    }
  }

  private static String object(Task task, Subject subject) {
    return subject.lookedUp().isEmpty() ? task.schema(subject.side()).name() : subject.lookedUp();
  }

  /** Whether all triggers of an object are there, as it is called now. */
  private boolean inPlace(Task task, Subject subject, ChangeTracking tracking) {
    CaptureState state = states.get(subject);
    Connector connector = run.ends.on(subject.side());
    String object = object(task, subject);
    return state != null
        && Captures.isTracked(state)
        && Captures.isOf(state, connector, object, method(subject))
        && tracking.statements(Captures.consumer(run.store, connector), object).isEmpty();
  }

  /** What finds changes. */
  private Method method(Subject subject) {
    return Captures.method(
        run.sync.capturing().on(subject.side()), Optional.ofNullable(states.get(subject)));
  }

  /** Tracking of an object, if it is to be used and the object can be tracked. */
  private @Nullable ChangeTracking tracking(Task task, Subject subject) {
    Method asked = run.sync.capturing().on(subject.side());
    CaptureState state = states.get(subject);
    boolean agreed = state != null && Captures.isTracked(state);
    boolean marks =
        switch (asked) {
          case TRIGGERS, LOG -> true;
          case AUTO -> agreed || run.ends.on(subject.side()).assumed();
          case TIMESTAMPS, SCAN -> false;
        };
    if (!marks) {
      return null;
    }
    ChangeTracking tracking =
        Captures.tracking(run.ends.on(subject.side()), method(subject)).orElse(null);
    boolean fails =
        (asked == Method.AUTO || !subject.lookedUp().isEmpty())
            && tracking != null
            && tracking.obstacle(object(task, subject)).isPresent();
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
      if (run.options.only() == null) {
        for (Dependents of : dependents(t.task)) {
          both = followed(t.task, of, both);
        }
      }
      BySide<Look> found = both;
      // Even whole sides do not show all that is due: what is due may be as it was agreed on, and
      // refer to what is not.
      looks.put(
          t.task.id(),
          run.options.only() == null
              ? BySide.of(side -> found.on(side).with(due(t.task, side)))
              : found);
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
    Subject own = new Subject(task.id(), side, "");
    CaptureState state = states.get(own);
    ChangeTracking tracking = tracking(task, own);
    Stamps stamps = tracking == null ? stamps(task, side) : null;
    if (stamps != null) {
      return stamped(task, side, stamps, state);
    }
    if (tracking == null) {
      return run.options.patient() ? Look.NOTHING : Look.all(untracked(side));
    }
    if (state == null || isMissing(task, own, tracking)) {
      return Look.all(missing(own));
    }
    MarkedRows marked = marks.of(state, tracking);
    String why = whole(task, state);
    String gap = gap(state, marked);
    if (!gap.isEmpty()) {
      return Look.all(why.isEmpty() ? gap : why);
    }
    // A full compare sees no changed keys; the marks know them.
    return why.isEmpty()
        ? new Look("", marked.keys(ignored(own)), List.of(), marked.moved(), marked.left())
        : new Look(why, List.of(), List.of(), marked.moved(), marked.left());
  }

  /**
   * Whether what tracks an object has yet to be made: a run has made it, unless nothing of it
   * lasts; a plan makes nothing.
   */
  private boolean isMissing(Task task, Subject subject, ChangeTracking tracking) {
    CaptureState state = states.get(subject);
    return state == null
        || !Captures.isTracked(state)
        || (run.links.planning() || run.options.provisional()) && !inPlace(task, subject, tracking);
  }

  private String missing(Subject subject) {
    return method(subject) == Method.LOG
        ? "the log is not read yet, which a run begins"
        : "triggers are missing, which a run makes";
  }

  /** Why the marks of an object do not tell all that changed; empty when they do. */
  private static String gap(CaptureState state, MarkedRows marked) {
    String lost = state.position().isEmpty() ? NEVER_READ : LOST;
    return marked.follow(state.position()) ? marked.whole() : lost;
  }

  /** Adds the records that a change in an object concerns to which their rows lead. */
  private BySide<Look> followed(Task task, Dependents of, BySide<Look> looks) {
    Subject there = new Subject(task.id(), of.on(), of.object());
    ChangeTracking tracking = tracking(task, there);
    if (tracking == null) {
      return looks; // is seen when everything is compared
    }
    CaptureState state = states.get(there);
    if (state == null || isMissing(task, there, tracking)) {
      return all(of, looks, of.object() + ": " + missing(there));
    }
    MarkedRows marked = marks.of(state, tracking);
    String gap = gap(state, marked);
    if (!gap.isEmpty() || state.comparedMillis() == 0) {
      return all(of, looks, of.object() + ": " + (gap.isEmpty() ? SINCE_NOW : gap));
    }
    if (looks.source().whole() && looks.target().whole()) {
      return looks;
    }
    BySide<Set<Key>> concerned =
        concerned(task, of, marked.keys(ignored(there)), looks.on(of.on()).moved());
    int most = run.batching.marks();
    return concerned.source().size() > most || concerned.target().size() > most
        ? all(
            of,
            looks,
            "what changed in " + of.object() + " concerns more than " + most + " records")
        : BySide.of(side -> looks.on(side).and(concerned.on(side)));
  }

  /**
   * The records that some rows of an object concern.
   *
   * @param moved keys that records on its side had, under which they are linked, and have now
   */
  private BySide<Set<Key>> concerned(
      Task task, Dependents of, Collection<Key> changed, Map<Key, Key> moved) {
    Dependents.Concerned found = of.find(run.ends, changed);
    Set<Key> keeping = new LinkedHashSet<>(found.keeping());
    moved.forEach(
        (before, after) -> {
          if (found.keeping().contains(after)) {
            keeping.add(before);
          }
        });
    Side other = of.on().other();
    run.store
        .links(task.id(), of.on(), keeping)
        .values()
        .forEach(link -> found.leading().on(other).add(link.key(other)));
    return found.leading();
  }

  private static BySide<Look> all(Dependents of, BySide<Look> looks, String why) {
    return BySide.of(
        side -> of.sides().contains(side) ? looks.on(side).orAll(why) : looks.on(side));
  }

  /**
   * What of marks is not looked at: the task's own writes, and those of users who do not count. Of
   * objects to which its rows lead its own count like any other's.
   */
  private Predicate<String> ignored(Subject subject) {
    Set<String> users = run.sync.capturing().ignored(subject.side());
    return isOwn(subject).or(origin -> users.contains(ChangeTracking.author(origin)));
  }

  private Predicate<String> isOwn(Subject subject) {
    if (subject.lookedUp().isEmpty()) {
      return ChangeTracking.origin(run.store.id(), subject.task())::equals;
    }
    boolean added =
        run.sync.task(subject.task()).stream()
            .flatMap(task -> dependents(task).stream())
            .filter(of -> of.on() == subject.side() && of.object().equals(subject.lookedUp()))
            .anyMatch(Dependents::passOverAdded);
    String adds = ChangeTracking.origin(run.store.id(), AddedRows.NO_TASK);
    return origin -> added && origin.equals(adds);
  }

  /** Users who do not count for this sync may count for another. */
  private Predicate<String> ignored(CaptureState reader) {
    return reader.sync() == run.sync.id() ? ignored(reader.subject()) : isOwn(reader.subject());
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
    stamped.put(new Subject(task.id(), side, ""), read);
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
      return SINCE_NOW;
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
      marks.leave();
      return;
    }
    marks.handOn(change, looks.keySet(), began);
    Map<Subject, CaptureState> now = new LinkedHashMap<>();
    for (CaptureState state : run.store.captures(run.sync.id())) {
      now.put(state.subject(), state);
    }
    states.forEach(
        (subject, before) -> {
          CaptureState current = now.get(subject);
          if (looks.containsKey(subject.task()) && current != null) {
            change.putCapture(
                current.equals(before)
                    ? after(before)
                    // A run of another sync that reads the same marks came between.
                    : current.distrusted());
          }
        });
  }

  private CaptureState after(CaptureState state) {
    Look look = Objects.requireNonNull(looks.get(state.task())).on(state.side());
    StampedRows stamps = stamped.get(state.subject());
    if (stamps != null) {
      StampPosition next = stamps.next();
      CaptureState at = state.at((look.whole() || look.gone() ? next.sweptAt(began) : next).text());
      return look.whole() ? at.compared(began, run.sync.configHash()) : at;
    }
    CaptureState read = marks.read(state);
    return isCompared(state) ? read.compared(began, run.sync.configHash()) : read;
  }

  /** Whether everything was compared that what was captured tells of. */
  private boolean isCompared(CaptureState state) {
    BySide<Look> look = Objects.requireNonNull(looks.get(state.task()));
    if (!state.lookedUp()) {
      return look.on(state.side()).whole();
    }
    return run.sync.task(state.task()).stream()
        .flatMap(task -> dependents(task).stream())
        .filter(of -> of.on() == state.side() && of.object().equals(state.object()))
        .anyMatch(of -> of.sides().stream().allMatch(side -> look.on(side).whole()));
  }

  /** Forgets the marks whose records are dealt with; after the commit of {@link #keep}. */
  void forget() {
    marks.forget();
  }
}
