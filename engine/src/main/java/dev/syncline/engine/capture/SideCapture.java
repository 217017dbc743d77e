package dev.syncline.engine.capture;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.sync.Capturing;
import java.util.List;
import java.util.Optional;

/**
 * How changes of one side of a task are found, or of an object there in which is looked for its
 * records, and why so.
 *
 * @param task the task
 * @param side the side that is observed
 * @param object the object that is observed
 * @param lookedUp whether its rows are not the task's own, but what these lead to
 * @param connection the connection's name
 * @param asked what the configuration says
 * @param method what finds the changes, or would: triggers or the log
 * @param standing where that stands
 * @param obstacle why the method cannot be had, with the remedy; empty when it can
 * @param statements what would still have to be run for it; empty when everything is there
 * @param state how far capture has come; nothing while every run compares in full
 */
public record SideCapture(
    Task task,
    Side side,
    String object,
    boolean lookedUp,
    String connection,
    Capturing.Method asked,
    Capturing.Method method,
    Standing standing,
    String obstacle,
    List<String> statements,
    Optional<CaptureState> state) {
  public SideCapture {
    statements = List.copyOf(statements);
  }

  /** What is captured. */
  public CaptureState.Subject subject() {
    return new CaptureState.Subject(task.id(), side, lookedUp ? object : "");
  }

  /** Where capture stands. */
  public enum Standing {
    /** Not asked for: every run compares in full. */
    SCANNED,
    /** Not possible here: every run compares in full, or fails where it is asked for. */
    IMPOSSIBLE,
    /** Possible, but nobody let triggers be made: every run compares in full. */
    OFFERED,
    /** Asked for: the next run makes what it takes. */
    WANTED,
    /** Something is gone: the next run makes it again and compares in full. */
    BROKEN,
    /** A run looks at what was marked. */
    TRACKED,
    /** A run looks at what timestamps say. */
    STAMPED
  }

  /** Whether a person can be asked to let be made what it takes. */
  public boolean open() {
    return standing == Standing.OFFERED || standing == Standing.WANTED;
  }

  /** Whether every run reads all of the side, and will go on doing so. */
  public boolean everyRunReadsAll() {
    return switch (standing) {
      case SCANNED, IMPOSSIBLE, OFFERED -> true;
      case WANTED, BROKEN, TRACKED, STAMPED -> false;
    };
  }
}
