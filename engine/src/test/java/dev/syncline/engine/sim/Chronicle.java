package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.engine.sim.MemoryDatabase.Changed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The simulator's own account of everything that was ever committed on either side, by users and by
 * the engine. What the engine did is judged by it, and by nothing that the engine says of itself.
 */
final class Chronicle {
  private final SimSchema schema;
  private final Trace trace;
  private final List<Story> stories = new ArrayList<>();
  private final Map<Side, Map<String, Map<Key, Story>>> live = new EnumMap<>(Side.class);
  private final Map<Object[], Story> stored = new IdentityHashMap<>();
  private final List<Lost> lost = new ArrayList<>();
  private final Map<String, String> doubled = new HashMap<>();
  private final Map<String, String> outside = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<Written> written = new ArrayList<>();
  private final Set<String> decided = new HashSet<>();
  private final Set<String> late = new HashSet<>();
  private long time;
  private long runBegan;
  private final List<Look> looks = new ArrayList<>();
  private boolean matching = true;

  /** A value that the engine replaced; {@code column} is empty when it removed the row. */
  record Lost(String operation, Story story, String column, Story.Event event, long at) {}

  /** What an operation wrote; no columns when it added or removed the row. */
  record Written(String operation, Story story, Set<String> columns) {}

  /** A run, from when to when. */
  private record Look(long from, long to, boolean whole) {}

  Chronicle(SimSchema schema, Trace trace) {
    this.schema = schema;
    this.trace = trace;
    for (Side side : Side.values()) {
      live.put(side, new HashMap<>());
      schema.tables().forEach(t -> live.get(side).put(t.name(), new HashMap<>()));
    }
  }

  void watch(Side side, MemoryDatabase database) {
    watch(side, database, change -> true);
  }

  /**
   * Watches a database to which other syncs write, too.
   *
   * @param ours what this sync did, if it was no user; to it all the others are users like any
   */
  void watch(Side side, MemoryDatabase database, Predicate<Changed> ours) {
    database.watch(
        changes -> changes.forEach(c -> committed(side, database, ours.test(c) ? c : c.byUser())));
  }

  /**
   * A run begins.
   *
   * @param matches whether it matches by unique key
   */
  void run(boolean matches) {
    runBegan = ++time;
    matching = matches;
  }

  /**
   * The run is over.
   *
   * @param whole whether it came to its end, and so remembers all that it saw
   */
  void over(boolean whole) {
    looks.add(new Look(runBegan, time, whole));
  }

  /**
   * Whether users removed a row of which the last look may have been one at a row out of scope. One
   * that came back since and went before anybody looked again is no other to whoever looks.
   */
  boolean wentOutside(Story row) {
    if (!row.removedBy.equals(MemoryDatabase.USER)) {
      return false;
    }
    boolean outside = !row.isInScope();
    for (Look look : looks.reversed()) {
      if (look.from <= row.removed && !outside) {
        outside = row.wasOutside(look.from, Math.min(look.to, row.removed));
        if (look.whole && look.to < row.removed) {
          break;
        }
      }
    }
    return outside;
  }

  List<String> problems() {
    return problems;
  }

  /** An operation of a process that was taken for dead is done after all. */
  void late(String operation) {
    late.add(operation);
  }

  /** Whether an operation was done for a process before the one that runs. */
  boolean isLate(String operation) {
    return late.contains(operation);
  }

  /** A person decided about a record. */
  void decided(SimTable table, Side side, Key key) {
    decided.add(table.task() + " " + side + " " + key);
  }

  /** Whether a person ever decided about a record. */
  boolean isDecided(SimTable table, Side side, Key key) {
    return decided.contains(table.task() + " " + side + " " + key);
  }

  /** Creates beside a record that had the same unique key before the run, by operation. */
  Map<String, String> doubled() {
    return doubled;
  }

  /** What operations wrote that was out of scope, or made so, by operation. */
  Map<String, String> outside() {
    return outside;
  }

  /** What operations wrote, in order. */
  List<Written> written() {
    return written;
  }

  List<Lost> lost() {
    return lost;
  }

  Stream<Story> stories(SimTable table, Side side) {
    return stories.stream().filter(s -> s.side == side && s.table == table);
  }

  /** All stories of a row, under each key that it ever had. */
  Stream<Story> sameRow(Story story) {
    return stories(story.table, story.side).filter(story::isSameRow);
  }

  /** Whether two rows ever had a unique key in common, be it under other keys than now. */
  boolean related(Story one, Story other) {
    return sameRow(one).anyMatch(o -> sameRow(other).anyMatch(o::hasKeyOf));
  }

  Stream<Story> alive(SimTable table, Side side) {
    return stories(table, side).filter(Story::alive);
  }

  /** The row that has this key now. */
  Story at(SimTable table, Side side, Key key) {
    return live.get(side).get(table.name()).get(key);
  }

  /** The row that had this key at a time, or lately before. */
  Story then(SimTable table, Side side, Key key, long time) {
    long at = Math.min(time, now());
    Story exactly = null;
    Story before = null;
    for (Story s : stories) {
      if (s.side == side && s.table == table && s.added <= at) {
        exactly = s.hadKey(key, at) && (s.aliveAt(at) || exactly == null) ? s : exactly;
        before = s.everHadKey(key) ? s : before;
      }
    }
    return exactly != null ? exactly : before;
  }

  private long now() {
    return time;
  }

  private void committed(Side side, MemoryDatabase database, Changed change) {
    time++;
    MemoryTable table = database.table(change.table());
    SimTable sim =
        schema.tables().stream()
            .filter(t -> t.name().equals(change.table()))
            .findFirst()
            .orElseThrow();
    Map<Key, Story> rows = live.get(side).get(change.table());
    trace.line(() -> "    " + side.word() + " " + change.table() + " " + shown(change));
    boolean byUser = change.by().equals(MemoryDatabase.USER);
    if (change.before() == null) {
      Story story = added(side, sim, change, values(side, sim, table, change.after()));
      if (!byUser) {
        written.add(new Written(change.by(), story, Set.of()));
        created(story);
        outside(change, story, "created");
      }
      return;
    }
    // By the row and not by its key: rows may exchange their keys in one transaction.
    Story story = stored.remove(change.before());
    rows.remove(change.keyBefore(), story);
    if (change.after() == null) {
      story.removed = time;
      story.removedBy = change.by();
      if (!byUser) {
        outside(change, story, "removed");
        written.add(new Written(change.by(), story, Set.of()));
        lost.add(new Lost(change.by(), story, "", null, time));
      }
      return;
    }
    if (byUser && !change.keyAfter().equals(change.keyBefore())) {
      // Seen from outside, a row under another key is another row.
      story.removed = time;
      story.removedBy = change.by();
      added(side, sim, change, values(side, sim, table, change.after())).continues(story);
      return;
    }
    story.key(time, change.keyAfter());
    rows.put(change.keyAfter(), story);
    stored.put(change.after(), story);
    if (!byUser) {
      outside(change, story, "changed");
    }
    Map<String, Story.Event> before =
        story.hold(time, change.by(), values(side, sim, table, change.after()));
    if (!byUser) {
      outside(change, story, "left");
    }
    // Of what a formula reads each column is told of by itself.
    sim.made().stream().filter(m -> m.onlyReads(side)).forEach(m -> before.remove(m.name()));
    if (!byUser) {
      written.add(new Written(change.by(), story, Set.copyOf(before.keySet())));
      before.forEach(
          (column, event) -> {
            if (event.byUser()) {
              lost.add(new Lost(change.by(), story, column, event, time));
            }
            if (column.equals("note") || sim.onlyReads(side, column)) {
              problems.add("an operation wrote the unmapped column " + column + " of " + story);
            }
          });
    }
  }

  /** Takes note of what an operation did to a row that is out of scope. */
  private void outside(Changed change, Story story, String how) {
    if (!story.isInScope()) {
      outside.put(
          change.by(), story + " is outside the filter and was " + how + " by " + change.by());
    }
  }

  private Story added(Side side, SimTable table, Changed change, Map<String, Object> values) {
    Story story = new Story(table, side, time, change.by());
    story.key(time, change.keyAfter());
    story.hold(time, change.by(), values);
    stories.add(story);
    stored.put(change.after(), story);
    live.get(side).get(table.name()).put(story.key, story);
    return story;
  }

  private static String shown(Changed c) {
    String who =
        c.by().equals(MemoryDatabase.USER) ? "user" : "operation " + c.by().substring(0, 6);
    if (c.before() == null) {
      return who + " adds " + c.keyAfter() + " " + java.util.Arrays.toString(c.after());
    }
    if (c.after() == null) {
      return who + " removes " + c.keyBefore();
    }
    return who
        + " changes "
        + c.keyBefore()
        + " from "
        + java.util.Arrays.toString(c.before())
        + " to "
        + java.util.Arrays.toString(c.after());
  }

  /** What a row holds, by column and by field that a formula makes. */
  private static Map<String, Object> values(
      Side side, SimTable sim, MemoryTable table, Object[] stored) {
    Map<String, Object> values = new HashMap<>();
    List<Column> columns = table.whole().columns();
    for (int i = 0; i < stored.length; i++) {
      if (!MemoryStamps.DECLARED.contains(columns.get(i))) {
        values.put(columns.get(i).name(), stored[i]);
      }
    }
    sim.made().forEach(m -> values.put(m.name(), m.held(side, values::get)));
    return values;
  }

  /** Whether a row was in scope when the run began, and is. */
  private boolean wasInScope(Story row) {
    SimFilter filter = row.table.filters().on(row.side);
    return row.isInScope()
        && (filter.kind() == SimFilter.Kind.NONE || row.last(filter.column()).at() < runBegan);
  }

  /** A record that was seen by its unique key before the run must not be created once more. */
  private void created(Story copy) {
    Side from = copy.side.other();
    boolean comesBack =
        stories.stream()
            .anyMatch(
                s ->
                    s != copy
                        && s.side == copy.side
                        && s.table == copy.table
                        && s.uids.contains(copy.uid()));
    if (copy.code() == null || comesBack || !matching) {
      return;
    }
    String code = copy.table.form().apply(copy.code());
    for (Story other : stories) {
      boolean seen =
          other != copy
              && other.table == copy.table
              && other.alive()
              && wasInScope(other)
              && other.code() != null
              && other.last("code").at() < runBegan
              && copy.table.form().apply(other.code()).equals(code);
      boolean origin = other.side == from && other.uids.contains(copy.uid());
      if (seen && !origin) {
        doubled.put(
            copy.addedBy,
            copy + " was created with the code " + copy.code() + " that " + other + " had already");
      }
    }
  }
}
