package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.expression.Sample.Line;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/expressions.md: its examples are true, and it has all that there is. */
class ExpressionsPageTest {
  /** What Microsoft's reference of SSIS lists. */
  private static final List<String> SSIS =
      List.of(
          ("`+` (numbers);`+` (strings);`-` (subtract);`-` (negate);`*`;`/`;`%`;`==`;`!=`;`>`;`>=`;`<`;"
                  + "`<=`;`&&`;`||`;`!`;`&`;`|`;`^`;`~`;`? :`;"
                  + "`ABS`;`CEILING`;`EXP`;`FLOOR`;`LN`;`LOG`;`POWER`;`ROUND`;`SIGN`;`SQUARE`;`SQRT`;"
                  + "`CODEPOINT`;`FINDSTRING`;`HEX`;`LEFT`;`LEN`;`LOWER`;`LTRIM`;`REPLACE`;`REPLICATE`;"
                  + "`REVERSE`;`RIGHT`;`RTRIM`;`SUBSTRING`;`TOKEN`;`TOKENCOUNT`;`TRIM`;`UPPER`;"
                  + "`DATEADD`;`DATEDIFF`;`DATEPART`;`DAY`;`GETDATE`;`GETUTCDATE`;`MONTH`;`YEAR`;"
                  + "`ISNULL`;`NULL`;`REPLACENULL`;"
                  + "`(DT_I1)`;`(DT_I2)`;`(DT_I4)`;`(DT_I8)`;`(DT_UI1)`;`(DT_UI2)`;`(DT_UI4)`;`(DT_UI8)`;"
                  + "`(DT_R4)`;`(DT_R8)`;`(DT_DECIMAL)`;`(DT_NUMERIC)`;`(DT_CY)`;`(DT_STR)`;`(DT_WSTR)`;"
                  + "`(DT_TEXT)`;`(DT_NTEXT)`;`(DT_BOOL)`;`(DT_DATE)`;`(DT_DBDATE)`;`(DT_DBTIME)`;"
                  + "`(DT_DBTIME2)`;`(DT_DBTIMESTAMP)`;`(DT_DBTIMESTAMP2)`;`(DT_DBTIMESTAMPOFFSET)`;"
                  + "`(DT_FILETIME)`;`(DT_GUID)`;`(DT_BYTES)`;`(DT_IMAGE)`")
              .split(";"));

  static List<Line> examples() throws Exception {
    return Sample.ofThePage().lines().stream().filter(l -> !l.example().isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysWhatIsTrue(Line line) throws Exception {
    assertThat(Sample.ofThePage().shown(line.example())).isEqualTo(line.result());
  }

  @Test
  void hasEveryFunction() throws Exception {
    Set<String> listed =
        Sample.ofThePage().lines().stream()
            .filter(l -> !l.section().equals("From SSIS") && l.name().matches("`[A-Z0-9_]+`"))
            .map(l -> l.name().replace("`", ""))
            .filter(name -> !Set.of("BETWEEN", "IN", "LIKE", "CASE").contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).containsExactlyElementsOf(new TreeSet<>(Functions.names()));
  }

  @Test
  void anExampleOfAFunctionCallsIt() throws Exception {
    for (Line line : Sample.ofThePage().lines()) {
      if (!line.section().equals("From SSIS") && line.name().matches("`[A-Z0-9_]+`")) {
        assertThat(line.example()).contains(line.name().replace("`", ""));
      }
    }
  }

  @Test
  void mapsAllOfSsisOrSaysWhyNot() throws Exception {
    List<Line> mapped =
        Sample.ofThePage().lines().stream().filter(l -> l.section().equals("From SSIS")).toList();
    assertThat(mapped.stream().map(Line::name)).containsExactlyInAnyOrderElementsOf(SSIS);
    assertThat(mapped)
        .allMatch(l -> l.what().startsWith("none, because ") == l.example().isEmpty());
  }
}
