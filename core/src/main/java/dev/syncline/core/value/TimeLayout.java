package dev.syncline.core.value;

import java.text.DateFormatSymbols;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In which order and with what in between a locale writes the parts of a date, or of a time of day:
 * {@code dd.MM.yyyy}, {@code h:mm:ss a}. A year has four digits, since two would be a guess.
 */
final class TimeLayout {
  private static final List<Part> ISO_DATE =
      List.of(new Part('y', 4), text("-"), new Part('M', 2), text("-"), new Part('d', 2));
  private static final List<Part> ISO_TIME =
      List.of(new Part('H', 2), text(":"), new Part('m', 2), text(":"), new Part('s', 2));

  /** A letter of the pattern and how many digits it has at least, or text, which has none. */
  private record Part(char letter, int digits, String text) {
    Part(char letter, int digits) {
      this(letter, digits, "");
    }

    @Override
    public String toString() {
      return digits == 0 ? text : String.valueOf(letter).repeat(digits);
    }
  }

  private final List<Part> parts;
  private final String[] halves;
  private final char point;
  private final Pattern form;

  private TimeLayout(List<Part> parts, String[] halves, char point) {
    this.parts = parts;
    this.halves = halves;
    this.point = point;
    this.form =
        Pattern.compile(
            parts.stream().map(this::form).collect(Collectors.joining()),
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** {@code 2024-02-29}. */
  static TimeLayout isoDate() {
    return new TimeLayout(ISO_DATE, new String[0], '.');
  }

  /** {@code 23:59:59.5}. */
  static TimeLayout isoTime() {
    return new TimeLayout(ISO_TIME, new String[0], '.');
  }

  /** That of a locale's short dates; ISO's where they have something else than day, month, year. */
  static TimeLayout date(Locale locale) {
    List<Part> parts = parts(locale, FormatStyle.SHORT, null);
    return has(parts, "yMd") ? new TimeLayout(parts, new String[0], '.') : isoDate();
  }

  /** That of a locale's times with seconds. */
  static TimeLayout time(Locale locale, char point) {
    List<Part> parts = parts(locale, null, FormatStyle.MEDIUM);
    String[] halves = DateFormatSymbols.getInstance(locale).getAmPmStrings();
    for (int i = 0; i < halves.length; i++) {
      halves[i] = plain(halves[i]);
    }
    boolean usable =
        has(parts, "Hms")
            || has(parts, "hmsa") && halves.length == 2 && !halves[0].equals(halves[1]);
    return new TimeLayout(usable ? parts : ISO_TIME, halves, point);
  }

  /** Whether the parts are those of these letters, each once. */
  private static boolean has(List<Part> parts, String letters) {
    String given =
        parts.stream()
            .filter(p -> p.digits > 0)
            .map(p -> String.valueOf(p.letter))
            .collect(Collectors.joining());
    return given.length() == letters.length()
        && letters.chars().allMatch(l -> given.indexOf(l) >= 0);
  }

  private static Part text(String text) {
    return new Part('\'', 0, text);
  }

  private static List<Part> parts(
      Locale locale, @Nullable FormatStyle date, @Nullable FormatStyle time) {
    String pattern =
        DateTimeFormatterBuilder.getLocalizedDateTimePattern(
            date, time, IsoChronology.INSTANCE, locale);
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); ) {
      char c = pattern.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
        i++;
      } else if (quoted || !Character.isLetter(c)) {
        text.append(c);
        i++;
      } else {
        int end = i;
        while (end < pattern.length() && pattern.charAt(end) == c) {
          end++;
        }
        if (c != 'G') { // no era: years before the first are written in none of them
          addText(parts, text);
          parts.add(part(c, end - i));
        }
        i = end;
      }
    }
    addText(parts, text);
    return parts;
  }

  private static Part part(char letter, int width) {
    return switch (letter) {
      case 'y', 'u' -> new Part('y', 4);
      case 'M', 'L' -> new Part('M', Math.min(width, 2));
      case 'a' -> new Part('a', 1);
      case 'm', 's' -> new Part(letter, 2);
      default -> new Part(letter, Math.min(width, 2));
    };
  }

  private static void addText(List<Part> parts, StringBuilder text) {
    String plain = plain(text.toString());
    text.setLength(0);
    if (!(parts.isEmpty() && plain.isBlank()) && !plain.isEmpty()) {
      parts.add(text(plain));
    }
  }

  /**
   * A text with one kind of space, apostrophe and minus, and without marks of its direction, which
   * nobody sees.
   */
  static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\u00A0', '\u2009', '\u202F' -> out.append(' ');
        case '\u2019' -> out.append('\'');
        case '\u2212' -> out.append('-');
        case '\u200E', '\u200F', '\u061C' -> {}
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** A part as a regular expression. */
  private String form(Part part) {
    if (part.digits == 0) {
      String quoted = Pattern.quote(part.text.strip());
      return part.text.isBlank()
          ? " "
          : (part.text.startsWith(" ") ? " ?" : "")
              + quoted
              + (part.text.endsWith(" ") ? " ?" : "");
    }
    return switch (part.letter) {
      case 'y' -> "(?<y>[0-9]{4})";
      case 'm' -> "(?<m>[0-9]{2})";
      case 's' -> "(?<s>[0-9]{2})(?:" + Pattern.quote(String.valueOf(point)) + "(?<f>[0-9]{1,9}))?";
      case 'a' -> "(?<a>" + Pattern.quote(halves[0]) + "|" + Pattern.quote(halves[1]) + ")";
      default -> "(?<" + part.letter + ">[0-9]{1,2})";
    };
  }

  /** Whether hours count to twelve. */
  boolean halfDays() {
    return parts.stream().anyMatch(p -> p.digits > 0 && p.letter == 'a');
  }

  /** A date; null where the year has not four digits. */
  @Nullable String write(LocalDate date) {
    return date.getYear() < 0 || date.getYear() > 9999
        ? null
        : write(date.getYear(), date.getMonthValue(), date.getDayOfMonth(), LocalTime.MIDNIGHT);
  }

  /** A time of day, with the fraction of a second that it has. */
  String write(LocalTime time) {
    return write(0, 0, 0, time);
  }

  private String write(int year, int month, int day, LocalTime time) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      if (part.digits == 0) {
        out.append(part.text);
      } else if (part.letter == 'a') {
        out.append(halves[time.getHour() / 12]);
      } else {
        int number =
            switch (part.letter) {
              case 'y' -> year;
              case 'M' -> month;
              case 'd' -> day;
              case 'H' -> time.getHour();
              case 'h' -> (time.getHour() + 11) % 12 + 1;
              case 'm' -> time.getMinute();
              default -> time.getSecond();
            };
        String digits = Integer.toString(number);
        out.append("0".repeat(Math.max(0, part.digits - digits.length()))).append(digits);
        if (part.letter == 's' && time.toNanoOfDay() % 1_000_000_000 != 0) {
          String fraction = "%09d".formatted(time.toNanoOfDay() % 1_000_000_000);
          out.append(point).append(fraction.replaceFirst("0+$", ""));
        }
      }
    }
    return out.toString().strip();
  }

  /** The date that a {@link #plain} text stands for; null where it is none. */
  @Nullable LocalDate readDate(String text) {
    Matcher m = form.matcher(text);
    if (!m.matches()) {
      return null;
    }
    try {
      return LocalDate.of(number(m, "y"), number(m, "M"), number(m, "d"));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The time of day that a {@link #plain} text stands for; null where it is none. */
  @Nullable LocalTime readTime(String text) {
    Matcher m = form.matcher(text);
    if (!m.matches()) {
      return null;
    }
    try {
      String fraction = m.group("f");
      int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
      return LocalTime.of(hour(m), number(m, "m"), number(m, "s"), nanos);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private int hour(Matcher m) {
    if (!halfDays()) {
      return number(m, "H");
    }
    int hour = number(m, "h");
    if (hour < 1 || hour > 12) {
      throw new DateTimeException("no hour of half a day");
    }
    boolean late = m.group("a").equalsIgnoreCase(halves[1]);
    return hour % 12 + (late ? 12 : 0);
  }

  private static int number(Matcher m, String name) {
    return Integer.parseInt(m.group(name));
  }

  @Override
  public String toString() {
    return parts.stream().map(Part::toString).collect(Collectors.joining());
  }
}
