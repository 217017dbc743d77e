package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Waits until a log was read up to now: until a text that is written to it now comes out of it. As
 * long as reading gets on this may take any time; when it does not for {@link #STALLED}, though the
 * text is still to come, it is given up.
 */
final class CatchingUp {
  /**
   * How long nothing may happen, in milliseconds. A server that decodes a large transaction of
   * others tells nothing for minutes.
   */
  static final long STALLED = 300_000;

  private static final long LOOK_AGAIN = 2;
  private static final long MARK_AGAIN = 200;
  private static final long ASK_AGAIN = 1_000;
  private static final long LONGEST_ASKED = 10_000;

  private final LogReading reading;
  private final Time time;

  /** How time passes. */
  interface Time {
    /** Milliseconds since some moment. */
    long millis();

    /** Waits. */
    void sleep(long millis) throws InterruptedException;

    /** As it does. */
    Time REAL =
        new Time() {
          @Override
          public long millis() {
            return System.nanoTime() / 1_000_000;
          }

          @Override
          public void sleep(long millis) throws InterruptedException {
            Thread.sleep(millis);
          }
        };
  }

  CatchingUp(LogReading reading, Time time) {
    this.reading = reading;
    this.time = time;
  }

  /**
   * Waits.
   *
   * @return false when it was asked to stop, or interrupted, before
   * @throws ConnectorException of kind TIMEOUT when reading does not get on
   */
  boolean await(long keep, BooleanSupplier stop) {
    reading.ensure(keep);
    Set<String> texts = new HashSet<>();
    String first = UUID.randomUUID().toString();
    String place = reading.mark(first);
    texts.add(first);
    long marked = time.millis();
    long patience = MARK_AGAIN;
    String progress = "";
    long asked = marked;
    long still = 0;
    while (!texts.contains(reading.marker())) {
      if (stop.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      boolean read = reading.ensure(keep);
      long now = time.millis();
      if (!read || now - marked > patience) {
        // The one before may be behind a gap, or before the place where reading began.
        String text = UUID.randomUUID().toString();
        String again = reading.mark(text);
        place = read ? place : again;
        texts.add(text);
        marked = now;
        patience *= 2;
      }
      if (now - asked >= ASK_AGAIN) {
        String got = reading.progress(place);
        // A process that was held up itself, or a machine that slept, has not waited for the
        // server.
        still = Objects.equals(got, progress) ? still + Math.min(now - asked, LONGEST_ASKED) : 0;
        progress = got;
        asked = now;
        if (still >= STALLED) {
          throw stalled();
        }
      }
      try {
        time.sleep(LOOK_AGAIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return true;
  }

  private ConnectorException stalled() {
    reading.pause(); // whoever asks next begins anew, from where it was read to
    return new ConnectorException(
        Kind.TIMEOUT,
        reading.connection()
            + ": the log was not read on for "
            + STALLED / 60_000
            + " minutes, though there is more of it. Nothing of it is lost: try again. If that does"
            + " not help look whether the server is blocked, by a standby that it waits for or by"
            + " its disk.",
        null);
  }
}
