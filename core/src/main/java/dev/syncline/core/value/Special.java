package dev.syncline.core.value;

/** Values that a system stores in a typed column but that the column's Java class cannot hold. */
public enum Special {
  /** Not a number, in an exact-number column (PostgreSQL numeric). */
  NAN("NaN"),
  /** Positive infinity of a number, date or timestamp (PostgreSQL). */
  INFINITY("infinity"),
  /** Negative infinity of a number, date or timestamp (PostgreSQL). */
  NEGATIVE_INFINITY("-infinity"),
  /** The date or timestamp 0000-00-00 (MySQL, MariaDB). */
  ZERO_DATE("0000-00-00");

  private final String text;

  Special(String text) {
    this.text = text;
  }

  /** The value as its system writes it. */
  @Override
  public String toString() {
    return text;
  }
}
