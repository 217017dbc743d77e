package dev.syncline.engine.verify;

/** A task cannot be verified, or not well, in the way that was tried; the message says why. */
final class NotThisWay extends Exception {
  private static final long serialVersionUID = 1L;

  NotThisWay(String why) {
    super(why, null, false, false);
  }
}
