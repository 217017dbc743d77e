package dev.syncline.engine.store;

/**
 * What people are to know: what became of something that a person started, or that something about
 * a sync is so for a while.
 *
 * @param id its number; 0 before the store gives it one
 * @param askedMillis when it was asked for, or was first seen to be so
 * @param dueMillis when it was or is to be done
 * @param endedMillis when it came to its end; 0 before
 * @param way from where to where: {@code test → prod}
 * @param plan the plan's file, as the person called it; empty where there is none
 * @param run the run that did it, or the latest when it began to be so; 0 where none did
 * @param text what came of it, or what is so, in sentences
 * @param mailTo the address of the person who started it; empty where nobody is mailed for that
 */
public record Message(
    long id,
    int sync,
    Topic topic,
    State state,
    long askedMillis,
    long dueMillis,
    long endedMillis,
    String way,
    String plan,
    long run,
    String text,
    String mailTo) {

  /** What became of it. */
  public enum State {
    /** A comparison was made and can be reviewed. */
    COMPARED,
    /** It is done when its time has come. */
    WAITING,
    /** It is being done. */
    RUNNING,
    /** All was done. */
    SUCCESS,
    /** Some of it, or nothing, was done. */
    FAILURE,
    /** A person cancelled it while it waited. */
    CANCELLED,
    /** What it says is so now. */
    STANDING,
    /** What it says was so, and is not any more. */
    OVER
  }

  /** That something is so from now on. */
  public static Message standing(
      int sync, Topic topic, long nowMillis, String way, long run, String text) {
    return new Message(
        0, sync, topic, State.STANDING, nowMillis, nowMillis, 0, way, "", run, text, "");
  }

  /** The same with how it is by now. */
  public Message saying(String now) {
    return in(state, endedMillis, run, now);
  }

  /** The same, being done. */
  public Message taken() {
    return in(State.RUNNING, 0, run, text);
  }

  /**
   * The same at its end.
   *
   * @param by the run that did it; 0 where none did
   */
  public Message ended(State as, long atMillis, long by, String what) {
    return in(as, atMillis, by, what);
  }

  /** The same when what it says is not so any more. */
  public Message over(long atMillis) {
    return in(State.OVER, atMillis, run, text);
  }

  private Message in(State other, long ended, long by, String what) {
    return new Message(
        id, sync, topic, other, askedMillis, dueMillis, ended, way, plan, by, what, mailTo);
  }

  /** Whether it is still to be done, is being done, or is so. */
  public boolean isOpen() {
    return endedMillis == 0;
  }
}
