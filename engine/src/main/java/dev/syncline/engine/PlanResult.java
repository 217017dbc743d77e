package dev.syncline.engine;

import dev.syncline.engine.run.Tally;
import java.util.List;

/**
 * What a plan says.
 *
 * @param tally its counts
 * @param halted what the guard would stop, one sentence each
 */
public record PlanResult(Tally tally, List<String> halted) {
  public PlanResult {
    halted = List.copyOf(halted);
  }
}
