package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.value.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No expression takes the machine, whoever wrote it. */
class LimitsTest {
  private static final List<Input> TEXT = List.of(new Input("x", Type.Text.UNBOUNDED, true));

  private static Expression over(String text) throws InvalidExpression {
    return Expression.of(text, TEXT, Setting.INVARIANT);
  }

  @Test
  void expressionsAreNoLongerThanAllowed() throws Exception {
    assertThat(over("'" + "a".repeat(7_998) + "'").evaluate("")).isNotNull();
    assertThatThrownBy(() -> over("'" + "a".repeat(7_999) + "'"))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageContaining("8,001 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPEAT(x, 1000001)",
        "REPEAT(x, 9223372036854775807)",
        "LPAD(x, 2000000)",
        "RPAD(x, 9223372036854775807, 'ab')",
        "REPEAT(x, 600000) || REPEAT(x, 600000)",
        "CONCAT_WS(REPEAT(x, 600000), 'a', 'b', 'c')",
        "REPLACE(REPEAT(x, 100000), 'a', REPEAT('b', 100000))",
        "REGEXP_REPLACE(REPEAT(x, 100000), 'a*', '$0$0$0$0$0$0$0$0$0$0$0$0')",
        "REGEXP_REPLACE(REPEAT(x, 500000), 'a', 'bcd')",
        "TO_BASE64(REPEAT(x, 900000))",
        "UPPER(REPEAT('ß', 900000) || x)",
      })
  void textsAreBounded(String text) throws Exception {
    Expression expression = over(text);
    assertThatThrownBy(() -> expression.evaluate("a"))
        .isInstanceOf(EvaluationFailed.class)
        .hasMessageContaining("the text has more than 1,000,000 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRIM(BOTH REPEAT(x, 1001) FROM REPEAT('a', 1000000))",
        "LTRIM(x, REPEAT(x, 1001))",
        "POSITION(REPEAT(x, 1001) IN REPEAT('a', 1000000))",
        "INSTR(x, REPEAT(x, 1001), 2)",
        "REPLACE(x, REPEAT(x, 1001), '')",
        "SPLIT_PART(x, REPEAT(x, 1001), 1)",
        "TRANSLATE(x, REPEAT(x, 1001), '')",
        "TRANSLATE(x, x, REPEAT(x, 1001))",
      })
  void whatIsLookedForIsBounded(String text) throws Exception {
    Expression expression = over(text);
    assertThatThrownBy(() -> expression.evaluate("a"))
        .isInstanceOf(EvaluationFailed.class)
        .hasMessageContaining("the text to look for has more than 1,000 characters");
  }

  @Test
  void longColumnsAreHandedOnButNotWorkedOn() throws Exception {
    String document = "a".repeat(2_000_000);
    assertThat(over("COALESCE(x, '')").evaluate(document)).isSameAs(document);
    Expression upper = over("UPPER(x)");
    assertThatThrownBy(() -> upper.evaluate(document)).hasMessageContaining("1,000,000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POWER(10, 1001 + LENGTH(x))",
        "POWER(1.1, 9223372036854775807 - LENGTH(x))",
        "POWER(7, 9223372036854775807 - LENGTH(x))",
        "POWER(POWER(10, 900 + LENGTH(x)), 2)",
      })
  void numbersAreBounded(String text) throws Exception {
    Expression expression = over(text);
    assertThatThrownBy(() -> expression.evaluate(""))
        .isInstanceOf(EvaluationFailed.class)
        .hasMessageContaining("more than 1,000 digits");
  }

  @Test
  void powersOfOneAreOne() throws Exception {
    assertThat(over("POWER(1, 9223372036854775807)").evaluate("").toString()).isEqualTo("1");
    assertThat(over("POWER(-1, 9223372036854775807)").evaluate("").toString()).isEqualTo("-1");
    assertThat(over("POWER(-1, 9223372036854775806)").evaluate("").toString()).isEqualTo("1");
    assertThat(over("POWER(0, 3)").evaluate("").toString()).isEqualTo("0");
    assertThat(over("POWER(2, -2)").evaluate("").toString()).isEqualTo("0.25");
  }

  /** Each takes a backtracking matcher longer than anybody waits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "REGEXP_LIKE(x, '^(a+)+$')",
        "REGEXP_LIKE(x, '^(a|a)*$')",
        "REGEXP_LIKE(x, '^(.*a){20}$')",
        "x LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%b'",
        "REGEXP_COUNT(x, '(a*)*b') > 0",
      })
  void patternsTakeNoTimeBeyondTheirSize(String text) throws Exception {
    assertThat(over(text).evaluate("a".repeat(20_000) + "!")).isEqualTo(false);
  }

  @Test
  void patternsAreBounded() {
    assertThatThrownBy(() -> over("REGEXP_LIKE(x, '" + "a".repeat(1_001) + "')"))
        .hasMessageContaining("the pattern has more than 1,000 characters");
    assertThatThrownBy(() -> over("REGEXP_LIKE(x, '((a{500}){500}){500}')"))
        .hasMessageContaining("this is no regular expression");
    assertThatThrownBy(() -> over("x LIKE '" + "a".repeat(1_001) + "'"))
        .hasMessageContaining("the pattern has more than 1,000 characters");
    assertThatThrownBy(() -> over("REGEXP_LIKE(x, x)"))
        .hasMessageContaining("the same for every row");
  }
}
