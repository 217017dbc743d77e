package dev.syncline.connect.jdbc;

import dev.syncline.connect.WriteOutcome.Cause;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What MariaDB's and MySQL's error numbers mean; names are in the messages only. */
final class MariaDbFailure {
  /** The driver puts the connection's number in front. */
  private static final Pattern PREFIX = Pattern.compile("^\\(conn=-?\\d+\\) ");

  private static final Pattern KEY = Pattern.compile("for key '([^']*)'$");
  private static final Pattern COLUMN = Pattern.compile("[Cc]olumn '((?:[^']|'')*)'");
  private static final Pattern FIELD = Pattern.compile("Field '([^']*)'");
  private static final Pattern PATH_COLUMN = Pattern.compile("for column (?:`[^`]*`\\.)*`([^`]*)`");
  private static final Pattern CONSTRAINT = Pattern.compile("CONSTRAINT `([^`]*)`");

  private MariaDbFailure() {}

  static Failure of(SQLException e) {
    String message = PREFIX.matcher(Failure.text(e)).replaceFirst("");
    return switch (e.getErrorCode()) {
      case 1062, 1586 -> refused(Cause.UNIQUE, null, find(KEY, message), "duplicate key");
      case 1451, 1217, 1834 ->
          refused(Cause.FOREIGN_KEY, null, find(CONSTRAINT, message), "other rows refer to it");
      case 1452, 1216 ->
          refused(
              Cause.FOREIGN_KEY,
              null,
              find(CONSTRAINT, message),
              "the row referred to is not there");
      case 1048, 1364, 1263 ->
          refused(Cause.NOT_NULL, column(message), null, "null is not allowed");
      case 4025, 3819 -> refused(Cause.CHECK, null, find(CONSTRAINT, message), "a check failed");
      case 1644 -> refused(Cause.CHECK, null, null, message);
      case 1406 -> refused(Cause.TOO_LONG, column(message), null, "value too long");
      case 1118 -> refused(Cause.TOO_LONG, null, null, "the row is larger than a page holds");
      case 1153, 1301 -> refused(Cause.TOO_LONG, null, null, "larger than max_allowed_packet");
      case 1264, 1265, 1292, 1366, 1367, 1411, 1416, 1690, 3140, 4078 ->
          refused(Cause.TYPE, column(message), null, "the column's type does not hold the value");
      case 1142, 1143, 1044, 1227, 1370, 1410, 1419, 1036, 1290, 1792 ->
          plain(Failure.Kind.DENIED, message);
      case 1045, 1698, 1251, 1862, 4151 -> plain(Failure.Kind.LOGIN, message);
      case 1213, 1020, 1615, 1180 -> plain(Failure.Kind.COLLIDED, message);
      case 1205, 1969, 3024, 1317, 3572 -> plain(Failure.Kind.BUSY, message);
      case 1040, 1203, 1021, 1114, 1206, 1041 -> plain(Failure.Kind.EXHAUSTED, message);
      case 1146, 1054, 1051, 1049, 1305 -> plain(Failure.Kind.MISSING, message);
      case 1053, 1927, 1152, 2006, 2013 -> plain(Failure.Kind.LOST, message);
      default -> {
        Failure standard = Failure.bySqlState(e);
        yield new Failure(
            "45000".equals(e.getSQLState()) ? Failure.Kind.REFUSED : standard.kind(),
            standard.cause(),
            null,
            null,
            message);
      }
    };
  }

  private static Failure refused(
      Cause cause, @Nullable String column, @Nullable String constraint, String detail) {
    return new Failure(Failure.Kind.REFUSED, cause, column, constraint, detail);
  }

  private static Failure plain(Failure.Kind kind, String message) {
    return new Failure(kind, Cause.OTHER, null, null, message);
  }

  private static @Nullable String column(String message) {
    String column = find(COLUMN, message);
    if (column == null) {
      column = find(PATH_COLUMN, message);
    }
    return column == null ? find(FIELD, message) : column;
  }

  private static @Nullable String find(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    return matcher.find() ? matcher.group(1) : null;
  }
}
