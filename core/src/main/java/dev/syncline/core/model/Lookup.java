package dev.syncline.core.model;

import dev.syncline.core.Side;
import dev.syncline.core.value.TypePair;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How rows lead to a row of another object, and what of that row stands in them beside their own
 * values. It is the one row that fulfils all conditions; where there is none, or several are, an
 * {@link dev.syncline.core.value.Unfound} stands there. A row of which a condition's value is null
 * leads nowhere, and null stands there.
 *
 * @param on the side whose system holds the other object
 * @param shape what is read of it: its key, what is compared, and what is given
 * @param conditions at least one
 * @param gives what of it stands in the rows
 * @param missing what stands in a row that leads to none
 * @param kept where the records on that side that belong to the rows keep which one it is: columns
 *     of its key, with what equals them there once both sides agree
 */
public record Lookup(
    Side on,
    Shape shape,
    List<Condition> conditions,
    List<Given> gives,
    Missing missing,
    List<Condition> kept) {
  public Lookup {
    conditions = List.copyOf(conditions);
    gives = List.copyOf(gives);
    kept = List.copyOf(kept);
  }

  /** A lookup of which nobody keeps where it led. */
  public Lookup(
      Side on, Shape shape, List<Condition> conditions, List<Given> gives, Missing missing) {
    this(on, shape, conditions, gives, missing, List.of());
  }

  /** What stands in a row that leads to none. */
  public enum Missing {
    /** Null, as in SQL's outer joins. */
    NULL,
    /** That it was not found. */
    UNFOUND,
    /** The same, and a row may be added to which it leads. */
    CREATED
  }

  /** Whether rows may be added to the other object. */
  public boolean creates() {
    return missing == Missing.CREATED;
  }

  /** Lookups in their order, those that lead to the same record as one. */
  public static List<Lookup> merged(List<Lookup> all) {
    List<Lookup> merged = new ArrayList<>();
    for (Lookup lookup : all) {
      int same = 0;
      while (same < merged.size() && !merged.get(same).leadsAs(lookup)) {
        same++;
      }
      if (same == merged.size()) {
        merged.add(lookup);
      } else {
        merged.set(same, merged.get(same).and(lookup));
      }
    }
    return merged;
  }

  private boolean leadsAs(Lookup other) {
    return missing == other.missing && findsAs(other);
  }

  /** Whether a row leads to the same record by both, if to any. */
  public boolean findsAs(Lookup other) {
    return on == other.on
        && shape.object().equals(other.shape.object())
        && terms().equals(other.terms());
  }

  private List<List<Object>> terms() {
    return conditions.stream().map(c -> List.<Object>of(c.column(), c.equal())).toList();
  }

  private Lookup and(Lookup other) {
    Set<Column> columns = new LinkedHashSet<>(shape.columns());
    columns.addAll(other.shape.columns());
    Set<Given> all = new LinkedHashSet<>(gives);
    all.addAll(other.gives);
    Set<Condition> both = new LinkedHashSet<>(kept);
    both.addAll(other.kept);
    return new Lookup(
        on,
        shape.over(List.copyOf(columns)),
        conditions,
        List.copyOf(all),
        missing,
        List.copyOf(both));
  }

  /** The same in messages that do not show the values of some columns of the leading rows. */
  public Lookup hiding(Set<String> columns) {
    return new Lookup(
        on, shape, conditions.stream().map(c -> c.hiding(columns)).toList(), gives, missing, kept);
  }

  /**
   * A column of the other object that equals something.
   *
   * @param column its name
   * @param pair the type of what it equals, as the source, and its own
   */
  public record Condition(String column, Operand equal, TypePair pair) {
    private Condition hiding(Set<String> columns) {
      return equal instanceof Operand.Own own && columns.contains(own.column())
          ? new Condition(column, new Operand.Own(own.column(), true), pair)
          : this;
    }
  }

  /** What a column of the other object equals. */
  public sealed interface Operand {
    /**
     * A column of the row that leads there: its own, or one that an earlier lookup gave.
     *
     * @param hidden whether its values must not be shown
     */
    record Own(String column, boolean hidden) implements Operand {}

    /** The same for all rows. */
    record Constant(Object value) implements Operand {}
  }

  /**
   * A value of the other row.
   *
   * @param column its name there
   * @param as what it is in the rows that lead there; no object has a column of that name
   */
  public record Given(String column, Column as) {}
}
