package dev.syncline.engine.config;

import java.time.Duration;
import java.util.Optional;

/**
 * From when on {@code status} raises an alarm.
 *
 * @param late not in step for longer than this
 * @param due more records due than this
 * @param marks more marks than this waiting in a tracking table
 */
public record Alerts(Optional<Duration> late, Optional<Integer> due, Optional<Integer> marks) {
  /** Never. */
  public static final Alerts NONE =
      new Alerts(Optional.empty(), Optional.empty(), Optional.empty());
}
