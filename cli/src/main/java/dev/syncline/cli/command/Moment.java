package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.text.Words;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** A moment to come, as a person writes it. */
final class Moment {
  private Moment() {}

  /**
   * Reads {@code 2026-11-23 06:30}, the same with a T or with an offset, or {@code 23:00}, which is
   * the next one.
   *
   * @param zone in which it is written
   * @return milliseconds since the epoch
   * @throws CommandError if it is none, or is past
   */
  static long parse(String text, long nowMillis, ZoneId zone) {
    ZonedDateTime now = Instant.ofEpochMilli(nowMillis).atZone(zone);
    ZonedDateTime moment = parse("--at ", text.strip(), now);
    if (!moment.isAfter(now)) {
      throw CommandError.usage(
          text
              + " is past: it is "
              + Words.time(now)
              + " now. What is given no time is applied at once");
    }
    return moment.toInstant().toEpochMilli();
  }

  /**
   * Reads a moment that is past, written like one to come; {@code 23:00} is the last one.
   *
   * @throws CommandError if it is none, or is to come
   */
  static Instant past(String text, long nowMillis, ZoneId zone) {
    ZonedDateTime now = Instant.ofEpochMilli(nowMillis).atZone(zone);
    ZonedDateTime read = parse("--to ", text.strip(), now);
    boolean ofDay = text.strip().matches("\\d{1,2}:\\d{2}(:\\d{2})?");
    ZonedDateTime moment = ofDay ? read.minusDays(1) : read;
    if (moment.isAfter(now)) {
      throw CommandError.usage("--to " + text + " is to come: it is " + Words.time(now) + " now");
    }
    return moment.toInstant();
  }

  private static ZonedDateTime parse(String option, String text, ZonedDateTime now) {
    try {
      if (text.matches("\\d{1,2}:\\d{2}(:\\d{2})?")) {
        LocalTime time = LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
        ZonedDateTime today = now.toLocalDate().atTime(time).atZone(now.getZone());
        return today.isAfter(now)
            ? today
            : now.toLocalDate().plusDays(1).atTime(time).atZone(now.getZone());
      }
      String iso = text.replaceFirst("^(\\S+)\\s+", "$1T");
      return iso.matches(".*T.*(Z|[+-]\\d{2}:?\\d{2})")
          ? OffsetDateTime.parse(iso).atZoneSameInstant(now.getZone())
          : LocalDateTime.parse(iso).atZone(now.getZone());
    } catch (DateTimeException e) {
      throw CommandError.usage(
          option + text + " is no time; 23:00 and \"2026-11-23 06:30\" are some");
    }
  }
}
