package dev.syncline.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers, times and lists as people read them. */
public final class Words {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss", Locale.ENGLISH);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private Words() {}

  /** {@code 1,234,567}. */
  public static String number(long n) {
    String digits = Long.toString(n);
    StringBuilder grouped = new StringBuilder(digits);
    for (int i = digits.length() - 3; i > (n < 0 ? 1 : 0); i -= 3) {
      grouped.insert(i, ',');
    }
    return grouped.toString();
  }

  /** {@code 1 record}, {@code 1,234 records}. */
  public static String count(long n, String noun) {
    return count(n, noun, plural(noun));
  }

  /** The same for a noun with a plural of its own. */
  public static String count(long n, String one, String many) {
    return number(n) + " " + (n == 1 ? one : many);
  }

  /** {@code is} or {@code are}. */
  public static String are(long n) {
    return n == 1 ? "is" : "are";
  }

  private static String plural(String noun) {
    int last = noun.length() - 1;
    boolean consonantY =
        noun.endsWith("y") && last > 0 && "aeiou".indexOf(noun.charAt(last - 1)) < 0;
    if (consonantY) {
      return noun.substring(0, last) + "ies";
    }
    return noun.endsWith("s") || noun.endsWith("ch") ? noun + "es" : noun + "s";
  }

  /** {@code 85 ms}, {@code 4.1 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 days}. */
  public static String duration(long millis) {
    if (millis < 1_000) {
      return Math.max(0, millis) + " ms";
    }
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    Duration d = Duration.ofMillis(millis + 500);
    if (d.toHours() == 0) {
      return two(d.toMinutes(), "min", d.toSecondsPart(), "s");
    }
    if (d.toDays() < 2) {
      return two(d.toHours(), "h", d.toMinutesPart(), "min");
    }
    return d.toDays() + " days";
  }

  /** A time that is only guessed, in whole seconds: {@code 14 s}. */
  public static String remaining(long millis) {
    return duration(Math.max(1, (millis + 500) / 1_000) * 1_000).replace(".0 s", " s");
  }

  private static String two(long a, String unitA, int b, String unitB) {
    return a + " " + unitA + (b == 0 ? "" : " " + b + " " + unitB);
  }

  /** {@code 3 min ago}. */
  public static String ago(long millis, long nowMillis) {
    long passed = nowMillis - millis;
    return passed < 1_000
        ? "just now"
        : duration(passed - passed % 1_000).replace(".0 s", " s") + " ago";
  }

  /** {@code Mon 2026-03-02 18:00} in the moment's zone. */
  public static String minute(ZonedDateTime moment) {
    return MINUTE.format(moment);
  }

  /** The same, with its seconds where it has some: {@code Sun 2026-03-01 14:05:09}. */
  public static String time(ZonedDateTime moment) {
    return moment.getSecond() == 0 ? minute(moment) : SECOND.format(moment);
  }

  /** {@code 2026-03-01 14:05:09} in a zone. */
  public static String moment(long millis, ZoneId zone) {
    return MOMENT.format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  /** Rows per second: {@code 240,000/s}. */
  public static String rate(long rows, long millis) {
    return number(rows * 1_000 / Math.max(1, millis)) + "/s";
  }

  /** {@code a, b and c}. */
  public static String list(List<String> items) {
    if (items.size() < 2) {
      return String.join("", items);
    }
    return String.join(", ", items.subList(0, items.size() - 1)) + " and " + items.getLast();
  }
}
