package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DuckDB's types as {@link Type}s. */
final class DuckDbTypes {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
  private static final Pattern LIST = Pattern.compile("(.*?)(?:\\[\\d*])+", Pattern.DOTALL);
  private static final Pattern LABEL = Pattern.compile("'((?:[^']|'')*)'");

  /** Digits of an integer of 128 bits. */
  private static final int HUGE = 39;

  private DuckDbTypes() {}

  /** A column of a query's result, of a type as DESCRIBE names it. */
  static TableColumn column(String name, String declared) {
    Type type = type(declared);
    return new TableColumn(
        new Column(name, type, declared, true, Origin.COMPUTED),
        declared,
        null,
        null,
        false,
        keyOrdered(type));
  }

  /** Texts are compared by code point, as keys are. */
  private static boolean keyOrdered(Type type) {
    return switch (type) {
      case Type.Int i -> true;
      case Type.Text t -> true;
      case Type.Binary b -> true;
      case Type.Date d -> true;
      case Type.Timestamp t -> true;
      default -> false;
    };
  }

  /** JSON of what is none yet. */
  static String asText(String declared, String sql) {
    return declared.equals("JSON") ? sql + "::VARCHAR" : "to_json(" + sql + ")::VARCHAR";
  }

  static Type type(String declared) {
    Matcher decimal = DECIMAL.matcher(declared);
    if (decimal.matches()) {
      return new Type.Decimal(
          Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    Matcher list = LIST.matcher(declared);
    if (list.matches()) {
      return list(type(list.group(1)));
    }
    if (declared.startsWith("ENUM(")) {
      return new Type.Enumeration(labels(declared));
    }
    if (declared.startsWith("STRUCT(")
        || declared.startsWith("MAP(")
        || declared.startsWith("UNION(")) {
      return new Type.Json();
    }
    return switch (declared) {
      case "BOOLEAN" -> new Type.Bool();
      case "TINYINT" -> new Type.Int(8, false);
      case "SMALLINT" -> new Type.Int(16, false);
      case "INTEGER" -> new Type.Int(32, false);
      case "BIGINT" -> new Type.Int(64, false);
      case "UTINYINT" -> new Type.Int(8, true);
      case "USMALLINT" -> new Type.Int(16, true);
      case "UINTEGER" -> new Type.Int(32, true);
      case "UBIGINT" -> new Type.Int(64, true);
      case "HUGEINT", "UHUGEINT" -> new Type.Decimal(HUGE, 0);
      case "FLOAT" -> new Type.Real(32);
      case "DOUBLE" -> new Type.Real(64);
      case "VARCHAR" -> Type.Text.UNBOUNDED;
      case "BLOB" -> new Type.Binary(0, false);
      case "DATE" -> new Type.Date();
      case "TIME" -> new Type.Time(6);
      case "TIMESTAMP" -> new Type.Timestamp(6, false);
      case "TIMESTAMP_S" -> new Type.Timestamp(0, false);
      case "TIMESTAMP_MS" -> new Type.Timestamp(3, false);
      case "TIMESTAMP_NS" -> new Type.Timestamp(9, false);
      case "TIMESTAMP WITH TIME ZONE" -> new Type.Timestamp(6, true);
      case "UUID" -> new Type.Uuid();
      case "JSON" -> new Type.Json();
      default -> new Type.Opaque(declared);
    };
  }

  /** What no array of another system could be of, is a document. */
  private static Type list(Type element) {
    return switch (element) {
      case Type.Json j -> new Type.Json();
      case Type.Array a -> new Type.Json();
      case Type.Binary b -> new Type.Json();
      case Type.Opaque o -> new Type.Json();
      default -> new Type.Array(element);
    };
  }

  private static List<String> labels(String declared) {
    List<String> labels = new ArrayList<>();
    Matcher label = LABEL.matcher(declared);
    while (label.find()) {
      labels.add(label.group(1).replace("''", "'"));
    }
    return labels;
  }
}
