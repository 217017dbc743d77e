package dev.syncline.engine.run;

import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Due;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run or a plan is asked to do.
 *
 * @param approve a person has seen what the guard stopped, and lets it pass
 * @param linkOnly link what belongs together and write nothing: adopt a pair that is in step
 * @param takeOver take the sync over from another state store
 * @param tasks ids of the tasks to run; empty for all
 * @param record look at one record only, by its key on either side
 * @param limit at most this many records per task; 0 for all
 * @param full treat every record as due, whatever capture reports
 * @param patient leave alone what is due but waits for a person or for another record
 * @param sends what of a sync in one direction is sent
 * @param provisional nothing that is written lasts: capture is left as it is, and no mark is
 *     forgotten
 */
public record RunOptions(
    boolean approve,
    boolean linkOnly,
    boolean takeOver,
    Set<Integer> tasks,
    Optional<Key> record,
    long limit,
    boolean full,
    boolean patient,
    Sends sends,
    boolean provisional) {
  /** Everything, nothing approved. */
  public static final RunOptions ALL =
      new RunOptions(false, false, false, Set.of(), Optional.empty(), 0);

  public RunOptions {
    tasks = Set.copyOf(tasks);
  }

  /** What capture reports and what is due. */
  public RunOptions(
      boolean approve,
      boolean linkOnly,
      boolean takeOver,
      Set<Integer> tasks,
      Optional<Key> record,
      long limit) {
    this(approve, linkOnly, takeOver, tasks, record, limit, false, false, Sends.CHANGES, false);
  }

  /** The same with the guard's findings approved. */
  public RunOptions approved() {
    return new RunOptions(
        true, linkOnly, takeOver, tasks, record, limit, full, patient, sends, provisional);
  }

  /** The same with every record due. */
  public RunOptions everything() {
    return new RunOptions(
        approve, linkOnly, takeOver, tasks, record, limit, true, patient, sends, provisional);
  }

  /** The same with only those of the due records that nobody has to do anything about first. */
  public RunOptions patiently() {
    return new RunOptions(
        approve, linkOnly, takeOver, tasks, record, limit, full, true, sends, provisional);
  }

  /** The same in systems that take back what is written. */
  public RunOptions provisionally() {
    return new RunOptions(
        approve, linkOnly, takeOver, tasks, record, limit, full, patient, sends, true);
  }

  /** The same with everything or nothing sent. */
  public RunOptions sending(Sends what) {
    return new RunOptions(
        approve, linkOnly, takeOver, tasks, record, limit, full, patient, what, provisional);
  }

  /** Whether rows are sent as if none had been before: those of a task that goes one way. */
  boolean sendsAnew(Task task) {
    return sends == Sends.EVERYTHING && task.policies().direction() != Direction.TWO_WAY;
  }

  /** Whether a record that is due is looked at again. */
  boolean revisits(Due due) {
    return !patient
        || switch (due.reason()) {
          case WAITING, STALE, RETRY, GUARDED -> true;
          case REJECTED, CONFLICT, AMBIGUOUS, NULL_KEY, BLOCKED, UNREADABLE, QUARANTINED -> false;
        };
  }

  public boolean includes(int task) {
    return tasks.isEmpty() || tasks.contains(task);
  }

  /** Whether every record of the tasks is looked at. */
  public boolean whole() {
    return record.isEmpty() && limit == 0;
  }

  @Nullable Key only() {
    return record.orElse(null);
  }

  /** What of a sync in one direction is sent. */
  public enum Sends {
    /** What changed since both sides agreed. */
    CHANGES,
    /** As changes, and writes that a system refused are tried again however often it did. */
    REFUSED,
    /** Every row that is there, as if none had been sent before; rows that left stay due. */
    EVERYTHING,
    /** Nothing: what is there now counts as sent. */
    NOTHING
  }
}
