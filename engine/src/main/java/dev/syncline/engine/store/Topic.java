package dev.syncline.engine.store;

import java.util.Locale;

/** What a message is about. The first two are of what a person began; all others are so, or not. */
public enum Topic {
  /** A comparison that was made, or a plan that is applied now or later. */
  PLAN,
  /** A run that a person began on the server. */
  RUN,
  /** Runs fail, until one does not. */
  FAILING,
  /** The guard halted the sync, until somebody lets it go. */
  HALTED,
  /** Tasks rest until a database, or the configuration, is mended. */
  PAUSED,
  /** Records wait for a person who decides, or a plan for one who reviews it. */
  REVIEW,
  /** Records are due that a system refused, or that could not be read. */
  REJECTED,
  /** It was not in step, or did not run, for longer than it should. */
  LATE,
  /** More records are due than should be, or more and more. */
  DUE,
  /** What a system keeps for Syncline, in a tracking table or its log, grows too much. */
  TRACKING;

  /** Whether it is so for a while, and then not any more, whoever began what. */
  public boolean isStanding() {
    return this != PLAN && this != RUN;
  }

  /** Its name in the configuration and for programs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
