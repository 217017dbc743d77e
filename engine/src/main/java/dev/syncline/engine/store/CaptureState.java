package dev.syncline.engine.store;

import dev.syncline.core.Side;

/**
 * How far capture has come on one side of a task. While there is none, the side is compared in
 * full.
 *
 * @param task the task
 * @param side the side that is observed
 * @param sync the task's sync
 * @param connection the connection's name; tasks that read one object through one connection share
 *     its marks
 * @param object the object's name
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
    String method,
    String position,
    long comparedMillis,
    String configHash) {

  /** The same after a full compare that began at a moment. */
  public CaptureState compared(long atMillis, String config) {
    return new CaptureState(
        task, side, sync, connection, object, method, position, atMillis, config);
  }

  /** The same, to be compared in full next. */
  public CaptureState distrusted() {
    return compared(0, "");
  }

  /** The same at another position. */
  public CaptureState at(String newPosition) {
    return new CaptureState(
        task, side, sync, connection, object, method, newPosition, comparedMillis, configHash);
  }
}
