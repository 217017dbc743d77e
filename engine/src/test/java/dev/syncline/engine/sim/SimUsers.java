package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Users of both systems, who know nothing of the sync and do as they like. */
final class SimUsers {
  private static final Duration SKEW = Duration.ofSeconds(2);
  private static final LocalDateTime DAY = LocalDateTime.of(2024, 5, 1, 8, 0);

  private final SimSchema schema;
  private final Map<Side, MemoryDatabase> databases;
  private final SplittableRandom random;
  private final String names;
  private List<Side> sides = List.of(Side.values());
  private int uids;
  private int ticks;

  SimUsers(SimSchema schema, Map<Side, MemoryDatabase> databases, SplittableRandom random) {
    this(schema, databases, random, "u");
  }

  /**
   * Users of two systems among several.
   *
   * @param names what the uids begin with that these users give
   */
  SimUsers(
      SimSchema schema,
      Map<Side, MemoryDatabase> databases,
      SplittableRandom random,
      String names) {
    this.schema = schema;
    this.databases = databases;
    this.random = random;
    this.names = names;
    for (MemoryDatabase database : databases.values()) {
      if (oneIn(random, 2)) {
        database.clock().blind();
      }
      if (oneIn(random, 2)) {
        database.clock().lateUpdates();
      }
    }
  }

  /** From now on there are users of one side only. */
  void only(Side side) {
    sides = List.of(side);
  }

  /** Fills both sides with rows of which some are the same, some alike, and some only here. */
  void begin() {
    for (SimTable table : schema.tables()) {
      int rows = random.nextInt(6);
      for (int i = 0; i < rows; i++) {
        if (table.ring() != null && oneIn(random, 2)) {
          beginRing();
          continue;
        }
        String uid = newUid();
        String code = code(table);
        int where = random.nextInt(4);
        Map<String, Object> source = Map.of();
        if (where != 0) {
          source = row(table, Side.SOURCE, uid, code);
          add(table, Side.SOURCE, source);
        }
        if (where != 1) {
          String there = oneIn(random, 8) ? code(table) : code;
          Map<String, Object> target = row(table, Side.TARGET, uid, there);
          if (!source.isEmpty() && !table.made().isEmpty()) {
            new SimCopies(schema, random).copy(table, source, target);
          }
          add(table, Side.TARGET, target);
        }
      }
    }
  }

  /** People do so many things. */
  void act(int deeds) {
    for (int i = 0; i < deeds; i++) {
      act();
    }
  }

  /** Somebody does something somewhere. */
  private void act() {
    Side side = pick(random, sides);
    SimTable table = pick(random, schema.tables());
    List<Key> keys = new ArrayList<>(databases.get(side).table(table.name()).rows().keySet());
    int what = random.nextInt(20);
    if (table.ring() != null && (keys.isEmpty() || what < 3)) {
      addRing(side);
    } else if (keys.isEmpty() || what < 4) {
      add(table, side, row(table, side, newUid(), code(table)));
    } else if (what < 13) {
      edit(table, side, pick(random, keys));
    } else if (what < 15) {
      change(table, side, pick(random, keys), "code", code(table));
    } else if (what < 16 && keys.size() > 1) {
      swap(table, side, pick(random, keys), pick(random, keys));
    } else {
      Key key = pick(random, keys);
      if (table.ring() != null && oneIn(random, 2)) {
        removeRing(table, side, key);
      } else {
        attempt(side, db -> db.delete(table.name(), key));
      }
    }
  }

  /** Rows that refer to each other in a circle, on one side or on both. */
  private void beginRing() {
    List<String> uids = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    for (SimTable table : schema.ring()) {
      uids.add(newUid());
      codes.add(code(table));
    }
    int where = random.nextInt(4);
    if (where != 0) {
      addRing(Side.SOURCE, uids, codes);
    }
    if (where != 1) {
      addRing(Side.TARGET, uids, codes);
    }
  }

  private void addRing(Side side) {
    List<SimTable> ring = schema.ring();
    addRing(
        side,
        ring.stream().map(t -> newUid()).toList(),
        Arrays.asList(ring.stream().map(this::code).toArray(String[]::new)));
  }

  /** Adds a row to each table of the ring, in one transaction that is checked at its end. */
  private void addRing(Side side, List<String> uids, List<String> codes) {
    List<SimTable> ring = schema.ring();
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      MemoryTable rows = databases.get(side).table(ring.get(i).name());
      keys.add(ring.get(i).end(side).natural() ? codes.get(i) : rows.draw().parts()[0]);
    }
    together(
        side,
        db -> {
          for (int i = 0; i < ring.size(); i++) {
            SimTable table = ring.get(i);
            Map<String, Object> row = row(table, side, uids.get(i), codes.get(i));
            row.put(table.keyColumn(side), keys.get(i));
            row.put(SimSchema.RING, keys.get((i + 1) % ring.size()));
            db.insert(table.name(), List.copyOf(row.keySet()), row.values().toArray());
          }
        });
  }

  /** Removes a row and those that refer to each other with it, if nothing else does. */
  private void removeRing(SimTable table, Side side, Key key) {
    Map<SimTable, Key> rows = new LinkedHashMap<>();
    SimTable at = table;
    Key next = key;
    while (rows.putIfAbsent(at, next) == null) {
      MemoryTable stored = databases.get(side).table(at.name());
      Object referred = stored.values(stored.get(next), List.of(SimSchema.RING)).getFirst();
      at = schema.tables().get(at.ring().to());
      next = Key.of(referred);
    }
    together(
        side,
        db -> {
          for (Map.Entry<SimTable, Key> row : rows.entrySet()) {
            // Another may have taken it along: deletes cascade.
            if (db.table(row.getKey().name()).get(row.getValue()) != null) {
              db.delete(row.getKey().name(), row.getValue());
            }
          }
        });
  }

  private void together(Side side, Deed deed) {
    MemoryDatabase database = databases.get(side);
    attempt(
        side,
        db -> {
          database.defer(true);
          try {
            deed.on(db);
            db.checkAll();
          } finally {
            database.defer(false);
          }
        });
  }

  private interface Deed {
    void on(MemoryDatabase database) throws Violation;
  }

  /**
   * Time passes or does not, transactions begin that end much later, and the clock of whoever
   * writes is wrong by a little. What nobody is told of stays within the overlap.
   */
  private Instant stamp(MemoryClock clock) {
    clock.pass(Duration.ofSeconds(pick(random, List.of(0, 0, 0, 0, 1, 2, 3, 20))));
    if (oneIn(random, 2)) {
      clock.begin();
    }
    Instant began = oneIn(random, 3) ? clock.end() : null;
    Instant earliest = clock.now().minus(SimSchema.OVERLAP).plus(SKEW);
    Instant stamp = began == null ? clock.now() : began;
    if (clock.isBlind() && (stamp.isBefore(earliest) || oneIn(random, 2))) {
      stamp = earliest;
    }
    return stamp.plusSeconds(random.nextLong(-SKEW.toSeconds(), SKEW.toSeconds() + 1));
  }

  /** Does it if the database lets it. */
  private boolean attempt(Side side, Deed deed) {
    MemoryDatabase database = databases.get(side);
    synchronized (database) {
      int mark = database.mark();
      database.clock().stampWith(stamp(database.clock()));
      try {
        deed.on(database);
        database.commit();
        return true;
      } catch (Violation refused) {
        database.undoTo(mark);
        return false;
      } finally {
        database.clock().stampWith(null);
      }
    }
  }

  private void add(SimTable table, Side side, Map<String, Object> row) {
    attempt(side, db -> db.insert(table.name(), List.copyOf(row.keySet()), row.values().toArray()));
  }

  private Map<String, Object> row(SimTable table, Side side, String uid, String code) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("uid", uid);
    row.put("code", code);
    row.put("clock", clock());
    row.put("note", "mine");
    for (SimTable.Value value : table.values()) {
      row.put(value.name(), value(value, side));
    }
    for (SimTable.Reference reference : table.references()) {
      row.put(reference.name(), parent(reference, side));
    }
    for (SimMade.Column column : table.ownColumns(side)) {
      row.put(column.name(), value(column));
    }
    if (table.filters().on(side).hasColumn()) {
      row.put(table.filters().on(side).column(), SimFilter.value(random));
    }
    return row;
  }

  private void edit(SimTable table, Side side, Key key) {
    if (table.filters().on(side).hasColumn() && oneIn(random, 3)) {
      String column = table.filters().on(side).column();
      change(table, side, key, column, SimFilter.value(random));
      return;
    }
    int mapped = table.values().size() + table.references().size();
    List<SimMade.Column> own = table.ownColumns(side);
    int at = random.nextInt(mapped + own.size());
    if (at >= mapped) {
      SimMade.Column column = own.get(at - mapped);
      change(table, side, key, column.name(), value(column));
    } else if (at < table.values().size()) {
      SimTable.Value value = table.values().get(at);
      change(table, side, key, value.name(), value(value, side));
    } else {
      SimTable.Reference reference = table.references().get(at - table.values().size());
      change(table, side, key, reference.name(), parent(reference, side));
    }
  }

  private void change(SimTable table, Side side, Key key, String column, Object value) {
    Object clock = clock();
    attempt(
        side,
        db -> db.update(table.name(), key, List.of(column, "clock"), new Object[] {value, clock}));
  }

  /** Two rows exchange their codes, in one transaction. */
  private void swap(SimTable table, Side side, Key one, Key other) {
    if (one.equals(other) || table.end(side).natural()) {
      return;
    }
    MemoryTable rows = databases.get(side).table(table.name());
    Object first = rows.values(rows.get(one), List.of("code")).getFirst();
    Object second = rows.values(rows.get(other), List.of("code")).getFirst();
    attempt(
        side,
        db -> {
          db.update(table.name(), one, List.of("code"), new Object[] {"for a while"});
          db.update(table.name(), other, List.of("code"), new Object[] {first});
          db.update(table.name(), one, List.of("code"), new Object[] {second});
        });
  }

  private String newUid() {
    return names + uids++;
  }

  private String code(SimTable table) {
    boolean nullable = table.source().codeNullable() || table.target().codeNullable();
    if (nullable && oneIn(random, 8)) {
      return null;
    }
    String code = "c" + random.nextInt(12);
    return oneIn(random, 6)
        ? pick(random, List.of(code.toUpperCase(java.util.Locale.ROOT), " " + code, code + " "))
        : code;
  }

  private Object clock() {
    return oneIn(random, 10) ? null : DAY.plusSeconds(ticks++ / 2);
  }

  private Object parent(SimTable.Reference reference, Side side) {
    SimTable parent = schema.tables().get(reference.to());
    List<Key> keys = new ArrayList<>(databases.get(side).table(parent.name()).rows().keySet());
    if (keys.isEmpty() || reference.nullable() && oneIn(random, 4)) {
      return null;
    }
    return pick(random, keys).parts()[0];
  }

  private Object value(SimTable.Value value, Side side) {
    return value.unique() ? unique() : value(value.type(side));
  }

  private Object value(SimMade.Column column) {
    return column.isUnique() ? unique() : value(column.type());
  }

  private String unique() {
    return oneIn(random, 6) ? null : "q" + random.nextInt(9);
  }

  private Object value(Type type) {
    if (oneIn(random, 6)) {
      return null;
    }
    return switch (type) {
      case Type.Text t -> {
        List<String> some =
            List.of("", "a", "A", "b", " b ", "abc", "x y", "ABCDEF", "much longer");
        String text = pick(random, some);
        yield t.maxLength() > 0 && text.length() > t.maxLength() ? "short" : text;
      }
      case Type.Int i -> (long) random.nextInt(4);
      case Type.Decimal d ->
          new BigDecimal(pick(random, List.of("0.0", "1.0", "1.5", "2.0", "7.3")))
              .add(d.scale() > 1 && oneIn(random, 4) ? new BigDecimal("0.04") : BigDecimal.ZERO)
              .setScale(d.scale());
      case Type.Timestamp t -> {
        LocalDateTime time = DAY.plusSeconds(random.nextInt(3));
        yield t.fraction() >= 3 ? time.plusNanos(1_000_000L * random.nextInt(3)) : time;
      }
      default -> throw new IllegalStateException("no values of " + type);
    };
  }
}
