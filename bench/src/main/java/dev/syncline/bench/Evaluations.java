package dev.syncline.bench;

import dev.syncline.core.value.Type;
import dev.syncline.expression.EvaluationFailed;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The three expressions of {@link MappedLoad} over rows in memory, beside the same in Java written
 * by hand. Each turn goes over the rows of a block again and again.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class Evaluations implements Scenario {
  private static final int BLOCK = 4_096;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal DEAR = BigDecimal.valueOf(5_000);

  private static final List<Input> COLUMNS =
      List.of(
          new Input("email", Type.Text.UNBOUNDED, false),
          new Input("price", new Type.Decimal(12, 2), false),
          new Input("rate", new Type.Decimal(10, 6), true),
          new Input("title", Type.Text.UNBOUNDED, false),
          new Input("active", new Type.Bool(), false));

  private final long rows;
  private final @Nullable Object[][] block = new Object[BLOCK][];
  private List<Expression> expressions;

  /** What came out of it, so that nothing is left out. */
  private long sum;

  Evaluations(long rows) {
    this.rows = rows;
  }

  @Override
  public String title() {
    return "three expressions of each row / the same in Java";
  }

  @Override
  public String goal() {
    return "reported";
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws InvalidExpression {
    expressions =
        List.of(
            Expression.of("COALESCE(rate, price / 100)", COLUMNS, Setting.INVARIANT),
            Expression.of("UPPER(title) || ' (' || email || ')'", COLUMNS, Setting.INVARIANT),
            Expression.of("active OR price > 5000", COLUMNS, Setting.INVARIANT));
    for (int i = 0; i < BLOCK; i++) {
      block[i] =
          new @Nullable Object[] {
            "user%08d@example.org".formatted(i),
            BigDecimal.valueOf(i * 37L % 1_000_000, 2),
            i % 7 == 0 ? null : BigDecimal.valueOf(i * 13L % 10_000_000, 6),
            "Product number " + i + " of the catalogue",
            i % 3 == 0
          };
    }
  }

  @Override
  public void raw() {
    for (long i = 0; i < rows; i++) {
      @Nullable Object[] row = block[(int) (i % BLOCK)];
      BigDecimal price = (BigDecimal) row[1];
      Object rate =
          row[2] == null ? price.divide(HUNDRED, 6, RoundingMode.HALF_UP) : (BigDecimal) row[2];
      Object title = ((String) row[3]).toUpperCase(Locale.ENGLISH) + " (" + row[0] + ")";
      Object active = (Boolean) row[4] || price.compareTo(DEAR) > 0;
      sum += rate.hashCode() + title.hashCode() + active.hashCode();
    }
  }

  @Override
  public void syncline() throws EvaluationFailed {
    for (long i = 0; i < rows; i++) {
      @Nullable Object[] row = block[(int) (i % BLOCK)];
      for (Expression expression : expressions) {
        sum += Objects.hashCode(expression.evaluate(row));
      }
    }
  }

  @Override
  public void close() {
    if (sum == 0) {
      throw new IllegalStateException("nothing was evaluated");
    }
  }
}
