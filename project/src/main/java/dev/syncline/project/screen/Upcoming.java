package dev.syncline.project.screen;

import dev.syncline.project.text.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a sync runs by itself.
 *
 * @param schedule in words
 * @param next when it is due; past where it is overdue, and empty where no clock begins it
 * @param waits why it does not run before a person does something; empty where it does
 * @param last what last began it by itself, where that is known: only a server knows
 */
public record Upcoming(
    String schedule, Optional<Instant> next, String waits, Optional<Begun> last) {
  private static final long HOUR = 3_600_000;

  /** Of a sync that nothing but a person or a program begins. */
  public static final Upcoming BY_HAND =
      new Upcoming("by hand", Optional.empty(), "", Optional.empty());

  /** That it was begun by itself, when, and by what. */
  public record Begun(Instant at, String cause) {}

  /** Whether it ever runs by itself. */
  public boolean isScheduled() {
    return !schedule.equals(BY_HAND.schedule());
  }

  /** When it runs next: {@code in 12 min}, {@code Mon 2026-11-23 06:30}, {@code after orders}. */
  public String words(Instant now, ZoneId zone) {
    if (!waits.isEmpty()) {
      return waits;
    }
    if (next.isEmpty()) {
      return schedule;
    }
    long left = next.get().toEpochMilli() - now.toEpochMilli();
    if (left <= 0) {
      return "now";
    }
    return left < HOUR
        ? "in " + Words.remaining(left)
        : Words.time(Instant.ofEpochSecond(next.get().getEpochSecond()).atZone(zone));
  }
}
