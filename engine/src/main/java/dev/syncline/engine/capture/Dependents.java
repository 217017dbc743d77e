package dev.syncline.engine.capture;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.Lookup.Condition;
import dev.syncline.core.model.Lookup.Missing;
import dev.syncline.core.model.Lookup.Operand;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of a task that a change in another object concerns, to which their rows lead: lookups
 * and related columns, followed backwards. What is found may be too much, and never too little.
 *
 * <p>A mark tells the key of a row that changed, and not what it held before. Rows that lead to it
 * now are found by what it holds now. Those that led to it before are found where a part of its key
 * was compared, for that the mark does tell; else by the column in which the records on the
 * object's side keep its key. Where neither is so, changes of the object cannot be followed.
 */
public final class Dependents {
  private static final int BATCH = 500;

  private final Task task;
  private final Side on;
  private final String object;
  private final List<Reach> reaches;

  /** A lookup that ends in the object, of the rows of a side. */
  private record Reach(Side side, Lookup lookup) {}

  private Dependents(Task task, Side on, String object, List<Reach> reaches) {
    this.task = task;
    this.on = on;
    this.object = object;
    this.reaches = List.copyOf(reaches);
  }

  /** Those of each object to which a task's rows lead. */
  public static List<Dependents> of(Task task) {
    Map<List<Object>, List<Reach>> byObject = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      for (Lookup lookup : task.shape(side).lookups()) {
        byObject
            .computeIfAbsent(List.of(lookup.on(), lookup.shape().object()), o -> new ArrayList<>())
            .add(new Reach(side, lookup));
      }
    }
    return byObject.values().stream()
        .map(
            some -> {
              Lookup first = some.getFirst().lookup();
              return new Dependents(task, first.on(), first.shape().object(), some);
            })
        .toList();
  }

  /** The side whose system holds the object. */
  public Side on() {
    return on;
  }

  /** The object's name. */
  public String object() {
    return object;
  }

  /** The sides whose rows lead there. */
  public Set<Side> sides() {
    Set<Side> sides = EnumSet.noneOf(Side.class);
    reaches.forEach(reach -> sides.add(reach.side()));
    return sides;
  }

  /**
   * Whether rows that the lookups themselves added concern nobody: they lead there only where they
   * would have added such a row, had it been missing.
   */
  public boolean passOverAdded() {
    return reaches.stream().filter(r -> r.side() != on).allMatch(r -> r.lookup().creates())
        && reaches.stream()
            .filter(r -> r.side() == on)
            .allMatch(r -> r.lookup().missing() == Missing.UNFOUND);
  }

  /** Why changes of the object cannot be followed, in words; empty when they can. */
  public String obstacle() {
    return reaches.stream().map(this::obstacle).filter(o -> !o.isEmpty()).findFirst().orElse("");
  }

  private String obstacle(Reach reach) {
    List<Condition> keyed = keyed(reach.lookup());
    List<Condition> compared = compared(reach.lookup());
    List<Condition> kept = kept(reach);
    if (keyed.isEmpty() && !compared.isEmpty() && kept.isEmpty()) {
      return "which record was found by "
          + String.join(", ", compared.stream().map(Condition::column).distinct().toList())
          + " is kept nowhere";
    }
    String unlike = unlike(keyed.isEmpty() ? kept : List.of());
    return unlike.isEmpty() ? noWayBack(reach.side(), keyed.isEmpty() ? compared : keyed) : unlike;
  }

  /** Why the rows of a side cannot be found of which some conditions hold; empty if they can. */
  private String noWayBack(Side side, List<Condition> conditions) {
    if (conditions.isEmpty()) {
      return "what is looked up is the same for every record";
    }
    List<Condition> way = nearest(side, conditions);
    Lookup before = givenBy(side, way.getFirst());
    String unlike = unlike(way);
    return before == null || !unlike.isEmpty() ? unlike : noWayBack(side, compared(before));
  }

  private static String unlike(List<Condition> conditions) {
    return conditions.stream()
        .filter(c -> !isPlain(c.pair()))
        .findFirst()
        .map(c -> c.column() + " is compared with what is of another type")
        .orElse("");
  }

  /** Whether a value of the object's column stands in the other column as itself or not at all. */
  private static boolean isPlain(TypePair pair) {
    Type one = pair.type(Side.SOURCE);
    Type other = pair.type(Side.TARGET);
    boolean texts = isText(one) && isText(other);
    return !pair.isLocal()
        && (texts
            || one.getClass() == other.getClass()
                && (one instanceof Type.Int
                    || one instanceof Type.Uuid
                    || one instanceof Type.Date
                    || one instanceof Type.Bool));
  }

  private static boolean isText(Type type) {
    return type instanceof Type.Text || type instanceof Type.Enumeration;
  }

  /** Conditions that are not the same for every record. */
  private static List<Condition> compared(Lookup lookup) {
    return lookup.conditions().stream().filter(c -> c.equal() instanceof Operand.Own).toList();
  }

  /** Those of them by a part of the object's key. */
  private static List<Condition> keyed(Lookup lookup) {
    List<String> key = key(lookup.shape());
    return compared(lookup).stream().filter(c -> key.contains(c.column())).toList();
  }

  private static List<String> key(Shape shape) {
    return Arrays.stream(shape.key()).mapToObj(i -> shape.columns().get(i).name()).toList();
  }

  /** Where records on the object's side keep which row a lookup found, be it for another field. */
  private List<Condition> kept(Reach reach) {
    return reach.side() == on || !task.policies().direction().writes(on)
        ? List.of()
        : reaches.stream()
            .filter(r -> r.side() == reach.side() && r.lookup().findsAs(reach.lookup()))
            .flatMap(r -> r.lookup().kept().stream())
            .toList();
  }

  /**
   * Keys of the records that some rows of the object concern.
   *
   * @param leading of the records whose rows lead there
   * @param keeping of the records on the object's own side that keep the key of one of the rows:
   *     those on the other side to which they belong lead there, or did
   */
  public record Concerned(BySide<Set<Key>> leading, Set<Key> keeping) {}

  /**
   * The records that some rows of the object concern.
   *
   * @param changed keys that the rows have, and had
   */
  public Concerned find(Ends ends, Collection<Key> changed) {
    BySide<Search> leading = BySide.of(side -> new Search(ends, side));
    Search keeping = new Search(ends, on);
    List<Key> keys = List.copyOf(changed);
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<Key> some = keys.subList(from, Math.min(keys.size(), from + BATCH));
      for (Reach reach : reaches) {
        Search search = leading.on(reach.side());
        Shape shape = reach.lookup().shape();
        List<Condition> keyed = keyed(reach.lookup());
        if (!keyed.isEmpty()) {
          search.back(keyed, parts(shape, keyed, some));
          continue;
        }
        List<Condition> compared = compared(reach.lookup());
        search.back(compared, values(compared, ends.on(on).fetch(shape, some)));
        kept(reach).forEach(kept -> keeping.back(List.of(kept), parts(shape, List.of(kept), some)));
      }
    }
    return new Concerned(BySide.of(side -> leading.on(side).found), keeping.found);
  }

  /** What some keys hold in the conditions' columns. */
  private static List<@Nullable Object[]> parts(
      Shape shape, List<Condition> conditions, List<Key> keys) {
    List<String> names = key(shape);
    List<@Nullable Object[]> parts = new ArrayList<>();
    for (Key key : keys) {
      parts.add(conditions.stream().map(c -> key.parts()[names.indexOf(c.column())]).toArray());
    }
    return parts;
  }

  /** What some rows hold in them. */
  private static List<@Nullable Object[]> values(List<Condition> conditions, List<Row> rows) {
    List<@Nullable Object[]> values = new ArrayList<>();
    for (Row row : rows) {
      values.add(conditions.stream().map(c -> row.get(c.column())).toArray());
    }
    return values;
  }

  /** Of some conditions those by the row's own columns, else those by what one lookup gave. */
  private List<Condition> nearest(Side side, List<Condition> conditions) {
    List<Condition> own = conditions.stream().filter(c -> givenBy(side, c) == null).toList();
    if (!own.isEmpty()) {
      return own;
    }
    Lookup before = givenBy(side, conditions.getFirst());
    return conditions.stream().filter(c -> Objects.equals(before, givenBy(side, c))).toList();
  }

  /** The lookup that gave what a condition compares; null where the row itself holds it. */
  private @Nullable Lookup givenBy(Side side, Condition condition) {
    String name = name(condition);
    return task.shape(side).lookups().stream()
        .filter(l -> l.gives().stream().anyMatch(g -> g.as().name().equals(name)))
        .findFirst()
        .orElse(null);
  }

  private static String name(Condition condition) {
    return ((Operand.Own) condition.equal()).column();
  }

  /** A way back to the rows of a side. */
  private final class Search {
    private final Ends ends;
    private final Side side;
    private final Set<Key> found = new LinkedHashSet<>();

    Search(Ends ends, Side side) {
      this.ends = ends;
      this.side = side;
    }

    /** Finds the rows of which some conditions hold, given values of the conditions' columns. */
    void back(List<Condition> conditions, List<@Nullable Object[]> values) {
      List<Condition> way = nearest(side, conditions);
      List<Object[]> tuples = tuples(conditions, way, values);
      if (tuples.isEmpty()) {
        return;
      }
      boolean loose = way.stream().anyMatch(c -> isPadded(c.pair().type(Side.TARGET)));
      Lookup before = givenBy(side, way.getFirst());
      if (before != null) {
        List<String> columns = way.stream().map(c -> given(before, c)).toList();
        List<Row> rows = ends.on(before.on()).find(before.shape(), columns, tuples, loose);
        List<Condition> next = compared(before);
        back(next, values(next, rows));
        return;
      }
      List<String> columns = way.stream().map(Dependents::name).toList();
      Shape key = task.schema(side).shape(task.schema(side).identity());
      for (Row row : ends.on(side).find(key, columns, tuples, loose)) {
        Key one = row.key();
        if (one != null) {
          found.add(one);
        }
      }
    }

    private static String given(Lookup lookup, Condition condition) {
      return lookup.gives().stream()
          .filter(g -> g.as().name().equals(name(condition)))
          .findFirst()
          .orElseThrow()
          .column();
    }

    /** The values as they stand on the other side of the conditions; none that cannot. */
    private static List<Object[]> tuples(
        List<Condition> conditions, List<Condition> way, List<@Nullable Object[]> values) {
      Set<List<Object>> tuples = new LinkedHashSet<>();
      for (@Nullable Object[] row : values) {
        List<Object> tuple = new ArrayList<>();
        for (Condition condition : way) {
          Object value = row[conditions.indexOf(condition)];
          try {
            Object there =
                value instanceof Flaw ? null : condition.pair().carry(Side.TARGET, value);
            if (there != null) {
              tuple.add(there);
            }
          } catch (Unrepresentable e) {
            continue; // no row can hold it
          }
        }
        if (tuple.size() == way.size()) {
          tuples.add(tuple);
        }
      }
      return tuples.stream().map(List::toArray).toList();
    }

    /** Spaces at the end of what is compared with such a column do not count. */
    private static boolean isPadded(Type type) {
      return type instanceof Type.Text text && text.padded();
    }
  }
}
