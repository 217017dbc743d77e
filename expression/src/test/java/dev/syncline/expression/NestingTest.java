package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is nested or chained too far is refused at its place, however much stack there is. */
class NestingTest {
  private static final int KIB = 1024;

  /** Less than any thread has by default, what it has, and more than anything needs. */
  private static final List<Integer> STACKS = List.of(768 * KIB, 1024 * KIB, 64 * 1024 * KIB);

  private static final String BRACKETS =
      "the expression is nested too deeply; at most 100 parentheses and CASEs may be within each"
          + " other";
  private static final String DEEP =
      "the expression is nested too deeply; at most 200 operators and functions may be within each"
          + " other: put parts of a long chain in parentheses";
  private static final String LONG =
      "the expression has more than 1,000 words and signs in a row; put parts of it in parentheses";

  private static Expression over(String text) throws InvalidExpression {
    Input truth = new Input("b", new Type.Bool(), true);
    Input number = new Input("n", new Type.Int(32, false), true);
    return Expression.of(text, List.of(truth, number), Setting.INVARIANT);
  }

  /** The value where b is true and n is 1, or why there is none; the same on all stacks. */
  private static String on(String text) throws Exception {
    List<String> outcomes = new ArrayList<>();
    for (int stack : STACKS) {
      FutureTask<String> outcome = new FutureTask<>(() -> outcome(text));
      new Thread(null, outcome, "stack of " + stack, stack).start();
      outcomes.add(outcome.get());
    }
    assertThat(outcomes).allMatch(outcomes.getFirst()::equals);
    return outcomes.getFirst();
  }

  private static String outcome(String text) throws EvaluationFailed {
    try {
      return Expression.shown(over(text).evaluate(true, 1L));
    } catch (InvalidExpression e) {
      return e.getMessage();
    }
  }

  private static String nested(String open, String inner, String close, int levels) {
    return open.repeat(levels) + inner + close.repeat(levels);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "(;n;)",
        "-(;n;)",
        "ABS(;n;)",
        "COALESCE(n, ;n;)",
        "CAST(;n; AS BIGINT)",
        "CASE WHEN b THEN ;n; END",
        "b AND NOT (;b;)",
      })
  void bracketsAreBounded(String open, String inner, String close) throws Exception {
    assertThat(on(nested(open, inner, close, 66))).isIn("1", "TRUE", "FALSE");
    int most = Limits.EXPRESSION / (open.length() + close.length()) - 1;
    for (int levels : List.of(101, most)) {
      assertThat(on(nested(open, inner, close, levels))).endsWith(BRACKETS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"- ;n", "+ ;n", "NOT ;b"})
  void signsInFrontAreBounded(String sign, String inner) throws Exception {
    assertThat(on(nested(sign, inner, "", 198))).isIn("1", "TRUE");
    String first = "line 1, column " + (200 * sign.length() + 1) + ": ";
    for (int signs : List.of(200, 201, 999)) {
      assertThat(on(nested(sign, inner, "", signs))).isEqualTo(first + DEEP);
    }
    String beyond = "line 1, column " + (1_000 * sign.length() + 1) + ": ";
    int most = Limits.EXPRESSION / sign.length() - 1;
    for (int signs : List.of(1_000, most)) {
      assertThat(on(nested(sign, inner, "", signs))).isEqualTo(beyond + LONG);
    }
  }

  @Test
  void chainsAreBounded() throws Exception {
    assertThat(on(chain("1", " + ", 150))).isEqualTo("150");
    assertThat(on(chain("1", " + ", 201))).endsWith(DEEP);
    String half = "(" + chain("1", " + ", 150) + ")";
    assertThat(on(half + " + " + half)).isEqualTo("300");
    assertThat(on(chain("1", "+", 4_000))).endsWith(LONG);
    assertThat(on("n" + " IS NULL".repeat(900))).endsWith(LONG);
    assertThat(on(chain("'a'", " LIKE ", 700))).endsWith(LONG);
    assertThat(on(chain("b", " AND ", 200))).isEqualTo("TRUE");
    assertThat(on(chain("b", " OR ", 201)))
        .isEqualTo(
            "line 1, column 1001: OR joins at most 200 conditions; IN (…) takes more, where they"
                + " are about one value");
    assertThat(on("n IN (" + chain("1", ", ", 2_000) + ")")).isEqualTo("TRUE");
  }

  @Test
  void theDeepestAndLongestAtOnceNeedNoMoreStack() throws Exception {
    assertThat(on(nested("ABS(", "- ".repeat(998) + "n", ")", 99))).endsWith(DEEP);
    assertThat(on("- ".repeat(998) + nested("(", "- ".repeat(998) + "n", ")", 99))).endsWith(DEEP);
  }

  @Test
  void branchesOfACaseAreRowsOfTheirOwn() throws Exception {
    String branches = "WHEN n = 2 THEN 'x' ".repeat(300);
    assertThat(on("CASE " + branches + "ELSE 'y' END")).isEqualTo("'y'");
  }

  @Test
  void textsNamesAndCommentsAreNoNesting() throws Exception {
    String brackets = "(".repeat(300);
    assertThat(on("n /* " + brackets + " */ + 1 -- it's " + brackets)).isEqualTo("2");
    assertThat(on("LENGTH('" + brackets + "')")).isEqualTo("300");
    assertThat(on("LENGTH('it''s" + brackets + "')")).isEqualTo("304");
    assertThatThrownBy(() -> over("\"" + brackets + "\""))
        .hasMessageContaining("there is no column");
    assertThat(on("1 -- it's\n + " + brackets)).isEqualTo("line 2, column 104: " + BRACKETS);
    assertThat(on("1 // it's\n + " + brackets)).isEqualTo("line 2, column 104: " + BRACKETS);
    assertThat(on("'a" + brackets)).isEqualTo("line 1, column 1: a quote is not closed");
  }

  private static String chain(String part, String sign, int parts) {
    return String.join(sign, Collections.nCopies(parts, part));
  }
}
