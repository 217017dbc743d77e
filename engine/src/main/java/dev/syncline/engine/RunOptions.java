package dev.syncline.engine;

import dev.syncline.core.model.Key;
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
 */
public record RunOptions(
    boolean approve,
    boolean linkOnly,
    boolean takeOver,
    Set<Integer> tasks,
    Optional<Key> record,
    long limit) {
  /** Everything, nothing approved. */
  public static final RunOptions ALL =
      new RunOptions(false, false, false, Set.of(), Optional.empty(), 0);

  public RunOptions {
    tasks = Set.copyOf(tasks);
  }

  /** The same with the guard's findings approved. */
  public RunOptions approved() {
    return new RunOptions(true, linkOnly, takeOver, tasks, record, limit);
  }

  boolean includes(int task) {
    return tasks.isEmpty() || tasks.contains(task);
  }

  /** Whether every record of the tasks is looked at. */
  boolean whole() {
    return record.isEmpty() && limit == 0;
  }

  @Nullable Key only() {
    return record.orElse(null);
  }
}
