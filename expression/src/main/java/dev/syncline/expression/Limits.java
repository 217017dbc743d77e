package dev.syncline.expression;

/** Bounds on what an expression may be and make, so that none takes the machine. */
final class Limits {
  /** Characters of an expression's text. */
  static final int EXPRESSION = 8_000;

  /** Parentheses and CASEs within each other. */
  static final int BRACKETS = 100;

  /** Operators, functions and CASEs within each other; each sign of a chain is within the next. */
  static final int DEPTH = 200;

  /** Words and signs between the same brackets and commas, or in the same branch of a CASE. */
  static final int ROW = 1_000;

  /**
   * Characters of a text that a function takes or makes; columns handed on unchanged may be longer.
   */
  static final int TEXT = 1_000_000;

  /** Digits of a number, before the point and after it. */
  static final int DIGITS = 1_000;

  /** Characters of a regular expression or a LIKE pattern. */
  static final int PATTERN = 1_000;

  private Limits() {}

  /** A text that a function made, if it may be that long. */
  static String text(String text) throws Refusal {
    length(text.length());
    return text;
  }

  /** Whether a text may have so many characters, asked before it is made. */
  static void length(long characters) throws Refusal {
    if (characters > TEXT) {
      throw new Refusal("the text has more than %,d characters".formatted(TEXT));
    }
  }
}
