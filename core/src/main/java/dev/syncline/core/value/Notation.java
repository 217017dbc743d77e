package dev.syncline.core.value;

import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How numbers, dates and times stand in text: in the one way that no locale changes, or as a locale
 * writes them. It translates between the two; what forms make of the text without a locale holds
 * for both.
 *
 * <p>Written are numbers with the locale's decimal separator and without groups ({@code 1234,5}),
 * dates as its short ones with all four digits of the year ({@code 29.02.2024}), times to the
 * second or its fraction. Read is more: groups of three digits, the currency of the locale's
 * country before or after a number, spaces of all kinds, and dates and timestamps of ISO 8601,
 * which mean one thing everywhere. Digits are 0 to 9, the calendar is ISO's, true and false are the
 * same words everywhere.
 */
public final class Notation {
  /** What is written. */
  enum Kind {
    NUMBER,
    DATE,
    TIME,
    TIMESTAMP
  }

  /** The one that no locale changes. */
  public static final Notation INVARIANT =
      new Notation(Locale.ROOT, '.', ',', List.of(), TimeLayout.isoDate(), TimeLayout.isoTime());

  /** No number of more characters is worth reading. */
  private static final int LONGEST = 150_000;

  private static final Pattern GROUPED = Pattern.compile("[0-9]{1,3}(?:_[0-9]{3})+");
  private static final Pattern NAMED = Pattern.compile(" \\[([A-Za-z0-9-]+)[^]|]*]");
  private static final Pattern OFFSET =
      Pattern.compile("(.*?) ?(Z|[+-][0-9]{2}:[0-9]{2})", Pattern.DOTALL);

  private final Locale locale;
  private final char point;
  private final char group;
  private final List<String> currency;
  private final TimeLayout date;
  private final TimeLayout time;

  private Notation(
      Locale locale,
      char point,
      char group,
      List<String> currency,
      TimeLayout date,
      TimeLayout time) {
    this.locale = locale;
    this.point = point;
    this.group = group;
    this.currency = currency;
    this.date = date;
    this.time = time;
  }

  /** That of a locale, in the calendar of ISO 8601 and with the digits 0 to 9. */
  public static Notation of(Locale locale) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(locale);
    char point = symbols.getDecimalSeparator();
    String group = TimeLayout.plain(String.valueOf(symbols.getGroupingSeparator()));
    return new Notation(
        locale,
        point,
        group.charAt(0),
        currency(locale).stream().map(TimeLayout::plain).toList(),
        TimeLayout.date(locale),
        TimeLayout.time(locale, point));
  }

  private static List<String> currency(Locale locale) {
    try {
      Currency currency = Currency.getInstance(locale);
      return currency == null
          ? List.of()
          : List.of(currency.getSymbol(locale), currency.getCurrencyCode());
    } catch (IllegalArgumentException e) {
      return List.of(); // no country, or one without a currency of its own
    }
  }

  /** Whether it is the one that no locale changes. */
  public boolean isInvariant() {
    return locale.equals(Locale.ROOT);
  }

  /** The locale; the root for none. */
  public Locale locale() {
    return locale;
  }

  /** Its locale's tag: {@code de-DE}; {@code invariant} for none. */
  public String name() {
    return isInvariant() ? "invariant" : locale.toLanguageTag();
  }

  /**
   * What decides how a kind is read and written, in brackets: a newer Java may know other customs
   * of a country, and a base is valid while they are the same.
   */
  String mark(Kind kind) {
    return "["
        + name()
        + switch (kind) {
          case NUMBER -> " " + group + point;
          case DATE -> " " + date;
          case TIME -> " " + time;
          case TIMESTAMP -> " " + date + " " + time;
        }
        + "]";
  }

  /** The same where no kind is told apart from others; empty for the one of no locale. */
  public String mark() {
    return isInvariant() ? "" : "[" + name() + "]";
  }

  /** The notation that a text of marks names; the one of no locale where it has none. */
  public static Notation marked(String marks) {
    Matcher named = NAMED.matcher(marks);
    return named.find() ? of(Locale.forLanguageTag(named.group(1))) : INVARIANT;
  }

  /** An example of a kind, from its text without a locale. */
  String example(Kind kind, String invariant) {
    String written = write(kind, invariant);
    return written == null ? invariant : written;
  }

  /** The number that a text stands for; null where it is none. */
  public @Nullable BigDecimal number(String text) {
    String invariant = read(Kind.NUMBER, text);
    return invariant != null && NumberText.parse(invariant) instanceof BigDecimal n ? n : null;
  }

  /** The text of a value without a locale, in this notation; null where it has none. */
  @Nullable String write(Kind kind, String invariant) {
    return switch (kind) {
      case NUMBER -> invariant.replace('.', point);
      case DATE -> {
        LocalDate day = TimeText.date(invariant);
        yield day == null ? null : date.write(day);
      }
      case TIME -> TimeText.time(invariant) instanceof LocalTime t ? time.write(t) : invariant;
      case TIMESTAMP ->
          switch (TimeText.timestamp(invariant)) {
            case LocalDateTime t -> both(t);
            case Instant t -> {
              String utc = both(LocalDateTime.ofInstant(t, ZoneOffset.UTC));
              yield utc == null ? null : utc + " +00:00";
            }
            case null, default -> null;
          };
    };
  }

  private @Nullable String both(LocalDateTime timestamp) {
    String day = date.write(timestamp.toLocalDate());
    return day == null ? null : day + " " + time.write(timestamp.toLocalTime());
  }

  /** The text without a locale of what stands in this notation; null where it is none of a kind. */
  @Nullable String read(Kind kind, String text) {
    String plain = text.length() > LONGEST ? "" : TimeLayout.plain(text).strip();
    return switch (kind) {
      case NUMBER -> readNumber(plain);
      case DATE -> {
        LocalDate day = date.readDate(plain);
        yield day != null ? day.toString() : TimeText.date(plain) != null ? plain : null;
      }
      case TIME -> readTime(plain);
      case TIMESTAMP -> {
        String read = readTimestamp(plain);
        yield read != null ? read : TimeText.timestamp(plain) != null ? plain : null;
      }
    };
  }

  private @Nullable String readTime(String text) {
    LocalTime read = time.readTime(text);
    if (read != null) {
      return TimeText.format(read);
    }
    // With the hours of half a day 11:30 could be either; only what is no time of day is the same.
    return switch (TimeText.time(text)) {
      case LocalTime t -> time.halfDays() ? null : text;
      case null -> null;
      default -> text;
    };
  }

  private @Nullable String readTimestamp(String text) {
    Matcher zoned = OFFSET.matcher(text);
    boolean hasOffset = zoned.matches();
    LocalDateTime local = readLocal(hasOffset ? zoned.group(1) : text);
    if (local == null) {
      return null;
    }
    try {
      return hasOffset
          ? TimeText.format(OffsetDateTime.of(local, ZoneOffset.of(zoned.group(2))).toInstant())
          : TimeText.format(local);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * A date, or a date and a time after a space or a comma; the longest beginning that is a date.
   */
  private @Nullable LocalDateTime readLocal(String text) {
    LocalDate whole = date.readDate(text);
    if (whole != null) {
      return whole.atStartOfDay();
    }
    for (int at = text.lastIndexOf(' '); at > 0; at = text.lastIndexOf(' ', at - 1)) {
      String before = text.substring(0, at);
      LocalDate day = date.readDate(before.endsWith(",") ? before.substring(0, at - 1) : before);
      LocalTime clock = day == null ? null : time.readTime(text.substring(at + 1));
      if (day != null && clock != null) {
        return day.atTime(clock);
      }
    }
    return null;
  }

  private @Nullable String readNumber(String text) {
    String rest = text;
    String sign = "";
    for (int i = 0; i < 2; i++) { // a sign may stand before a currency or after it
      if (sign.isEmpty() && (rest.startsWith("-") || rest.startsWith("+"))) {
        sign = rest.substring(0, 1);
        rest = rest.substring(1);
      } else if (i == 0 || !sign.isEmpty()) {
        rest = withoutCurrency(rest);
      }
    }
    int end = 0;
    while (end < rest.length() && (isDigit(rest.charAt(end)) || rest.charAt(end) == group)) {
      end++;
    }
    String whole = rest.substring(0, end);
    String after = rest.substring(end);
    if (whole.indexOf(group) >= 0) {
      if (!GROUPED.matcher(whole.replace(group, '_')).matches()) {
        return null;
      }
      whole = whole.replace(String.valueOf(group), "");
    }
    if (point != '.' && after.indexOf('.') >= 0) {
      return null;
    }
    String invariant = sign + whole + after.replace(point, '.');
    return NumberText.parse(invariant) == null ? null : invariant;
  }

  private String withoutCurrency(String text) {
    for (String name : currency) {
      if (text.startsWith(name)) {
        return text.substring(name.length()).stripLeading();
      } else if (text.endsWith(name)) {
        return text.substring(0, text.length() - name.length()).stripTrailing();
      }
    }
    return text;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Notation n && n.locale.equals(locale);
  }

  @Override
  public int hashCode() {
    return locale.hashCode();
  }

  @Override
  public String toString() {
    return name();
  }
}
