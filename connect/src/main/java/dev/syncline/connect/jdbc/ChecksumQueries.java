package dev.syncline.connect.jdbc;

import dev.syncline.connect.Checksums.Field;
import dev.syncline.connect.Checksums.Way;
import dev.syncline.core.value.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs from database to database in checksums.
 *
 * <p>The text of a row in {@link Way#TEXT} is that of its fields with {@code |} in between. A field
 * is {@code ~} for null; else a number in plain digits, a date and time as ISO 8601 writes it with
 * a space for the T and without zeros at a fraction's end, bytes in hexadecimal, or a text after
 * its length in bytes and a colon. Texts and bytes that may be {@linkplain #isLong long} are their
 * MD5 instead.
 */
interface ChecksumQueries {
  /** Characters or bytes from which on a column's values are digested by themselves. */
  int LONG = 1_000;

  /** So many numbers in a row share a segment: sums are looked up less often. */
  int NEIGHBOURS = 16;

  /** The ways that this server knows, the cheapest first. */
  List<Way> ways();

  /** How a column is rendered; null where there is no rendering that can be trusted. */
  @Nullable Rendering rendering(Way way, TableColumn column, Field field);

  /** The digest of some renderings, as a whole number of 64 bits. */
  String digest(Way way, List<String> renderings);

  /** The segment of a key, a number from 0. */
  String segment(Way way, List<String> renderings, int segments);

  /** The segment of a key that is one whole number, in a column. */
  String segment(String column, int segments);

  /** Asks a query that may take longer than others may. */
  ResultSet ask(Statement statement, String query) throws SQLException;

  /**
   * A column's value in SQL.
   *
   * @param sql the value; null for null
   * @param doubt a condition under which {@code sql} does not tell the value; null if it always
   *     does
   */
  record Rendering(String sql, @Nullable String doubt) {
    static Rendering of(String sql) {
      return new Rendering(sql, null);
    }
  }

  /** Whether values of a common type may be long. */
  static boolean isLong(Type common) {
    return switch (common) {
      case Type.Text t ->
          t.maxLength() > 0 ? t.maxLength() > LONG : t.maxBytes() == 0 || t.maxBytes() > LONG;
      case Type.Binary b -> b.maxLength() == 0 || b.maxLength() > LONG;
      default -> false;
    };
  }

  /** True and false count as numbers here. */
  static boolean isWhole(Type type) {
    return type instanceof Type.Int || type instanceof Type.Bool;
  }

  /** Labels and UUIDs count as texts here. */
  static boolean isText(Type type) {
    return type instanceof Type.Text
        || type instanceof Type.Enumeration
        || type instanceof Type.Uuid;
  }
}
