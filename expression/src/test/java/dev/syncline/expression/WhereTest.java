package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.expression.Where.Equation;
import dev.syncline.expression.Where.Operand;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhereTest {
  private static String shown(Where where) {
    return String.join(
        ", ", where.equations().stream().map(e -> e.column().name() + "=" + shown(e)).toList());
  }

  private static String shown(Equation equation) {
    return switch (equation.operand()) {
      case Operand.OfRecord of -> of.column().name();
      case Operand.Constant constant -> Expression.shown(constant.value());
      case Operand.LookedUp inner ->
          inner.column().name() + "@" + inner.object().name() + "[" + shown(inner.where()) + "]";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "code = country | code=country",
        "\"a b\" = \"c d\" and x = -1 and (y = 'z' AND w = TRUE) | a b=c d, x=-1, y='z', w=TRUE",
        "mail = rep.office.mail | mail=rep.office.mail",
        "born = DATE '2020-02-29' | born=2020-02-29",
        "code = (select c from s.t where n = m and k = 1) | code=c@s.t[n=m, k=1]",
        "a = (SELECT b FROM t WHERE c = (SELECT d FROM u WHERE e = f)) | a=b@t[c=d@u[e=f]]",
      })
  void isRead(String text, String expected) throws InvalidExpression {
    assertThat(shown(Where.of(text))).isEqualTo(expected);
  }

  @Test
  void aConstantIsOfItsType() throws InvalidExpression {
    Operand.Constant constant =
        (Operand.Constant) Where.of("a = DATE '2020-01-31'").equations().getFirst().operand();
    assertThat(constant.value()).isEqualTo(LocalDate.of(2020, 1, 31));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "code | line 1, column 1: a record is looked up by columns",
        "code = country or x = 1 | line 1, column 1: a record is looked up by columns",
        "code <> country | line 1, column 1: a record is looked up by columns",
        "'FR' = country | line 1, column 1: a record is looked up by columns",
        "x = 1 and upper(code) = country | line 1, column 11: a record is looked up by columns",
        "code = upper(country) | line 1, column 8: on the right of =",
        "code = null | line 1, column 8: this is no constant, or null",
        "code = 1 / 0 | line 1, column 8: this is no constant, or null",
        "code = (select c from t) | line 1, column 8: another lookup is written",
        "code = (select c, d from t where a = b) | line 1, column 8: another lookup is written",
        "code = (select * from t where a = b) | line 1, column 8: another lookup is written",
        "code = (select distinct c from t where a = b) | column 8: another lookup is written",
        "code = (select c from t, u where a = b) | line 1, column 8: another lookup is written",
        "code = (select c from t where a > b) | line 1, column 31: a record is looked up by columns",
        "code = (select c from t where a = b union select c from t where a = b) | on the right of =",
        "code = exists (select c from t where a = b) | on the right of =",
        "code = | line 1, column 6: the expression ends too early",
      })
  void isRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> Where.of(text))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesOfSeveralPartsAreFoundOnce() throws InvalidExpression {
    assertThat(
            RelatedName.in("upper(a.b) || coalesce(c, a.b, \"x y\".z.w) || cast(d as varchar)")
                .stream()
                .map(RelatedName::parts))
        .containsExactly(List.of("a", "b"), List.of("x y", "z", "w"));
    assertThat(RelatedName.in("1 +\n  a.b").getFirst().place().toString())
        .isEqualTo("line 2, column 3");
    assertThatThrownBy(() -> RelatedName.in("a.b +")).isInstanceOf(InvalidExpression.class);
  }
}
