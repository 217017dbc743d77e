package dev.syncline.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateTest {
  private long now;

  private final Rate rate = new Rate(100, () -> now, nanos -> now += nanos);

  @Test
  void aSecondsWorthIsThereAtOnce() {
    rate.take(100);
    assertThat(now).isZero();
  }

  @Test
  void whatIsMoreIsWaitedFor() {
    rate.take(100);
    rate.take(50);
    assertThat(now).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
    rate.take(1);
    assertThat(now).isEqualTo(TimeUnit.MILLISECONDS.toNanos(510));
  }

  @Test
  void aPauseSavesNoMoreThanASecondsWorth() {
    rate.take(100);
    now += TimeUnit.HOURS.toNanos(1);
    long later = now;
    rate.take(100);
    assertThat(now).isEqualTo(later);
    rate.take(100);
    assertThat(now - later).isEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void aBatchLargerThanASecondsWorthWaitsForAllOfIt() {
    rate.take(1_100);
    assertThat(now).isEqualTo(TimeUnit.SECONDS.toNanos(10));
  }
}
