package dev.syncline.core.value;

import static dev.syncline.core.value.Checks.carries;
import static dev.syncline.core.value.Checks.differ;
import static dev.syncline.core.value.Checks.pair;
import static dev.syncline.core.value.Checks.refuses;
import static dev.syncline.core.value.Checks.same;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Type.Text TEXT = Type.Text.UNBOUNDED;
  private static final Type.Text CHAR = new Type.Text(5, 0, true);

  @Test
  void textIsComparedByCodePoint() {
    TypePair text = pair(TEXT, TEXT);
    for (String s : List.of("", " ", "Smith", "\0", "a\0b", "é", "e\u0301", "😀", "\uFFFF", "€")) {
      same(text, s, new String(s.toCharArray()));
      carries(text, s, s);
      differ(text, s, s + " ");
      differ(text, s, null);
    }
    differ(text, "Smith", "smith");
    differ(text, "é", "e\u0301");
    differ(text, "ab", "a\0b");
    same(text, null, null);
    carries(text, null, null);
  }

  @Test
  void textIsNeverCut() {
    TypePair five = pair(TEXT, new Type.Text(5, 0, false));
    carries(five, "12345", "12345");
    refuses(five, "123456", "value too long (max 5 characters, was 6)", "shorten it");
    carries(five, "😀😀😀😀😀", "😀😀😀😀😀");
    refuses(five, "😀😀😀😀😀a", "max 5 characters, was 6");
    refuses(five, "1234 ".repeat(2), "was 10");

    TypePair bytes = pair(TEXT, new Type.Text(0, 6, false));
    carries(bytes, "123456", "123456");
    carries(bytes, "ééé", "ééé");
    carries(bytes, "€€", "€€");
    carries(bytes, "ab😀", "ab😀");
    refuses(bytes, "1234567", "value too long (max 6 bytes in UTF-8, was 7)");
    refuses(bytes, "éééa", "was 7");
    refuses(bytes, "€€a", "was 7");
    refuses(bytes, "abc😀", "was 7");
  }

  @Test
  void spacesAtTheEndOfPaddedTextCarryNoMeaning() {
    for (TypePair padded : List.of(pair(CHAR, TEXT), pair(TEXT, CHAR), pair(CHAR, CHAR))) {
      same(padded, "ab", "ab   ");
      same(padded, "ab   ", "ab");
      same(padded, "", "     ");
      differ(padded, " ab", "ab");
      differ(padded, "ab\t", "ab");
      differ(padded, "ab\u00A0", "ab");
      differ(padded, "", null);
      carries(padded, "ab   ", "ab");
    }
    differ(pair(TEXT, TEXT), "ab", "ab ");
    carries(pair(TEXT, CHAR), "abcde     ", "abcde");
    refuses(pair(TEXT, CHAR), "abcdef", "max 5 characters, was 6");
  }

  @Test
  void loneSurrogatesAreNoUnicodeAndEqualThemselvesOnly() {
    TypePair text = pair(TEXT, TEXT);
    for (String s : List.of("\uD800", "a\uDC00", "\uD83D", "\uDE00\uD83D", "\uD800\uD800")) {
      refuses(text, s, "not valid Unicode", "lone surrogate");
      same(text, s, new String(s.toCharArray()));
      differ(text, s, "?");
      differ(text, s, "\uFFFD");
    }
    differ(text, "\uD800", "\uD801");
    differ(text, "\uD83D\uDE00", "\uDE00\uD83D");
    refuses(pair(TEXT, TEXT), "ab\uD800", "position 3");
    refuses(pair(TEXT, new Type.Json()), "\"\uD800\"", "not valid Unicode");
  }

  @Test
  void labelsHaveToExistOnTheOtherSide() {
    Type.Enumeration sizes = new Type.Enumeration(List.of("small", "large"));
    TypePair label = pair(TEXT, sizes);
    carries(label, "large", "large");
    refuses(label, "Large", "not one of the column's labels (small, large)");
    refuses(label, "", "not one of");
    differ(label, "Large", "large");
    carries(pair(sizes, TEXT), "small", "small");
    refuses(pair(sizes, new Type.Text(4, 0, false)), "small", "max 4 characters, was 5");
    carries(pair(new Type.Text(8, 0, true), sizes), "small   ", "small");

    Type.Enumeration spaces = new Type.Enumeration(List.of("a", "a "));
    differ(pair(spaces, spaces), "a", "a ");
    Type.Enumeration more = new Type.Enumeration(List.of("large", "huge"));
    carries(pair(sizes, more), "large", "large");
    refuses(pair(sizes, more), "small", "(large, huge)");
    assertThat(pair(sizes, more).common()).isEqualTo(new Type.Enumeration(List.of("large")));
  }

  @Test
  void longListsOfLabelsAreCutInMessages() {
    List<String> labels = java.util.stream.IntStream.range(0, 20).mapToObj(i -> "l" + i).toList();
    refuses(pair(TEXT, new Type.Enumeration(labels)), "x", "l0, l1", "l11, …)");
  }

  @Test
  void valuesOfAnotherClassAreRefusedInWordsAndEqualThemselves() {
    TypePair text = pair(TEXT, TEXT);
    refuses(text, 42L, "number is not text");
    refuses(text, Special.ZERO_DATE, "0000-00-00 is not text");
    refuses(text, new Flaw("bad bytes"), "could not be read (bad bytes)");
    refuses(text, 'x', "Character is not text");
    same(text, 42L, 42L);
    differ(text, 42L, "42");
    same(text, new Flaw("bad bytes"), new Flaw("bad bytes"));
    differ(text, new Flaw("bad bytes"), new Flaw("other"));
    differ(text, new Flaw("bad bytes"), "bad bytes");
    same(text, 'x', 'x');
    differ(text, 'x', "x");
  }

  @Test
  void booleansAreAlsoNumbersAndWords() {
    Type.Bool bool = new Type.Bool();
    same(pair(bool, bool), true, true);
    differ(pair(bool, bool), true, false);
    differ(pair(bool, bool), false, null);
    Type.Int tiny = new Type.Int(8, false);
    carries(pair(bool, tiny), true, 1L);
    carries(pair(bool, tiny), false, 0L);
    carries(pair(tiny, bool), 1L, true);
    carries(pair(tiny, bool), 0L, false);
    for (long other : new long[] {2, -1, 127}) {
      refuses(pair(tiny, bool), other, "true or false");
      differ(pair(tiny, bool), other, true);
      differ(pair(tiny, bool), other, false);
    }
    Type.Decimal decimal = new Type.Decimal(3, 1);
    carries(pair(bool, decimal), true, java.math.BigDecimal.ONE);
    carries(pair(decimal, bool), new java.math.BigDecimal("1.0"), true);
    carries(pair(decimal, bool), new java.math.BigDecimal("0.0"), false);
    refuses(pair(decimal, bool), new java.math.BigDecimal("0.1"), "true or false");
    refuses(pair(bool, new Type.Decimal(2, 2)), true, "max 0 digits");
    carries(pair(new Type.Real(64), bool), 1.0, true);
    carries(pair(new Type.Real(64), bool), -0.0, false);
    refuses(pair(new Type.Real(64), bool), 0.5, "true or false");
    carries(pair(bool, new Type.Real(32)), true, 1.0);
    carries(pair(bool, new Type.Real(32)), false, 0.0);
  }

  @Test
  void booleansAsWords() {
    Type.Bool bool = new Type.Bool();
    for (String yes : List.of("true", "TRUE", "t", "T", "1", "yes", "Yes")) {
      carries(pair(TEXT, bool), yes, true);
    }
    for (String no : List.of("false", "False", "f", "F", "0", "no", "NO")) {
      carries(pair(TEXT, bool), no, false);
    }
    for (String other : List.of("", "y", "on", "2", "truth", "falsehood", " true", "да")) {
      refuses(pair(TEXT, bool), other, "text is not true or false");
      differ(pair(TEXT, bool), other, true);
      differ(pair(TEXT, bool), other, false);
    }
    carries(pair(new Type.Text(5, 0, true), bool), "yes  ", true);
    carries(pair(bool, TEXT), true, "true");
    carries(pair(bool, TEXT), false, "false");
    carries(pair(bool, new Type.Text(5, 5, false)), false, "false");
    carries(pair(bool, new Type.Text(4, 0, false)), true, "1");
    carries(pair(bool, new Type.Text(4, 0, false)), false, "0");
    carries(pair(bool, new Type.Text(0, 1, false)), false, "0");
  }

  @Test
  void messagesNeverHoldTheValue() {
    try {
      pair(TEXT, new Type.Date()).carry(Side.SOURCE, "secret");
    } catch (Unrepresentable e) {
      assertThat(e).hasMessageNotContaining("secret").hasMessageContaining("a date, such as");
      assertThat(e.getStackTrace()).isEmpty();
      return;
    }
    throw new AssertionError("carried");
  }
}
