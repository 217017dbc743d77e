package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Whether a system is the one that the links tell of. Another one behind the same connection, or
 * one that was filled anew, may have other records under the same generated keys; every difference
 * would be taken for an edit of the record that had the key.
 */
final class Familiarity {
  /** So many links of a task are looked at, drawn evenly. */
  private static final int SAMPLE = 400;

  /**
   * Fewer than one in so many may be another than before: few change the unique key of what they
   * keep.
   */
  private static final int OTHERS = 20;

  private final StateStore store;
  private final Ends ends;

  Familiarity(StateStore store, Ends ends) {
    this.store = store;
    this.ends = ends;
  }

  /** Why a side's objects are taken for others, in words; nothing where they are the same. */
  Optional<String> doubt(List<Task> tasks, Side side) {
    for (Task task : tasks) {
      Optional<String> doubt = look(task, side, sample(task)).doubt();
      if (doubt.isPresent()) {
        return doubt.map(
            d -> ends.name(side) + " does not hold the records of task " + task.name() + d);
      }
    }
    return Optional.empty();
  }

  /** What became of records that were linked, in numbers of records. */
  private record Look(int linked, int gone, int others) {
    /** What speaks against them being of the same system. */
    Optional<String> doubt() {
      // People delete records, about which guards ask besides; half of them they keep.
      return gone * 2 <= linked && (others == 0 || others * OTHERS < linked)
          ? Optional.empty()
          : Optional.of(
              " that are linked: of "
                  + linked
                  + " that were looked for, "
                  + gone
                  + (gone == 1 ? " is" : " are")
                  + " not there, and "
                  + others
                  + (others == 1 ? " is another now" : " are others now"));
    }
  }

  /** Reservoir sampling (Vitter's algorithm R), the same for the same links. */
  private List<Link> sample(Task task) {
    List<Key> keys = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(task.id());
    try (StateStore.LinkScan scan = store.scan(task.id(), Side.SOURCE)) {
      for (long seen = 1; scan.next(); seen++) {
        long at = keys.size() < SAMPLE ? keys.size() : random.nextLong(seen);
        if (at < keys.size()) {
          keys.set((int) at, Key.fromBytes(scan.key()));
        } else if (at < SAMPLE) {
          keys.add(Key.fromBytes(scan.key()));
        }
      }
    }
    return List.copyOf(store.links(task.id(), Side.SOURCE, keys).values());
  }

  private Look look(Task task, Side side, List<Link> links) {
    Fingerprints prints = new Fingerprints(task, store.fingerprinter());
    // A layout that is none: all are read by what their rules mean.
    Rebase rebase = new Rebase(-1, task.meanings(), store::layout);
    List<Key> keys = links.stream().map(l -> l.key(side)).toList();
    Map<Key, Row> rows =
        keys.isEmpty() ? Map.of() : Decider.byKey(ends.on(side).fetch(task.shape(side), keys));
    int gone = 0;
    int others = 0;
    for (Link link : links) {
      Row row = rows.get(link.key(side));
      if (row == null) {
        gone++;
      } else if (!isSame(task, side, rebase.of(link.base()), row, prints)) {
        others++;
      }
    }
    return new Look(links.size(), gone, others);
  }

  /**
   * Whether a row has the unique key that it had, or some other field where nothing is known of
   * that.
   */
  private static boolean isSame(Task task, Side side, Base base, Row row, Fingerprints prints) {
    long[] now = prints.of(side, row);
    boolean known = false;
    for (Task.MatchField m : task.match()) {
      if (base.knows(m.field())) {
        known = true;
        if (base.fingerprint(side, m.field()) != now[m.field()]) {
          return false;
        }
      }
    }
    boolean any = false;
    for (int i = 0; i < now.length && !known; i++) {
      any |= base.knows(i);
      known = base.knows(i) && base.fingerprint(side, i) == now[i];
    }
    return known || !any;
  }
}
