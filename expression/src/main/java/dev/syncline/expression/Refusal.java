package dev.syncline.expression;

/**
 * A part of an expression has no value for these arguments. Its words never hold a value, which may
 * be personal.
 */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final transient Place place;

  private Refusal(String what, Place place) {
    super(what, null, false, false);
    this.what = what;
    this.place = place;
  }

  /** What a function says, which does not know where it was called. */
  Refusal(String what) {
    this(what, new Place(1, 1, 1, 1));
  }

  static Refusal divisionByZero() {
    return new Refusal("division by zero; NULLIF(…, 0) around the divisor gives null instead");
  }

  /** The same, said of a call. */
  Refusal of(String function, Place call) {
    return new Refusal(function + ": " + what, call);
  }

  String what() {
    return what;
  }

  Place place() {
    return place;
  }
}
