package dev.syncline.engine.capture;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Burden;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Stamps;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.capture.SideCapture.Standing;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Sync;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What captures changes on each side of a sync's tasks: what there is, and how it is made and
 * removed. A {@link CaptureState} in the store says that a person let triggers be made, or that the
 * configuration asked for what there is.
 */
public final class Captures {
  private static final long MOST_COUNTED = 100_000;
  private static final Optional<Method> LOG = Optional.of(Method.LOG);

  private final StateStore store;
  private final Ends ends;
  private final Sync sync;

  /** The captures of a sync. */
  public Captures(StateStore store, Ends ends, Sync sync) {
    this.store = store;
    this.ends = ends;
    this.sync = sync;
  }

  /** The name under which the marks of a connection belong to a store. */
  public static String consumer(StateStore store, Connector connector) {
    return store.id() + "/" + connector.name();
  }

  /** What tracks changes by a method; nothing where the system cannot. */
  public static Optional<ChangeTracking> tracking(Connector connector, Method method) {
    return method == Method.LOG ? connector.log() : connector.tracking();
  }

  /** What found changes so far. */
  public static Method method(CaptureState state) {
    return Method.valueOf(state.method());
  }

  /** Those who read the same marks, in any sync of the store. */
  public static List<CaptureState> readers(StateStore store, CaptureState state) {
    return readers(store, state.connection(), state.object(), method(state));
  }

  private static List<CaptureState> readers(
      StateStore store, String connection, String object, Method method) {
    return store.readers(connection, object).stream().filter(r -> method(r) == method).toList();
  }

  /**
   * How many marks wait for a run, at most 100,000 counted.
   *
   * @throws ConnectorException also when there are no marks because the triggers are gone
   */
  public static long waiting(StateStore store, Connector connector, CaptureState state) {
    long there =
        tracking(connector, method(state))
            .filter(t -> isTracked(state))
            .map(t -> t.waiting(consumer(store, connector), state.object(), MOST_COUNTED))
            .orElse(0L);
    // The witness was dealt with.
    return state.position().isEmpty() ? there : Math.max(0, there - 1);
  }

  /**
   * What a system keeps so that its log can be read.
   *
   * @throws ConnectorException if it cannot be asked
   */
  public static Optional<Burden> burden(StateStore store, Connector connector, CaptureState state) {
    return tracking(connector, method(state))
        .filter(t -> isTracked(state))
        .flatMap(t -> t.burden(consumer(store, connector)));
  }

  /** Whether a side is captured by marks, of triggers or of the log. */
  public static boolean isTracked(CaptureState state) {
    return method(state) == Method.TRIGGERS || method(state) == Method.LOG;
  }

  /** Whether a side is captured by timestamps. */
  public static boolean isStamped(CaptureState state) {
    return state.method().equals(Method.TIMESTAMPS.name());
  }

  /**
   * The timestamps by which changes of a side are found: where they are asked for, or nothing
   * better is agreed on and a column tells when a record was changed.
   */
  public static Optional<Stamps> stamps(Sync sync, Connector connector, Task task, Side side) {
    AuditColumns columns = sync.capturing().stamping().of(task.id(), side);
    boolean told =
        switch (sync.capturing().on(side)) {
          case TIMESTAMPS -> !columns.stamps().isEmpty();
          case AUTO -> columns.updated() != null;
          case TRIGGERS, LOG, SCAN -> false;
        };
    return connector.stamps().filter(s -> told && s.obstacle(task.schema(side).name()).isEmpty());
  }

  /** Each side of each task, and each object to which its rows lead. */
  public List<SideCapture> sides() {
    List<SideCapture> sides = new ArrayList<>();
    for (Task task : sync.tasks()) {
      BySide<SideCapture> own = BySide.of(side -> side(task, side));
      sides.addAll(List.of(own.source(), own.target()));
      Dependents.of(task).forEach(of -> sides.add(lookedUp(own.on(of.on()), of)));
    }
    return sides;
  }

  private SideCapture side(Task task, Side side) {
    Connector connector = ends.on(side);
    Part part = new Part(task, side, task.schema(side).name(), false);
    Optional<CaptureState> state = state(part.subject());
    boolean tracked = state.filter(Captures::isTracked).isPresent();
    Method asked = sync.capturing().on(side);
    if ((asked == Method.TIMESTAMPS || !tracked)
        && stamps(sync, connector, task, side).isPresent()) {
      return part.of(connector, asked, Method.TIMESTAMPS, Standing.STAMPED, "", List.of(), state);
    }
    if (asked == Method.TIMESTAMPS) {
      String obstacle =
          connector
              .stamps()
              .flatMap(s -> s.obstacle(part.object()))
              .orElse(connector.product() + " cannot choose records by timestamps");
      return part.of(
          connector, asked, Method.TIMESTAMPS, Standing.IMPOSSIBLE, obstacle, List.of(), state);
    }
    return marked(part, "");
  }

  private SideCapture lookedUp(SideCapture own, Dependents of) {
    boolean stamped = own.asked() == Method.TIMESTAMPS || own.standing() == Standing.STAMPED;
    return marked(
        new Part(own.task(), of.on(), of.object(), true),
        stamped ? "timestamps tell of a task's own records only" : of.obstacle());
  }

  /** What is observed for a task. */
  private record Part(Task task, Side side, String object, boolean lookedUp) {
    CaptureState.Subject subject() {
      return new CaptureState.Subject(task.id(), side, lookedUp ? object : "");
    }

    SideCapture of(
        Connector connector,
        Method asked,
        Method method,
        Standing standing,
        String obstacle,
        List<String> statements,
        Optional<CaptureState> state) {
      return new SideCapture(
          task,
          side,
          object,
          lookedUp,
          connector.name(),
          asked,
          method,
          standing,
          obstacle,
          statements,
          state);
    }
  }

  /**
   * What is captured by marks, or could be.
   *
   * @param otherwise why it cannot be, beside what the system says; empty for no reason
   */
  private SideCapture marked(Part part, String otherwise) {
    Connector connector = ends.on(part.side());
    String object = part.object();
    Method asked = sync.capturing().on(part.side());
    Optional<CaptureState> state = state(part.subject());
    boolean tracked = state.filter(Captures::isTracked).isPresent();
    Method method = method(asked, state);
    ChangeTracking tracking = tracking(connector, method).orElse(null);
    String obstacle =
        !otherwise.isEmpty()
            ? otherwise
            : tracking == null
                ? connector.product()
                    + (method == Method.LOG
                        ? " has no log that Syncline can read"
                        : " has no triggers that Syncline can use")
                : tracking.obstacle(object).orElse("");
    List<String> statements =
        tracking == null || !obstacle.isEmpty() || asked == Method.SCAN
            ? List.of()
            : tracking.statements(consumer(store, connector), object);
    Standing standing =
        asked == Method.SCAN
            ? Standing.SCANNED
            : !obstacle.isEmpty()
                ? Standing.IMPOSSIBLE
                : !tracked || method(state.orElseThrow()) != method
                    ? (asks(asked, connector) ? Standing.OFFERED : Standing.WANTED)
                    : statements.isEmpty() && isOf(state.orElseThrow(), connector, object, method)
                        ? Standing.TRACKED
                        : Standing.BROKEN;
    return part.of(connector, asked, method, standing, obstacle, statements, state);
  }

  /** Whether a person is to be asked first: nobody is for what is noted of an endpoint here. */
  private static boolean asks(Method asked, Connector connector) {
    return asked == Method.AUTO && !connector.assumed();
  }

  /** What finds changes, or would if a person let it. */
  public static Method method(Method asked, Optional<CaptureState> state) {
    return asked == Method.LOG || asked == Method.AUTO && state.map(Captures::method).equals(LOG)
        ? Method.LOG
        : Method.TRIGGERS;
  }

  /**
   * Why it cannot be told which changes of a side are those of users who do not count, with the
   * remedy; nothing when it can, or when everybody counts.
   */
  public Optional<String> unknownAuthors(SideCapture capture) {
    Side side = capture.side();
    if (sync.capturing().ignored(side).isEmpty() || capture.lookedUp()) {
      return Optional.empty();
    }
    boolean column = sync.capturing().stamping().of(capture.task().id(), side).updatedBy() != null;
    return switch (capture.standing()) {
      case SCANNED, IMPOSSIBLE, OFFERED ->
          Optional.of(
              "A full compare cannot tell who changed a record, so what the dedicated account"
                  + " changes is carried, too.");
      case STAMPED ->
          column
              ? Optional.empty()
              : Optional.of(
                  "No \"updated-by\" column is named under \"timestamps\", so what the dedicated"
                      + " account changes is carried, too.");
      case WANTED, BROKEN, TRACKED ->
          tracking(capture).namesUsers()
              ? Optional.empty()
              : Optional.of(
                  "Marks of this system name no users, so what the dedicated account changes is"
                      + " carried, too.");
    };
  }

  private Optional<CaptureState> state(CaptureState.Subject subject) {
    return store.captures(sync.id()).stream().filter(s -> s.subject().equals(subject)).findFirst();
  }

  public static boolean isOf(
      CaptureState state, Connector connector, String object, Method method) {
    return state.connection().equals(connector.name())
        && state.object().equals(object)
        && method(state) == method;
  }

  /** Tracking of a side whose object can be tracked. */
  public ChangeTracking tracking(SideCapture side) {
    return tracking(ends.on(side.side()), side.method()).orElseThrow();
  }

  /** The name under which marks of a side belong to the store. */
  public String consumer(Side side) {
    return consumer(store, ends.on(side));
  }

  /** Makes what tracks a side of a task, as {@link #track(Task, Side, String, boolean)} does. */
  public void track(Task task, Side side) {
    track(task, side, task.schema(side).name(), false);
  }

  /**
   * Makes what tracks an object for a task, or brings it up to date. Whatever trusts the same marks
   * is compared in full next: while a trigger was not there, nothing was marked.
   *
   * @param lookedUp whether its rows are not the task's own, but what these lead to
   * @throws ConnectorException of kind DENIED, with the statements an administrator has to run
   */
  public void track(Task task, Side side, String object, boolean lookedUp) {
    Connector connector = ends.on(side);
    Optional<CaptureState> before = state(new Part(task, side, object, lookedUp).subject());
    Method method = method(sync.capturing().on(side), before);
    distrust(readers(store, connector.name(), object, method));
    tracking(connector, method)
        .orElseThrow(
            () ->
                new ConnectorException(
                    ConnectorException.Kind.UNSUPPORTED,
                    connector.name() + ": " + connector.product() + " cannot tell what changed",
                    null))
        .track(consumer(side), List.of(object));
    try (StateStore.Change change = store.begin()) {
      change.putCapture(
          new CaptureState(
              task.id(),
              side,
              sync.id(),
              connector.name(),
              object,
              lookedUp,
              method.name(),
              "",
              0,
              ""));
      change.commit();
    }
    before.filter(s -> !isOf(s, connector, object, method)).ifPresent(s -> leave(side, List.of(s)));
  }

  /**
   * Begins to read the timestamps of a side of a task, which is compared in full next. Triggers
   * that nobody reads any more are dropped.
   */
  public void stamp(Task task, Side side) {
    Connector connector = ends.on(side);
    String object = task.schema(side).name();
    Optional<CaptureState> before = state(new Part(task, side, object, false).subject());
    if (before
        .filter(s -> isStamped(s) && isOf(s, connector, object, Method.TIMESTAMPS))
        .isPresent()) {
      return;
    }
    try (StateStore.Change change = store.begin()) {
      change.putCapture(
          new CaptureState(
              task.id(),
              side,
              sync.id(),
              connector.name(),
              object,
              false,
              Method.TIMESTAMPS.name(),
              "",
              0,
              ""));
      change.commit();
    }
    before.filter(Captures::isTracked).ifPresent(s -> leave(side, List.of(s)));
  }

  private void distrust(List<CaptureState> readers) {
    if (!readers.isEmpty()) {
      try (StateStore.Change change = store.begin()) {
        readers.forEach(reader -> change.putCapture(reader.distrusted()));
        change.commit();
      }
    }
  }

  /**
   * Stops tracking for some tasks. Triggers and marks that no other task reads are dropped.
   *
   * @return the names of the objects whose triggers were dropped, by connection
   */
  public Set<String> untrack(Collection<Task> tasks) {
    List<CaptureState> states =
        store.captures(sync.id()).stream()
            .filter(s -> tasks.stream().anyMatch(t -> t.id() == s.task()))
            .toList();
    // First, so that nobody trusts marks that are dropped in a moment.
    try (StateStore.Change change = store.begin()) {
      states.forEach(state -> change.forgetCapture(state.subject()));
      change.commit();
    }
    Set<String> dropped = new LinkedHashSet<>();
    for (Side side : Side.values()) {
      dropped.addAll(leave(side, states.stream().filter(s -> s.side() == side).toList()));
    }
    return dropped;
  }

  /**
   * Takes back what was made to track some sides, as though it had never been asked for. What was
   * there already when it was asked for stays.
   *
   * @param made the sides as they were before
   * @return the names of the objects whose triggers were dropped, by connection
   */
  public Set<String> takeBack(Collection<SideCapture> made) {
    List<CaptureState> states = store.captures(sync.id());
    try (StateStore.Change change = store.begin()) {
      for (SideCapture m : made) {
        change.forgetCapture(m.subject());
        m.state().ifPresent(change::putCapture);
      }
      change.commit();
    }
    Set<String> dropped = new LinkedHashSet<>();
    for (SideCapture m : made) {
      if (!m.statements().isEmpty()) {
        dropped.addAll(
            leave(m.side(), states.stream().filter(s -> s.subject().equals(m.subject())).toList()));
      }
    }
    return dropped;
  }

  /** Drops what nobody reads any more, as far as it is behind the same connection still. */
  private Set<String> leave(Side side, List<CaptureState> states) {
    Set<String> dropped = new LinkedHashSet<>();
    Connector connector = ends.on(side);
    for (CaptureState state : states) {
      boolean read = !readers(store, state).isEmpty();
      if (isTracked(state) && !read && state.connection().equals(connector.name())) {
        tracking(connector, method(state))
            .ifPresent(t -> t.untrack(consumer(side), List.of(state.object())));
        dropped.add(state.connection() + " " + state.object());
      }
    }
    return dropped;
  }

  /**
   * Lets go the logs that systems keep for this sync, now that it is paused: it compares everything
   * when it is started again. Those that a sync which is not paused reads, too, are kept.
   *
   * @return the objects whose log was let go, with their connections
   */
  public Set<String> letGo() {
    Set<String> gone = new LinkedHashSet<>();
    for (CaptureState state : store.captures(sync.id())) {
      Connector connector = ends.on(state.side());
      boolean read =
          readers(store, state).stream().anyMatch(r -> r.sync() != sync.id() && !paused(r.sync()));
      if (method(state) != Method.LOG || read || !state.connection().equals(connector.name())) {
        continue;
      }
      distrust(readers(store, state));
      connector.log().ifPresent(t -> t.untrack(consumer(state.side()), List.of(state.object())));
      gone.add(state.connection() + " " + state.object());
    }
    return gone;
  }

  private boolean paused(int other) {
    return store.sync(other).filter(s -> s.phase() == SyncState.Phase.PAUSED).isPresent();
  }

  /**
   * Forgets how far timestamps of some tasks were read: what they tell is compared in full next.
   *
   * @return how many sides that concerns
   */
  public static int forgetCursors(StateStore store, int sync, Collection<Integer> tasks) {
    List<CaptureState> states =
        store.captures(sync).stream()
            .filter(s -> isStamped(s) && tasks.contains(s.task()))
            .toList();
    try (StateStore.Change change = store.begin()) {
      states.forEach(state -> change.putCapture(state.at("").distrusted()));
      change.commit();
    }
    return states.size();
  }

  /**
   * Forgets tasks that the sync has no more, and objects to which the rows of its tasks lead no
   * more, so that nothing is kept for them.
   */
  public void forgetRemoved() {
    List<CaptureState> removed =
        store.captures(sync.id()).stream().filter(s -> !isObserved(s)).toList();
    if (removed.isEmpty()) {
      return;
    }
    try (StateStore.Change change = store.begin()) {
      removed.forEach(s -> change.forgetCapture(s.subject()));
      change.commit();
    }
    for (Side side : Side.values()) {
      leave(side, removed.stream().filter(s -> s.side() == side).toList());
    }
  }

  private boolean isObserved(CaptureState state) {
    Optional<Task> task = sync.task(state.task());
    return task.isEmpty()
        ? sync.rests(state.task())
        : !state.lookedUp()
            || sync.capturing().on(state.side()) != Method.TIMESTAMPS
                && Dependents.of(task.get()).stream()
                    .filter(of -> of.obstacle().isEmpty())
                    .anyMatch(of -> of.on() == state.side() && of.object().equals(state.object()));
  }
}
