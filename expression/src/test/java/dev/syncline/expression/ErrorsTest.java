package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults say where they are and what to write instead; a row's refusal names what it met. */
class ErrorsTest {

  private static InvalidExpression invalid(String text) {
    return catchThrowableOfType(InvalidExpression.class, () -> Sample.ofThePage().compiled(text));
  }

  private static EvaluationFailed failed(String text) {
    return catchThrowableOfType(EvaluationFailed.class, () -> Sample.ofThePage().of(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "nme || 'x'; line 1, column 1: there is no column \"nme\"",
        "qty + pricee; line 1, column 7: there is no column \"pricee\"; did you mean \"price\"?",
        "uper(name); line 1, column 1: there is no function uper; did you mean UPPER?",
        "qty + 'x'; line 1, column 7: + takes numbers, not text; texts are joined by ||",
        "name || qty; line 1, column 9: || joins texts, not a whole number; write CAST(… AS VARCHAR)",
        "born > '2020-01-01'; line 1, column 8: > compares a date with text; write CAST(… AS DATE)",
        "UPPER(qty); line 1, column 7: UPPER takes text, not a whole number",
        "UPPER(name, name); line 1, column 1: UPPER takes 1 argument, not 2",
        "LEFT(name, 'x'); line 1, column 12: LEFT, argument 2, takes a whole number, not text",
        "CASE WHEN active THEN 1 ELSE 'x' END; CASE mixes a whole number with text",
        "CASE WHEN qty THEN 1 END; line 1, column 11: WHEN takes true or false, not a whole number",
        "NOT qty; line 1, column 5: NOT takes true or false",
        "CAST(born AS INTEGER); a date cannot be cast to INTEGER",
        "CAST(name AS VARCHR); there is no type VARCHR; did you mean VARCHAR?",
        "DATE '2023-02-29'; '2023-02-29' is not a date",
        "born + INTERVAL '1' HOUR; a date has no hours",
        "born - born; TIMESTAMPDIFF",
        "HOUR(born); HOUR takes a time of day or a timestamp or a timestamp with time zone, not a date",
        "EXTRACT(CENTURY FROM born); EXTRACT knows no CENTURY",
        "FORMAT(born, 'HH:mm'); line 1, column 14: a date does not have all that the pattern asks for",
        "FORMAT(born, 'bbb'); this is no pattern for dates and times",
        "FORMAT(born, name); FORMAT, argument 2, takes text that is the same for every row",
        "FORMAT(qty, '0', 'a_b_c!'); is no locale",
        "AT_TIME_ZONE(seen, 'Mars'); there is no such time zone",
        "REGEXP_LIKE(name, '('); line 1, column 19: this is no regular expression",
        "REGEXP_REPLACE(name, 'a', '$1'); the replacement names a group that the pattern lacks",
        "REGEXP_LIKE(name, 'a', 'x'); the flags are i, m and s, not x",
        "name LIKE 'a!' ESCAPE '!'; nothing follows the ESCAPE character",
        "CONCAT('a', 'b'); write || or CONCAT_WS",
        "GETDATE(); write RUN_TIME()",
        "CURRENT_TIMESTAMP; line 1, column 1: CURRENT_TIMESTAMP would be different each time",
        "date; a column of that name is written \"date\"",
        "name ||; line 1, column 6: the expression ends too early: something is missing after ||",
        "'abc; line 1, column 1: a quote is not closed",
        "1 /* one; line 1, column 9: a comment is not closed",
        "name || method; line 1, column 6: method is not expected after ||; it may be a reserved word",
        "active AND; line 1, column 8: AND does not belong here, or something is missing after it",
        "name name; line 1, column 6: name is not expected here",
        "(SELECT 1); queries are not part of the language",
        "qty IN (SELECT 1); queries are not part of the language",
        "EXISTS (SELECT 1); queries are not part of the language",
        "SUM(qty); there is no function SUM",
        "COUNT(*); there is no function COUNT",
        "SUM(qty) OVER (); OVER is not part of the language",
        "qty IN (1, 'x'); IN compares a whole number with text",
        "?; this is no value",
        "{fn UPPER(name)}; there is no function {fn",
        "name SIMILAR TO 'a'; SIMILAR TO is not part of the language",
        "ARRAY[1]; ARRAY is not part of the language",
        "ROW(1, 2); ROW is not part of the language",
        "NEXT VALUE FOR s; is not part of the language",
        "sys.exec('x'); line 1, column 4: . is not expected here",
        "UPPER(DISTINCT name); has no meaning in a function of one row",
      })
  void faultsSayWhereAndWhat(String text, String message) {
    assertThat(invalid(text)).as(text).isNotNull();
    assertThat(invalid(text).getMessage()).contains(message);
  }

  @Test
  void pointsAtTheFault() {
    assertThat(invalid("qty * 2\n  + pricee * 3").pointed())
        .isEqualTo("  + pricee * 3\n    ^^^^^^");
    assertThat(invalid("'😀' || nme").pointed()).isEqualTo("'😀' || nme\n       ^^^");
    assertThat(invalid("'" + "a".repeat(100) + "' || nme || '" + "b".repeat(100) + "'").pointed())
        .isEqualTo(
            "…%s' || nme || '%s…\n%s^^^".formatted("a".repeat(35), "b".repeat(42), " ".repeat(41)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "1 + qty / (qty - 7); /: division by zero; NULLIF(…, 0) around the divisor gives null instead (line 1, column 5 of 1 + qty / (qty - 7), with qty = 7)",
        "qty % 0; %: division by zero",
        "MOD(qty, 0); MOD: division by zero",
        "price / 0; /: division by zero",
        "9223372036854775807 + qty; +: the result is beyond 64 bits; cast one operand to DECIMAL",
        "CAST(name AS INTEGER); CAST to INTEGER: ",
        "CAST(price AS INTEGER); CAST to INTEGER: number is not whole",
        "CAST(name AS VARCHAR(3)); CAST to VARCHAR(3): ",
        "PARSE_DATE(name, 'dd.MM.yyyy'); PARSE_DATE: the text is no date of that pattern",
        "PARSE_DATE('30.02.2024', 'dd.MM.yyyy'); PARSE_DATE: the text is no date of that pattern",
        "PARSE_NUMBER('1,2,3'); PARSE_NUMBER: the text is no number of that locale",
        "SQRT(-qty); SQRT: the result is no finite number",
        "LN(0); LN: the result is no finite number",
        "MAKE_DATE(2023, 2, 29); MAKE_DATE: there is no such day",
        "TIMESTAMPADD(YEAR, 1000000000, born); TIMESTAMPADD: the result is out of range",
        "CHR(-1); CHR: no character has that number",
        "SUBSTRING(name, 1, -1); SUBSTRING: the length is negative",
        "FROM_UTF8(X'ff'); FROM_UTF8: the bytes are no UTF-8",
        "FROM_HEX('0'); FROM_HEX: the text is not made of pairs of hexadecimal digits",
      })
  void rowsAreRefusedWithWhatTheyMet(String text, String message) {
    assertThat(failed(text)).as(text).isNotNull();
    assertThat(failed(text).getMessage()).startsWith(message);
  }

  @Test
  void pointsAtThePartThatGivesNoValue() {
    EvaluationFailed failed = failed("1 + qty / (qty - 7)");
    assertThat(failed.pointed()).isEqualTo("1 + qty / (qty - 7)\n    ^^^^^^^^^^^^^^^");
    assertThat(failed.inputs()).containsEntry("qty", "7").hasSize(1);
  }

  @Test
  void neverShowsAMaskedColumn() throws Exception {
    Input secret = new Input("iban", Type.Text.UNBOUNDED, false, true);
    Expression expression =
        Expression.of("CAST(iban AS INTEGER) + 1", List.of(secret), Setting.INVARIANT);
    EvaluationFailed failed =
        catchThrowableOfType(EvaluationFailed.class, () -> expression.evaluate("DE89 3704"));
    assertThat(failed.getMessage()).contains("with iban = ***").doesNotContain("3704");
  }

  @Test
  void refusesWhatCannotBeComputedWith() throws Exception {
    record Case(Type type, Object value, String message) {}
    for (Case c :
        List.of(
            new Case(new Type.Date(), Special.ZERO_DATE, "holds 0000-00-00"),
            new Case(Type.Decimal.UNBOUNDED, Special.NAN, "holds NaN"),
            new Case(new Type.Time(0), Duration.ofHours(30), "holds a duration"),
            new Case(new Type.Date(), new Flaw("month 13"), "could not be read: month 13"),
            new Case(Numbers.WHOLE, "text", "holds something else than a whole number"),
            new Case(
                Type.Decimal.UNBOUNDED, new BigDecimal("1E+100000"), "more than 1,000 digits"))) {
      Expression expression =
          Expression.of("x", List.of(new Input("x", c.type, true)), Setting.INVARIANT);
      EvaluationFailed failed =
          catchThrowableOfType(EvaluationFailed.class, () -> expression.evaluate(c.value));
      assertThat(failed.getMessage()).contains("column x: ").contains(c.message);
    }
  }

  @Test
  void namesThatDifferInCaseAloneAreToldApart() throws Exception {
    List<Input> inputs =
        List.of(
            new Input("Name", Type.Text.UNBOUNDED, true),
            new Input("NAME", Type.Text.UNBOUNDED, true));
    assertThat(Expression.of("NAME", inputs, Setting.INVARIANT).evaluate("a", "b")).isEqualTo("b");
    InvalidExpression two =
        catchThrowableOfType(
            InvalidExpression.class, () -> Expression.of("name", inputs, Setting.INVARIANT));
    assertThat(two.getMessage()).contains("\"Name\", \"NAME\"");
    assertThat(
            catchThrowableOfType(
                InvalidExpression.class,
                () -> Expression.of("\"name\"", inputs, Setting.INVARIANT)))
        .isNotNull();
  }

  @Test
  void theRunsMomentIsRefusedWhereThereIsNone() {
    assertThat(
            catchThrowableOfType(
                    InvalidExpression.class,
                    () -> Expression.of("RUN_TIME()", List.of(), Setting.INVARIANT))
                .getMessage())
        .contains("RUN_TIME() has no value here: it would be another in each run");
  }
}
