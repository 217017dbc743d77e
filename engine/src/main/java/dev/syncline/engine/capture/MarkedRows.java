package dev.syncline.engine.capture;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The marks of an object that a run has read: which rows they name, and by whom written.
 *
 * <p>The last of them is left in place as a <em>witness</em> when the others are forgotten, and the
 * state store keeps its name: while the witness is there, no mark was forgotten that the store does
 * not know of. A store that was put back from an older copy does not find its witness and compares
 * in full. It takes no more rights than to read and to delete marks.
 */
public final class MarkedRows {
  /** So many marks are read at once. */
  private static final int PAGE = 50_000;

  /** With more marks than this a full compare is cheaper and keeps memory bounded. */
  private static final int MOST = 500_000;

  private final ChangeTracking tracking;
  private final String consumer;
  private final String object;
  private final List<Mark> all;

  /** All but witnesses, which were dealt with. */
  private final List<Mark> marks;

  private MarkedRows(
      ChangeTracking tracking,
      String consumer,
      String object,
      List<Mark> all,
      Set<String> witnesses) {
    this.tracking = tracking;
    this.consumer = consumer;
    this.object = object;
    this.all = all;
    this.marks = all.stream().filter(m -> !witnesses.contains(name(m))).toList();
  }

  /**
   * Reads what is marked now.
   *
   * @param witnesses what the store knows as {@link #witness} of the object
   */
  public static MarkedRows read(
      ChangeTracking tracking, String consumer, String object, Set<String> witnesses) {
    return new MarkedRows(
        tracking, consumer, object, tracking.marks(consumer, object, MOST + 1), witnesses);
  }

  /** Its number, and its keys: a mark table that was made anew counts from 1 again. */
  private static String name(Mark mark) {
    int keys = 31 * Objects.hashCode(mark.before()) + Objects.hashCode(mark.after());
    return mark.number() + "/" + Integer.toHexString(keys);
  }

  /**
   * The name of the mark that is not forgotten; empty when there never was any. Another than before
   * whenever a mark is forgotten, also one that appeared late under a lower number.
   */
  public String witness() {
    return (marks.isEmpty() ? all : marks)
        .stream().max(Comparator.comparingLong(Mark::number)).map(MarkedRows::name).orElse("");
  }

  /**
   * Whether these are all marks since a witness was left, or since tracking began when none was
   * left yet: then the first mark that ever was is still there.
   */
  public boolean follow(String witness) {
    return witness.isEmpty()
        ? all.isEmpty() || all.stream().anyMatch(m -> m.number() == 1)
        : all.stream().anyMatch(m -> name(m).equals(witness));
  }

  /** Why all rows are to be looked at, in words; empty when those that are named will do. */
  public String whole() {
    if (all.size() > MOST) {
      return "more than " + MOST + " changes wait";
    }
    return marks.stream()
        .filter(Mark::whole)
        .findFirst()
        .map(m -> m.cause().isEmpty() ? "the table was emptied at once" : m.cause())
        .orElse("");
  }

  /**
   * The keys that rows had or have, but for those that somebody wrote who does not count. A row
   * that he gave another key is looked at under that, if it was written by others before.
   */
  public Collection<Key> keys(Predicate<String> ignored) {
    Set<Key> keys = new LinkedHashSet<>();
    for (Mark mark : marks) {
      boolean counts = mark.origin() == null || !ignored.test(mark.origin());
      if (counts || mark.before() != null && keys.contains(mark.before())) {
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
  public Map<Key, Key> moved() {
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
  public Set<Key> left() {
    Set<Key> left = new HashSet<>();
    for (Mark mark : marks) {
      if (mark.before() != null && !mark.before().equals(mark.after())) {
        left.add(mark.before());
      }
    }
    return left;
  }

  /** Forgets the marks, but for the witness. */
  public void forget() {
    String witness = witness();
    List<Long> numbers = new ArrayList<>(Math.min(all.size(), PAGE));
    for (Mark mark : all) {
      if (name(mark).equals(witness)) {
        continue;
      }
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
