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

/**
 * Checksums in PostgreSQL. Between two of them rows are hashed in the form in which they would be
 * sent, which costs a third of what texts do. The hash functions of single types will not do: that
 * of numbers overlooks the sign, and that of bigint adds up its halves.
 */
final class PostgresChecksums implements ChecksumQueries {
  private final PostgresDialect dialect;

  PostgresChecksums(PostgresDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public List<Way> ways() {
    return dialect.isUtf8() ? List.of(Way.POSTGRES_BINARY, Way.TEXT) : List.of();
  }

  @Override
  public @Nullable Rendering rendering(Way way, TableColumn column, Field field) {
    String value = dialect.selected(column, dialect.quote(column.name()));
    String sql =
        switch (way) {
          case POSTGRES_BINARY -> binary(column.type(), field, value);
          case TEXT -> text(column.type(), field, value);
        };
    return sql == null ? null : Rendering.of(sql);
  }

  /** A value of a type that is the same in every database, so that its form is, too. */
  private static @Nullable String binary(Type own, Field field, String value) {
    Type other = field.other();
    if (ChecksumQueries.isWhole(own) && ChecksumQueries.isWhole(other)) {
      return whole(own, value) + "::bigint";
    } else if (own instanceof Type.Uuid && other instanceof Type.Uuid) {
      return value + "::uuid";
    } else if (ChecksumQueries.isText(own) && ChecksumQueries.isText(other)) {
      return value + "::text";
    } else if (own.getClass() != other.getClass()) {
      return null;
    }
    return switch (own) {
      case Type.Decimal d -> decimal(d, field, value);
      case Type.Real r -> r.equals(other) ? value + "::float" + r.bits() / 8 : null;
      case Type.Date d -> value + "::date";
      case Type.Time t -> isFiner(t.fraction(), field) ? null : value + "::time";
      case Type.Timestamp t -> timestamp(t, field, value);
      case Type.Binary b -> value + "::bytea";
      case Type.Json j -> value;
      case Type.Array a -> value;
      default -> null;
    };
  }

  private static @Nullable String text(Type own, Field field, String value) {
    Type other = field.other();
    if (ChecksumQueries.isWhole(own) && ChecksumQueries.isWhole(other)) {
      return whole(own, value) + "::text";
    } else if (ChecksumQueries.isText(own) && ChecksumQueries.isText(other)) {
      String text = value + "::text";
      return ChecksumQueries.isLong(field.common())
          ? "md5(" + text + ")"
          : "octet_length(" + text + ") || ':' || " + text;
    } else if (own.getClass() != other.getClass()) {
      return null;
    }
    return switch (own) {
      case Type.Decimal d when field.common() instanceof Type.Decimal c && !c.unbounded() ->
          asText(decimal(d, field, value));
      case Type.Date d -> value + "::text";
      case Type.Time t -> isFiner(t.fraction(), field) ? null : value + "::text";
      case Type.Timestamp t -> withoutZone(t, timestamp(t, field, value));
      case Type.Binary b ->
          ChecksumQueries.isLong(field.common())
              ? "md5(" + value + ")"
              : "encode(" + value + ", 'hex')";
      default -> null;
    };
  }

  private static @Nullable String asText(@Nullable String value) {
    return value == null ? null : value + "::text";
  }

  private static @Nullable String withoutZone(Type.Timestamp own, @Nullable String value) {
    return asText(own.zoned() && value != null ? "(" + value + " AT TIME ZONE 'UTC')" : value);
  }

  private static String whole(Type own, String value) {
    return own instanceof Type.Bool ? "(" + value + ")::integer" : value;
  }

  /** Stored decimals of a scale are written with as many places. */
  private static @Nullable String decimal(Type.Decimal own, Field field, String value) {
    if (!(field.common() instanceof Type.Decimal common) || common.scale() < 0) {
      return null;
    }
    return common.unbounded() || (!own.unbounded() && own.scale() == common.scale())
        ? value + "::numeric"
        : "round(" + value + "::numeric, " + common.scale() + ")";
  }

  /** date_trunc cuts off towards the past, as comparing does. */
  private static @Nullable String timestamp(Type.Timestamp own, Field field, String value) {
    if (!(field.other() instanceof Type.Timestamp other) || own.zoned() != other.zoned()) {
      return null;
    }
    String time = own.zoned() ? value + "::timestamptz" : value + "::timestamp";
    if (own.fraction() <= other.fraction()) {
      return time;
    }
    return switch (other.fraction()) {
      case 0 -> "date_trunc('second', " + time + ")";
      case 3 -> "date_trunc('milliseconds', " + time + ")";
      default -> null;
    };
  }

  private static boolean isFiner(int fraction, Field field) {
    return field.common() instanceof Type.Time common && fraction > common.fraction();
  }

  @Override
  public String digest(Way way, List<String> renderings) {
    return switch (way) {
      case POSTGRES_BINARY -> hash(renderings);
      case TEXT -> "('x' || left(md5(" + joined(renderings) + "), 16))::bit(64)::bigint";
    };
  }

  /** The hash of an array is that of all bytes of its elements; a row's own is not made of all. */
  private static String hash(List<String> renderings) {
    return "hash_array_extended(ARRAY[record_send(ROW(" + String.join(", ", renderings) + "))], 0)";
  }

  private static String joined(List<String> renderings) {
    return renderings.stream()
        .map(r -> "coalesce(" + r + ", '~')")
        .collect(Collectors.joining(" || '|' || "));
  }

  @Override
  public String segment(Way way, List<String> renderings, int segments) {
    String key =
        switch (way) {
          case POSTGRES_BINARY -> hash(renderings);
          case TEXT -> "('x' || left(md5(" + joined(renderings) + "), 15))::bit(60)::bigint";
        };
    return positive(key, segments);
  }

  @Override
  public String segment(String column, int segments) {
    return positive(column + "::bigint / " + NEIGHBOURS, segments);
  }

  private static String positive(String number, int segments) {
    return "mod(mod(%s, %d) + %d, %d)".formatted(number, segments, segments, segments);
  }

  /**
   * The server cannot guess how few segments there are, and would sort whole rows on disk rather
   * than keep some 20 MB of sums: that doubles what a checksum costs.
   */
  @Override
  public ResultSet ask(Statement statement, String query) throws SQLException {
    statement.execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL enable_sort = off; SET LOCAL work_mem = '32MB'");
    return statement.executeQuery(query);
  }
}
