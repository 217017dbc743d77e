package dev.syncline.engine.sim;

import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.ChangeTracking.Span;
import dev.syncline.core.model.Key;
import dev.syncline.engine.sim.MemoryDatabase.Changed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a store has read of a {@link MemoryLog} and not dealt with yet, and the place from which it
 * is to be read on: in a file that outlives the process.
 */
final class LogMarks {
  private static final int UNKNOWN = -1;

  private final Map<String, List<Mark>> marks = new HashMap<>();
  private final Map<String, Long> last = new HashMap<>();
  private int place = UNKNOWN;

  /** Grows for ever, as a clock does, whatever becomes of the file. */
  private long moment;

  /** Keeps marks of an object from now on; numbers begin anew if they were kept before. */
  void track(String object) {
    marks.put(object, new ArrayList<>());
    last.put(object, 0L);
  }

  /** Whether marks of nothing are kept. */
  boolean isEmpty() {
    return marks.isEmpty();
  }

  /** Keeps no marks of an object any more; whether it was the last. */
  boolean untrack(String object) {
    marks.remove(object);
    last.remove(object);
    return marks.isEmpty();
  }

  /** Somebody removes the file. */
  void lose() {
    marks.clear();
    last.clear();
    place = UNKNOWN;
  }

  /** The marks of an object, all rows of which are marked when the file does not know it. */
  List<Mark> of(String object) {
    if (!marks.containsKey(object)) {
      track(object);
      addAll(object, "what was read of the log is not there any more");
    }
    return marks.get(object);
  }

  void forget(String object, Collection<Span> spans) {
    of(object)
        .removeIf(
            mark ->
                spans.stream().anyMatch(s -> s.from() <= mark.number() && mark.number() <= s.to()));
  }

  /** Where to read on; from the end, with all rows marked, where the log is not there any more. */
  int place(MemoryLog log) {
    if (place == UNKNOWN || log.isPurged(place)) {
      String cause = place == UNKNOWN ? "it is not known how far it was read" : "it was purged";
      marks.keySet().forEach(object -> addAll(object, cause));
      place = log.end();
    }
    return place;
  }

  /** From now on it is read on from here. */
  void reach(int next) {
    place = next;
  }

  /** Marks what a transaction changed. */
  void add(List<Changed> transaction) {
    for (Changed change : transaction) {
      if (marks.containsKey(change.table())) {
        add(change.table(), change.keyBefore(), change.keyAfter());
      }
    }
  }

  /** A mark of all rows has a number that no file gave before. */
  private void addAll(String object, String cause) {
    moment += 1_000_000;
    last.merge(object, moment, (given, now) -> Math.max(given + 1, now));
    marks.get(object).add(new Mark(last.get(object), null, null, null, cause));
  }

  private void add(String object, Key before, Key after) {
    marks.get(object).add(new Mark(last.merge(object, 1L, Long::sum), before, after, null));
  }
}
