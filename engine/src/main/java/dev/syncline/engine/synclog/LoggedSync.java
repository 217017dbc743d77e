package dev.syncline.engine.synclog;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A sync as its log names it, and what is kept of it.
 *
 * @param tasks names of its tasks, by id
 * @param log which log it is, by what tells it from others
 * @param values whether it holds the values of fields
 * @param keep how long runs and changes stay; empty: for ever
 */
public record LoggedSync(
    int id,
    String name,
    Map<Integer, String> tasks,
    String log,
    boolean values,
    Optional<Duration> keep) {
  public LoggedSync {
    tasks = Map.copyOf(tasks);
  }

  String task(int task) {
    return tasks.getOrDefault(task, "task " + task);
  }
}
