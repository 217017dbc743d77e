package dev.syncline.engine.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The time in a {@link MemoryDatabase}, which passes only when it is told to, and the stamps that
 * rows get: in whole seconds, by the clock of whoever writes, as of the start of his transaction.
 */
final class MemoryClock {
  private Instant now = Instant.parse("2024-05-01T08:00:00Z");
  private Instant stamp;
  private final List<Instant> open = new ArrayList<>();
  private boolean blind;
  private boolean lateUpdates;

  Instant now() {
    return now;
  }

  /** Time passes, or somebody sets the clock, also back. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Stamps what is written next with another moment; null: with the present. */
  void stampWith(Instant moment) {
    stamp = moment;
  }

  LocalDateTime stamp() {
    Instant moment = stamp == null ? now : stamp;
    return LocalDateTime.ofInstant(moment.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
  }

  /** Somebody begins a transaction, which writes at its end. */
  void begin() {
    open.add(now);
  }

  /** Ends the oldest open transaction; null when there is none. */
  Instant end() {
    return open.isEmpty() ? null : open.removeFirst();
  }

  /** From now on nobody is told how long transactions have been open. */
  void blind() {
    blind = true;
  }

  boolean isBlind() {
    return blind;
  }

  /** How long the oldest transaction has been open, as far as anybody is told. */
  Duration oldest() {
    return blind || open.isEmpty() || open.getFirst().isAfter(now)
        ? Duration.ZERO
        : Duration.between(open.getFirst(), now);
  }

  /** From now on rows that were never changed have no stamp of a change. */
  void lateUpdates() {
    lateUpdates = true;
  }

  boolean stampsUpdatesLate() {
    return lateUpdates;
  }
}
