package dev.syncline.expression;

/** What is wrong with a part of an expression, before it ever meets a row. */
final class Fault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final transient Place place;

  Fault(Place place, String reason) {
    super(reason, null, false, false);
    this.reason = reason;
    this.place = place;
  }

  InvalidExpression in(String text) {
    return new InvalidExpression(text, place, reason);
  }
}
