package dev.syncline.planted.core;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Date;
import java.util.function.Supplier;

public final class CoreThatReadsClocks {
  public long millis() {
    return System.currentTimeMillis();
  }

  public long nanos() {
    return System.nanoTime();
  }

  public Instant instant() {
    return Instant.now();
  }

  public LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  public Supplier<Instant> later() {
    return Instant::now;
  }

  public Clock clock() {
    return Clock.systemUTC();
  }

  public Clock ticking() {
    return Clock.tick(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), Duration.ofSeconds(1));
  }

  public Object date() {
    return new Date();
  }

  public Object calendar() {
    return Calendar.getInstance();
  }
}
