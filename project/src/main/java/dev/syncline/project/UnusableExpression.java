package dev.syncline.project;

import dev.syncline.expression.InvalidExpression;

/** What a person typed is no expression over the columns there are. */
public final class UnusableExpression extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final InvalidExpression why;

  /** Says why. */
  public UnusableExpression(InvalidExpression why) {
    super(why.getMessage(), why);
    this.why = why;
  }

  /** What is wrong, and where. */
  public InvalidExpression why() {
    return why;
  }
}
