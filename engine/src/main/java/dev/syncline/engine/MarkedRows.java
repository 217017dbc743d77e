package dev.syncline.engine;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The marks of an object that a run has read: which rows they name, and by whom written. */
final class MarkedRows {
  /** So many marks are read at once. */
  private static final int PAGE = 50_000;

  /** With more marks than this a full compare is cheaper and keeps memory bounded. */
  private static final int MOST = 500_000;

  private final ChangeTracking tracking;
  private final String consumer;
  private final String object;
  private final List<Mark> marks;

  private MarkedRows(ChangeTracking tracking, String consumer, String object, List<Mark> marks) {
    this.tracking = tracking;
    this.consumer = consumer;
    this.object = object;
    this.marks = marks;
  }

  /** Reads what is marked now. */
  static MarkedRows read(ChangeTracking tracking, String consumer, String object) {
    return new MarkedRows(tracking, consumer, object, tracking.marks(consumer, object, MOST + 1));
  }

  /** Why all rows are to be looked at, in words; empty when those that are named will do. */
  String whole() {
    if (marks.size() > MOST) {
      return "more than " + MOST + " changes wait";
    }
    return marks.stream().anyMatch(Mark::whole) ? "the table was emptied at once" : "";
  }

  /** The keys that rows had or have, but for those of the direct writes of one origin. */
  Collection<Key> keys(String ignored) {
    Set<Key> keys = new LinkedHashSet<>();
    for (Mark mark : marks) {
      if (!ignored.equals(mark.origin())) {
        if (mark.before() != null) {
          keys.add(mark.before());
        }
        if (mark.after() != null) {
          keys.add(mark.after());
        }
      }
    }
    return keys;
  }

  /** The first key of each row that was given another, and the last it has. */
  Map<Key, Key> moved() {
    Map<Key, Key> firstOf = new LinkedHashMap<>();
    for (Mark mark : marks) {
      if (mark.before() != null && mark.after() != null && !mark.before().equals(mark.after())) {
        Key first = firstOf.remove(mark.before());
        firstOf.put(mark.after(), first == null ? mark.before() : first);
      }
    }
    Map<Key, Key> moved = new LinkedHashMap<>();
    firstOf.forEach(
        (last, first) -> {
          if (!Objects.equals(first, last)) {
            moved.put(first, last);
          }
        });
    return moved;
  }

  /** Keys that a row had no longer at some moment. */
  Set<Key> left() {
    Set<Key> left = new HashSet<>();
    for (Mark mark : marks) {
      if (mark.before() != null && !mark.before().equals(mark.after())) {
        left.add(mark.before());
      }
    }
    return left;
  }

  /** Forgets the marks. */
  void forget() {
    List<Long> numbers = new ArrayList<>(Math.min(marks.size(), PAGE));
    for (Mark mark : marks) {
      numbers.add(mark.number());
      if (numbers.size() == PAGE) {
        tracking.forget(consumer, object, numbers);
        numbers.clear();
      }
    }
    if (!numbers.isEmpty()) {
      tracking.forget(consumer, object, numbers);
    }
  }
}
