package dev.syncline.engine;

import dev.syncline.engine.store.StateStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long the journal is kept. What is older is forgotten when a run ends. */
public final class Retention {
  /** A run every few moments need not look every time. */
  private static final long PAUSE_MILLIS = Duration.ofHours(1).toMillis();

  private final StateStore store;
  private final Optional<Duration> keep;
  private final LongSupplier clock;
  private long next = Long.MIN_VALUE;

  /**
   * A retention.
   *
   * @param keep how long; empty: for ever
   * @param clock milliseconds since the epoch
   */
  public Retention(StateStore store, Optional<Duration> keep, LongSupplier clock) {
    this.store = store;
    this.keep = keep;
    this.clock = clock;
  }

  /** A run has ended and is durable. */
  void ran() {
    if (keep.isEmpty()) {
      return;
    }
    long now = clock.getAsLong();
    if (now < next) {
      return;
    }
    next = now + PAUSE_MILLIS;
    try (StateStore.Change change = store.begin()) {
      change.prune(now - keep.get().toMillis());
      change.commit();
    }
  }
}
