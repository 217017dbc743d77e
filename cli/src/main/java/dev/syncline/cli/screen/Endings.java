package dev.syncline.cli.screen;

import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.store.Due;
import java.util.Collection;

/** How a command ends that left records alone, by their reasons. */
final class Endings {
  private Endings() {}

  static ExitCode of(PlanItem.Reason reason) {
    return switch (reason) {
      case CONFLICT, AMBIGUOUS, NULL_KEY -> ExitCode.HELD;
      // What it waits for decides; alone, its parent is none of this sync's and a person has to look.
      case BLOCKED, REJECTED, UNREADABLE -> ExitCode.REJECTED;
    };
  }

  static ExitCode of(Due.Reason reason) {
    return switch (reason) {
      case CONFLICT, AMBIGUOUS, NULL_KEY, GUARDED -> ExitCode.HELD;
      case BLOCKED, REJECTED, UNREADABLE -> ExitCode.REJECTED;
      case WAITING, STALE, RETRY -> ExitCode.DIFFERENCES;
    };
  }

  static ExitCode of(Collection<Due.Reason> reasons) {
    return ExitCode.of(reasons.stream().map(Endings::of).toList());
  }

  /** The reason in words, for a list of records that have it. */
  static String words(Due.Reason reason) {
    return switch (reason) {
      case WAITING -> "waiting";
      case REJECTED -> "rejected";
      case STALE -> "changed meanwhile";
      case CONFLICT -> "conflict";
      case AMBIGUOUS -> "ambiguous";
      case NULL_KEY -> "no unique key";
      case BLOCKED -> "blocked";
      case UNREADABLE -> "unreadable";
      case GUARDED -> "held by the guard";
      case RETRY -> "to be tried again";
    };
  }
}
