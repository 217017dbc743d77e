package dev.syncline.core.value;

import static dev.syncline.core.value.Checks.carries;
import static dev.syncline.core.value.Checks.differ;
import static dev.syncline.core.value.Checks.pair;
import static dev.syncline.core.value.Checks.refuses;
import static dev.syncline.core.value.Checks.same;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final Type.Int LONG = new Type.Int(64, false);
  private static final Type.Int UNSIGNED = new Type.Int(64, true);
  private static final Type.Real REAL = new Type.Real(64);
  private static final Type.Real FLOAT = new Type.Real(32);
  private static final Type.Decimal MONEY = new Type.Decimal(10, 2);
  private static final Type.Decimal ANY = Type.Decimal.UNBOUNDED;
  private static final Type.Text TEXT = Type.Text.UNBOUNDED;
  private static final BigInteger MAX_UNSIGNED = new BigInteger("18446744073709551615");

  private static BigDecimal d(String text) {
    return new BigDecimal(text);
  }

  @Test
  void integersKeepToTheRangeOfTheirColumn() {
    for (int bits : List.of(8, 16, 24, 32)) {
      long half = 1L << (bits - 1);
      TypePair signed = pair(LONG, new Type.Int(bits, false));
      for (long inside : new long[] {-half, -1, 0, 1, half - 1}) {
        carries(signed, inside, inside);
      }
      refuses(signed, half, "out of range", "-" + half + " to " + (half - 1), "widen the column");
      refuses(signed, -half - 1, "out of range");
      refuses(signed, Long.MAX_VALUE, "out of range");

      TypePair unsigned = pair(LONG, new Type.Int(bits, true));
      for (long inside : new long[] {0, 1, 2 * half - 1}) {
        carries(unsigned, inside, inside);
      }
      refuses(unsigned, 2 * half, "out of range", "0 to " + (2 * half - 1));
      refuses(unsigned, -1L, "out of range");
    }
    carries(pair(LONG, LONG), Long.MIN_VALUE, Long.MIN_VALUE);
    carries(pair(LONG, LONG), Long.MAX_VALUE, Long.MAX_VALUE);
    refuses(pair(LONG, UNSIGNED), -1L, "0 to 18446744073709551615");
    carries(pair(LONG, UNSIGNED), Long.MAX_VALUE, Long.MAX_VALUE);
    carries(pair(UNSIGNED, UNSIGNED), MAX_UNSIGNED, MAX_UNSIGNED);
    refuses(pair(UNSIGNED, LONG), MAX_UNSIGNED, "out of range");
    carries(pair(UNSIGNED, LONG), BigInteger.TEN, 10L);
  }

  @Test
  void integersOfAnyWidthAndClassAreTheSameNumber() {
    same(pair(LONG, new Type.Int(8, true)), 7L, 7L);
    same(pair(UNSIGNED, LONG), BigInteger.valueOf(7), 7L);
    same(pair(UNSIGNED, UNSIGNED), MAX_UNSIGNED, new BigInteger("18446744073709551615"));
    differ(pair(LONG, LONG), 7L, 8L);
    differ(pair(UNSIGNED, LONG), MAX_UNSIGNED, -1L);
  }

  @Test
  void integersMeetDecimalsExactly() {
    TypePair money = pair(LONG, MONEY);
    same(money, 5L, d("5.00"));
    same(money, 100L, d("1E+2"));
    differ(money, 1L, d("1.01"));
    differ(money, 1L, d("0.99"));
    carries(money, 99_999_999L, d("99999999"));
    refuses(money, 100_000_000L, "max 8 digits before the decimal point, was 9");

    TypePair back = pair(MONEY, LONG);
    carries(back, d("-12.00"), -12L);
    carries(back, d("0.00"), 0L);
    refuses(back, d("12.50"), "not whole", "correct it at its origin");
    differ(back, d("12.50"), 12L);
    differ(back, d("12.50"), 13L);
    refuses(pair(ANY, LONG), d("9223372036854775808"), "out of range");
    carries(pair(ANY, UNSIGNED), d("18446744073709551615"), MAX_UNSIGNED);
    refuses(pair(ANY, LONG), Special.NAN, "NaN is not a whole number");
    refuses(pair(ANY, LONG), d("1E+300"), "out of range");
    refuses(pair(ANY, LONG), d("1E+100000"), "beyond every column of whole numbers");
  }

  @Test
  void decimalsAreComparedAtTheCoarserScale() {
    TypePair coarser = pair(new Type.Decimal(12, 4), MONEY);
    assertThat(coarser.common()).isEqualTo(new Type.Decimal(10, 2));
    same(coarser, d("1.2345"), d("1.23"));
    same(coarser, d("1.2350"), d("1.24"));
    same(coarser, d("-1.2350"), d("-1.24"));
    differ(coarser, d("1.2350"), d("1.23"));
    same(coarser, d("0.0049"), d("0"));
    same(coarser, d("0.0050"), d("0.01"));
    carries(coarser, d("1.2350"), d("1.24"));
    carries(coarser, d("-0.0050"), d("-0.01"));
    carries(coarser, d("1.5"), d("1.5"));
    refuses(
        pair(new Type.Decimal(12, 4), new Type.Decimal(3, 1)), d("99.95"), "max 2 digits", "was 3");
    carries(pair(new Type.Decimal(12, 4), new Type.Decimal(3, 1)), d("99.94"), d("99.9"));
    carries(pair(MONEY, new Type.Decimal(12, 4)), d("-99999999.99"), d("-99999999.99"));
    refuses(pair(ANY, MONEY), d("123456789"), "max 8 digits");
    carries(pair(ANY, MONEY), d("1E-100000"), BigDecimal.ZERO);
    carries(pair(ANY, MONEY), d("0.0051"), d("0.01"));
  }

  @Test
  void unboundedDecimalsAreComparedExactly() {
    TypePair exact = pair(ANY, ANY);
    same(exact, d("1.0"), d("1.00"));
    same(exact, d("0.00"), d("0"));
    same(exact, d("100"), d("1E+2"));
    same(exact, d("1234567890123456789012345678.90"), d("1234567890123456789012345678.9"));
    differ(exact, d("1234567890123456789012345678.9"), d("1234567890123456789012345678.8"));
    differ(exact, d("12345678901234567890123456789"), d("1234567890123456789012345678.9"));
    differ(exact, d("1E+30"), d("1E+31"));
    differ(exact, d("1E-30"), d("1E+30"));
    carries(exact, d("1E-400"), d("1E-400"));
    same(exact, Special.NAN, Special.NAN);
    differ(exact, Special.INFINITY, Special.NEGATIVE_INFINITY);
    differ(exact, Special.NAN, BigDecimal.ZERO);
    carries(exact, Special.INFINITY, Special.INFINITY);
    carries(pair(ANY, MONEY), Special.NAN, Special.NAN);
    refuses(exact, Special.ZERO_DATE, "0000-00-00 is not a number");
  }

  @Test
  void wholeNumbersAtTheEdgeOfLongAreOneNumberInEveryForm() {
    TypePair exact = pair(ANY, ANY);
    for (String edge : List.of("9223372036854775807", "-9223372036854775808")) {
      same(exact, d(edge), d(edge + ".0"));
      differ(exact, d(edge), d(edge + "0"));
      same(exact, d(edge + "0"), new BigDecimal(new BigInteger(edge), -1));
      differ(exact, d(edge), d(edge).negate());
    }
    same(exact, d("9223372036854775800"), d("92233720368547758E+2"));
    same(exact, d("-9223372036854775800"), d("-92233720368547758E+2"));
    same(exact, d("9223372036854775810"), d("922337203685477581E+1"));
    same(exact, d("1000000000000000000"), d("1E+18"));
    same(exact, d("10000000000000000000"), d("1E+19"));
    differ(exact, d("1000000000000000000"), d("1E+19"));
  }

  @Test
  void negativeScalesRoundAndRefuse() {
    Type.Decimal hundreds = new Type.Decimal(3, -2);
    carries(pair(MONEY, hundreds), d("1250.00"), d("1300"));
    carries(pair(LONG, hundreds), 1200L, d("1200"));
    refuses(pair(LONG, hundreds), 1250L, "too many decimal places", "max -2");
    refuses(pair(LONG, hundreds), 100_000L, "max 5 digits");
    differ(pair(LONG, hundreds), 1250L, d("1300"));
    same(pair(MONEY, hundreds), 1250L, d("1300"));
    carries(pair(MONEY, hundreds), 1250L, d("1300"));
  }

  @Test
  void floatingPointIsComparedByItsBits() {
    TypePair real = pair(REAL, REAL);
    same(real, 0.1, 0.1);
    differ(real, 0.1, 0.1 + 1e-17 * 3);
    same(real, -0.0, 0.0);
    same(real, Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L));
    differ(real, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    differ(real, Double.NaN, 0.0);
    carries(real, Double.MIN_VALUE, Double.MIN_VALUE);
    carries(real, Double.MAX_VALUE, Double.MAX_VALUE);
    carries(real, -0.0, -0.0);
    carries(real, Double.NaN, Double.NaN);
    carries(real, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    carries(real, 7L, 7.0);
    carries(real, Special.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    refuses(real, Special.ZERO_DATE, "0000-00-00 is not a number");
  }

  @Test
  void floatingPointOfTwoWidthsIsComparedByThirtyTwoBits() {
    TypePair narrow = pair(REAL, FLOAT);
    assertThat(narrow.common()).isEqualTo(FLOAT);
    same(narrow, 0.1, (double) 0.1f);
    differ(narrow, 0.1, (double) 0.2f);
    same(narrow, -0.0, 0.0);
    same(narrow, Double.NaN, Double.NaN);
    carries(narrow, 0.1, (double) 0.1f);
    carries(narrow, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    refuses(narrow, 1e39, "beyond the range of a 32-bit floating-point column");
    differ(narrow, 1e39, Double.POSITIVE_INFINITY);
    refuses(narrow, 1e-60, "beyond the range");
    differ(narrow, 1e-60, 0.0);
    carries(pair(FLOAT, REAL), (double) 0.1f, (double) 0.1f);
  }

  @Test
  void floatingPointMeetsDecimalsByItsShortestText() {
    same(pair(REAL, ANY), 0.1, d("0.1"));
    same(pair(REAL, ANY), 1e23, d("1E+23"));
    same(pair(FLOAT, ANY), (double) 0.1f, d("0.1"));
    same(pair(FLOAT, ANY), 1073741824.0, d("1.0737418E+9"));
    carries(pair(REAL, ANY), -0.0, BigDecimal.ZERO);
    carries(pair(REAL, MONEY), 1.005, d("1.01"));
    carries(pair(REAL, MONEY), 0.1 + 0.2, d("0.30"));
    refuses(pair(REAL, MONEY), 1e8, "max 8 digits");
    carries(pair(ANY, REAL), d("0.1"), 0.1);
    carries(pair(MONEY, REAL), d("99999999.99"), 99999999.99);
    refuses(pair(ANY, REAL), d("0.1000000000000000000001"), "64-bit floating-point", "decimal");
    refuses(pair(ANY, REAL), d("1E+400"), "64-bit floating-point");
    refuses(pair(ANY, FLOAT), d("16777.2175"), "32-bit floating-point");
    carries(pair(ANY, FLOAT), d("16777.217"), (double) 16777.217f);
    for (Type real : List.of(REAL, FLOAT)) {
      carries(pair(real, ANY), Double.NaN, Special.NAN);
      carries(pair(real, ANY), Double.POSITIVE_INFINITY, Special.INFINITY);
      carries(pair(ANY, real), Special.NAN, Double.NaN);
      carries(pair(ANY, real), Special.INFINITY, Double.POSITIVE_INFINITY);
      carries(pair(ANY, real), Special.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }
  }

  @Test
  void floatingPointMeetsIntegersExactly() {
    carries(pair(LONG, REAL), 1L << 53, 9007199254740992.0);
    refuses(pair(LONG, REAL), (1L << 53) + 1, "64-bit floating-point");
    carries(pair(LONG, REAL), 1L << 60, 0x1p60);
    refuses(pair(LONG, FLOAT), (1L << 24) + 1, "32-bit floating-point");
    carries(pair(LONG, FLOAT), 1L << 30, 0x1p30);
    carries(pair(REAL, LONG), -3.0, -3L);
    carries(pair(REAL, LONG), -0.0, 0L);
    carries(pair(REAL, LONG), 0x1p60, 1L << 60);
    carries(pair(REAL, UNSIGNED), 0x1p63, BigInteger.ONE.shiftLeft(63));
    refuses(pair(REAL, LONG), 0x1p63, "out of range");
    refuses(pair(REAL, LONG), 1.5, "not whole");
    refuses(pair(REAL, LONG), Double.NaN, "not whole");
    refuses(pair(REAL, LONG), Double.POSITIVE_INFINITY, "not whole");
    refuses(pair(REAL, new Type.Int(8, false)), 128.0, "-128 to 127");
    differ(pair(REAL, LONG), 1.5, 1L);
    differ(pair(REAL, LONG), 1.5, 2L);
  }

  @Test
  void numbersMeetTextInOneFormThatNoLocaleChanges() {
    TypePair whole = pair(TEXT, LONG);
    for (String text : List.of("42", "+42", "042", "42.0", "42.", "4.2e1", "420E-1")) {
      carries(whole, text, 42L);
    }
    for (String text :
        List.of(
            "",
            " 42",
            "42 ",
            "4 2",
            "1,000",
            "0x2a",
            "abc",
            "-",
            ".",
            "e5",
            "1e",
            "1e+",
            "42d",
            "1.2.3",
            "٤٢",
            "NaN",
            "1e9999999",
            "--1")) {
      refuses(whole, text, "whole number");
      differ(whole, text, 42L);
    }
    refuses(whole, "1.5", "not whole");
    refuses(whole, "9223372036854775808", "out of range");
    carries(pair(LONG, TEXT), -42L, "-42");
    carries(pair(UNSIGNED, TEXT), MAX_UNSIGNED, "18446744073709551615");
    refuses(pair(LONG, new Type.Text(3, 0, false)), 1234L, "max 3 characters, was 4");
    carries(pair(new Type.Text(6, 0, true), LONG), "42    ", 42L);
    same(pair(new Type.Text(6, 0, true), LONG), "x   ", "x");

    TypePair decimal = pair(TEXT, MONEY);
    carries(decimal, "1.2350", d("1.24"));
    carries(decimal, "-.5", d("-0.5"));
    carries(pair(TEXT, ANY), "1e-999999", d("1E-999999"));
    refuses(pair(TEXT, ANY), "1e1000000", "text is not a number");
    carries(decimal, "nan", Special.NAN);
    carries(decimal, "-Infinity", Special.NEGATIVE_INFINITY);
    refuses(decimal, "one", "a number, such as 42 or -1.5");
    refuses(decimal, "infinite", "a number");
    carries(pair(ANY, TEXT), d("1.50"), "1.5");
    carries(pair(ANY, TEXT), d("1E+3"), "1000");
    carries(pair(ANY, TEXT), d("0.00000001"), "0.00000001");
    carries(pair(ANY, TEXT), d("1E+400"), "1E+400");
    carries(pair(ANY, TEXT), d("1E-400"), "1E-400");
    carries(pair(ANY, TEXT), Special.NAN, "NaN");
    carries(pair(ANY, TEXT), Special.INFINITY, "infinity");

    carries(pair(TEXT, REAL), "0.1", 0.1);
    carries(pair(TEXT, REAL), "1e3", 1000.0);
    carries(pair(TEXT, REAL), "+infinity", Double.POSITIVE_INFINITY);
    refuses(pair(TEXT, REAL), "1e400", "beyond the range of a 64-bit");
    refuses(pair(TEXT, REAL), "1e-400", "beyond the range of a 64-bit");
    refuses(pair(TEXT, REAL), "one", "text is not a number");
    carries(pair(REAL, TEXT), 0.1, "0.1");
    carries(pair(REAL, TEXT), 42.0, "42");
    carries(pair(REAL, TEXT), -0.0, "0");
    carries(pair(REAL, TEXT), 1e300, "1E+300");
    carries(pair(REAL, TEXT), Double.NEGATIVE_INFINITY, "-infinity");
    carries(pair(REAL, TEXT), Double.NaN, "NaN");
    carries(pair(FLOAT, TEXT), (double) 0.1f, "0.1");
    carries(pair(TEXT, FLOAT), "0.1", (double) 0.1f);
    refuses(pair(TEXT, FLOAT), "1e39", "beyond the range of a 32-bit");
  }

  @Test
  void textThatIsNoNumberIsTheSameAsItselfOnly() {
    TypePair whole = pair(TEXT, LONG);
    assertThat(Checks.hex(whole, dev.syncline.core.Side.SOURCE, "abc"))
        .isNotEqualTo(Checks.hex(whole, dev.syncline.core.Side.SOURCE, "abd"))
        .isEqualTo(Checks.hex(whole, dev.syncline.core.Side.SOURCE, "abc"));
    differ(whole, "", null);
    differ(whole, "", 0L);
    differ(pair(new Type.Text(6, 0, true), LONG), "1 ", "1 ");
  }
}
