package dev.syncline.engine.store;

/**
 * What became of something that a person started: a comparison, or a plan that is applied now or
 * later.
 *
 * @param id its number; 0 before the store gives it one
 * @param askedMillis when it was asked for
 * @param dueMillis when it was or is to be done
 * @param endedMillis when it came to its end; 0 before
 * @param way from where to where: {@code test → prod}
 * @param plan the plan's file, as the person called it
 * @param run the run that did it; 0 where none did
 * @param text what came of it, in sentences
 * @param mailTo whose address is told of it; empty for nobody's
 * @param mail what became of the mail: {@link #SENT}, why it could not be sent, after {@link
 *     #GIVEN_UP} where it is not tried again, or empty where it was not tried
 */
public record Message(
    long id,
    int sync,
    State state,
    long askedMillis,
    long dueMillis,
    long endedMillis,
    String way,
    String plan,
    long run,
    String text,
    String mailTo,
    String mail) {
  /** What {@link #mail} is when the server took it. */
  public static final String SENT = "sent";

  /** How {@link #mail} begins when the server refused it for good. */
  public static final String GIVEN_UP = "given up: ";

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
    CANCELLED
  }

  /** The same, being done. */
  public Message taken() {
    return new Message(
        id, sync, State.RUNNING, askedMillis, dueMillis, 0, way, plan, run, text, mailTo, mail);
  }

  /**
   * The same at its end.
   *
   * @param by the run that did it; 0 where none did
   */
  public Message ended(State as, long atMillis, long by, String what) {
    return new Message(
        id, sync, as, askedMillis, dueMillis, atMillis, way, plan, by, what, mailTo, mail);
  }

  /** The same after its mail was tried. */
  public Message mailed(String outcome) {
    return new Message(
        id,
        sync,
        state,
        askedMillis,
        dueMillis,
        endedMillis,
        way,
        plan,
        run,
        text,
        mailTo,
        outcome);
  }

  /** Whether somebody is to be told by mail, and was not. */
  public boolean isUnsent() {
    return endedMillis > 0 && !mailTo.isEmpty() && !mail.equals(SENT);
  }
}
