package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.value.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's declared types as {@link Type}s, and the other way round. SQLite itself only knows what
 * its affinity rules make of the declaration; people mean what it says.
 */
final class SqliteTypes {
  private static final Pattern SIZES = Pattern.compile("\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\)");

  /** The name of what has none: such a column may hold values of any kind. */
  private static final String UNDECLARED = "(no declared type)";

  private static final Pattern CONSTANT =
      Pattern.compile(
          "[+-]?\\s*[0-9.]+(E[+-]?[0-9]+)?|[+-]?\\s*0X[0-9A-F]+|'([^']|'')*'|X'[0-9A-F]*'|TRUE|FALSE",
          Pattern.CASE_INSENSITIVE);

  /** What SQLite takes for a text, in a default: a word, or one between double quotes. */
  private static final Pattern WORD =
      Pattern.compile("\"([^\"]|\"\")*\"|(?!CURRENT_)[A-Z_]\\w*", Pattern.CASE_INSENSITIVE);

  /**
   * Begins the declaration of decimals of which every digit is kept: SQLite itself takes such a
   * column for one of text.
   */
  static final String DECIMAL_TEXT = "SYNCLINE_DECIMAL_TEXT";

  private SqliteTypes() {}

  /** Whether a column's decimals are kept as text, in the shortest plain form. */
  static boolean isDecimalText(String declared) {
    return declared.startsWith(DECIMAL_TEXT);
  }

  /** A row of {@link CatalogQueries#columns}. */
  static TableColumn column(ResultSet row) throws SQLException {
    String given = row.getString(2);
    String declared = given == null || given.isBlank() ? UNDECLARED : given;
    boolean generatedKey = row.getBoolean(5);
    boolean computed = row.getBoolean(6);
    String filled = row.getString(4);
    boolean hasDefault = filled != null && !filled.equalsIgnoreCase("null");
    Type type = type(declared);
    Origin origin =
        computed
            ? Origin.COMPUTED
            : generatedKey ? Origin.GENERATED : hasDefault ? Origin.DEFAULT : Origin.GIVEN;
    boolean nullable = !row.getBoolean(3) && !generatedKey;
    return new TableColumn(
        new Column(row.getString(1), type, declared, nullable, origin),
        declared,
        null,
        origin == Origin.DEFAULT ? constant(filled.strip(), type) : null,
        hasDefault || generatedKey,
        keyOrdered(type));
  }

  /** A column of a query's result, of a declared type; an empty one is none. */
  static TableColumn computed(String name, String declaration) {
    String declared = declaration.isEmpty() ? UNDECLARED : declaration;
    Type type = type(declared);
    return new TableColumn(
        new Column(name, type, declared, true, Origin.COMPUTED),
        declared,
        null,
        null,
        false,
        keyOrdered(type));
  }

  private static boolean keyOrdered(Type type) {
    return type instanceof Type.Int || type instanceof Type.Text || type instanceof Type.Binary;
  }

  /** A default that is the same for all rows, as it is stored in a column; null if it is none. */
  private static @Nullable String constant(String written, Type type) {
    String literal;
    if (CONSTANT.matcher(written).matches()) {
      literal = written;
    } else if (WORD.matcher(written).matches()) {
      String word =
          written.startsWith("\"")
              ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
              : written;
      literal = "'" + word.replace("'", "''") + "'";
    } else {
      return null;
    }
    return switch (type) {
      case Type.Text t -> "CAST(" + literal + " AS TEXT)";
      // By way of text, for 1.0 is stored as 1 there.
      case Type.Int i -> "CAST(CAST(" + literal + " AS TEXT) AS NUMERIC)";
      case Type.Decimal d -> "CAST(CAST(" + literal + " AS TEXT) AS NUMERIC)";
      default -> literal;
    };
  }

  static Type type(String declared) {
    String name = declared.toUpperCase(Locale.ROOT);
    Matcher sizes = SIZES.matcher(name);
    int first = sizes.find() ? Integer.parseInt(sizes.group(1)) : 0;
    int second = first > 0 && sizes.group(2) != null ? Integer.parseInt(sizes.group(2)) : 0;
    if (name.startsWith("BOOL") || name.equals("BIT") || name.equals("TINYINT(1)")) {
      return new Type.Bool();
    }
    if (isDecimalText(name)) {
      return new Type.Decimal(first, second);
    }
    if (name.equals("INTERVAL") || name.contains("POINT")) {
      return new Type.Opaque(declared);
    }
    if (name.contains("INT") || name.equals("SERIAL") || name.equals("BIGSERIAL")) {
      return new Type.Int(64, false);
    }
    if (name.contains("UUID") || name.equals("GUID") || name.equals("UNIQUEIDENTIFIER")) {
      return new Type.Uuid();
    }
    if (name.startsWith("JSON")) {
      return new Type.Json();
    }
    if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
      return new Type.Text(first, 0, false);
    }
    if (name.contains("BLOB") || name.contains("BINARY") || name.equals("BYTEA")) {
      return new Type.Binary(first, false);
    }
    if (name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB")) {
      return new Type.Real(64);
    }
    if (name.startsWith("DEC") || name.startsWith("NUM")) {
      return first == 0 ? Type.Decimal.UNBOUNDED : new Type.Decimal(first, second);
    }
    if (name.startsWith("DATETIME") || name.startsWith("TIMESTAMP")) {
      boolean zoned = name.startsWith("TIMESTAMPTZ") || name.contains("WITH TIME ZONE");
      return new Type.Timestamp(9, zoned);
    }
    if (name.equals("DATE")) {
      return new Type.Date();
    }
    if (name.equals("TIME") || name.startsWith("TIME(")) {
      return new Type.Time(9);
    }
    return new Type.Opaque(declared);
  }

  /** A declaration that reads back as the type; null if there is none. */
  static @Nullable String nativeType(Type type) {
    return switch (type) {
      case Type.Bool b -> "BOOLEAN";
      case Type.Int i -> i.unsigned() && i.bits() == 64 ? "DECIMAL(20, 0)" : "INTEGER";
      case Type.Decimal d ->
          d.unbounded() ? "DECIMAL" : "DECIMAL(" + d.precision() + ", " + d.scale() + ")";
      case Type.Real r -> "REAL";
      case Type.Text t -> t.maxLength() == 0 ? "TEXT" : "VARCHAR(" + t.maxLength() + ")";
      case Type.Enumeration e -> "TEXT";
      case Type.Date d -> "DATE";
      case Type.Time t -> "TIME";
      case Type.Timestamp t -> t.zoned() ? "TIMESTAMP WITH TIME ZONE" : "DATETIME";
      case Type.Binary b -> b.maxLength() == 0 ? "BLOB" : "VARBINARY(" + b.maxLength() + ")";
      case Type.Uuid u -> "UUID";
      case Type.Json j -> "JSON";
      case Type.Array a -> "JSON";
      case Type.Opaque o -> null;
    };
  }
}
