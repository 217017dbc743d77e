package dev.syncline.engine.decide;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Observed;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What persons chose for records of a task, and what undos pinned: each holds for as long as both
 * sides are as they were then, and lapses when either changes.
 */
public final class Choices {
  private final Task task;
  private final Fingerprints fingerprints;
  private final Map<Parents.Ref, List<Decision>> decisions = new HashMap<>();
  private final Set<Decision> holding = new HashSet<>();
  private final List<Decision> lapsed = new ArrayList<>();

  /** Pins of fields whose record one side lacks: they hold when it comes back to its link. */
  private final List<Decision> asLongAsLinked = new ArrayList<>();

  Choices(Task task, Fingerprints fingerprints, List<Decision> decisions) {
    this.task = task;
    this.fingerprints = fingerprints;
    read(decisions);
  }

  /** Takes what is kept by now: records may have been given other keys, and it followed them. */
  public void read(List<Decision> kept) {
    decisions.clear();
    for (Decision d : kept) {
      decisions.computeIfAbsent(ref(d.side(), d.key()), r -> new ArrayList<>()).add(d);
    }
  }

  private Parents.Ref ref(Side side, Key key) {
    return new Parents.Ref(task.id(), side, key);
  }

  private List<Decision> of(Side side, Key key) {
    return decisions.getOrDefault(ref(side, key), List.of());
  }

  /** The side that a person chose, by the field's name or for the whole record. */
  Map<String, Side> chosen(Work record, Observed onSource, Observed onTarget) {
    List<Decision> mine = of(record.holder(), record.key());
    if (mine.isEmpty()) {
      return Map.of();
    }
    long seen = seen(onSource, onTarget);
    Map<String, Side> chosen = new HashMap<>();
    for (Decision d : mine) {
      if (d.seen() == seen) {
        switch (d.choice()) {
          case "source" -> chosen.put(d.field(), Side.SOURCE);
          case "target" -> chosen.put(d.field(), Side.TARGET);
          default -> {}
        }
      }
    }
    return chosen;
  }

  /** Whether it is not known any more what both sides agreed on in a record. */
  boolean doubts(Work record) {
    Key source = record.key(Side.SOURCE);
    return source != null
        && of(Side.SOURCE, source).stream().anyMatch(d -> d.choice().equals(Decision.DOUBTED));
  }

  /**
   * Whether an undo left a record as it is now, so that nothing flows for it. What an undo left of
   * single fields is in their base: both sides agreed to differ.
   */
  boolean pins(Work record, Observed onSource, Observed onTarget) {
    if (onSource instanceof Observed.Unreadable || onTarget instanceof Observed.Unreadable) {
      return false;
    }
    boolean oneIsGone = onSource instanceof Observed.Absent != onTarget instanceof Observed.Absent;
    boolean pinned = false;
    for (Side side : Side.values()) {
      Key key = record.key(side);
      for (Decision d : key == null ? List.<Decision>of() : of(side, key)) {
        if (!d.isPin()) {
          continue;
        }
        if (d.seen() == seen(d, onSource, onTarget)) {
          holding.add(d);
          pinned |= d.field().equals(Decision.RECORD);
        } else if (!d.field().equals(Decision.RECORD) && oneIsGone) {
          asLongAsLinked.add(d);
        } else {
          lapsed.add(d);
        }
      }
    }
    return pinned;
  }

  /**
   * The pins that hold no longer, because a side changed.
   *
   * @param kept what is kept now: under a key that another record has by now, its pins may be
   * @param linked which of the source's keys are linked still
   * @param settled which records were looked at and not held, so that a pinned one that was not met
   *     is gone
   */
  public List<Decision> lapsed(
      List<Decision> kept, Predicate<Key> linked, Predicate<Parents.Ref> settled) {
    List<Decision> gone = new ArrayList<>(lapsed);
    asLongAsLinked.stream().filter(d -> !linked.test(d.key())).forEach(gone::add);
    gone.retainAll(kept);
    decisions.values().stream()
        .flatMap(List::stream)
        .filter(d -> d.isPin() && d.field().equals(Decision.RECORD) && !holding.contains(d))
        .filter(d -> settled.test(ref(d.side(), d.key())))
        .forEach(gone::add);
    return gone;
  }

  /** What both sides hold of what a pin is about. */
  private long seen(Decision pin, Observed onSource, Observed onTarget) {
    return pin.field().equals(Decision.RECORD)
        ? seen(onSource, onTarget)
        : new Seen(
                print(Side.SOURCE, onSource, pin.field()),
                print(Side.TARGET, onTarget, pin.field()))
            .both();
  }

  private long seen(Observed onSource, Observed onTarget) {
    return new Seen(print(Side.SOURCE, onSource), print(Side.TARGET, onTarget)).both();
  }

  private long print(Side side, Observed observed) {
    return observed instanceof Observed.Present p ? fingerprints.row(side, p.row()) : 0;
  }

  private long print(Side side, Observed observed, String field) {
    for (FieldRule rule : task.fields()) {
      if (rule.name().equals(field) && observed instanceof Observed.Present p) {
        return fingerprints.of(side, p.row(), rule);
      }
    }
    return 0;
  }
}
