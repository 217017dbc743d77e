package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The life of one row on one side: everything that was ever stored in it, by whom and when. */
final class Story {
  private static final long STILL_THERE = Long.MAX_VALUE;

  final SimTable table;
  final Side side;
  final long added;
  final String addedBy;

  /** Its key now, or the last that it had. */
  Key key;

  private final Map<Long, Key> keys = new TreeMap<>();
  long removed = STILL_THERE;
  String removedBy = "";
  Map<String, Object> now = Map.of();
  final Set<String> uids = new TreeSet<>();
  final Set<String> codes = new TreeSet<>();
  private final Map<String, List<Event>> events = new HashMap<>();

  /** A value that a column was given. */
  record Event(long at, Object value, String by) {
    boolean byUser() {
      return by.equals(MemoryDatabase.USER);
    }
  }

  /** The first story of the row, which began under another key if users changed that. */
  private Story first = this;

  /** The story of the row under the key before; null where it is the first. */
  private Story previous;

  Story(SimTable table, Side side, long added, String addedBy) {
    this.table = table;
    this.side = side;
    this.added = added;
    this.addedBy = addedBy;
  }

  /** Goes on with a row that users gave another key; only a system that marks rows can tell. */
  void continues(Story before) {
    first = before.first;
    previous = before;
  }

  /**
   * Since when the row has held what an event gave a column, also under keys that it had before.
   */
  long since(String column, Event event) {
    Story before = previous;
    if (before == null || event.at() > added) {
      return event.at();
    }
    Event last = before.last(column);
    return Objects.equals(last.value(), event.value()) ? before.since(column, last) : event.at();
  }

  /** Whether both tell of one row, maybe under different keys. */
  boolean isSameRow(Story other) {
    return first == other.first;
  }

  void key(long at, Key given) {
    key = given;
    keys.put(at, given);
  }

  boolean hadKey(Key asked, long at) {
    Key then = null;
    for (Map.Entry<Long, Key> given : keys.entrySet()) {
      then = given.getKey() <= at || then == null ? given.getValue() : then;
    }
    return asked.equals(then);
  }

  boolean everHadKey(Key asked) {
    return keys.containsValue(asked);
  }

  boolean alive() {
    return removed == STILL_THERE;
  }

  boolean aliveAt(long time) {
    return added <= time && time < removed;
  }

  boolean byUser() {
    return addedBy.equals(MemoryDatabase.USER);
  }

  /** Whether it is in its task's scope now, or was when it was removed. */
  boolean isInScope() {
    return table.isInScope(side, now);
  }

  /** Whether it was out of its task's scope at some time. */
  boolean wasOutside(long from, long to) {
    SimFilter filter = table.filters().on(side);
    return filter.kind() != SimFilter.Kind.NONE
        && !when(filter.column(), value -> !filter.admits(value), from, to).isEmpty();
  }

  String uid() {
    return (String) now.get("uid");
  }

  String code() {
    return (String) now.get("code");
  }

  /** The row now holds these values; returns the columns that changed, with what each held. */
  Map<String, Event> hold(long at, String by, Map<String, Object> values) {
    Map<String, Event> lost = new HashMap<>();
    values.forEach(
        (column, value) -> {
          List<Event> all = events.computeIfAbsent(column, c -> new ArrayList<>());
          if (all.isEmpty() || !Objects.equals(all.getLast().value(), value)) {
            if (!all.isEmpty()) {
              lost.put(column, all.getLast());
            }
            all.add(new Event(at, value, by));
          }
        });
    now = values;
    uids.add(uid());
    if (code() != null) {
      codes.add(table.form().apply(code()));
    }
    return lost;
  }

  /** Whether it ever had a unique key that another had at some time. */
  boolean hasKeyOf(Story other) {
    return uids.stream().anyMatch(other.uids::contains)
        || codes.stream().anyMatch(other.codes::contains);
  }

  Event last(String column) {
    return events.get(column).getLast();
  }

  /** Whether a column holds what the row was made with. */
  boolean isAsMade(String column) {
    return Objects.equals(events.get(column).getFirst().value(), last(column).value());
  }

  /** Whether users ever gave a column a value; other syncs are users, too. */
  boolean wasGiven(String column, Object value) {
    return events.get(column).stream().anyMatch(e -> e.byUser() && e.value().equals(value));
  }

  /** All values that a column held at some time from {@code from} to {@code to}. */
  List<Object> held(String column, long from, long to) {
    List<Object> values = new ArrayList<>();
    List<Event> all = events.get(column);
    for (int i = 0; i < all.size(); i++) {
      long until = i + 1 < all.size() ? all.get(i + 1).at() : removed;
      if (all.get(i).at() <= to && until >= from) {
        values.add(all.get(i).value());
      }
    }
    return values;
  }

  /** The spans of time in which a column held such a value, within bounds. */
  List<long[]> when(String column, Predicate<Object> such, long from, long to) {
    List<long[]> spans = new ArrayList<>();
    List<Event> all = events.get(column);
    for (int i = 0; i < all.size(); i++) {
      long begin = Math.max(from, all.get(i).at());
      long end = Math.min(to, i + 1 < all.size() ? all.get(i + 1).at() : removed);
      if (begin <= end && such.test(all.get(i).value())) {
        spans.add(new long[] {begin, end});
      }
    }
    return spans;
  }

  /** When the engine last wrote a column before a time; 0 if it never did. */
  long writtenByEngine(String column, long before) {
    return lastByEngine(column, before).map(Event::at).orElse(0L);
  }

  /**
   * What the engine last wrote to a column before a time. A field of which formulas only read the
   * columns here is never written, whatever else writes them.
   */
  Optional<Event> lastByEngine(String column, long before) {
    SimMade made = table.made(column);
    if (made != null && made.onlyReads(side)) {
      return Optional.empty();
    }
    return events.get(column).stream()
        .filter(e -> !e.byUser() && e.at() < before)
        .max(Comparator.comparingLong(Event::at));
  }

  @Override
  public String toString() {
    return table.name() + " " + key + " of the " + side.word();
  }
}
