package dev.syncline.core.mapping;

import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Flaw;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which records of a side a task is about: those of which all of its conditions are true. One that
 * is unknown (null) is not true. What is not about a task is out of its scope: neither matched nor
 * written nor deleted by it.
 *
 * @param conditions none for all records of the side
 */
public record Scope(List<Condition> conditions) {
  private static final Pattern ALTERNATIVES = Pattern.compile("(?i)\\bor\\b");

  /** All records of a side. */
  public static final Scope EVERYTHING = new Scope(List.of());

  public Scope {
    conditions = List.copyOf(conditions);
  }

  /**
   * One condition.
   *
   * @param text it as a person wrote it
   * @param columns positions in the side's shape of the columns it reads
   * @param formula gives true, false or null for a row of the task's shape
   * @param narrowing what surely holds of each row of which it is true
   */
  public record Condition(
      String text, List<Integer> columns, Formula formula, Narrowing narrowing) {
    public Condition {
      columns = List.copyOf(columns);
    }

    /** A condition of which no system can be told anything. */
    public Condition(String text, List<Integer> columns, Formula formula) {
      this(text, columns, formula, Narrowing.EVERYTHING);
    }

    /**
     * Whether it is true of a row.
     *
     * @throws Formula.NoValue if it cannot be told
     */
    public boolean holds(Row row) throws Formula.NoValue {
      for (int column : columns) {
        if (row.get(column) instanceof Flaw flaw) {
          throw new Formula.NoValue(
              row.shape().columns().get(column).name() + ": " + flaw.reason());
        }
      }
      return Boolean.TRUE.equals(formula.of(row));
    }
  }

  /** Whether all records of the side are in it. */
  public boolean isEverything() {
    return conditions.isEmpty();
  }

  /**
   * What a row of the task's shape is to the task. A row is out of scope as soon as one condition
   * is not true of it, whatever another cannot tell; what of it could not be read matters only
   * within scope.
   */
  public Observed observe(Row row) {
    String unknown = null;
    for (Condition condition : conditions) {
      try {
        if (!condition.holds(row)) {
          return new Observed.OutOfScope(row);
        }
      } catch (Formula.NoValue e) {
        unknown = "the filter " + condition.text() + " has no value: " + e.getMessage();
      }
    }
    if (unknown != null) {
      return new Observed.Unreadable(unknown);
    }
    for (int i = 0; i < row.values().length; i++) {
      if (row.get(i) instanceof Flaw flaw) {
        return new Observed.Unreadable(row.shape().columns().get(i).name() + ": " + flaw.reason());
      }
    }
    return new Observed.Present(row);
  }

  private static String joinable(Condition condition) {
    return ALTERNATIVES.matcher(condition.text()).find()
        ? "(" + condition.text() + ")"
        : condition.text();
  }

  /** What surely holds of each row that is in it. */
  public Narrowing narrowing() {
    return Narrowing.all(conditions.stream().map(Condition::narrowing).toList());
  }

  /** The conditions as one text; empty for all records. */
  public String text() {
    return conditions.stream().map(Condition::text).distinct().count() == 1
        ? conditions.getFirst().text()
        : conditions.stream().map(Scope::joinable).distinct().collect(Collectors.joining(" AND "));
  }
}
