package dev.syncline.engine.config;

import dev.syncline.engine.sync.Resting;
import java.util.List;

/**
 * A task that nobody edited, and that does not fit a database any more: a table, or a column of it,
 * was dropped, renamed, or given a type that does not pair with the other side's. It rests, with
 * all that is remembered of it, while the others go on.
 *
 * @param id the task's id
 * @param name its name
 * @param findings what does not fit, and what to do
 */
public record Paused(int id, String name, List<Finding> findings) {
  public Paused {
    findings = List.copyOf(findings);
  }

  /** The same as the engine knows it. */
  Resting resting() {
    return new Resting(id, name, findings.stream().map(Finding::sentences).toList());
  }
}
