package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what {@link DuckDbDialect#selected} selects. */
final class DuckDbReader {
  /** No date of DuckDB's is so far away but those that stand for infinity. */
  private static final int INFINITE_DATE = 5_877_642;

  private static final int LAST_YEAR = 294_247;
  private static final int FIRST_YEAR = -290_308;

  private DuckDbReader() {}

  static ValueReader of(TableColumn column) {
    return switch (column.type()) {
      case Type.Bool b -> present(ResultSet::getBoolean);
      case Type.Int i when i.unsigned() && i.bits() == 64 -> DuckDbReader::unsigned;
      case Type.Int i -> present(ResultSet::getLong);
      case Type.Decimal d when column.base().endsWith("HUGEINT") -> DuckDbReader::huge;
      case Type.Decimal d -> ResultSet::getBigDecimal;
      case Type.Real r when r.bits() == 32 -> present((row, at) -> (double) row.getFloat(at));
      case Type.Real r -> present(ResultSet::getDouble);
      case Type.Date d -> DuckDbReader::date;
      case Type.Time t -> (row, at) -> row.getObject(at, LocalTime.class);
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

  /** A reader of a primitive, which is something where there is nothing. */
  static ValueReader present(ValueReader reader) {
    return (row, at) -> {
      Object value = reader.read(row, at);
      return row.wasNull() ? null : value;
    };
  }

  private static @Nullable Object unsigned(ResultSet row, int at) throws SQLException {
    Object value = row.getObject(at);
    return value instanceof BigInteger n && n.bitLength() < 64 ? (Object) n.longValueExact() : value;
  }

  private static @Nullable Object huge(ResultSet row, int at) throws SQLException {
    String text = row.getString(at);
    return text == null ? null : new BigDecimal(text);
  }

  private static @Nullable Object date(ResultSet row, int at) throws SQLException {
    LocalDate date = row.getObject(at, LocalDate.class);
    return date == null || Math.abs(date.getYear()) < INFINITE_DATE - 1
        ? date
        : date.getYear() > 0 ? Special.INFINITY : Special.NEGATIVE_INFINITY;
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
}
