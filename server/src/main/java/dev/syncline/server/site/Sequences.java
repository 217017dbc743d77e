package dev.syncline.server.site;

import dev.syncline.project.screen.SequencesScreen;
import dev.syncline.project.screen.SequencesScreen.Sequence;
import java.util.List;
import java.util.function.LongSupplier;

/** Which sequences there are: each page's menu asks, so that the answer is good for a moment. */
final class Sequences {
  private static final long GOOD_MILLIS = 5_000;

  private final Asking asking;
  private final LongSupplier clock;
  private Known known = new Known(Long.MIN_VALUE, List.of());

  private record Known(long until, List<Sequence> all) {}

  Sequences(Asking asking, LongSupplier clock) {
    this.asking = asking;
    this.clock = clock;
  }

  /** Whether there is any, as far as the configuration can be read. */
  synchronized boolean any() {
    if (clock.getAsLong() > known.until()) {
      known =
          new Known(
              clock.getAsLong() + GOOD_MILLIS,
              asking.answer("sequences") instanceof SequencesScreen screen
                  ? screen.sequences()
                  : List.of());
    }
    return !known.all().isEmpty();
  }

  /** All of them, as they are now. */
  List<Sequence> all() {
    return asking.answer(SequencesScreen.class, "sequences").sequences();
  }
}
