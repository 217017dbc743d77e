package dev.syncline.project.screen;

/**
 * Something about a sync that is not as it should be.
 *
 * @param text it in a sentence
 */
public record Alarm(Kind kind, String text) {

  /** What sort. */
  public enum Kind {
    /** It was not in step, or did not run, for longer than it should. */
    LATE,
    /** More records are due than should be, or more and more. */
    DUE,
    /** What a system keeps for Syncline grows too much. */
    TRACKING,
    /** A system cannot be asked. */
    UNREACHABLE
  }

  @Override
  public String toString() {
    return text;
  }
}
