package dev.syncline.engine.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The log that syncs write into a database for people to read.
 *
 * @param at where it is configured
 * @param connection the database
 * @param keep how long runs and changes stay in it; empty: for ever
 * @param values whether it holds what fields held
 * @param except names of syncs that are not logged
 */
public record SyncLogConfig(
    Position at, Name connection, Optional<Duration> keep, boolean values, List<String> except) {
  public SyncLogConfig {
    except = List.copyOf(except);
  }
}
