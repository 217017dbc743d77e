package dev.syncline.cli.walk;

import dev.syncline.connect.testing.Brand;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One kind of values in one database, a row each: made, filled and looked at by SQL alone, and
 * shown in words that are the same in all systems.
 */
record ValueTable(Brand brand, ValuesPage.Kind kind) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private String type() {
    return kind.native_().get(brand);
  }

  private boolean is(String... beginnings) {
    for (String beginning : beginnings) {
      if (type().toLowerCase(java.util.Locale.ROOT).startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (type().equals("size")) {
        statement.execute("CREATE TYPE size AS ENUM ('small', 'medium', 'it''s', 'large')");
      }
      String nullable = brand == Brand.MARIADB ? " NULL" : ""; // or its first TIMESTAMP is not
      statement.execute(
          "CREATE TABLE "
              + kind.name()
              + " (code varchar(20) PRIMARY KEY, cell "
              + type()
              + nullable
              + ")");
    }
  }

  /** Adds a row as a user writes it. */
  void insert(Connection connection, String code, @Nullable String value) throws SQLException {
    String sql = "INSERT INTO " + kind.name() + " (code, cell) VALUES (?, " + parameter() + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, code);
      if (value == null) {
        statement.setObject(2, null);
      } else if (value.startsWith("0x")) {
        statement.setBytes(2, HexFormat.of().parseHex(value.substring(2)));
      } else if (brand == Brand.SQLITE && is("real")) {
        statement.setDouble(2, Double.parseDouble(value));
      } else if (brand == Brand.MARIADB && is("float")) {
        statement.setDouble(2, Float.parseFloat(value));
      } else if (isArray()) {
        statement.setString(2, value.replace('[', '{').replace(']', '}'));
      } else if (brand == Brand.SQLITE && is("timestamp with time zone")) {
        statement.setString(2, value + "Z");
      } else {
        statement.setString(2, value);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new SQLException(brand + " " + kind.title() + ": " + code, e);
    }
  }

  private String parameter() {
    return brand != Brand.POSTGRESQL || is("bytea") ? "?" : "?::text::" + type();
  }

  private boolean isArray() {
    return type().endsWith("[]");
  }

  void delete(Connection connection, String code) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + kind.name() + " WHERE code = ?")) {
      statement.setString(1, code);
      statement.executeUpdate();
    }
  }

  /** What it holds, by code; null where a value is null. */
  Map<String, @Nullable String> shown(Connection connection) throws SQLException {
    Map<String, @Nullable String> shown = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT code, " + expression() + " FROM " + kind.name() + " ORDER BY code")) {
      while (row.next()) {
        shown.put(row.getString(1), shown(row));
      }
    }
    return shown;
  }

  private String expression() {
    if (brand == Brand.POSTGRESQL) {
      return is("bytea")
          ? "'0x' || encode(cell, 'hex')"
          : is("boolean")
              ? "cell::int"
              : is("double")
                  ? "cell"
                  : is("real") ? "cell::float8" : isArray() ? "to_json(cell)" : "cell::text";
    } else if (brand == Brand.MARIADB) {
      return is("binary", "varbinary")
          ? "concat('0x', lower(hex(cell)))"
          : is("float") ? "CAST(cell AS double)" : is("double") ? "cell" : "CAST(cell AS char)";
    }
    return is("real", "decimal")
        ? "cell"
        : "CASE typeof(cell) WHEN 'blob' THEN '0x' || lower(hex(cell)) ELSE CAST(cell AS TEXT) END";
  }

  private @Nullable String shown(ResultSet row) throws SQLException {
    if (row.getObject(2) == null && row.getString(2) == null) {
      return null;
    } else if (kind.title().equals("Single")) {
      double number = row.getDouble(2);
      return number == (float) number || Math.abs(number - (float) number) < Math.abs(number) * 1e-9
          ? Float.toString((float) number)
          : Double.toString(number);
    } else if (is("double", "real")) {
      return Double.toString(row.getDouble(2));
    }
    String text = row.getObject(2) instanceof Double number ? number.toString() : row.getString(2);
    if (is("numeric", "decimal") && text.matches("[-+.0-9eE]+")) {
      BigDecimal number = new BigDecimal(text);
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    } else if (is("json") || isArray()) {
      return json(text);
    } else if (is("time", "datetime") && text.matches(".*\\d\\d:\\d\\d:\\d\\d.*")) {
      String utc = text.replaceFirst("(\\+00|Z)( BC|)$", "$2");
      return utc.contains(".") ? utc.replaceFirst("\\.?0+( BC|)$", "$1") : utc;
    }
    return text;
  }

  /** A document in one way of writing it. */
  private static String json(String text) {
    JsonNode node = JSON.readTree(text);
    return node.isNumber()
        ? node.decimalValue().stripTrailingZeros().toPlainString()
        : JSON.writeValueAsString(JSON.treeToValue(node, Object.class));
  }

  /** A value of the page in the words of {@link #shown(Connection)}. */
  String inShownWords(String value) {
    return is("json") || isArray() ? json(value) : value;
  }
}
