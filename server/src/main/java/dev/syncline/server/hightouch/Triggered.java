package dev.syncline.server.hightouch;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run that a program triggered, of a sync or of a sequence.
 *
 * @param id by which it is known for ever
 * @param parent the run of a sequence that it is a part of
 * @param sync the sync's id; nothing for a sequence
 * @param name of the sync or the sequence, when it was triggered
 * @param seen when the server that is at it last said so
 * @param began null as long as it waits
 * @param ended null as long as it is not over
 * @param became only {@link Became#isOver over} once it has ended
 * @param progress the share of what it writes that is done, from 0 to 1; not used once it has ended
 * @param error why it did not end well; empty where it did
 */
record Triggered(
    long id,
    OptionalLong parent,
    OptionalLong sync,
    String name,
    Instant created,
    Instant seen,
    @Nullable Instant began,
    @Nullable Instant ended,
    Became became,
    double progress,
    Counts counts,
    String error) {

  /** How much of it is done, from 0 to 1. */
  double ratio() {
    if (ended == null) {
      return progress;
    }
    long planned = counts.planned().sum();
    if (became == Became.IN_STEP || planned == 0) {
      return became.isWell() ? 1 : 0;
    }
    return Math.min(1, (double) (counts.successful().sum() + counts.failed().sum()) / planned);
  }

  /** The same, as it is at work now. */
  Triggered at(Became now, @Nullable Instant since, double share) {
    return new Triggered(
        id, parent, sync, name, created, seen, since, ended, now, share, counts, error);
  }
}
