package dev.syncline.expression;

import java.text.Collator;
import java.util.Comparator;
import java.util.Locale;

/**
 * In which order texts stand. Texts are equal where they are the same code points, whatever the
 * order; an order of a language only says which comes first.
 */
final class TextOrder {
  /** Java compares UTF-16 units, which puts what is beyond 16 bits before U+E000. */
  static final Comparator<String> CODE_POINTS = TextOrder::byCodePoint;

  private TextOrder() {}

  /**
   * As dictionaries of a language order words: letters first, then accents, then case, and what
   * differs in nothing of that by code point. Spaces and hyphens count only between texts that have
   * the same letters.
   */
  static Comparator<String> of(Locale locale) {
    Collator collator = Collator.getInstance(locale);
    collator.setDecomposition(Collator.CANONICAL_DECOMPOSITION);
    return ((Comparator<String>) collator::compare).thenComparing(CODE_POINTS);
  }

  private static int byCodePoint(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
