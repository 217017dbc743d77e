package dev.syncline.expression;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.value.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.jspecify.annotations.Nullable;

/**
 * An SQL scalar expression over the columns of one row, compiled once and evaluated per row.
 * Immutable; for any number of threads. The same text over the same columns in the same setting
 * gives the same value for the same row, always: it reaches no clock, no file, no network and no
 * class, and its size, depth and results are bounded.
 *
 * <p>Two expressions are equal if they are written the same but for spaces, comments, parentheses
 * that change nothing and the case of keywords, over the same columns and in the same setting.
 */
public final class Expression {
  private final String text;
  private final String normalized;
  private final List<Input> inputs;
  private final Setting setting;
  private final List<Integer> used;
  private final Step step;

  private Expression(
      String text,
      String normalized,
      List<Input> inputs,
      Setting setting,
      List<Integer> used,
      Step step) {
    this.text = text;
    this.normalized = normalized;
    this.inputs = inputs;
    this.setting = setting;
    this.used = used;
    this.step = step;
  }

  /**
   * Compiles an expression.
   *
   * @param inputs the columns that it may name, in the order of a row's values
   * @throws InvalidExpression if it is none over these columns
   */
  public static Expression of(String text, List<Input> inputs, Setting setting)
      throws InvalidExpression {
    try {
      SqlNode node = Parsed.of(text);
      Columns columns = new Columns(inputs);
      Step step = new Compiler(columns, setting).step(node);
      String normalized = node.toSqlString(AnsiSqlDialect.DEFAULT).getSql();
      return new Expression(text, normalized, List.copyOf(inputs), setting, columns.used(), step);
    } catch (Fault fault) {
      throw fault.in(text);
    }
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  /** What it gives; of an expression that is always null, text. */
  public Type type() {
    return step.isNull() ? Type.Text.UNBOUNDED : step.knownType();
  }

  /** The type as SQL writes it: {@code DECIMAL(10, 2)}. */
  public String typeText() {
    return SqlType.text(type());
  }

  /**
   * What surely holds of the columns of each row for which it is true: a superset in simple terms.
   */
  public Narrowing narrowing() {
    try {
      Columns again = new Columns(inputs);
      return new Demands(again, setting).of(Parsed.of(text), true);
    } catch (Fault e) {
      throw new IllegalStateException("it was valid before", e);
    }
  }

  /** Whether it may give null. */
  public boolean nullable() {
    return step.nullable();
  }

  /** The columns that it may name, in the order of a row's values. */
  public List<Input> inputs() {
    return inputs;
  }

  /** The columns it names, in the order in which it first does. */
  public List<Input> columns() {
    return used.stream().map(inputs::get).toList();
  }

  /**
   * Its value for a row.
   *
   * @param row a value for each input, of the class that its type names, or null
   * @return null, or a value of the class that {@link #type} names
   * @throws EvaluationFailed if it has none for this row
   */
  public @Nullable Object evaluate(@Nullable Object... row) throws EvaluationFailed {
    try {
      return step.of(row);
    } catch (Refusal refusal) {
      Map<String, String> values = new LinkedHashMap<>();
      for (int at : used) {
        Input input = inputs.get(at);
        values.put(input.name(), input.masked() ? "***" : Shown.value(row[at]));
      }
      throw new EvaluationFailed(text, refusal, values);
    }
  }

  /** A value in one line, as messages and the manual show it: texts in single quotes. */
  public static String shown(@Nullable Object value) {
    return Shown.value(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Expression that
        && normalized.equals(that.normalized)
        && inputs.equals(that.inputs)
        && setting.equals(that.setting);
  }

  @Override
  public int hashCode() {
    return normalized.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
