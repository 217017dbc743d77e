package dev.syncline.connect;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.Lookup.Condition;
import dev.syncline.core.model.Lookup.Given;
import dev.syncline.core.model.Lookup.Missing;
import dev.syncline.core.model.Lookup.Operand;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.MatchKey;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unfound;
import dev.syncline.core.value.Unfound.Why;
import dev.syncline.core.value.Unrepresentable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records that some rows of a shape lead to, looked up all at once: one question for each of
 * the shape's lookups, however many rows there are. Nothing of them is kept any longer than that,
 * so that nothing can be out of date. Not for several threads.
 */
final class Leads {
  private final Shape shape;
  private final List<Hop> hops = new ArrayList<>();
  private final CanonicalBytes scratch = new CanonicalBytes();

  private Leads(Shape shape) {
    this.shape = shape;
    int at = shape.stored().size();
    for (Lookup lookup : shape.lookups()) {
      hops.add(new Hop(lookup, at));
      at += lookup.gives().size();
    }
  }

  /**
   * What some rows lead to.
   *
   * @param rows of the shape's own columns
   */
  static Leads of(Shape shape, BySide<Connector> systems, Collection<Row> rows) {
    Leads leads = new Leads(shape);
    leads.lookUp(systems, rows);
    return leads;
  }

  /** Rows of the shape's own columns with what they lead to, in their order. */
  static List<Row> complete(Shape shape, BySide<Connector> systems, Collection<Row> rows) {
    List<@Nullable Object[]> complete = new Leads(shape).lookUp(systems, rows);
    return complete.stream().map(values -> new Row(shape, values)).toList();
  }

  private List<@Nullable Object[]> lookUp(BySide<Connector> systems, Collection<Row> rows) {
    List<@Nullable Object[]> open = new ArrayList<>(rows.size());
    for (Row row : rows) {
      open.add(Arrays.copyOf(row.values(), shape.size()));
    }
    hops.forEach(hop -> hop.lookUp(systems.on(hop.lookup.on()), open));
    return open;
  }

  /** A row with what it leads to; where that is not among what was looked up, it says so. */
  Row of(Row row) {
    @Nullable Object[] values = Arrays.copyOf(row.values(), shape.size());
    hops.forEach(hop -> hop.put(values));
    return new Row(shape, values);
  }

  /** One lookup, and what it found. */
  private final class Hop {
    final Lookup lookup;
    private final int at;
    private final List<TypePair> pairs;
    private final List<MatchForm> exact;

    /** Where in the rows the conditions' columns find what they equal; -1 for a constant. */
    private final int[] own;

    /** What each combination of values leads to. */
    private final Map<ByteBuffer, @Nullable Object[]> found = new HashMap<>();

    Hop(Lookup lookup, int at) {
      this.lookup = lookup;
      this.at = at;
      this.pairs = lookup.conditions().stream().map(Condition::pair).toList();
      this.exact = Collections.nCopies(pairs.size(), MatchForm.EXACT);
      this.own =
          lookup.conditions().stream()
              .mapToInt(c -> c.equal() instanceof Operand.Own o ? shape.indexOf(o.column()) : -1)
              .toArray();
    }

    /** Puts what a row leads to into its values. */
    void put(@Nullable Object[] row) {
      @Nullable Object[] wanted = wanted(row);
      put(row, wanted, key(wanted));
    }

    private void put(@Nullable Object[] row, @Nullable Object[] wanted, @Nullable ByteBuffer key) {
      @Nullable Object[] given = given(wanted, key);
      System.arraycopy(given, 0, row, at, given.length);
    }

    private @Nullable Object[] given(@Nullable Object[] wanted, @Nullable ByteBuffer key) {
      if (key == null) {
        for (Object value : wanted) {
          if (value instanceof Unfound) {
            return all(value); // what it rests on was not found
          }
        }
        return all(null);
      }
      @Nullable Object[] given = found.get(key);
      return given == null ? unfound(Why.UNASKED, 0, wanted) : given;
    }

    /** By what is looked; null where that leads nowhere. */
    private @Nullable ByteBuffer key(@Nullable Object[] wanted) {
      for (Object value : wanted) {
        if (isNone(value)) {
          return null;
        }
      }
      byte[] key = key(Side.SOURCE, wanted);
      return key == null ? null : ByteBuffer.wrap(key);
    }

    private @Nullable Object[] all(@Nullable Object value) {
      @Nullable Object[] given = new @Nullable Object[lookup.gives().size()];
      Arrays.fill(given, value);
      return given;
    }

    /** What the conditions' columns have to equal for a row. */
    private @Nullable Object[] wanted(@Nullable Object[] row) {
      @Nullable Object[] wanted = new @Nullable Object[own.length];
      for (int i = 0; i < own.length; i++) {
        wanted[i] =
            switch (lookup.conditions().get(i).equal()) {
              case Operand.Own o -> row[own[i]];
              case Operand.Constant constant -> constant.value();
            };
      }
      return wanted;
    }

    /** Looks up what all of some rows lead to, and puts it into them. */
    void lookUp(Connector system, List<@Nullable Object[]> rows) {
      List<@Nullable Object[]> wanted = new ArrayList<>(rows.size());
      List<@Nullable ByteBuffer> keys = new ArrayList<>(rows.size());
      Map<ByteBuffer, @Nullable Object[]> asked = new LinkedHashMap<>();
      for (@Nullable Object[] row : rows) {
        @Nullable Object[] one = wanted(row);
        ByteBuffer key = key(one);
        wanted.add(one);
        keys.add(key);
        if (key != null) {
          asked.put(key, one);
        }
      }
      Map<ByteBuffer, Map<Key, Row>> hits = hits(system, asked.values());
      asked.forEach((key, one) -> found.put(key, told(hits.getOrDefault(key, Map.of()), one)));
      for (int i = 0; i < rows.size(); i++) {
        put(rows.get(i), wanted.get(i), keys.get(i));
      }
    }

    private byte @Nullable [] key(Side side, @Nullable Object[] values) {
      return MatchKey.of(pairs, exact, side, values, scratch);
    }

    private Map<ByteBuffer, Map<Key, Row>> hits(
        Connector system, Collection<@Nullable Object[]> asked) {
      List<Object[]> tuples = new ArrayList<>(asked.size());
      for (@Nullable Object[] wanted : asked) {
        Object[] tuple = there(wanted);
        if (tuple != null) {
          tuples.add(tuple);
        }
      }
      if (tuples.isEmpty()) {
        return Map.of();
      }
      List<String> columns = lookup.conditions().stream().map(Condition::column).toList();
      Map<ByteBuffer, Map<Key, Row>> hits = new HashMap<>();
      for (Row row : system.find(lookup.shape(), columns, tuples, false)) {
        byte[] key = key(Side.TARGET, columns.stream().map(row::get).toArray());
        Key identity = row.key();
        if (key != null && identity != null) {
          hits.computeIfAbsent(ByteBuffer.wrap(key), k -> new HashMap<>()).put(identity, row);
        }
      }
      return hits;
    }

    /** Values as the other object holds them; null if none of its rows can. */
    private Object @Nullable [] there(@Nullable Object[] wanted) {
      Object[] tuple = new Object[wanted.length];
      for (int i = 0; i < tuple.length; i++) {
        try {
          tuple[i] = Objects.requireNonNull(pairs.get(i).carry(Side.SOURCE, wanted[i]));
        } catch (Unrepresentable e) {
          return null;
        }
      }
      return tuple;
    }

    private @Nullable Object[] told(Map<Key, Row> hits, @Nullable Object[] wanted) {
      if (hits.isEmpty()) {
        return lookup.missing() == Missing.NULL ? all(null) : unfound(Why.MISSING, 0, wanted);
      }
      if (hits.size() > 1) {
        return unfound(Why.SEVERAL, hits.size(), wanted);
      }
      Row hit = hits.values().iterator().next();
      return lookup.gives().stream()
          .map(
              g ->
                  hit.get(g.column()) instanceof Flaw
                      ? unfound(Why.UNREADABLE, 1, wanted, g)
                      : hit.get(g.column()))
          .toArray();
    }

    private @Nullable Object[] unfound(Why why, int hits, @Nullable Object[] wanted) {
      return lookup.gives().stream().map(given -> unfound(why, hits, wanted, given)).toArray();
    }

    private Unfound unfound(Why why, int hits, @Nullable Object[] wanted, Given given) {
      String object = lookup.shape().object();
      String what =
          lookup.conditions().stream()
              .map(c -> c.column() + " = " + shown(c, wanted[lookup.conditions().indexOf(c)]))
              .collect(Collectors.joining(" and "));
      return new Unfound(
          why,
          given.as().name(),
          Arrays.asList(wanted),
          switch (why) {
            case MISSING -> "no record of " + object + " has " + what;
            case SEVERAL -> hits + " records of " + object + " have " + what;
            case UNREADABLE ->
                "a value of the record of " + object + " with " + what + " could not be read";
            case UNASKED -> "the record of " + object + " with " + what + " was not looked up";
          });
    }
  }

  /** Whether a value leads nowhere. */
  private static boolean isNone(@Nullable Object value) {
    return value == null || value instanceof Flaw || value instanceof Unfound;
  }

  private static String shown(Condition condition, @Nullable Object value) {
    return switch (condition.equal()) {
      case Operand.Own own when own.hidden() -> "***";
      case Operand.Own own -> shown(value);
      case Operand.Constant constant -> shown(constant.value());
    };
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case String text -> "'" + (text.length() > 60 ? text.substring(0, 59) + "…" : text) + "'";
      case byte[] bytes -> bytes.length + " bytes";
      case null, default -> String.valueOf(value);
    };
  }
}
