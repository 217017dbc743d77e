package dev.syncline.server.page;

/**
 * How a sync stands, or what a command came to, in a word, a colour and a sign, so that none of
 * them has to be known.
 */
public enum State {
  DRAFT("draft", "", "dot"),
  IN_STEP("in step", "good", "tick"),
  DONE("done", "good", "tick"),
  RUNNING("running", "busy", "turn"),
  WAITING("waiting", "", "clock"),
  NOT_REACHED("not reached", "", "dot"),
  ASKED("nothing written yet", "care", "eye"),
  DIFFERENT("differences found", "care", "eye"),
  REVIEW("waiting for review", "care", "eye"),
  DUE("records due", "care", "clock"),
  BEHIND("not in step", "care", "clock"),
  HALTED("halted", "bad", "hand"),
  HELD("waits for a person", "care", "eye"),
  PAUSED("tasks paused", "bad", "pause"),
  REJECTED("rows rejected", "bad", "cross"),
  LATE("late", "care", "clock"),
  STOPPED("stopped", "", "pause"),
  FAILED("failed", "bad", "cross");

  private final String words;
  private final String tone;
  private final String sign;

  State(String words, String tone, String sign) {
    this.words = words;
    this.tone = tone;
    this.sign = sign;
  }

  /** In words. */
  public String words() {
    return words;
  }

  /** The class that gives it its colour; empty for none. */
  public String tone() {
    return tone;
  }

  /** Which sign stands before it. */
  public String sign() {
    return sign;
  }
}
