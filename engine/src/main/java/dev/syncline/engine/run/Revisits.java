package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.LinkView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The records of a task that a run looks at once more: what is stale, waits for another write, or
 * has something left to be settled. Each is there once, by whichever of its keys and however often
 * it is asked for: an operation on either side may ask for its record.
 */
final class Revisits {
  private final int task;
  private final LinkView links;
  private final Map<Work, Work> asked = new LinkedHashMap<>();

  Revisits(int task, LinkView links) {
    this.task = task;
    this.links = links;
  }

  /** Asks for a record; what it was when it was first asked for is what it is judged by. */
  void add(Work work) {
    asked.putIfAbsent(Work.of(work.source(), work.target()), work);
  }

  boolean isEmpty() {
    return asked.isEmpty();
  }

  /** Gives each as it was asked for, and keeps them. */
  void each(Consumer<Work> take) {
    asked.values().forEach(take);
  }

  /** Forgets some. */
  void removeIf(Predicate<Work> some) {
    asked.values().removeIf(some);
  }

  /**
   * Takes all, under the keys that their links have by now. Of what is no longer linked and no pair
   * any more, only a survey may find the counterpart anew.
   *
   * @param parted takes the halves of such pairs
   */
  List<Work> take(Consumer<Work> parted) {
    List<Work> all = new ArrayList<>(asked.values());
    asked.clear();
    Map<Key, Link> bySource = linked(all, Side.SOURCE);
    Map<Key, Link> byTarget = linked(all, Side.TARGET);
    Map<Work, Work> records = new LinkedHashMap<>();
    for (Work w : all) {
      // Records that exchanged their keys: whichever of both was meant, both are looked at.
      Set<Link> meant = new LinkedHashSet<>();
      if (w.source() != null && bySource.containsKey(w.source())) {
        meant.add(bySource.get(w.source()));
      }
      if (w.target() != null && byTarget.containsKey(w.target())) {
        meant.add(byTarget.get(w.target()));
      }
      meant.forEach(
          link -> records.putIfAbsent(Work.of(link.source(), link.target()), Work.of(link)));
      if (meant.isEmpty() && w.isAlone()) {
        records.putIfAbsent(Work.of(w.source(), w.target()), w);
      } else if (meant.isEmpty()) {
        for (Side side : Side.values()) {
          parted.accept(Work.alone(side, Objects.requireNonNull(w.key(side)), 0));
        }
      }
    }
    return List.copyOf(records.values());
  }

  private Map<Key, Link> linked(List<Work> all, Side side) {
    List<Key> keys = all.stream().map(w -> w.key(side)).filter(Objects::nonNull).toList();
    return links.find(task, side, keys);
  }
}
