package dev.syncline.expression;

import java.util.Map;

/**
 * An expression gives no value for one row. The message is one line that names the function, the
 * place, the expression and the columns it read, masked ones without their values.
 */
public final class EvaluationFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final transient Place place;
  private final String reason;
  private final transient Map<String, String> inputs;

  EvaluationFailed(String text, Refusal refusal, Map<String, String> inputs) {
    super(message(text, refusal, inputs), null, false, false);
    this.text = text;
    this.place = refusal.place();
    this.reason = refusal.what();
    this.inputs = inputs;
  }

  private static String message(String text, Refusal refusal, Map<String, String> inputs) {
    String with =
        inputs.isEmpty()
            ? ""
            : ", with "
                + String.join(
                    ", ",
                    inputs.entrySet().stream()
                        .map(e -> e.getKey() + " = " + e.getValue())
                        .toList());
    return refusal.what() + " (" + refusal.place() + " of " + text.strip() + with + ")";
  }

  /** The expression's text. */
  public String text() {
    return text;
  }

  /** Which part of the expression gives no value. */
  public Place place() {
    return place;
  }

  /** The function or operator, and why it gives no value; never a value of the row. */
  public String reason() {
    return reason;
  }

  /** The columns that the expression reads, with their values as they may be shown. */
  public Map<String, String> inputs() {
    return inputs;
  }

  /** The line of the expression with the part that gives no value, and carets below it. */
  public String pointed() {
    return place.pointed(text);
  }
}
