package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what {@link DuckDbDialect#selected} selects. */
final class DuckDbReader {
  private static final int ISO_DATE = 10;
  private static final String BC = " (BC)";

  /** Years of more than four digits. */
  private static final DateTimeFormatter FAR =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 1, 10, SignStyle.NORMAL)
          .appendPattern("-MM-dd")
          .toFormatter(Locale.ROOT);

  /** Only what stands for infinity is in these years, or beyond. */
  private static final int LAST_YEAR = 294_247;

  private static final int FIRST_YEAR = -290_308;

  private DuckDbReader() {}

  static ValueReader of(TableColumn column) {
    return switch (column.type()) {
      case Type.Bool b -> ValueReader.present(ResultSet::getBoolean);
      case Type.Int i when i.unsigned() && i.bits() == 64 -> DuckDbReader::unsigned;
      case Type.Int i -> ValueReader.present(ResultSet::getLong);
      case Type.Decimal d when column.base().endsWith("HUGEINT") -> DuckDbReader::huge;
      case Type.Decimal d -> ResultSet::getBigDecimal;
      case Type.Real r when r.bits() == 32 ->
          ValueReader.present((row, at) -> (double) row.getFloat(at));
      case Type.Real r -> ValueReader.present(ResultSet::getDouble);
      case Type.Date d -> DuckDbReader::date;
      case Type.Time t -> DuckDbReader::time;
      case Type.Timestamp t -> t.zoned() ? DuckDbReader::instant : DuckDbReader::local;
      case Type.Binary b -> ResultSet::getBytes;
      case Type.Uuid u -> (row, at) -> row.getObject(at, UUID.class);
      case Type.Text t -> ResultSet::getString;
      case Type.Enumeration e -> ResultSet::getString;
      case Type.Json j -> ResultSet::getString;
      case Type.Array a -> ResultSet::getString;
      case Type.Opaque o -> ResultSet::getString;
    };
  }

  private static @Nullable Object unsigned(ResultSet row, int at) throws SQLException {
    Object value = row.getObject(at);
    return value instanceof BigInteger n && n.bitLength() < 64
        ? (Object) n.longValueExact()
        : value;
  }

  private static @Nullable Object huge(ResultSet row, int at) throws SQLException {
    String text = row.getString(at);
    return text == null ? null : new BigDecimal(text);
  }

  /** The end of a day is the only time that Java has no time for. */
  private static @Nullable Object time(ResultSet row, int at) throws SQLException {
    try {
      return row.getObject(at);
    } catch (DateTimeException e) {
      return Duration.ofDays(1);
    }
  }

  private static @Nullable Object date(ResultSet row, int at) throws SQLException {
    String text = row.getString(at);
    return text == null ? null : date(text);
  }

  /** The driver knows no infinity, DuckDB's own text does: {@code 0044-03-15 (BC)}. */
  private static Object date(String text) {
    if (text.length() == ISO_DATE) {
      return LocalDate.parse(text);
    }
    return switch (text) {
      case "infinity" -> Special.INFINITY;
      case "-infinity" -> Special.NEGATIVE_INFINITY;
      default -> {
        boolean before = text.endsWith(BC);
        LocalDate date = LocalDate.parse(text.replace(BC, ""), FAR);
        yield before ? date.withYear(1 - date.getYear()) : date;
      }
    };
  }

  private static @Nullable Object local(ResultSet row, int at) throws SQLException {
    LocalDateTime time = row.getObject(at, LocalDateTime.class);
    Special infinite = time == null ? null : infinite(time.getYear());
    return infinite != null ? infinite : time;
  }

  private static @Nullable Object instant(ResultSet row, int at) throws SQLException {
    OffsetDateTime time = row.getObject(at, OffsetDateTime.class);
    Special infinite = time == null ? null : infinite(time.getYear());
    return infinite != null ? infinite : time == null ? null : time.toInstant();
  }

  private static @Nullable Special infinite(int year) {
    return year >= LAST_YEAR
        ? Special.INFINITY
        : year <= FIRST_YEAR ? Special.NEGATIVE_INFINITY : null;
  }

  /** A date as DuckDB writes it. */
  static String text(LocalDate date) {
    boolean before = date.getYear() < 1;
    String text = FAR.format(before ? date.withYear(1 - date.getYear()) : date);
    return before ? text + BC : text;
  }

  static String text(LocalDateTime time) {
    return text(time.toLocalDate()) + " " + time.toLocalTime();
  }
}
