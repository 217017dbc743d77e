package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.value.Type;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's types as {@link Type}s, and the other way round. */
final class PostgresTypes {
  /** How the catalog writes a default that is no expression: a literal with its type. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "(-?[0-9.]+(e[+-]?[0-9]+)?|\\(-?[0-9.]+\\)|E?'([^']|'')*'|true|false)"
              + "(::([\\w ., ()\\[\\]]|\"([^\"]|\"\")*\")+)*",
          Pattern.CASE_INSENSITIVE);

  private PostgresTypes() {}

  /** A row of {@link CatalogQueries#columns}. */
  static TableColumn column(ResultSet row) throws SQLException {
    String base = row.getString(3);
    String typeName = row.getString(4);
    int modifier = row.getInt(6);
    boolean isArray = row.getBoolean(15);
    List<String> labels = labels(row.getArray(12));
    String nativeType = row.getString(2);
    Type type =
        isArray
            ? array(row.getString(13), row.getString(14), modifier, labels, nativeType)
            : type(typeName, row.getString(5), modifier, labels, nativeType);
    String default_ = row.getString(10);
    String sequence = row.getString(11);
    boolean computed = !row.getString(9).isEmpty();
    Origin origin =
        computed
            ? Origin.COMPUTED
            : sequence != null
                ? Origin.GENERATED
                : default_ != null ? Origin.DEFAULT : Origin.GIVEN;
    Column column = new Column(row.getString(1), type, nativeType, row.getBoolean(7), origin);
    return new TableColumn(
        column,
        castName(base),
        sequence,
        origin == Origin.DEFAULT && LITERAL.matcher(default_).matches()
            ? "CAST(" + default_ + " AS " + nativeType + ")"
            : null,
        default_ != null || sequence != null,
        keyOrdered(type, row.getBoolean(16)));
  }

  private static List<String> labels(@Nullable Array labels) throws SQLException {
    return labels == null ? List.of() : List.of((String[]) labels.getArray());
  }

  /** {@code character} without a length would be {@code character(1)}. */
  private static String castName(String base) {
    return base.equals("character") ? "bpchar" : base.equals("bit") ? "varbit" : base;
  }

  private static boolean keyOrdered(Type type, boolean collatedByCodePoint) {
    return switch (type) {
      case Type.Int i -> true;
      case Type.Uuid u -> true;
      case Type.Binary b -> true;
      case Type.Date d -> true;
      case Type.Timestamp t -> true;
      case Type.Text t -> collatedByCodePoint && !t.padded();
      default -> false;
    };
  }

  private static Type type(
      String name, String kind, int modifier, List<String> labels, String nativeType) {
    if (kind.equals("e")) {
      return new Type.Enumeration(labels);
    }
    return switch (name) {
      case "bool" -> new Type.Bool();
      case "int2" -> new Type.Int(16, false);
      case "int4" -> new Type.Int(32, false);
      case "int8" -> new Type.Int(64, false);
      case "oid" -> new Type.Int(32, true);
      case "numeric" -> modifier < 0 ? Type.Decimal.UNBOUNDED : decimal(modifier - 4);
      case "float4" -> new Type.Real(32);
      case "float8" -> new Type.Real(64);
      case "text", "citext" -> Type.Text.UNBOUNDED;
      case "varchar" -> new Type.Text(modifier < 0 ? 0 : modifier - 4, 0, false);
      case "bpchar" -> new Type.Text(modifier < 0 ? 0 : modifier - 4, 0, true);
      case "name" -> new Type.Text(0, 63, false);
      case "date" -> new Type.Date();
      case "time" -> new Type.Time(modifier < 0 ? 6 : modifier);
      case "timestamp" -> new Type.Timestamp(modifier < 0 ? 6 : modifier, false);
      case "timestamptz" -> new Type.Timestamp(modifier < 0 ? 6 : modifier, true);
      case "bytea" -> new Type.Binary(0, false);
      case "uuid" -> new Type.Uuid();
      case "json", "jsonb" -> new Type.Json();
      case "bit" -> modifier == 1 ? new Type.Bool() : new Type.Opaque(nativeType);
      default -> new Type.Opaque(nativeType);
    };
  }

  private static Type decimal(int modifier) {
    int scale = ((modifier & 0x7FF) ^ 0x400) - 0x400;
    return new Type.Decimal((modifier >> 16) & 0xFFFF, scale);
  }

  private static Type array(
      String element, String kind, int modifier, List<String> labels, String nativeType) {
    Type type = type(element, kind, modifier, labels, nativeType);
    return type instanceof Type.Opaque || element.equals("bit")
        ? new Type.Opaque(nativeType)
        : new Type.Array(type);
  }

  /** The type for a new column; null if PostgreSQL has none that holds all values. */
  static @Nullable String nativeType(Type type) {
    return switch (type) {
      case Type.Bool b -> "boolean";
      case Type.Int i -> integer(i.bits() + (i.unsigned() ? 1 : 0));
      case Type.Decimal d ->
          d.unbounded() ? "numeric" : "numeric(" + d.precision() + ", " + d.scale() + ")";
      case Type.Real r -> r.bits() == 32 ? "real" : "double precision";
      case Type.Text t when t.maxLength() == 0 -> "text";
      case Type.Text t -> (t.padded() ? "char(" : "varchar(") + t.maxLength() + ")";
      case Type.Enumeration e -> "text";
      case Type.Date d -> "date";
      case Type.Time t -> "time(" + Math.min(6, t.fraction()) + ")";
      case Type.Timestamp t ->
          "timestamp(" + Math.min(6, t.fraction()) + ")" + (t.zoned() ? " with time zone" : "");
      case Type.Binary b -> "bytea";
      case Type.Uuid u -> "uuid";
      case Type.Json j -> "jsonb";
      case Type.Array a -> {
        String element = nativeType(a.element());
        yield element == null ? null : element + "[]";
      }
      case Type.Opaque o -> null;
    };
  }

  private static String integer(int signedBits) {
    return signedBits <= 16
        ? "smallint"
        : signedBits <= 32 ? "integer" : signedBits <= 64 ? "bigint" : "numeric(20, 0)";
  }
}
