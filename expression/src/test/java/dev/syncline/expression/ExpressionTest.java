package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions give, beyond the examples of the manual. */
class ExpressionTest {

  private static Object eval(String text) throws Exception {
    return Sample.ofThePage().of(text);
  }

  private static Expression over(String text, Type type) throws Exception {
    return Expression.of(text, List.of(new Input("x", type, true)), Setting.INVARIANT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "NULL + 1; NULL",
        "city || 'x'; NULL",
        "UPPER(city); NULL",
        "city = city; NULL",
        "city = 'a' OR TRUE; TRUE",
        "city = 'a' OR FALSE; NULL",
        "city = 'a' AND FALSE; FALSE",
        "FALSE AND 1 / (qty - 7) = 1; FALSE",
        "NOT (city = 'a'); NULL",
        "qty IN (1, NULL); NULL",
        "qty IN (7, NULL); TRUE",
        "qty NOT IN (1, NULL); NULL",
        "city IS NOT DISTINCT FROM NULL; TRUE",
        "CASE WHEN city = 'a' THEN 1 END; NULL",
        "CASE city WHEN NULL THEN 1 ELSE 2 END; 2",
        "COALESCE(NULL, city, NULL); NULL",
        "GREATEST(1, NULL); NULL",
        "NULLIF(city, 'a'); NULL",
        "city BETWEEN 'a' AND 'b'; NULL",
        "qty BETWEEN 8 AND CAST(NULL AS INTEGER); FALSE",
        "city LIKE '%'; NULL",
        "CONCAT_WS(city, 'a', 'b'); NULL",
        "CONCAT_WS('-', city); ''",
      })
  void nullsAreSqls(String text, String result) throws Exception {
    assertThat(Sample.ofThePage().shown(text)).isEqualTo(result);
  }

  @Test
  void decimalsAreExact() throws Exception {
    assertThat(eval("0.1 + 0.2 = 0.3")).isEqualTo(true);
    assertThat(eval("price * 3 - 59.70")).isEqualTo(new BigDecimal("0.00"));
    assertThat(eval("99999999999999999999999999999999999999 + 0.00000000000000000001"))
        .isEqualTo(new BigDecimal("99999999999999999999999999999999999999.00000000000000000001"));
    assertThat(eval("1 / 3.0")).isEqualTo(new BigDecimal("0.3333333333333333"));
    assertThat(eval("2 / 3.00")).isEqualTo(new BigDecimal("0.6666666666666667"));
    assertThat(eval("10.00 / 4")).isEqualTo(new BigDecimal("2.50"));
    assertThat(eval("1e0 / 4")).isEqualTo(0.25);
    assertThat(eval("0.1e0 = 0.1")).isEqualTo(true);
    assertThat(eval("9223372036854775807 + 0.0"))
        .isEqualTo(new BigDecimal("9223372036854775807.0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "qty; INTEGER",
        "qty + 1; BIGINT",
        "price; DECIMAL(10, 2)",
        "price + 1.005; DECIMAL(12, 3)",
        "price * price; DECIMAL(20, 4)",
        "price / 1.2; DECIMAL(25, 16)",
        "price * weight; DOUBLE",
        "ROUND(price, 1); DECIMAL(10, 1)",
        "CASE WHEN active THEN 1 ELSE 2.50 END; DECIMAL(12, 2)",
        "POWER(price, 2); DECIMAL",
        "name || 'x'; VARCHAR",
        "CAST(name AS VARCHAR(5)); VARCHAR(5)",
        "born; DATE",
        "seen; TIMESTAMP(6) WITH TIME ZONE",
        "NULL; VARCHAR",
        "qty > 1; BOOLEAN",
      })
  void typesFollowTheRulesOfThePage(String text, String type) throws Exception {
    assertThat(Sample.ofThePage().compiled(text).typeText()).isEqualTo(type);
  }

  @Test
  void columnsOfEveryTypeAreRead() throws Exception {
    Type unsigned = new Type.Int(64, true);
    assertThat(over("x + 1", unsigned).evaluate(new BigInteger("18446744073709551615")))
        .isEqualTo(new BigDecimal("18446744073709551616"));
    assertThat(over("x + 1", unsigned).evaluate(1L)).isEqualTo(new BigDecimal("2"));
    assertThat(over("x * 10", new Type.Real(32)).evaluate((double) 0.2f)).isEqualTo(2.0);
    assertThat(over("x || '.'", new Type.Text(4, 0, true)).evaluate("a   ")).isEqualTo("a.");
    assertThat(over("x || '.'", new Type.Enumeration(List.of("a"))).evaluate("a")).isEqualTo("a.");
    assertThat(over("CAST(x AS VARCHAR)", new Type.Json()).evaluate("{}")).isEqualTo("{}");
  }

  @Test
  void charactersAreCodePoints() throws Exception {
    assertThat(eval("LENGTH('👩‍👧')")).isEqualTo(3L);
    assertThat(eval("SUBSTRING('😀😁😂', 2, 1)")).isEqualTo("😁");
    assertThat(eval("SUBSTRING('abc', -1, 3)")).isEqualTo("a");
    assertThat(eval("LEFT('😀😁', 1)")).isEqualTo("😀");
    assertThat(eval("LPAD('x', 3, '😀')")).isEqualTo("😀😀x");
    assertThat(eval("POSITION('b' IN '😀b')")).isEqualTo(2L);
    assertThat(eval("'😀' LIKE '_'")).isEqualTo(true);
    assertThat(eval("TRANSLATE('a😀', '😀', '😁')")).isEqualTo("a😁");
    assertThat(eval("'\ufffd' < '😀'")).as("not as UTF-16 would have it").isEqualTo(true);
    assertThat(eval("TRIM(BOTH '😀' FROM '😀a😀')")).isEqualTo("a");
  }

  @Test
  void theLocaleDecidesOnCaseAndFormats() throws Exception {
    Setting turkish = Setting.INVARIANT.in(Locale.forLanguageTag("tr"));
    assertThat(Expression.of("UPPER('i')", List.of(), turkish).evaluate()).isEqualTo("İ");
    assertThat(eval("UPPER('i')")).isEqualTo("I");
    Setting german = Setting.INVARIANT.in(Locale.GERMANY);
    assertThat(Expression.of("FORMAT(1234.5, '#,##0.00')", List.of(), german).evaluate())
        .isEqualTo("1.234,50");
    assertThat(Expression.of("PARSE_NUMBER('1.234,50')", List.of(), german).evaluate())
        .isEqualTo(new BigDecimal("1234.50"));
    assertThat(eval("FORMAT(DATE '2024-03-01', 'd MMMM yyyy', 'fr-FR')")).isEqualTo("1 mars 2024");
    assertThat(eval("PARSE_NUMBER('1 234,5', 'fr-FR')")).isEqualTo(new BigDecimal("1234.5"));
    assertThat(eval("CAST(1234.5 AS VARCHAR)")).as("no locale changes a cast").isEqualTo("1234.5");
  }

  @Test
  void datesReachAsFarAsJavas() throws Exception {
    assertThat(eval("DATE '0001-01-01' - INTERVAL '1' DAY")).isEqualTo(LocalDate.of(0, 12, 31));
    assertThat(eval("DATE '9999-12-31' + INTERVAL '1' DAY")).isEqualTo(LocalDate.of(10000, 1, 1));
    assertThat(eval("TIMESTAMPDIFF(DAY, DATE '0001-01-01', DATE '9999-12-31')"))
        .isEqualTo(3652058L);
    assertThat(eval("TIMESTAMPADD(YEAR, 1, DATE '2024-02-29')"))
        .isEqualTo(LocalDate.of(2025, 2, 28));
  }

  @Test
  void pointsInTimeHaveTheirDateInTheZone() throws Exception {
    Input seen = new Input("seen", new Type.Timestamp(6, true), false);
    Setting paris = Setting.INVARIANT.in(ZoneId.of("Europe/Paris"));
    Instant before = Instant.parse("2024-03-30T23:30:00Z");
    assertThat(Expression.of("CAST(seen AS DATE)", List.of(seen), paris).evaluate(before))
        .isEqualTo(LocalDate.of(2024, 3, 31));
    assertThat(Expression.of("HOUR(seen)", List.of(seen), paris).evaluate(before)).isEqualTo(0L);
    assertThat(Expression.of("TIMESTAMPADD(DAY, 1, seen)", List.of(seen), paris).evaluate(before))
        .as("a day of 23 hours")
        .isEqualTo(Instant.parse("2024-03-31T22:30:00Z"));
    assertThat(Expression.of("TIMESTAMPADD(HOUR, 24, seen)", List.of(seen), paris).evaluate(before))
        .isEqualTo(Instant.parse("2024-03-31T23:30:00Z"));
  }

  @Test
  void namesItsColumnsInTheOrderInWhichTheyComeFirst() throws Exception {
    Expression expression = Sample.ofThePage().compiled("qty * PRICE + \"qty\"");
    assertThat(expression.columns()).extracting(Input::name).containsExactly("qty", "price");
    assertThat(expression.text()).isEqualTo("qty * PRICE + \"qty\"");
    assertThat(expression.nullable()).isTrue();
  }

  @Test
  void isEqualToWhatIsWrittenOtherwise() throws Exception {
    Sample sample = Sample.ofThePage();
    assertThat(sample.compiled("qty  + ( 1 )"))
        .isEqualTo(sample.compiled("qty + 1 -- one more"))
        .hasSameHashCodeAs(sample.compiled("qty + 1"))
        .isNotEqualTo(sample.compiled("1 + qty"))
        .isNotEqualTo(Expression.of("qty + 1", sample.inputs(), Setting.INVARIANT));
  }
}
