package dev.syncline.engine;

import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import java.util.List;

/**
 * How a run ended.
 *
 * @param run the run's id in the store
 * @param tally what was planned and applied
 * @param halted why the guard stopped it, one sentence each; empty when it did not
 * @param due what is left over, with its reasons
 * @param recovered operations of an earlier run that recovery found to be applied
 * @param sentAgain how many of these had no answer, and were sent again as they were
 * @param stopped whether a person asked it to stop before its end
 * @param millis how long it took
 */
public record RunResult(
    long run,
    Tally tally,
    List<String> halted,
    List<Due> due,
    int recovered,
    int sentAgain,
    boolean stopped,
    long millis) {
  public RunResult {
    halted = List.copyOf(halted);
    due = List.copyOf(due);
  }

  /** Whether nothing is left to do. */
  public boolean inStep() {
    return halted.isEmpty() && due.isEmpty() && !stopped;
  }
}
