package dev.syncline.expression;

import java.util.Locale;

/** A text is no expression over the given columns; the message says why and what would be. */
public final class InvalidExpression extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final transient Place place;
  private final String reason;

  InvalidExpression(String text, Place place, String reason) {
    super(place + ": " + reason, null, false, false);
    this.text = text;
    this.place = place;
    this.reason = reason;
  }

  /** That an expression names a column that it may not name. */
  public static InvalidExpression naming(String text, String column, String reason) {
    int at = text.toLowerCase(Locale.ROOT).indexOf(column.toLowerCase(Locale.ROOT));
    return new InvalidExpression(text, Place.at(Math.max(at, 0), text), column + " " + reason);
  }

  /** Where the fault is. */
  public Place place() {
    return place;
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }

  /** The line of the expression with the fault, and carets below it. */
  public String pointed() {
    return place.pointed(text);
  }
}
