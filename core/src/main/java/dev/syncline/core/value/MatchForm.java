package dev.syncline.core.value;

import java.util.Locale;

/** How exactly the text of a unique key has to agree for two records to be one. */
public enum MatchForm {
  /** Code point by code point. */
  EXACT,
  /** Without regard to upper and lower case. */
  CASE_INSENSITIVE,
  /** Without the spaces (U+0020, as SQL's {@code trim} takes them) before and after. */
  TRIMMED,
  /** Both. */
  TRIMMED_CASE_INSENSITIVE;

  /** What overlooks all that either of two forms overlooks. */
  public MatchForm weaker(MatchForm other) {
    return of(ignoresCase() || other.ignoresCase(), trims() || other.trims());
  }

  /** The form that overlooks case, spaces before and after, both or neither. */
  public static MatchForm of(boolean ignoresCase, boolean trims) {
    if (ignoresCase) {
      return trims ? TRIMMED_CASE_INSENSITIVE : CASE_INSENSITIVE;
    }
    return trims ? TRIMMED : EXACT;
  }

  private boolean ignoresCase() {
    return this == CASE_INSENSITIVE || this == TRIMMED_CASE_INSENSITIVE;
  }

  private boolean trims() {
    return this == TRIMMED || this == TRIMMED_CASE_INSENSITIVE;
  }

  /**
   * The text that stands for all that agree with it. Case is folded to lower case, then upper, then
   * lower, all in {@link Locale#ROOT}, which also brings together letters that have only a capital
   * in common (ß, ẞ and ss, ς and σ); it does not touch accents. Applying a form twice changes
   * nothing more.
   */
  public String apply(String text) {
    return switch (this) {
      case EXACT -> text;
      case CASE_INSENSITIVE -> fold(text);
      case TRIMMED -> trim(text);
      case TRIMMED_CASE_INSENSITIVE -> fold(trim(text));
    };
  }

  private static String trim(String text) {
    int end = Limits.withoutSpaces(text);
    int start = 0;
    while (start < end && text.charAt(start) == ' ') {
      start++;
    }
    return text.substring(start, end);
  }

  private static String fold(String text) {
    boolean ascii = true;
    for (int i = 0; i < text.length() && ascii; i++) {
      ascii = text.charAt(i) < 0x80;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    // Among ASCII letters the way over upper case changes nothing, and most keys are ASCII.
    return ascii ? lower : lower.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
