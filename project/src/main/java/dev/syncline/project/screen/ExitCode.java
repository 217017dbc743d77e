package dev.syncline.project.screen;

import java.util.Comparator;
import java.util.List;

/** How a command ended, for scripts; in the order in which they apply. */
public enum ExitCode {
  USAGE(2, "the command line was not understood; nothing was done"),
  ERROR(1, "it could not be done; the message says why and what to do next"),
  HELD(
      4,
      "something waits for a person: a guard, a conflict, an ambiguous match, a quarantined record,"
          + " a task that rests"),
  REJECTED(5, "records were rejected or could not be read; they stay due"),
  DIFFERENCES(3, "differences, pending changes or warnings were found"),
  IN_STEP(0, "done, and nothing is left to do");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The process's exit code. */
  public int number() {
    return number;
  }

  /** What it means, as the manual says it. */
  public String meaning() {
    return meaning;
  }

  /** Of two endings the one that applies first. */
  public ExitCode and(ExitCode other) {
    return compareTo(other) < 0 ? this : other;
  }

  /** Of many endings the one that applies first; {@link #IN_STEP} of none. */
  public static ExitCode of(List<ExitCode> all) {
    return all.stream().min(Comparator.naturalOrder()).orElse(IN_STEP);
  }
}
