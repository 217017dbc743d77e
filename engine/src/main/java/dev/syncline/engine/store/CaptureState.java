package dev.syncline.engine.store;

import dev.syncline.core.Side;

/**
 * How far capture has come on one side of a task, or in an object there in which is looked for its
 * records. While there is none, the side is compared in full, and what changes in such an object is
 * seen when all is.
 *
 * @param task the task
 * @param side the side that is observed
 * @param sync the task's sync
 * @param connection the connection's name; tasks that read one object through one connection share
 *     its marks
 * @param object the object's name
 * @param lookedUp whether its rows are not the task's own, but what these lead to
 * @param method how changes are found, as the configuration calls it
 * @param position where the method stands, in its own words; empty where it needs none
 * @param comparedMillis when the side was last compared in full since the method began; 0 if never
 * @param configHash hash of the sync's configuration at that compare
 */
public record CaptureState(
    int task,
    Side side,
    int sync,
    String connection,
    String object,
    boolean lookedUp,
    String method,
    String position,
    long comparedMillis,
    String configHash) {

  /** What is captured. */
  public Subject subject() {
    return new Subject(task, side, lookedUp ? object : "");
  }

  /**
   * What is captured.
   *
   * @param task the task for which it is
   * @param side the side that is observed
   * @param lookedUp the object in which is looked for its records; empty for the task's own
   */
  public record Subject(int task, Side side, String lookedUp) {}

  /** The same after a full compare that began at a moment. */
  public CaptureState compared(long atMillis, String config) {
    return new CaptureState(
        task, side, sync, connection, object, lookedUp, method, position, atMillis, config);
  }

  /** The same, to be compared in full next. */
  public CaptureState distrusted() {
    return compared(0, "");
  }

  /** The same at another position. */
  public CaptureState at(String newPosition) {
    return new CaptureState(
        task,
        side,
        sync,
        connection,
        object,
        lookedUp,
        method,
        newPosition,
        comparedMillis,
        configHash);
  }
}
