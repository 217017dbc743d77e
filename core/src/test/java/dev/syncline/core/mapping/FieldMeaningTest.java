package dev.syncline.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldMeaningTest {
  private static FieldMeaning column(String form) {
    return new FieldMeaning.Builder().words("column|a|b|").form(form).words("|both").build();
  }

  @ParameterizedTest
  @CsvSource({
    "decimal(2), decimal(4), true",
    "decimal(4), decimal(2), false",
    "decimal(2), decimal, true",
    "decimal, decimal(2), false",
    "int, decimal(2), true",
    "decimal(2), int, false",
    "decimal(2), decimal(2) of real64, false",
    "int, text, false",
    "timestamp(0), timestamp(6), true",
    "timestamp(0) zoned, timestamp(6), false",
    "timestamp(0) in Europe/Paris, timestamp(3) in Europe/Paris, true",
    "time(3), time(0), false",
    "text padded, text, true",
    "text, text padded, false",
    "real32, real64, false",
    "decimal(2) [de-DE 1.5], decimal(4) [de-DE 1.5], true",
    "decimal(2) [de-DE 1.5], decimal(4), false"
  })
  void holdsWhatAFinerFormTellsApartToo(String then, String now, boolean holds) {
    assertThat(column(now).holds(column(then).text())).isEqualTo(holds);
    assertThat(column(now).holds(column(now).text())).isTrue();
    assertThat(column(now).holds("column|a|c|" + now + "|both")).isFalse();
  }

  @Test
  void takesNothingThatAPersonWroteForWordsOfItsOwn() {
    FieldMeaning made = sql("text", "'x [de-DE] y' || a");
    assertThat(made.inOtherNotation(sql("text [fr-FR]", "'x [de-DE] y' || a").text()))
        .hasValueSatisfying(n -> assertThat(n.locale()).isEqualTo(Locale.FRANCE));
    assertThat(made.inOtherNotation(sql("text", "'x y' || a").text())).isEmpty();
    assertThat(made.holds(sql("text", "'x y' || a").text())).isFalse();
    assertThat(made.holds(sql("text", "'x [fr-FR] y' || a").text())).isFalse();
  }

  private static FieldMeaning sql(String form, String text) {
    return new FieldMeaning.Builder()
        .words("sql|a|b|")
        .form(form)
        .words(" " + text)
        .words("|to-target")
        .build();
  }

  @Test
  void overlooksIdleWords() {
    FieldMeaning sought =
        new FieldMeaning.Builder()
            .words("lookup|a|b|")
            .form("int")
            .words(" c.id where code = a")
            .idle(" else (?:reject|null)")
            .words("|to-target")
            .build();
    assertThat(sought.text()).doesNotContain("else");
    assertThat(sought.holds("lookup|a|b|int c.id where code = a else null|to-target")).isTrue();
    assertThat(sought.holds("lookup|a|b|int c.id where code = x else null|to-target")).isFalse();
  }
}
