package dev.syncline.connect.file;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type of a CSV file's column, as a configuration names it. A value is of it exactly or not at
 * all: nothing is rounded or cut.
 *
 * @param word as it is configured, such as {@code decimal(10,2)}
 * @param sql the type in DuckDB
 * @param isText whether its values stand between quotes in a copy
 * @param meaning the value as a copy writes it
 */
public record CsvType(String word, String sql, boolean isText, Meaning meaning) {
  /** What a column is of which nothing is said. */
  public static final CsvType TEXT = new CsvType("text", "VARCHAR", true, text -> text);

  /** All words, for messages. */
  public static final String WORDS =
      "text, boolean, smallint, integer, bigint, decimal(p,s), real, double, date, time, timestamp,"
          + " timestamptz, uuid";

  private static final Pattern DECIMAL =
      Pattern.compile("(?:decimal|numeric)\\(\\s*(\\d{1,2})\\s*(?:,\\s*(\\d{1,2})\\s*)?\\)");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,40}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,3})?");

  private static final int MOST_DIGITS = 38;

  /** What a value's text means; null, or a {@link DateTimeException}, if nothing of the type. */
  @FunctionalInterface
  public interface Meaning {
    /** The value as DuckDB reads it exactly. */
    @Nullable String of(String text);
  }

  /** The type of a word; nothing where there is none. */
  public static Optional<CsvType> of(String configured) {
    String word = configured.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "text", "varchar" -> Optional.of(TEXT);
      case "boolean", "bool" -> type(word, "BOOLEAN", CsvType::bool);
      case "smallint" -> type(word, "SMALLINT", text -> whole(text, 16));
      case "integer", "int" -> type(word, "INTEGER", text -> whole(text, 32));
      case "bigint" -> type(word, "BIGINT", text -> whole(text, 64));
      case "real" -> type(word, "FLOAT", text -> real(text, Float.MAX_VALUE));
      case "double" -> type(word, "DOUBLE", text -> real(text, Double.MAX_VALUE));
      case "date" -> type(word, "DATE", text -> inRange(LocalDate.parse(text)).toString());
      case "time" -> type(word, "TIME", text -> micros(LocalTime.parse(text)));
      case "timestamp" -> type(word, "TIMESTAMP", text -> micros(local(text)));
      case "timestamptz" -> type(word, "TIMESTAMPTZ", CsvType::zoned);
      case "uuid" -> type(word, "UUID", CsvType::uuid);
      default -> decimal(word);
    };
  }

  private static Optional<CsvType> type(String word, String sql, Meaning meaning) {
    return Optional.of(new CsvType(word, sql, false, meaning));
  }

  private static Optional<CsvType> decimal(String word) {
    Matcher sizes = DECIMAL.matcher(word);
    if (!sizes.matches()) {
      return Optional.empty();
    }
    int precision = Integer.parseInt(sizes.group(1));
    int scale = sizes.group(2) == null ? 0 : Integer.parseInt(sizes.group(2));
    return precision < 1 || precision > MOST_DIGITS || scale > precision
        ? Optional.empty()
        : type(
            "decimal(" + precision + "," + scale + ")",
            "DECIMAL(" + precision + "," + scale + ")",
            text -> decimal(text, precision, scale));
  }

  private static @Nullable String decimal(String text, int precision, int scale) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    boolean fits =
        number.scale() <= scale && number.precision() - number.scale() <= precision - scale;
    return number.signum() == 0 ? "0" : fits ? number.toPlainString() : null;
  }

  private static @Nullable String bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> "true";
      case "false", "f", "no", "n", "0" -> "false";
      default -> null;
    };
  }

  private static @Nullable String whole(String text, int bits) {
    if (!WHOLE.matcher(text).matches()) {
      return null;
    }
    BigInteger number = new BigInteger(text);
    return number.bitLength() < bits ? number.toString() : null;
  }

  private static @Nullable String real(String text, double greatest) {
    return NUMBER.matcher(text).matches() && Math.abs(Double.parseDouble(text)) <= greatest
        ? text
        : null;
  }

  private static LocalDate inRange(LocalDate date) {
    if (date.getYear() < 0 || date.getYear() > 9999) {
      throw new DateTimeException("year");
    }
    return date;
  }

  private static LocalDateTime local(String text) {
    String iso = iso(text);
    return iso.length() == 10 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
  }

  private static @Nullable String zoned(String text) {
    String iso = iso(text);
    boolean shortOffset = iso.length() > 3 && "+-".indexOf(iso.charAt(iso.length() - 3)) >= 0;
    String local =
        micros(
            OffsetDateTime.parse(shortOffset ? iso + ":00" : iso)
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDateTime());
    return local == null ? null : local + "+00";
  }

  private static String iso(String text) {
    return text.length() > 10 && text.charAt(10) == ' '
        ? text.substring(0, 10) + "T" + text.substring(11)
        : text;
  }

  private static @Nullable String micros(LocalDateTime time) {
    inRange(time.toLocalDate());
    String clock = micros(time.toLocalTime());
    return clock == null ? null : time.toLocalDate() + " " + clock;
  }

  private static @Nullable String micros(LocalTime time) {
    String text = time.toString();
    return time.truncatedTo(ChronoUnit.MICROS).equals(time)
        ? text.length() == 5 ? text + ":00" : text
        : null;
  }

  private static @Nullable String uuid(String text) {
    try {
      return text.length() == 36 ? UUID.fromString(text).toString() : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
