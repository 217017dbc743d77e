package dev.syncline.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.Side;
import dev.syncline.core.value.Notation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/locales.md, and that every locale reads what it writes. */
class NotationTest {
  private static final List<String> WRITTEN =
      List.of("1234567.891", "2024-02-09", "13:05:09.25", "2024-02-09T00:30:00");

  private static List<List<String>> rows(int columns) {
    try (Stream<String> lines = Files.lines(Path.of("../docs/locales.md"))) {
      return lines
          .filter(l -> l.startsWith("| ") && !l.startsWith("| locale") && !l.startsWith("| ---"))
          .map(l -> List.of(l.substring(2, l.length() - 2).split(" \\| ")))
          .filter(cells -> cells.size() == columns)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<List<String>> written() {
    return rows(5);
  }

  static List<List<String>> read() {
    return rows(3);
  }

  private static Notation notation(String tag) {
    return tag.equals("invariant") ? Notation.INVARIANT : Notation.of(Locale.forLanguageTag(tag));
  }

  private static String code(String cell) {
    return cell.substring(cell.indexOf('`') + 1, cell.lastIndexOf('`'));
  }

  private static Type type(Kind kind) {
    return switch (kind) {
      case NUMBER -> Type.Decimal.UNBOUNDED;
      case DATE -> new Type.Date();
      case TIME -> new Type.Time(9);
      case TIMESTAMP -> new Type.Timestamp(9, false);
    };
  }

  private static TypePair pair(Type type, Notation notation) {
    return TypePair.of(type, Type.Text.UNBOUNDED, ZoneOffset.UTC, notation).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("written")
  void writesWhatTheManualSays(List<String> row) throws Unrepresentable {
    Notation notation = notation(row.getFirst());
    for (Kind kind : Kind.values()) {
      String invariant = WRITTEN.get(kind.ordinal());
      Object value = pair(type(kind), Notation.INVARIANT).carry(Side.TARGET, invariant);
      assertThat(pair(type(kind), notation).carry(Side.SOURCE, value))
          .isEqualTo(code(row.get(1 + kind.ordinal())));
    }
  }

  @ParameterizedTest
  @MethodSource("read")
  void readsWhatTheManualSays(List<String> row) {
    Notation notation = notation(row.getFirst());
    String is = row.get(2);
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(k -> Arrays.asList(is.split(" ")).contains(k.name().toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow();
    assertThat(notation.read(kind, code(row.get(1))))
        .isEqualTo(is.startsWith("no ") ? null : code(is));
  }

  @Test
  void theManualHasExamples() {
    assertThat(written()).hasSizeGreaterThan(7);
    assertThat(read()).hasSizeGreaterThan(25);
  }

  static Stream<Locale> locales() {
    return Arrays.stream(Locale.getAvailableLocales()).filter(l -> !l.equals(Locale.ROOT));
  }

  /** All that there are: a locale must not turn one value into another, whatever its customs. */
  @ParameterizedTest
  @MethodSource("locales")
  void whatIsWrittenIsReadAsTheSame(Locale locale) throws Unrepresentable {
    Notation notation = Notation.of(locale);
    for (Object value :
        List.of(
            new BigDecimal("0"),
            new BigDecimal("-1234567.891"),
            new BigDecimal("1E+300"),
            new BigDecimal("-0.001"),
            LocalDate.of(2024, 2, 9),
            LocalDate.of(1, 12, 31),
            LocalDate.of(9999, 1, 1),
            LocalTime.MIDNIGHT,
            LocalTime.NOON,
            LocalTime.of(13, 5, 9, 250_000_000),
            LocalTime.of(23, 59, 59, 1),
            LocalDateTime.of(2024, 2, 9, 0, 30),
            LocalDateTime.of(2024, 11, 12, 12, 0, 1, 500),
            Instant.parse("2024-02-09T23:30:00.5Z"))) {
      Type type =
          switch (value) {
            case BigDecimal n -> Type.Decimal.UNBOUNDED;
            case LocalDate d -> new Type.Date();
            case LocalTime t -> new Type.Time(9);
            case Instant t -> new Type.Timestamp(9, true);
            default -> new Type.Timestamp(9, false);
          };
      TypePair pair = pair(type, notation);
      Object text = pair.carry(Side.SOURCE, value);
      assertThat(pair.same(value, text)).as("%s in %s: %s", value, locale, text).isTrue();
      Object back = pair.carry(Side.TARGET, text);
      assertThat(pair.same(back, text)).as("%s in %s: %s", value, locale, text).isTrue();
      if (value instanceof BigDecimal n) {
        assertThat((BigDecimal) back).isEqualByComparingTo(n);
      } else {
        assertThat(back).isEqualTo(value);
      }
    }
  }

  @Test
  void whatHasNoTextIsRefusedAndNothingElse() {
    TypePair dates = pair(new Type.Date(), notation("de-DE"));
    assertThatThrownBy(() -> dates.carry(Side.SOURCE, LocalDate.of(12024, 1, 1)))
        .isInstanceOf(Unrepresentable.class)
        .hasMessageContaining("no text in the notation of de-DE");
    assertThatThrownBy(() -> dates.carry(Side.TARGET, "02/09/2024"))
        .isInstanceOf(Unrepresentable.class)
        .hasMessage(
            "text is not a date as de-DE writes it, such as 29.02.2024; correct it at its origin, or"
                + " leave the field out of \"fields\"");
    assertThat(dates.same(LocalDate.of(2024, 2, 9), "9.2.2024")).isTrue();
    assertThat(dates.same(LocalDate.of(2024, 2, 9), "02/09/2024")).isFalse();
  }

  @Test
  void theNameTellsNotationsApartAndLeavesTheRestAsItWas() {
    Type text = Type.Text.UNBOUNDED;
    assertThat(pair(new Type.Date(), Notation.INVARIANT).name()).isEqualTo("date");
    assertThat(pair(new Type.Date(), notation("de-DE")).name())
        .isEqualTo("date [de-DE dd.MM.yyyy]");
    assertThat(pair(Type.Decimal.UNBOUNDED, notation("fr-FR")).name())
        .isEqualTo("decimal [fr-FR  ,]");
    assertThat(pair(text, notation("de-DE")).name()).isEqualTo("text");
    assertThat(pair(new Type.Bool(), notation("de-DE")).name())
        .isEqualTo(pair(new Type.Bool(), Notation.INVARIANT).name());
    assertThat(
            TypePair.of(
                    new Type.Date(),
                    new Type.Timestamp(6, false),
                    ZoneOffset.UTC,
                    notation("de-DE"))
                .orElseThrow()
                .name())
        .isEqualTo("date");
  }
}
