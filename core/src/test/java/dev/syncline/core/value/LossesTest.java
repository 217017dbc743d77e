package dev.syncline.core.value;

import static dev.syncline.core.value.Checks.PARIS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Type.Text TEXT = Type.Text.UNBOUNDED;
  private static final Type.Int INT = new Type.Int(32, false);
  private static final Type.Timestamp LOCAL = new Type.Timestamp(6, false);
  private static final Type.Timestamp ZONED = new Type.Timestamp(6, true);

  private static List<String> losses(Type source, Type target) {
    return Checks.pair(source, target, PARIS).losses();
  }

  private static Type.Text text(int max) {
    return new Type.Text(max, 0, false);
  }

  private static void none(Type one, Type other) {
    assertThat(losses(one, other)).as("%s and %s", one, other).isEmpty();
    assertThat(losses(other, one)).as("%s and %s", other, one).isEmpty();
    assertThat(Checks.pair(one, other, PARIS).lossless()).isTrue();
  }

  /** Towards the target there are exactly these losses; the same from the pair's other side. */
  private static void lost(Type from, Type to, String... expected) {
    List<String> forth =
        losses(from, to).stream().filter(l -> l.startsWith("source → target: ")).toList();
    assertThat(forth.stream().map(l -> l.substring(17)).toList())
        .as("%s to %s", from, to)
        .containsExactly(expected);
    List<String> back =
        losses(to, from).stream().filter(l -> l.startsWith("target → source: ")).toList();
    assertThat(back.stream().map(l -> l.substring(17)).toList()).containsExactly(expected);
    assertThat(Checks.pair(from, to, PARIS).lossless()).isEqualTo(losses(from, to).isEmpty());
  }

  @Test
  void equalTypesLoseNothing() {
    for (Type type : Samples.TYPES) {
      none(type, type);
    }
    none(text(9), new Type.Text(9, 0, false));
    none(new Type.Text(0, 36, false), new Type.Text(0, 36, false));
    none(LOCAL, new Type.Timestamp(6, false));
    none(new Type.Json(), new Type.Json());
  }

  @Test
  void narrowerNumbersAreNamed() {
    lost(new Type.Int(64, false), INT, "numbers outside -2147483648 to 2147483647 are refused");
    lost(INT, new Type.Int(64, false));
    lost(new Type.Int(32, true), INT, "numbers outside -2147483648 to 2147483647 are refused");
    lost(INT, new Type.Int(32, true), "numbers outside 0 to 4294967295 are refused");
    lost(INT, new Type.Bool(), "numbers other than 0 and 1 are refused");
    lost(new Type.Bool(), INT);
    lost(new Type.Decimal(9, 2), INT, "numbers with a fraction are refused");
    lost(new Type.Decimal(9, 0), INT);
    lost(new Type.Decimal(9, 1), INT, "numbers with a fraction are refused");
    lost(
        new Type.Decimal(9, 0),
        new Type.Int(32, true),
        "numbers outside 0 to 4294967295 are refused");
    lost(new Type.Decimal(10, 0), INT, "numbers outside -2147483648 to 2147483647 are refused");
    lost(INT, new Type.Decimal(10, 0));
    lost(
        INT,
        new Type.Decimal(11, 2),
        "numbers of more than 9 digits before the decimal point are refused");
    lost(INT, new Type.Decimal(20, -1), "numbers that are no multiple of 10 are refused");
    lost(new Type.Decimal(9, 4), new Type.Decimal(9, 2), "numbers are rounded to 2 decimal places");
    lost(
        new Type.Decimal(9, 2),
        new Type.Decimal(9, 4),
        "numbers of more than 5 digits before the decimal point are refused");
    lost(
        new Type.Decimal(4, 2),
        new Type.Decimal(3, 1),
        "numbers of more than 2 digits before the decimal point are refused",
        "numbers are rounded to 1 decimal places");
    lost(
        Type.Decimal.UNBOUNDED,
        new Type.Decimal(9, 2),
        "numbers of more than 7 digits before the decimal point are refused",
        "numbers are rounded to 2 decimal places");
    lost(new Type.Decimal(9, 2), Type.Decimal.UNBOUNDED);
    lost(new Type.Bool(), new Type.Decimal(2, 2), "true, which is 1 there, is refused");
  }

  @Test
  void floatingPointIsNamed() {
    Type.Real real = new Type.Real(64);
    Type.Real single = new Type.Real(32);
    lost(INT, real);
    lost(INT, single, "whole numbers beyond 2^24 that it does not hold exactly are refused");
    lost(new Type.Int(24, true), single);
    lost(
        new Type.Int(64, false),
        real,
        "whole numbers beyond 2^53 that it does not hold exactly are refused");
    lost(new Type.Decimal(15, 3), real);
    lost(
        new Type.Decimal(16, 3),
        real,
        "numbers of more than 15 digits that it does not hold exactly are refused");
    lost(
        new Type.Decimal(7, 3),
        single,
        "numbers of more than 6 digits that it does not hold exactly are refused");
    lost(single, real);
    lost(
        real,
        single,
        "numbers are rounded to 32 bits (about 7 digits)",
        "numbers beyond the range of 32 bits are refused");
    lost(
        real,
        INT,
        "numbers with a fraction are refused",
        "numbers outside -2147483648 to 2147483647 are refused");
    lost(
        real,
        new Type.Decimal(9, 2),
        "numbers of more than 7 digits before the decimal point are refused",
        "numbers are rounded to 2 decimal places");
    lost(real, Type.Decimal.UNBOUNDED);
    lost(real, new Type.Bool(), "numbers other than 0 and 1 are refused");
  }

  @Test
  void shorterTextIsNamed() {
    lost(TEXT, text(40), "text of more than 40 characters is refused");
    lost(text(40), TEXT);
    lost(text(41), text(40), "text of more than 40 characters is refused");
    lost(text(40), new Type.Text(0, 159, false), "text of more than 159 bytes is refused");
    lost(text(40), new Type.Text(0, 160, false));
    lost(new Type.Text(0, 40, false), text(40));
    lost(new Type.Text(0, 41, false), text(40), "text of more than 40 characters is refused");
    lost(TEXT, new Type.Text(0, 0, true), "spaces at the end are dropped");
    lost(new Type.Text(0, 0, true), TEXT);
    lost(INT, text(11));
    lost(INT, text(10), "text of more than 10 characters is refused");
    lost(new Type.Date(), text(9), "text of more than 9 characters is refused");
    lost(new Type.Uuid(), text(32));
    lost(new Type.Json(), text(500), "text of more than 500 characters is refused");
    lost(
        new Type.Enumeration(List.of("é")),
        new Type.Text(1, 1, false),
        "text of more than 1 bytes is refused");
    lost(new Type.Enumeration(List.of("é")), new Type.Text(1, 2, false));
    lost(new Type.Decimal(5, 2), text(7));
    for (Object[] exact :
        new Object[][] {
          {new Type.Bool(), 1},
          {new Type.Decimal(5, 2), 7},
          {new Type.Decimal(5, 0), 6},
          {new Type.Decimal(3, 5), 8},
          {new Type.Date(), 10},
          {new Type.Time(0), 10},
          {new Type.Time(6), 17},
          {new Type.Timestamp(0, false), 19},
          {new Type.Timestamp(3, false), 23},
          {new Type.Timestamp(6, true), 27},
          {new Type.Enumeration(List.of("ab", "abc")), 3},
        }) {
      int length = (int) exact[1];
      lost((Type) exact[0], text(length));
      if (length > 1) {
        lost(
            (Type) exact[0],
            text(length - 1),
            "text of more than " + (length - 1) + " characters is refused");
      }
    }
  }

  @Test
  void textThatIsSomethingElseIsNamed() {
    lost(
        TEXT,
        INT,
        "text that is not a whole number, such as 42 is refused",
        "numbers outside -2147483648 to 2147483647 are refused");
    lost(
        TEXT,
        new Type.Decimal(9, 2),
        "text that is not a number, such as 42 or -1.5 is refused",
        "numbers of more than 7 digits before the decimal point are refused",
        "numbers are rounded to 2 decimal places");
    lost(TEXT, new Type.Enumeration(List.of("a")), "text that is not one of the labels is refused");
    lost(TEXT, new Type.Array(INT), "text that is not a JSON array is refused");
    lost(
        TEXT,
        new Type.Uuid(),
        "text that is not a UUID (32 hexadecimal digits, or 16 bytes) is refused");
    lost(
        TEXT,
        new Type.Time(6),
        "text that is not a time, such as 23:59:59 is refused",
        "fractions of a second are cut off after 6 digits");
    lost(
        new Type.Enumeration(List.of("a", "b", "c")),
        new Type.Enumeration(List.of("a")),
        "the labels b, c are refused");
  }

  @Test
  void coarserTimesAndZonesAreNamed() {
    lost(LOCAL, new Type.Timestamp(0, false), "fractions of a second are cut off after 0 digits");
    lost(LOCAL, new Type.Date(), "the time of day is dropped");
    lost(new Type.Date(), LOCAL);
    lost(new Type.Time(6), new Type.Time(0), "fractions of a second are cut off after 0 digits");
    lost(ZONED, LOCAL, "the two moments of an hour that clocks in Europe/Paris show twice are one");
    lost(LOCAL, ZONED, "local times that clocks in Europe/Paris skip are refused");
    assertThat(Checks.pair(ZONED, LOCAL).lossless()).as("in UTC").isTrue();
  }

  @Test
  void shorterBytesAndOtherDocumentsAreNamed() {
    lost(
        new Type.Binary(0, false),
        new Type.Binary(9, false),
        "values of more than 9 bytes are refused");
    lost(
        new Type.Binary(9, false),
        new Type.Binary(9, true),
        "zero bytes at the end are not told from padding");
    lost(
        new Type.Binary(16, false),
        new Type.Uuid(),
        "values that are not 16 bytes long are refused");
    lost(new Type.Binary(16, true), new Type.Uuid());
    lost(new Type.Uuid(), new Type.Binary(16, false));
    lost(new Type.Json(), new Type.Array(INT), "documents that are not arrays are refused");
    lost(new Type.Array(INT), new Type.Json());
    lost(
        new Type.Array(new Type.Int(64, false)),
        new Type.Array(INT),
        "elements that 32-bit integer cannot hold are refused by the system");
  }
}
