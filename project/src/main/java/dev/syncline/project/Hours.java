package dev.syncline.project;

import dev.syncline.engine.config.Blackout;
import dev.syncline.engine.sync.Progress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When a sync may run.
 *
 * @param blackout when it may not
 * @param clock milliseconds since the epoch
 * @param zone of the person who is told
 */
public record Hours(Blackout blackout, LongSupplier clock, ZoneId zone) {

  /** When the blackout that there is now will end; empty where there is none. */
  public Optional<ZonedDateTime> closedUntil() {
    return blackout.until(Instant.ofEpochMilli(clock.getAsLong())).map(end -> end.atZone(zone));
  }

  /** Follows a run, and ends it when a blackout begins. */
  public Progress within(Progress progress) {
    if (blackout.equals(Blackout.NONE)) {
      return progress;
    }
    return new Progress() {
      @Override
      public void begin(String task, String step, long total) {
        progress.begin(task, step, total);
      }

      @Override
      public void advance(long records) {
        progress.advance(records);
      }

      @Override
      public void opened(long run) {
        progress.opened(run);
      }

      @Override
      public void end() {
        progress.end();
      }

      @Override
      public boolean cancelled() {
        return progress.cancelled() || closedUntil().isPresent();
      }
    };
  }
}
