package dev.syncline.engine.capture;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Stamps.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the timestamps of a side were read, and when its keys were.
 *
 * <p>What holds of the cursor: whatever is committed after the read that set it bears its moment or
 * a later one, but for what the overlap is there for. So it is the highest stamp seen, by the
 * clocks of those who write, and never our own; less the age of the oldest transaction, which may
 * still commit what it stamped when it began; and never beyond the system's own clock, so that a
 * stamp from the future takes nothing along.
 *
 * @param columns the columns it is a position in; it means nothing for others
 * @param cursor null while no record had a stamp
 * @param keysMillis when all keys were last looked at, by our clock
 */
public record StampPosition(List<String> columns, @Nullable Instant cursor, long keysMillis) {
  private static final String SEPARATOR = " ";
  private static final String NONE = "-";

  /** Where nothing was read yet. */
  public static StampPosition start(AuditColumns columns) {
    return new StampPosition(columns.stamps(), null, 0);
  }

  /** What {@link #text} gave; the start where it is of other columns. */
  public static StampPosition of(String text, AuditColumns columns) {
    StampPosition start = start(columns);
    String mine = start.names() + SEPARATOR;
    if (!text.startsWith(mine)) {
      return start;
    }
    String[] parts = text.substring(mine.length()).split(SEPARATOR);
    return new StampPosition(
        start.columns,
        parts[0].equals(NONE) ? null : Instant.parse(parts[0]),
        Long.parseLong(parts[1]));
  }

  /** Names may hold spaces, but not together with the number of them that belongs there. */
  private String names() {
    return columns.size() + String.join(SEPARATOR, columns);
  }

  /** In words that the state store keeps. */
  public String text() {
    return names() + SEPARATOR + (cursor == null ? NONE : cursor) + SEPARATOR + keysMillis;
  }

  /**
   * The cursor after a read.
   *
   * @param clock as it was before the read
   * @param highest the highest stamp seen that was not later than that; null if there was none
   */
  StampPosition after(Clock clock, @Nullable Instant highest) {
    if (clock.now() == null || highest == null) {
      return this;
    }
    // Stamps are kept in whole seconds by many.
    Instant reached = highest.minus(clock.oldest()).truncatedTo(ChronoUnit.SECONDS);
    return cursor != null && cursor.isAfter(reached)
        ? this
        : new StampPosition(columns, reached, keysMillis);
  }

  /** The same when all keys were looked at. */
  public StampPosition sweptAt(long millis) {
    return new StampPosition(columns, cursor, millis);
  }
}
