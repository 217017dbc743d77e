package dev.syncline.connect;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many per second, and no more than a second's worth at once. Whoever takes more waits until
 * they are paid for; several threads share one rate.
 */
public final class Rate {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double nanosEach;
  private final LongSupplier nanos;
  private final Sleeper sleeper;

  /** When everything taken so far is paid for. */
  private long paid;

  /** Waits so many nanoseconds. */
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  /** A rate of so many per second, by the machine's clock. */
  public Rate(long perSecond) {
    this(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  Rate(long perSecond, LongSupplier nanos, Sleeper sleeper) {
    this.nanosEach = (double) SECOND / perSecond;
    this.nanos = nanos;
    this.sleeper = sleeper;
    this.paid = nanos.getAsLong() - SECOND;
  }

  /** Takes some, and waits for as long as they are too many. An interrupted wait ends early. */
  public void take(long count) {
    long wait = owed(count);
    if (wait > 0) {
      try {
        sleeper.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized long owed(long count) {
    long now = nanos.getAsLong();
    paid = Math.max(paid, now - SECOND) + (long) (count * nanosEach);
    return paid - now;
  }
}
