package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records that a run could not finish. They replace what was due before only at its end. */
final class Leftovers {
  private final StateStore store;
  private final Map<Parents.Ref, Due> left = new LinkedHashMap<>();
  private final Set<Parents.Ref> announced = new HashSet<>();
  private final Set<Parents.Ref> untilEnd = new HashSet<>();
  private final long now;

  /**
   * What was due when the run began, and since when; by the clock alone that could not be told from
   * what became due meanwhile, for clocks are set back.
   */
  private final Map<Parents.Ref, Long> first = new HashMap<>();

  /** What was due before and stays so, untouched. */
  private final Set<Due> standing = new LinkedHashSet<>();

  private final Retries retries = new Retries();

  Leftovers(StateStore store, Collection<Task> tasks, long now) {
    this.store = store;
    this.now = now;
    for (Task task : tasks) {
      store.due(
          task.id(),
          d -> {
            first.put(new Parents.Ref(d.task(), d.side(), d.key()), d.sinceMillis());
            retries.before(d, now);
          });
    }
  }

  /** Which writes are only tried again. */
  Retries retries() {
    return retries;
  }

  void add(PlanItem.Held held) {
    Side side = held.source() != null ? Side.SOURCE : Side.TARGET;
    Key key = Objects.requireNonNull(held.key(side));
    // What is foreseen to be refused was not tried.
    long seen = held.reason() == PlanItem.Reason.REJECTED ? 0 : held.seen().both();
    put(held.task(), side, key, reason(held.reason()), held.message(), 0, seen);
  }

  void add(PlanItem.Operation op, Due.Reason reason, String message) {
    put(op, reason, message, reason == Due.Reason.REJECTED || reason == Due.Reason.RETRY ? 1 : 0);
  }

  /** A write that the system is asked for later only. */
  void unsent(PlanItem.Operation op, String message) {
    put(op, Due.Reason.RETRY, message, 0);
  }

  private void put(PlanItem.Operation op, Due.Reason reason, String message, int attempts) {
    Parents.Ref record = named(op);
    put(op.task(), record.side(), record.key(), reason, message, attempts, op.seen().both());
  }

  /** By which of its keys the record of an operation is due. */
  static Parents.Ref named(PlanItem.Operation op) {
    Side side = Due.side(op);
    return new Parents.Ref(op.task(), side, Objects.requireNonNull(op.key(side)));
  }

  void add(int task, Work work, Due.Reason reason, String message) {
    Side side = work.source() != null ? Side.SOURCE : Side.TARGET;
    Key key = side == Side.SOURCE ? work.source() : work.target();
    put(task, side, Objects.requireNonNull(key), reason, message, 0, 0);
  }

  /** A record that is not any more what it was found to be. */
  void addStale(int task, Work work) {
    add(
        task,
        work,
        Due.Reason.STALE,
        "it was changed while the run was on; its counterpart has to be looked for anew");
  }

  /** A planned line that no longer fits what both sides hold. */
  void add(PlanItem stale, String message) {
    Side side = stale.source() != null ? Side.SOURCE : Side.TARGET;
    Key key = Objects.requireNonNull(stale.key(side));
    put(stale.task(), side, key, Due.Reason.STALE, message, 0, 0);
  }

  /**
   * Makes records due at once, because of something that this run is about to do: even if it dies
   * in between, the next one looks at them.
   */
  void announce(int task, Side side, Collection<Key> keys, String message) {
    try (StateStore.Change change = store.begin()) {
      change.putDue(
          keys.stream()
              .map(key -> new Due(task, side, key, Due.Reason.WAITING, message, 0, now, 0))
              .toList());
      change.commit();
    }
    keys.forEach(key -> announced.add(new Parents.Ref(task, side, key)));
  }

  /**
   * The same for as long as this run lives: if it ends in order, what it leaves over says whether
   * they are due.
   */
  void announceUntilEnd(int task, Side side, Collection<Key> keys, String message) {
    List<Key> fresh =
        keys.stream()
            .filter(key -> !first.containsKey(new Parents.Ref(task, side, key)))
            .filter(key -> !announced.contains(new Parents.Ref(task, side, key)))
            .toList();
    if (!fresh.isEmpty()) {
      announce(task, side, fresh, message);
      fresh.forEach(key -> untilEnd.add(new Parents.Ref(task, side, key)));
    }
  }

  /**
   * Takes note that the record of a write was made due together with what the write meant, for as
   * long as this run lives.
   */
  void announced(PlanItem.Operation written) {
    announced.add(named(written));
    untilEnd.add(named(written));
  }

  private void put(
      int task, Side side, Key key, Due.Reason reason, String message, int attempts, long seen) {
    left.put(
        new Parents.Ref(task, side, key),
        new Due(task, side, key, reason, message, attempts, now, seen));
  }

  /** Whether a record is among them, under either of its keys. */
  boolean has(int task, Work work) {
    return (work.source() != null
            && left.containsKey(new Parents.Ref(task, Side.SOURCE, work.source())))
        || (work.target() != null
            && left.containsKey(new Parents.Ref(task, Side.TARGET, work.target())));
  }

  /** Whether nobody knows, or nobody tried, what a system makes of its write: the next run asks. */
  boolean isUnanswered(int task, Work work) {
    for (Side side : Side.values()) {
      Key key = work.key(side);
      Due due = key == null ? null : left.get(new Parents.Ref(task, side, key));
      if (due != null && due.reason() == Due.Reason.RETRY) {
        return true;
      }
    }
    return false;
  }

  boolean has(Parents.Ref record) {
    return left.containsKey(record);
  }

  /** A record is finished after all. */
  void remove(int task, @Nullable Key source, @Nullable Key target) {
    if (source != null) {
      left.remove(new Parents.Ref(task, Side.SOURCE, source));
    }
    if (target != null) {
      left.remove(new Parents.Ref(task, Side.TARGET, target));
    }
  }

  /** What is left over. */
  List<Due> all() {
    List<Due> all = new ArrayList<>(left.values());
    standing.stream()
        .filter(d -> !left.containsKey(new Parents.Ref(d.task(), d.side(), d.key())))
        .forEach(all::add);
    return all;
  }

  /** What was due before stays due as it is, though records of its task were looked at. */
  void stand(Due due) {
    if (!left.containsKey(new Parents.Ref(due.task(), due.side(), due.key()))) {
      standing.add(due);
    }
  }

  /** The run ends before it looks at what was due before. */
  void stand(Task task) {
    store.due(task.id(), standing::add);
  }

  /**
   * Makes the leftovers of a task the store's due set, in a change that the caller commits.
   *
   * @param whole whether every record of the task was looked at; else what was due before stays,
   *     unless it is among {@code lookedAt}
   */
  void keep(StateStore.Change change, Task task, boolean whole, List<Work> lookedAt) {
    Map<Parents.Ref, Due> before = new LinkedHashMap<>();
    store.due(task.id(), d -> before.put(new Parents.Ref(d.task(), d.side(), d.key()), d));
    List<Due> now = new ArrayList<>();
    for (Due due : left.values()) {
      if (due.task() != task.id()) {
        continue;
      }
      Due earlier = before.get(new Parents.Ref(due.task(), due.side(), due.key()));
      now.add(
          earlier == null
              ? due
              : new Due(
                  due.task(),
                  due.side(),
                  due.key(),
                  due.reason(),
                  due.message(),
                  earlier.attempts() + due.attempts(),
                  earlier.sinceMillis(),
                  due.seen()));
    }
    standing.forEach(d -> before.remove(new Parents.Ref(d.task(), d.side(), d.key())));
    Map<Side, List<Key>> finished =
        Map.of(Side.SOURCE, new ArrayList<>(), Side.TARGET, new ArrayList<>());
    // What became due while the run was on is for the next one, unless the run made it due itself.
    before
        .entrySet()
        .removeIf(
            d ->
                !Objects.equals(first.get(d.getKey()), d.getValue().sinceMillis())
                    && !announced.contains(d.getKey()));
    if (whole) {
      before.values().forEach(d -> Objects.requireNonNull(finished.get(d.side())).add(d.key()));
    } else {
      for (Work work : lookedAt) {
        if (work.source() != null
            && before.containsKey(new Parents.Ref(task.id(), Side.SOURCE, work.source()))) {
          Objects.requireNonNull(finished.get(Side.SOURCE)).add(work.source());
        }
        if (work.target() != null
            && before.containsKey(new Parents.Ref(task.id(), Side.TARGET, work.target()))) {
          Objects.requireNonNull(finished.get(Side.TARGET)).add(work.target());
        }
      }
    }
    untilEnd.stream()
        .filter(ref -> ref.task() == task.id())
        .forEach(ref -> Objects.requireNonNull(finished.get(ref.side())).add(ref.key()));
    finished.forEach((side, keys) -> change.removeDue(task.id(), side, keys));
    change.putDue(now);
  }

  private static Due.Reason reason(PlanItem.Reason reason) {
    return switch (reason) {
      case CONFLICT -> Due.Reason.CONFLICT;
      case AMBIGUOUS -> Due.Reason.AMBIGUOUS;
      case NULL_KEY -> Due.Reason.NULL_KEY;
      case BLOCKED -> Due.Reason.BLOCKED;
      case REJECTED -> Due.Reason.REJECTED;
      case UNREADABLE -> Due.Reason.UNREADABLE;
      case FLIPS -> Due.Reason.QUARANTINED;
    };
  }
}
