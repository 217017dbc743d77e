package dev.syncline.engine.store;

import java.util.UUID;

/**
 * That a message is to be sent to somebody, or was.
 *
 * @param id goes along, so that who gets it twice knows
 * @param atEnd whether it tells of the message's end; else that what it says has begun to be so
 * @param receiver an address, or the name of a receiver in the configuration
 * @param attempts how often it was tried
 * @param dueMillis when it is tried next, while it is due
 * @param why it could not be sent at the last attempt; empty if it could, or was not tried
 */
public record Delivery(
    String id,
    long message,
    boolean atEnd,
    Channel channel,
    String receiver,
    State state,
    long madeMillis,
    int attempts,
    long dueMillis,
    String why) {

  /** The way by which it goes. */
  public enum Channel {
    /** A mail to an address. */
    MAIL,
    /** A request to a web address of the configuration. */
    WEBHOOK
  }

  /** What became of it. */
  public enum State {
    /** It is to be sent. */
    DUE,
    /** It was taken. */
    SENT,
    /** It is not tried any more. */
    GIVEN_UP
  }

  /** One that is to be sent at once. */
  public static Delivery of(
      long message, boolean atEnd, Channel channel, String receiver, long nowMillis) {
    return new Delivery(
        UUID.randomUUID().toString(),
        message,
        atEnd,
        channel,
        receiver,
        State.DUE,
        nowMillis,
        0,
        nowMillis,
        "");
  }

  /** The same, taken by whom it was sent to. */
  public Delivery sent() {
    return after(State.SENT, dueMillis, "");
  }

  /** The same, to be tried again. */
  public Delivery again(long atMillis, String reason) {
    return after(State.DUE, atMillis, reason);
  }

  /** The same, not to be tried any more. */
  public Delivery givenUp(String reason) {
    return after(State.GIVEN_UP, dueMillis, reason);
  }

  private Delivery after(State as, long atMillis, String reason) {
    return new Delivery(
        id, message, atEnd, channel, receiver, as, madeMillis, attempts + 1, atMillis, reason);
  }
}
