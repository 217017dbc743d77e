package dev.syncline.connect.jdbc;

import dev.syncline.connect.Checksums.Field;
import dev.syncline.connect.Checksums.Way;
import dev.syncline.core.value.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checksums in MariaDB and MySQL. */
final class MariaDbChecksums implements ChecksumQueries {
  private final MariaDbDialect dialect;

  MariaDbChecksums(MariaDbDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public List<Way> ways() {
    return List.of(Way.TEXT);
  }

  @Override
  public @Nullable Rendering rendering(Way way, TableColumn column, Field field) {
    Rendering plain = way == Way.TEXT ? plain(column, field) : null;
    return plain == null || !column.column().nullable()
        ? plain
        : new Rendering("COALESCE(" + plain.sql() + ", '~')", plain.doubt());
  }

  private @Nullable Rendering plain(TableColumn column, Field field) {
    Type own = column.type();
    Type other = field.other();
    String name = dialect.quote(column.name());
    if (ChecksumQueries.isWhole(own) && ChecksumQueries.isWhole(other)) {
      return new Rendering(
          isPlainNumber(column) ? name : "(" + name + " + 0)",
          own instanceof Type.Bool ? name + " NOT IN (0, 1)" : null);
    } else if (ChecksumQueries.isText(own) && ChecksumQueries.isText(other)) {
      return text(column, field, name);
    } else if (own.getClass() != other.getClass()) {
      return null;
    }
    return switch (own) {
      case Type.Decimal d when field.common() instanceof Type.Decimal c && c.scale() >= 0 ->
          Rendering.of(d.scale() == c.scale() ? name : "ROUND(" + name + ", " + c.scale() + ")");
      case Type.Date d -> new Rendering(name, noDay(name));
      case Type.Time t when field.common() instanceof Type.Time c && t.fraction() <= c.fraction() ->
          Rendering.of(withoutZeros(name, t.fraction()));
      case Type.Timestamp t when other instanceof Type.Timestamp o && t.zoned() == o.zoned() ->
          new Rendering(timestamp(name, t.fraction(), o.fraction()), noDay(name));
      case Type.Binary b ->
          new Rendering(
              ChecksumQueries.isLong(field.common())
                  ? "MD5(" + name + ")"
                  : "LOWER(HEX(" + name + "))",
              beyond(b.maxLength(), field, name));
      default -> null;
    };
  }

  /** Not one of bits, and without the zeros of ZEROFILL. */
  private static boolean isPlainNumber(TableColumn column) {
    return column.base().endsWith("int") && !column.column().nativeType().contains("zerofill");
  }

  private Rendering text(TableColumn column, Field field, String name) {
    Type own = column.type();
    String text =
        switch (own) {
          case Type.Uuid u -> "CAST(" + name + " AS CHAR)";
          case Type t when column.base().equals("utf8mb4") -> name;
          case Type t -> "CONVERT(" + name + " USING utf8mb4) COLLATE utf8mb4_bin";
        };
    String counted = "OCTET_LENGTH(" + text + "), ':', " + text; // arguments of CONCAT, as they are
    long most = own instanceof Type.Text t ? Math.max(t.maxLength() * 4L, t.maxBytes()) : 0;
    return new Rendering(
        ChecksumQueries.isLong(field.common())
            ? "MD5(" + text + ")"
            : column.column().nullable() ? "CONCAT(" + counted + ")" : counted,
        beyond(most, field, name));
  }

  /**
   * Values that may be too much for the server's functions, which then say null; among them those
   * that are longer than the other side's column can be.
   */
  private @Nullable String beyond(long most, Field field, String name) {
    long bound = ChecksumQueries.isLong(field.common()) ? dialect.packet() / 8 : 4L * LONG;
    return most > bound ? "OCTET_LENGTH(" + name + ") > " + bound : null;
  }

  /**
   * Months and days of zero, and days that a month has not, where the server lets them be. Most
   * days are in every month, which is cheap to see.
   */
  private static String noDay(String name) {
    String last = "LAST_DAY(" + name + ")";
    return ("((DAYOFMONTH(%s) NOT BETWEEN 1 AND 28 OR MONTH(%s) = 0)"
            + " AND (%s IS NULL OR DAYOFMONTH(%s) NOT BETWEEN 1 AND DAYOFMONTH(%s)))")
        .formatted(name, name, last, name, last);
  }

  private static String timestamp(String name, int own, int other) {
    String cut = own <= other ? name : "LEFT(" + name + ", " + (other == 0 ? 19 : 20 + other) + ")";
    return withoutZeros(cut, Math.min(own, other));
  }

  private static String withoutZeros(String text, int fraction) {
    return fraction == 0 ? text : "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " + text + "))";
  }

  /** A row that is too much for the server gets a number by chance: its segment is then read. */
  @Override
  public String digest(Way way, List<String> renderings) {
    return "COALESCE(" + hash(renderings, 16) + ", CAST(RAND() * 1e18 AS UNSIGNED))";
  }

  private static String hash(List<String> renderings, int digits) {
    String row = String.join(", '|', ", renderings);
    return "CAST(CONV(LEFT(MD5(CONCAT(" + row + ")), " + digits + "), 16, 10) AS UNSIGNED)";
  }

  @Override
  public String segment(Way way, List<String> renderings, int segments) {
    return "MOD(" + hash(renderings, 15) + ", " + segments + ")";
  }

  @Override
  public String segment(String column, int segments) {
    return "MOD(MOD(%s DIV %d, %d) + %d, %d)"
        .formatted(column, NEIGHBOURS, segments, segments, segments);
  }

  @Override
  public ResultSet ask(Statement statement, String query) throws SQLException {
    return statement.executeQuery(dialect.unhurried(query));
  }
}
