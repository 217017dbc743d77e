package dev.syncline.engine.run;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.capture.MarkedRows;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Stopped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The marks of the objects that a run looks at: each object's are read once for all who read them,
 * in this run or in another, and forgotten for all of them.
 */
final class SharedMarks {
  private final RunState run;
  private final Function<CaptureState, Predicate<String>> ignored;
  private final Map<Tracked, MarkedRows> marks = new LinkedHashMap<>();
  private final Set<ChangeTracking> caughtUp = new HashSet<>();

  /** An object with marks. */
  private record Tracked(String connection, String object, Method method) {
    static Tracked of(CaptureState state) {
      return new Tracked(state.connection(), state.object(), Captures.method(state));
    }
  }

  /**
   * None are read yet.
   *
   * @param ignored the origins whose marks a reader does not look at
   */
  SharedMarks(RunState run, Function<CaptureState, Predicate<String>> ignored) {
    this.run = run;
    this.ignored = ignored;
  }

  /** Those of the object of a reader. */
  MarkedRows of(CaptureState reader, ChangeTracking tracking) {
    return marks.computeIfAbsent(Tracked.of(reader), t -> read(reader, tracking));
  }

  private MarkedRows read(CaptureState state, ChangeTracking tracking) {
    Set<String> witnesses = new HashSet<>();
    List<Predicate<String>> unread = new ArrayList<>();
    for (CaptureState reader : Captures.readers(run.store, state)) {
      witnesses.add(reader.position());
      unread.add(ignored.apply(reader));
    }
    String consumer = Captures.consumer(run.store, run.ends.on(state.side()));
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
            origin -> unread.stream().allMatch(u -> u.test(origin)),
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

  /** A reader after it has dealt with what was read; as it is where nothing was. */
  CaptureState read(CaptureState reader) {
    MarkedRows read = marks.get(Tracked.of(reader));
    return read == null ? reader : reader.at(read.witness());
  }

  /**
   * Keeps for readers that do not run what they have to look at.
   *
   * @param running the tasks that do
   */
  void handOn(StateStore.Change change, Set<Integer> running, long nowMillis) {
    marks.forEach(
        (tracked, read) ->
            run.store.readers(tracked.connection(), tracked.object()).stream()
                .filter(reader -> !running.contains(reader.task()))
                .filter(reader -> Captures.method(reader) == tracked.method())
                .forEach(reader -> handOn(change, reader, read, nowMillis)));
  }

  private void handOn(
      StateStore.Change change, CaptureState reader, MarkedRows read, long nowMillis) {
    // Which records a row concerns to which others lead is known only to who knows their task.
    boolean unknown = reader.lookedUp() && !read.keys(ignored.apply(reader)).isEmpty();
    if (unknown || !read.whole().isEmpty() || !read.follow(reader.position())) {
      change.putCapture(reader.distrusted().at(read.witness()));
      return;
    }
    change.putCapture(reader.at(read.witness()));
    if (reader.lookedUp()) {
      return;
    }
    Map<Side, Set<Key>> known = new EnumMap<>(Side.class);
    run.store.due(
        reader.task(), d -> known.computeIfAbsent(d.side(), s -> new HashSet<>()).add(d.key()));
    Set<Key> before = known.getOrDefault(reader.side(), Set.of());
    change.putDue(
        read.keys(ignored.apply(reader)).stream()
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
                        nowMillis,
                        0))
            .toList());
  }

  /** Leaves all marks as they are: what they tell was not dealt with. */
  void leave() {
    marks.clear();
  }

  /** Forgets what was read, when it is durable elsewhere what became of it. */
  void forget() {
    marks.values().forEach(read -> read.forget(run.progress::cancelled));
    marks.clear();
  }
}
