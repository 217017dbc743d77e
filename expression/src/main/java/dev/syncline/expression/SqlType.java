package dev.syncline.expression;

import dev.syncline.core.Nearest;
import dev.syncline.core.value.Type;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;

/** Types as SQL writes them. */
final class SqlType {
  private static final int NANOSECONDS = 9;

  private static final List<String> NAMES =
      List.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "DECIMAL",
          "REAL",
          "DOUBLE",
          "CHAR",
          "VARCHAR",
          "TEXT",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE",
          "VARBINARY",
          "UUID",
          "JSON");

  private SqlType() {}

  /** The type that a CAST names. */
  static Type of(SqlDataTypeSpec spec) throws Fault {
    Place place = Place.of(spec.getParserPosition());
    SqlTypeNameSpec name = spec.getTypeNameSpec();
    String word = spec.getTypeName().toString().toUpperCase(Locale.ROOT);
    int precision = -1;
    int scale = -1;
    if (name instanceof SqlBasicTypeNameSpec basic) {
      precision = basic.getPrecision();
      scale = basic.getScale();
    }
    if (precision > 1_000_000 || scale > Limits.DIGITS) {
      throw new Fault(place, "so long a type is not allowed");
    }
    return switch (word) {
      case "BOOLEAN" -> new Type.Bool();
      case "TINYINT" -> new Type.Int(8, false);
      case "SMALLINT" -> new Type.Int(16, false);
      case "INTEGER" -> new Type.Int(32, false);
      case "BIGINT" -> Numbers.WHOLE;
      case "DECIMAL" -> decimal(precision, scale, place);
      case "REAL" -> new Type.Real(32);
      case "FLOAT", "DOUBLE" -> Numbers.REAL;
      case "CHAR" -> new Type.Text(Math.max(1, precision), 0, false);
      case "VARCHAR" -> new Type.Text(Math.max(0, precision), 0, false);
      case "TEXT" -> Type.Text.UNBOUNDED;
      case "DATE" -> new Type.Date();
      case "TIME" -> new Type.Time(fraction(precision));
      case "TIMESTAMP" -> new Type.Timestamp(fraction(precision), false);
      case "TIMESTAMP_TZ", "TIMESTAMP_WITH_LOCAL_TIME_ZONE" ->
          new Type.Timestamp(fraction(precision), true);
      case "BINARY", "VARBINARY" -> new Type.Binary(Math.max(0, precision), false);
      case "UUID" -> new Type.Uuid();
      case "JSON" -> new Type.Json();
      default ->
          throw new Fault(
              place, "there is no type " + word + Nearest.hint(word, NAMES).replace("\"", ""));
    };
  }

  private static Type decimal(int precision, int scale, Place place) throws Fault {
    if (precision > Limits.DIGITS || scale > precision) {
      throw new Fault(
          place,
          "a DECIMAL has at most %,d digits, and no more of them after the point"
              .formatted(Limits.DIGITS));
    }
    return precision <= 0
        ? Type.Decimal.UNBOUNDED
        : new Type.Decimal(precision, Math.max(0, scale));
  }

  private static int fraction(int precision) {
    return precision < 0 ? NANOSECONDS : Math.min(precision, NANOSECONDS);
  }

  /** A type as people write it. */
  static String text(Type type) {
    return switch (type) {
      case Type.Bool b -> "BOOLEAN";
      case Type.Int i ->
          switch (i.bits()) {
                case 8 -> "TINYINT";
                case 16 -> "SMALLINT";
                case 64 -> "BIGINT";
                default -> "INTEGER";
              }
              + (i.unsigned() ? " UNSIGNED" : "");
      case Type.Decimal d ->
          d.unbounded() ? "DECIMAL" : "DECIMAL(" + d.precision() + ", " + d.scale() + ")";
      case Type.Real r -> r.bits() == 32 ? "REAL" : "DOUBLE";
      case Type.Text t -> t.maxLength() == 0 ? "VARCHAR" : "VARCHAR(" + t.maxLength() + ")";
      case Type.Enumeration e -> "VARCHAR";
      case Type.Date d -> "DATE";
      case Type.Time t -> "TIME" + (t.fraction() == NANOSECONDS ? "" : "(" + t.fraction() + ")");
      case Type.Timestamp t ->
          "TIMESTAMP"
              + (t.fraction() == NANOSECONDS ? "" : "(" + t.fraction() + ")")
              + (t.zoned() ? " WITH TIME ZONE" : "");
      case Type.Binary b -> "VARBINARY" + (b.maxLength() == 0 ? "" : "(" + b.maxLength() + ")");
      case Type.Uuid u -> "UUID";
      case Type.Json j -> "JSON";
      case Type.Array a -> "JSON";
      case Type.Opaque o -> o.nativeName();
    };
  }
}
