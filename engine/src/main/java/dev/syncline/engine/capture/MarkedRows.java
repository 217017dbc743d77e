package dev.syncline.engine.capture;

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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The marks of an object that a run has read: which rows they name, and by whom written.
 *
 * <p>However many there are, they take bounded memory. Of each its number is kept, so that it can
 * be forgotten. Of those that mean something to a reader the keys are kept too; with too many of
 * them, only that there are too many.
 *
 * <p>The last of them is left in place as a <em>witness</em> when the others are forgotten, and the
 * state store keeps its name: while the witness is there, no mark was forgotten that the store does
 * not know of. A store that was put back from an older copy does not find its witness and compares
 * in full. It takes no more rights than to read and to delete marks.
 */
public final class MarkedRows {
  private static final long FIRST = 1;

  /** So many forgotten marks leave something to tidy up. */
  private static final long MANY = 100_000;

  private final ChangeTracking tracking;
  private final String consumer;
  private final String object;
  private final Set<String> witnesses;
  private final Set<Long> witnessNumbers = new HashSet<>();
  private final Predicate<String> ignored;
  private final int most;

  private final Numbers numbers = new Numbers();

  /** Those that mean something; not witnesses, which were dealt with. */
  private final List<Mark> marks = new ArrayList<>();

  private final Set<String> found = new HashSet<>();
  private boolean foundFirst;
  private boolean tooMany;
  private String cause = "";

  /** The last of all, and the last but for witnesses. */
  private @Nullable Mark last;

  private @Nullable Mark lastNew;

  private MarkedRows(
      ChangeTracking tracking,
      String consumer,
      String object,
      Set<String> witnesses,
      Predicate<String> ignored,
      int most) {
    this.tracking = tracking;
    this.consumer = consumer;
    this.object = object;
    this.witnesses = witnesses;
    this.ignored = ignored;
    this.most = most;
    for (String witness : witnesses) {
      if (!witness.isEmpty()) {
        witnessNumbers.add(Long.valueOf(witness.substring(0, witness.indexOf('/'))));
      }
    }
  }

  /**
   * Reads what is marked now.
   *
   * @param witnesses what the store knows as {@link #witness} of the object
   * @param ignored the origins whose marks none of the readers looks at
   * @param most with more marks than this that somebody looks at, a full compare is cheaper and
   *     keeps memory bounded
   */
  public static MarkedRows read(
      ChangeTracking tracking,
      String consumer,
      String object,
      Set<String> witnesses,
      Predicate<String> ignored,
      int most) {
    MarkedRows read = new MarkedRows(tracking, consumer, object, witnesses, ignored, most);
    tracking.marks(consumer, object, read::take);
    return read;
  }

  private boolean take(Mark mark) {
    if (!numbers.add(mark.number())) {
      tooMany = true;
      return false;
    }
    // What was before a mark of all rows need not be known.
    foundFirst |= mark.number() == FIRST || last == null && mark.whole();
    last = mark;
    if (witnessNumbers.contains(mark.number()) && witnesses.contains(name(mark))) {
      found.add(name(mark));
      return true;
    }
    lastNew = mark;
    if (mark.whole() && cause.isEmpty()) {
      cause = mark.cause().isEmpty() ? "the table was emptied at once" : mark.cause();
    }
    boolean means = mark.isNamed() || mark.whole();
    if (!tooMany && means && (isLeft(mark) || !isIgnored(mark, ignored))) {
      tooMany = marks.size() == most;
      if (tooMany) {
        marks.clear();
      } else {
        marks.add(mark);
      }
    }
    return true;
  }

  private static boolean isIgnored(Mark mark, Predicate<String> ignored) {
    return mark.origin() != null && ignored.test(mark.origin());
  }

  /** Whether a key was left, which is to be known whoever wrote. */
  private static boolean isLeft(Mark mark) {
    return mark.before() != null && !mark.before().equals(mark.after());
  }

  /** Its number, and its keys: a mark table that was made anew counts from 1 again. */
  private static String name(Mark mark) {
    // Whom a row of another object belongs to may change while the mark is there.
    int keys =
        mark.other() != null
            ? mark.other().hashCode()
            : 31 * Objects.hashCode(mark.before()) + Objects.hashCode(mark.after());
    return mark.number() + "/" + Integer.toHexString(keys);
  }

  /**
   * The name of the mark that is not forgotten; empty when there never was any. Another than before
   * whenever a mark is forgotten, also one that appeared late under a lower number.
   */
  public String witness() {
    Mark kept = kept();
    return kept == null ? "" : name(kept);
  }

  private @Nullable Mark kept() {
    return lastNew == null ? last : lastNew;
  }

  /**
   * Whether these are all marks since a witness was left, or since tracking began when none was
   * left yet: then the first mark that ever was is still there.
   */
  public boolean follow(String witness) {
    return witness.isEmpty() ? last == null || foundFirst : found.contains(witness);
  }

  /** Why all rows are to be looked at, in words; empty when those that are named will do. */
  public String whole() {
    return tooMany ? "more than " + most + " changes wait" : cause;
  }

  /**
   * The keys that rows had or have, but for those that somebody wrote who does not count. A row
   * that he gave another key is looked at under that, if it was written by others before.
   */
  public Collection<Key> keys(Predicate<String> ignored) {
    Set<Key> keys = new LinkedHashSet<>();
    for (Mark mark : marks) {
      if (!isIgnored(mark, ignored) || mark.before() != null && keys.contains(mark.before())) {
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
      if (isLeft(mark)) {
        left.add(Objects.requireNonNull(mark.before()));
      }
    }
    return left;
  }

  /**
   * Forgets the marks, but for the witness; a block of numbers in a transaction.
   *
   * @param stop asked before each; what is not forgotten is read again
   */
  public void forget(BooleanSupplier stop) {
    Mark kept = kept();
    if (kept != null) {
      numbers.remove(kept.number());
    }
    numbers.forEach(
        spans -> {
          if (!stop.getAsBoolean()) {
            tracking.forget(consumer, object, spans);
          }
        });
    if (numbers.size() >= MANY && !stop.getAsBoolean()) {
      tracking.tidy(consumer, object);
    }
  }
}
