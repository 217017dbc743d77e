package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.value.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The orders of docs/locales.md. */
class TextOrderTest {
  private static final Setting SWEDISH =
      Setting.INVARIANT.in(Locale.forLanguageTag("sv-SE")).collating();

  private record Line(Setting setting, List<String> inOrder) {}

  static List<Line> lines() throws Exception {
    try (Stream<String> lines = Files.lines(Path.of("../docs/locales.md"))) {
      return lines
          .map(l -> Pattern.compile("\\| (\\S+) \\| (`[^|]+`) \\|").matcher(l))
          .filter(m -> m.matches())
          .map(m -> new Line(setting(m.group(1)), words(m.group(2))))
          .toList();
    }
  }

  private static Setting setting(String name) {
    return name.equals("code-point")
        ? Setting.INVARIANT
        : Setting.INVARIANT.in(Locale.forLanguageTag(name)).collating();
  }

  private static List<String> words(String cell) {
    return Pattern.compile("`([^`]+)`")
        .matcher(cell)
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }

  private static Object value(String expression, Setting setting) throws Exception {
    return Expression.of(expression, List.of(), setting).evaluate();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void textsStandInOrder(Line line) throws Exception {
    List<String> words = line.inOrder();
    assertThat(words).hasSizeGreaterThan(2);
    for (int i = 0; i < words.size(); i++) {
      for (int j = 0; j < words.size(); j++) {
        String both = "'" + words.get(i) + "' %s '" + words.get(j) + "'";
        assertThat(value(both.formatted("<"), line.setting())).as(both).isEqualTo(i < j);
        assertThat(value(both.formatted(">="), line.setting())).as(both).isEqualTo(i >= j);
        assertThat(value(both.formatted("="), line.setting())).as(both).isEqualTo(i == j);
      }
    }
    String all = "('" + String.join("', '", words.reversed()) + "')";
    assertThat(value("LEAST" + all, line.setting())).isEqualTo(words.getFirst());
    assertThat(value("GREATEST" + all, line.setting())).isEqualTo(words.getLast());
  }

  @Test
  void thePageHasOrders() throws Exception {
    assertThat(lines()).hasSizeGreaterThan(3);
  }

  /** U+0041 U+030A is Å in two code points: it sorts beside it, and is another text. */
  @Test
  void whatIsEqualDependsOnNoLocale() throws Exception {
    assertThat(value("'\u00c5' = 'A\u030a'", SWEDISH)).isEqualTo(false);
    assertThat(value("'\u00c5' < 'A\u030a' OR 'A\u030a' < '\u00c5'", SWEDISH)).isEqualTo(true);
    assertThat(value("'A\u030a' BETWEEN 'Z' AND '\u00c4'", SWEDISH)).isEqualTo(true);
    assertThat(value("NULLIF('a b', 'ab')", SWEDISH)).isEqualTo("a b");
  }

  @Test
  void noDatabaseIsAskedToOrderTexts() throws Exception {
    List<Input> columns = List.of(new Input("name", Type.Text.UNBOUNDED, true));
    String filter = "name < 'M'";
    assertThat(Expression.of(filter, columns, SWEDISH).narrowing()).isEqualTo(Narrowing.EVERYTHING);
    assertThat(Expression.of(filter, columns, Setting.INVARIANT).narrowing())
        .isNotEqualTo(Narrowing.EVERYTHING);
    assertThat(Expression.of("name = 'M'", columns, SWEDISH).narrowing())
        .isNotEqualTo(Narrowing.EVERYTHING);
  }
}
