package dev.syncline.connect.jdbc;

import dev.syncline.connect.Checksums.Field;
import dev.syncline.connect.Checksums.Way;
import dev.syncline.core.value.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
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
    Type own = column.type();
    Type other = field.other();
    String name = dialect.quote(column.name());
    if (way != Way.TEXT) {
      return null;
    } else if (ChecksumQueries.isWhole(own) && ChecksumQueries.isWhole(other)) {
      String number = "(" + name + " + 0)"; // without the zeros of ZEROFILL
      return new Rendering(number, own instanceof Type.Bool ? number + " NOT IN (0, 1)" : null);
    } else if (ChecksumQueries.isText(own) && ChecksumQueries.isText(other)) {
      return text(own, field, name);
    } else if (own.getClass() != other.getClass()) {
      return null;
    }
    return switch (own) {
      case Type.Decimal d when field.common() instanceof Type.Decimal c && c.scale() >= 0 ->
          Rendering.of(d.scale() == c.scale() ? name : "ROUND(" + name + ", " + c.scale() + ")");
      case Type.Date d -> new Rendering("CAST(" + name + " AS CHAR)", noDay(name));
      case Type.Time t when field.common() instanceof Type.Time c && t.fraction() <= c.fraction() ->
          Rendering.of(withoutZeros("CAST(" + name + " AS CHAR)", t.fraction()));
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

  private Rendering text(Type own, Field field, String name) {
    String text =
        own instanceof Type.Uuid
            ? "CAST(" + name + " AS CHAR)"
            : "CONVERT(" + name + " USING utf8mb4) COLLATE utf8mb4_bin";
    long most = own instanceof Type.Text t ? Math.max(t.maxLength() * 4L, t.maxBytes()) : 0;
    return new Rendering(
        ChecksumQueries.isLong(field.common())
            ? "MD5(" + text + ")"
            : "CONCAT(OCTET_LENGTH(" + text + "), ':', " + text + ")",
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

  /** Months and days of zero, and days that a month has not, where the server lets them be. */
  private static String noDay(String name) {
    String last = "LAST_DAY(" + name + ")";
    return "(%s IS NOT NULL AND (%s IS NULL OR DAYOFMONTH(%s) NOT BETWEEN 1 AND DAYOFMONTH(%s)))"
        .formatted(name, last, name, last);
  }

  private static String timestamp(String name, int own, int other) {
    String text = "CAST(" + name + " AS CHAR)";
    String cut = own <= other ? text : "LEFT(" + text + ", " + (other == 0 ? 19 : 20 + other) + ")";
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
    String row =
        renderings.stream()
            .map(r -> "COALESCE(" + r + ", '~')")
            .collect(Collectors.joining(", '|', "));
    return "CAST(CONV(LEFT(MD5(CONCAT(" + row + ")), " + digits + "), 16, 10) AS UNSIGNED)";
  }

  @Override
  public String segment(Way way, List<String> renderings, boolean number, int segments) {
    return number
        ? "MOD(MOD("
            + renderings.getFirst()
            + ", "
            + segments
            + ") + "
            + segments
            + ", "
            + segments
            + ")"
        : "MOD(" + hash(renderings, 15) + ", " + segments + ")";
  }

  @Override
  public ResultSet ask(Statement statement, String query) throws SQLException {
    return statement.executeQuery(dialect.unhurried(query));
  }
}
