package dev.syncline.core.value;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates and times as ISO 8601 text, which no locale changes. */
final class TimeText {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 50;
  private static final long DAY = 24 * 60 * 60;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ISO_LOCAL_DATE.withResolverStyle(ResolverStyle.STRICT);

  /** A date, or date and time, parted by T or a space, with an offset or without. */
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .optionalEnd()
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withChronology(IsoChronology.INSTANCE);

  /** Hours beyond a day and a sign are MariaDB's TIME. */
  private static final Pattern TIME =
      Pattern.compile("(-?)(\\d{1,6}):([0-5]\\d)(?::([0-5]\\d)(?:\\.(\\d{1,9}))?)?");

  private TimeText() {}

  /** A date such as {@code 2024-02-29}; null where the text is none. */
  static @Nullable LocalDate date(String text) {
    if (!plausible(text)) {
      return null;
    }
    try {
      return LocalDate.parse(text, DATE);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * A timestamp such as {@code 2024-02-29T23:59:59.5}: Instant where the text has an offset, else
   * LocalDateTime; a date alone is its midnight. Null where the text is none.
   */
  static @Nullable Object timestamp(String text) {
    if (!plausible(text)) {
      return null;
    }
    try {
      TemporalAccessor parsed = TIMESTAMP.parse(text);
      LocalDate date = LocalDate.from(parsed);
      if (!parsed.isSupported(ChronoField.NANO_OF_DAY)) {
        return date.atStartOfDay();
      }
      LocalDateTime local = date.atTime(LocalTime.from(parsed));
      return parsed.isSupported(ChronoField.OFFSET_SECONDS)
          ? local.toInstant(ZoneOffset.from(parsed))
          : local;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Spares most texts that are no dates the price of an exception. */
  private static boolean plausible(String text) {
    if (text.length() < SHORTEST || text.length() > LONGEST) {
      return false;
    }
    char c = text.charAt(0);
    return (c >= '0' && c <= '9') || c == '-' || c == '+';
  }

  /** LocalTime, or Duration outside a day; null where the text is neither. */
  static @Nullable Object time(String text) {
    Matcher m = text.length() <= LONGEST ? TIME.matcher(text) : null;
    if (m == null || !m.matches()) {
      return null;
    }
    long seconds =
        Long.parseLong(m.group(2)) * 3600
            + Long.parseLong(m.group(3)) * 60
            + (m.group(4) == null ? 0 : Long.parseLong(m.group(4)));
    int nanos =
        m.group(5) == null ? 0 : Integer.parseInt((m.group(5) + "00000000").substring(0, 9));
    Duration duration = Duration.ofSeconds(seconds, nanos);
    if (m.group(1).isEmpty()) {
      return seconds < DAY ? LocalTime.MIDNIGHT.plus(duration) : duration;
    }
    return duration.isZero() ? LocalTime.MIDNIGHT : duration.negated();
  }

  /** Always with seconds, and with as many digits of a fraction as it has. */
  static String format(LocalTime time) {
    return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
  }

  /** Hours, minutes, seconds: {@code -838:59:59}. */
  static String format(Duration duration) {
    Duration d = duration.abs();
    StringBuilder text = new StringBuilder();
    if (duration.isNegative()) {
      text.append('-');
    }
    if (d.toHours() < 10) {
      text.append('0');
    }
    LocalTime rest = LocalTime.of(0, d.toMinutesPart(), d.toSecondsPart(), d.toNanosPart());
    return text.append(d.toHours()).append(format(rest), 2, format(rest).length()).toString();
  }

  static String format(LocalDateTime time) {
    return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
  }

  /** In UTC, ending in Z. */
  static String format(Instant time) {
    return format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)) + 'Z';
  }

  /** The nanoseconds that are left with so many digits of a fraction; always towards the past. */
  static int floor(int nanos, int fraction) {
    int unit =
        switch (fraction) {
          case 0 -> 1_000_000_000;
          case 1 -> 100_000_000;
          case 2 -> 10_000_000;
          case 3 -> 1_000_000;
          case 4 -> 100_000;
          case 5 -> 10_000;
          case 6 -> 1_000;
          case 7 -> 100;
          case 8 -> 10;
          default -> 1;
        };
    return nanos - nanos % unit;
  }
}
