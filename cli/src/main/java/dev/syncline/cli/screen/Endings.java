package dev.syncline.cli.screen;

import dev.syncline.cli.text.Words;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.store.Due;
import java.util.Collection;

/** How a command ends that left records alone, by their reasons. */
final class Endings {
  private Endings() {}

  static ExitCode of(PlanItem.Reason reason) {
    return switch (reason) {
      case CONFLICT, AMBIGUOUS, NULL_KEY, FLIPS -> ExitCode.HELD;
      // What it waits for decides; alone, its parent is none of this sync's and a person has to
      // look.
      case BLOCKED, REJECTED, UNREADABLE -> ExitCode.REJECTED;
    };
  }

  static ExitCode of(Due.Reason reason) {
    return switch (reason) {
      case CONFLICT, AMBIGUOUS, NULL_KEY, GUARDED, QUARANTINED -> ExitCode.HELD;
      case BLOCKED, REJECTED, UNREADABLE -> ExitCode.REJECTED;
      case WAITING, STALE, RETRY -> ExitCode.DIFFERENCES;
    };
  }

  static ExitCode of(Collection<Due.Reason> reasons) {
    return ExitCode.of(reasons.stream().map(Endings::of).toList());
  }

  /** How many records there are of a reason: {@code 2 conflicts}. */
  static String count(long n, Due.Reason reason) {
    return switch (reason) {
      case WAITING -> Words.number(n) + " to be looked at";
      case REJECTED -> Words.number(n) + " rejected";
      case STALE -> Words.number(n) + " changed meanwhile";
      case CONFLICT -> Words.count(n, "conflict");
      case AMBIGUOUS -> Words.number(n) + " ambiguous";
      case NULL_KEY -> Words.number(n) + " without a unique key";
      case BLOCKED -> Words.number(n) + " blocked by another record";
      case UNREADABLE -> Words.number(n) + " unreadable";
      case QUARANTINED -> Words.number(n) + " quarantined";
      case GUARDED -> Words.number(n) + " held by the guard";
      case RETRY -> Words.number(n) + " to be tried again";
    };
  }
}
