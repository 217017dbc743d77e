package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are only tried again: the guard let them pass in an earlier run, a system refused
 * them, and both sides hold what they held then. It does not count them once more, for otherwise
 * rows that a system goes on refusing would stop every run after the one that was approved.
 *
 * <p>A new record that waits for another one to be created was let pass together with that, and is
 * no more than tried again where that is.
 */
final class Retries {
  private final Map<Parents.Ref, Long> refused = new HashMap<>();
  private final Map<Parents.Ref, Long> blocked = new HashMap<>();
  private final Set<Parents.Ref> retried = new HashSet<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /** Those that it is too early for. */
  private final Map<Parents.Ref, Due> resting = new HashMap<>();

  /** A new record that was left with others that it refers to. */
  private record Waiting(Parents.Ref record, Set<Parents.Ref> parents) {}

  /**
   * Takes note of what was due when the run began.
   *
   * @param now when that is; writes that are refused again and again are not tried in every run
   */
  void before(Due due, long now) {
    if (due.retryMillis() > now) {
      resting.put(new Parents.Ref(due.task(), due.side(), due.key()), due);
    }
    if (due.seen() != 0) { // else no write was tried
      Parents.Ref record = new Parents.Ref(due.task(), due.side(), due.key());
      switch (due.reason()) {
        case REJECTED, RETRY -> refused.put(record, due.seen());
        case BLOCKED -> blocked.put(record, due.seen());
        case WAITING, STALE, CONFLICT, AMBIGUOUS, NULL_KEY, UNREADABLE, QUARANTINED, GUARDED -> {}
      }
    }
  }

  /** What is due of a write that it is too early to try again; null when it may be tried. */
  @Nullable Due resting(PlanItem.Operation op) {
    return has(op) ? resting.get(Leftovers.named(op)) : null;
  }

  /** Whether a write was refused before, of just what both sides hold now. */
  boolean has(PlanItem.Operation op) {
    return isAsSeen(op, refused);
  }

  private static boolean isAsSeen(PlanItem.Operation op, Map<Parents.Ref, Long> before) {
    Long seen = before.get(Leftovers.named(op));
    return seen != null && seen == op.seen().both();
  }

  /** Takes note of a create that is planned. */
  void planned(PlanItem.Create create) {
    Parents.Ref record = Leftovers.named(create);
    if (has(create)) {
      retried.add(record);
    } else if (isAsSeen(create, blocked)) {
      Set<Parents.Ref> parents = new HashSet<>();
      create.changes().stream()
          .flatMap(change -> Arrays.stream(change.after()))
          .filter(Awaited.class::isInstance)
          .map(Awaited.class::cast)
          .forEach(parent -> parents.add(ref(parent.task(), parent.from(), parent.key())));
      if (!parents.isEmpty()) {
        waiting.add(new Waiting(record, parents));
      }
    }
  }

  /** How many of the creates that were planned for a task on a side are only tried again. */
  long creates(int task, Side side) {
    // Those that are found may be what others wait for.
    while (waiting.removeIf(w -> retried.containsAll(w.parents()) && retried.add(w.record()))) {}
    return retried.stream().filter(r -> r.task() == task && r.side() == side.other()).count();
  }

  private static Parents.Ref ref(int task, Side side, Key key) {
    return new Parents.Ref(task, side, key);
  }
}
