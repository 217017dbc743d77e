package dev.syncline.connect.app;

/** A request may have been acted on, but its answer did not come, or says nothing of use. */
final class AnswerLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AnswerLost(String message, Throwable cause) {
    super(message, cause);
  }

  AnswerLost(String message) {
    super(message);
  }
}
