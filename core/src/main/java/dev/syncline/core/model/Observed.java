package dev.syncline.core.model;

/**
 * What was seen of one record on one side. The four are kept apart because only {@link Absent} may
 * ever lead to a delete.
 */
public sealed interface Observed {

  /** The record is there. */
  record Present(Row row) implements Observed {}

  /** The record was looked for and is not there. */
  record Absent() implements Observed {}

  /** The record is there but fails the task's filter. */
  record OutOfScope(Row row) implements Observed {}

  /**
   * The record could not be read.
   *
   * @param reason why, in words for the user, without values
   */
  record Unreadable(String reason) implements Observed {}
}
