package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.value.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** MariaDB's and MySQL's types as {@link Type}s, and the other way round. */
final class MariaDbTypes {
  /** Characters of a text in a key: an index holds 3,072 bytes. */
  private static final int KEY_CHARACTERS = 255;

  /** How MariaDB writes a default that is no expression. */
  private static final Pattern LITERAL =
      Pattern.compile("-?[0-9.]+(e[+-]?[0-9]+)?|[bx]?'([^'\\\\]|''|\\\\.)*'", Pattern.DOTALL);

  private MariaDbTypes() {}

  /** A row of {@link MariaDbCatalog#columns}; its base is a text's character set. */
  static TableColumn column(ResultSet row) throws SQLException {
    String data = row.getString(2).toLowerCase(Locale.ROOT);
    String nativeType = row.getString(3);
    String charset = row.getString(8);
    String collation = row.getString(9) == null ? "" : row.getString(9);
    boolean nullable = row.getBoolean(10);
    String given = row.getString(11);
    boolean hasDefault = given != null && !given.equals("NULL");
    String extra = row.getString(12).toLowerCase(Locale.ROOT);
    boolean json = row.getBoolean(13);
    Type type =
        json
            ? new Type.Json()
            : type(data, nativeType, row.getLong(4), row.getInt(5), row.getInt(6), row.getInt(7));
    Origin origin =
        extra.contains(" generated")
            ? Origin.COMPUTED
            : extra.contains("auto_increment")
                ? Origin.GENERATED
                : hasDefault ? Origin.DEFAULT : Origin.GIVEN;
    return new TableColumn(
        new Column(row.getString(1), type, json ? "json" : nativeType, nullable, origin),
        charset == null ? data : charset,
        null,
        origin == Origin.DEFAULT && (row.getBoolean(14) || LITERAL.matcher(given).matches())
            ? "DEFAULT(`" + row.getString(1).replace("`", "``") + "`)"
            : null,
        hasDefault || origin == Origin.GENERATED,
        keyOrdered(type, collation));
  }

  /**
   * A column of a query's result.
   *
   * @param data the type's name without anything behind it, in lower case
   * @param length of a text in characters, of others in bytes
   * @param digits of a number, or of a second, behind the point
   */
  static TableColumn computed(
      String name, String data, boolean unsigned, long length, int precision, int digits) {
    String declared = declaration(data, unsigned, length, precision, digits);
    Type type = type(data, declared, length, precision, digits, digits);
    return new TableColumn(
        new Column(name, type, declared, true, Origin.COMPUTED),
        type instanceof Type.Text ? "utf8mb4" : data,
        null,
        null,
        false,
        keyOrdered(type, ""));
  }

  private static String declaration(
      String data, boolean unsigned, long length, int precision, int digits) {
    String sized =
        switch (data) {
          case "decimal" -> "decimal(" + precision + "," + digits + ")";
          case "char", "varchar", "binary", "varbinary" -> data + "(" + length + ")";
          case "bit" -> "bit(" + precision + ")";
          case "time", "datetime", "timestamp" -> digits == 0 ? data : data + "(" + digits + ")";
          default -> data;
        };
    return unsigned ? sized + " unsigned" : sized;
  }

  /** MariaDB orders its uuid by time, and most collations are not by code point. */
  private static boolean keyOrdered(Type type, String collation) {
    return switch (type) {
      case Type.Int i -> true;
      case Type.Binary b -> true;
      case Type.Date d -> true;
      case Type.Timestamp t -> true;
      case Type.Text t ->
          collation.equals("utf8mb4_nopad_bin") || collation.equals("utf8mb4_0900_bin");
      default -> false;
    };
  }

  private static Type type(
      String data, String nativeType, long length, int precision, int scale, int fraction) {
    boolean unsigned = nativeType.toLowerCase(Locale.ROOT).contains("unsigned");
    return switch (data) {
      case "tinyint" ->
          nativeType.equals("tinyint(1)") ? new Type.Bool() : new Type.Int(8, unsigned);
      case "smallint" -> new Type.Int(16, unsigned);
      case "mediumint" -> new Type.Int(24, unsigned);
      case "int" -> new Type.Int(32, unsigned);
      case "bigint" -> new Type.Int(64, unsigned);
      case "bit" -> precision == 1 ? new Type.Bool() : new Type.Int(bytes(precision) * 8, true);
      case "year" -> new Type.Int(16, true);
      case "decimal" -> new Type.Decimal(precision, scale);
      case "float" -> new Type.Real(32);
      case "double" -> new Type.Real(64);
      case "char" -> new Type.Text((int) length, 0, true);
      case "varchar" -> new Type.Text((int) length, 0, false);
      case "tinytext", "text", "mediumtext", "longtext" -> new Type.Text(0, length, false);
      case "enum" -> new Type.Enumeration(labels(nativeType));
      case "set" -> new Type.Text((int) length, 0, false);
      case "date" -> new Type.Date();
      case "time" -> new Type.Time(fraction);
      case "datetime" -> new Type.Timestamp(fraction, false);
      case "timestamp" -> new Type.Timestamp(fraction, true);
      case "binary" -> new Type.Binary(length, true);
      case "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          new Type.Binary(length, false);
      case "uuid" -> new Type.Uuid();
      case "json" -> new Type.Json();
      default -> new Type.Opaque(nativeType);
    };
  }

  private static int bytes(int bits) {
    int bytes = (bits + 7) / 8;
    return bytes > 4 ? 8 : bytes;
  }

  /** The labels of {@code enum('a','it''s')}. */
  static List<String> labels(String nativeType) {
    List<String> labels = new ArrayList<>();
    StringBuilder label = new StringBuilder();
    boolean inside = false;
    for (int at = nativeType.indexOf('('); at < nativeType.length(); at++) {
      char c = nativeType.charAt(at);
      if (c != '\'') {
        if (inside) {
          label.append(c);
        }
      } else if (inside && at + 1 < nativeType.length() && nativeType.charAt(at + 1) == '\'') {
        label.append('\'');
        at++;
      } else {
        if (inside) {
          labels.add(label.toString());
          label.setLength(0);
        }
        inside = !inside;
      }
    }
    return labels;
  }

  /** The type for a new column; null if there is none that holds all values. */
  static @Nullable String nativeType(Type type, boolean key, boolean mysql) {
    return switch (type) {
      case Type.Bool b -> "boolean";
      case Type.Int i -> integer(i.bits()) + (i.unsigned() ? " unsigned" : "");
      case Type.Decimal d -> decimal(d);
      case Type.Real r -> r.bits() == 32 ? "float" : "double";
      case Type.Text t -> text(t, key) + (key ? exact(mysql) : "");
      case Type.Enumeration e ->
          "enum("
              + String.join(
                  ", ", e.labels().stream().map(l -> "'" + l.replace("'", "''") + "'").toList())
              + ")";
      case Type.Date d -> "date";
      case Type.Time t -> "time(" + Math.min(6, t.fraction()) + ")";
      case Type.Timestamp t ->
          (t.zoned() ? "timestamp(" : "datetime(") + Math.min(6, t.fraction()) + ")";
      case Type.Binary b -> binary(b, key);
      case Type.Uuid u -> mysql ? "char(36) CHARACTER SET ascii COLLATE ascii_bin" : "uuid";
      case Type.Json j -> "json";
      case Type.Array a -> "json";
      case Type.Opaque o -> null;
    };
  }

  private static String integer(int bits) {
    return switch (bits) {
      case 8 -> "tinyint";
      case 16 -> "smallint";
      case 24 -> "mediumint";
      case 32 -> "int";
      default -> "bigint";
    };
  }

  private static String decimal(Type.Decimal type) {
    int scale = Math.clamp(type.scale(), 0, 38);
    return type.unbounded()
        ? "decimal(65, 30)"
        : "decimal(" + Math.clamp(type.precision(), Math.max(1, scale), 65) + ", " + scale + ")";
  }

  private static String text(Type.Text type, boolean key) {
    if (type.padded() && type.maxLength() > 0 && type.maxLength() <= 255) {
      return "char(" + type.maxLength() + ")";
    }
    if (type.maxLength() > 0 && type.maxLength() <= (key ? 768 : 4000)) {
      return "varchar(" + type.maxLength() + ")";
    }
    if (key) {
      return "varchar(" + KEY_CHARACTERS + ")";
    }
    return type.maxLength() > 0 && type.maxLength() <= 16_000 ? "text" : "longtext";
  }

  /** Keys that tell 'a' from 'A' and from 'a ', as keys do where they come from. */
  private static String exact(boolean mysql) {
    return " CHARACTER SET utf8mb4 COLLATE " + (mysql ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin");
  }

  private static String binary(Type.Binary type, boolean key) {
    if (type.padded() && type.maxLength() > 0 && type.maxLength() <= 255) {
      return "binary(" + type.maxLength() + ")";
    }
    if (type.maxLength() > 0 && type.maxLength() <= (key ? 3072 : 16_000)) {
      return "varbinary(" + type.maxLength() + ")";
    }
    return key ? "varbinary(" + KEY_CHARACTERS + ")" : "longblob";
  }
}
