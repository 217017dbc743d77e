package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.value.Type;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;

/** The types that a driver tells of, by JDBC's numbers for them, as {@link Type}s. */
final class StandardTypes {
  /** Who tells of more digits means that there is no bound. */
  private static final int MOST_DIGITS = 1_000;

  /** Who tells of a greater length means that there is none. */
  private static final int MOST_LENGTH = 1_000_000;

  private static final int MOST_FRACTION = 9;

  private StandardTypes() {}

  static TableColumn column(ResultSetMetaData result, int at) throws SQLException {
    String name = result.getColumnTypeName(at).toLowerCase(Locale.ROOT);
    Type type = type(result, at, name);
    return new TableColumn(
        new Column(result.getColumnLabel(at), type, declared(type, name), true, Origin.COMPUTED),
        name,
        null,
        null,
        false,
        type instanceof Type.Int || type instanceof Type.Date);
  }

  private static String declared(Type type, String name) {
    return switch (type) {
      case Type.Decimal d when !d.unbounded() -> name + "(" + d.precision() + "," + d.scale() + ")";
      case Type.Text t when t.maxLength() > 0 -> name + "(" + t.maxLength() + ")";
      case Type.Binary b when b.maxLength() > 0 -> name + "(" + b.maxLength() + ")";
      default -> name;
    };
  }

  private static Type type(ResultSetMetaData result, int at, String name) throws SQLException {
    if (name.equals("uuid")) { // which drivers give numbers of all kinds
      return new Type.Uuid();
    }
    boolean unsigned = !result.isSigned(at);
    return switch (result.getColumnType(at)) {
      case Types.BOOLEAN -> new Type.Bool();
      case Types.BIT -> result.getPrecision(at) > 1 ? new Type.Opaque(name) : new Type.Bool();
      case Types.TINYINT -> new Type.Int(8, unsigned);
      case Types.SMALLINT -> new Type.Int(16, unsigned);
      case Types.INTEGER -> new Type.Int(32, unsigned);
      case Types.BIGINT -> new Type.Int(64, unsigned);
      case Types.DECIMAL, Types.NUMERIC -> decimal(result.getPrecision(at), result.getScale(at));
      case Types.REAL -> new Type.Real(32);
      case Types.FLOAT, Types.DOUBLE -> new Type.Real(64);
      case Types.CHAR, Types.NCHAR -> new Type.Text(length(result, at), 0, true);
      case Types.VARCHAR, Types.NVARCHAR -> new Type.Text(length(result, at), 0, false);
      case Types.LONGVARCHAR, Types.LONGNVARCHAR, Types.CLOB, Types.NCLOB -> Type.Text.UNBOUNDED;
      case Types.DATE -> new Type.Date();
      case Types.TIME -> new Type.Time(fraction(result, at));
      case Types.TIMESTAMP -> new Type.Timestamp(fraction(result, at), false);
      case Types.TIMESTAMP_WITH_TIMEZONE -> new Type.Timestamp(fraction(result, at), true);
      case Types.BINARY -> new Type.Binary(length(result, at), true);
      case Types.VARBINARY -> new Type.Binary(length(result, at), false);
      case Types.LONGVARBINARY, Types.BLOB -> new Type.Binary(0, false);
      default -> name.equals("json") ? new Type.Json() : new Type.Opaque(name);
    };
  }

  private static Type decimal(int precision, int scale) {
    return precision < 1 || precision > MOST_DIGITS || scale < 0 || scale > precision
        ? Type.Decimal.UNBOUNDED
        : new Type.Decimal(precision, scale);
  }

  private static int length(ResultSetMetaData result, int at) throws SQLException {
    int told = result.getPrecision(at);
    return told < 1 || told >= MOST_LENGTH ? 0 : told;
  }

  private static int fraction(ResultSetMetaData result, int at) throws SQLException {
    return Math.clamp(result.getScale(at), 0, MOST_FRACTION);
  }
}
