package dev.syncline.connect.jdbc;

import dev.syncline.connect.WriteOutcome.Cause;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** What SQLite's result codes mean. */
final class SqliteFailure {
  /** {@code (UNIQUE constraint failed: person.first, person.last)}. */
  private static final Pattern FAILED = Pattern.compile("constraint failed: (.*)\\)$");

  private SqliteFailure() {}

  static Failure of(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return Failure.bySqlState(e);
    }
    String message = Failure.text(e);
    String named = named(message);
    String name = sqlite.getResultCode().name();
    return switch (name) {
      case "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID" ->
          Failure.refused(Cause.UNIQUE, columns(named), null, e);
      case "SQLITE_CONSTRAINT_FOREIGNKEY" -> Failure.refused(Cause.FOREIGN_KEY, e);
      case "SQLITE_CONSTRAINT_NOTNULL" -> Failure.refused(Cause.NOT_NULL, columns(named), null, e);
      case "SQLITE_CONSTRAINT_CHECK" -> Failure.refused(Cause.CHECK, null, named, e);
      case "SQLITE_CONSTRAINT_DATATYPE", "SQLITE_MISMATCH" -> Failure.refused(Cause.TYPE, e);
      case "SQLITE_TOOBIG" -> Failure.refused(Cause.TOO_LONG, e);
      default -> {
        if (name.startsWith("SQLITE_CONSTRAINT")) {
          yield byMessage(e, message);
        } else if (name.startsWith("SQLITE_BUSY") || name.startsWith("SQLITE_LOCKED")) {
          yield Failure.of(Failure.Kind.BUSY, e);
        } else if (name.startsWith("SQLITE_READONLY")
            || name.startsWith("SQLITE_PERM")
            || name.startsWith("SQLITE_AUTH")) {
          yield Failure.of(Failure.Kind.DENIED, e);
        } else if (name.startsWith("SQLITE_CANTOPEN")) {
          yield Failure.of(Failure.Kind.LOST, e);
        } else if (name.startsWith("SQLITE_FULL") || name.startsWith("SQLITE_IOERR")) {
          yield Failure.of(Failure.Kind.EXHAUSTED, e);
        } else if (name.startsWith("SQLITE_SCHEMA")) {
          yield Failure.of(Failure.Kind.COLLIDED, e);
        } else if (message.contains("no such table") || message.contains("no such column")) {
          yield Failure.of(Failure.Kind.MISSING, e);
        }
        yield Failure.of(Failure.Kind.OTHER, e);
      }
    };
  }

  /** The driver does not always ask for the extended code. */
  private static Failure byMessage(SQLException e, String message) {
    String named = named(message);
    if (message.contains("UNIQUE constraint") || message.contains("PRIMARY KEY must be unique")) {
      return Failure.refused(Cause.UNIQUE, columns(named), null, e);
    } else if (message.contains("FOREIGN KEY constraint")) {
      return Failure.refused(Cause.FOREIGN_KEY, e);
    } else if (message.contains("NOT NULL constraint")) {
      return Failure.refused(Cause.NOT_NULL, columns(named), null, e);
    }
    return Failure.refused(Cause.CHECK, null, named, e);
  }

  private static @Nullable String named(String message) {
    Matcher matcher = FAILED.matcher(message);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** {@code a.x, a.y} without the table. */
  private static @Nullable String columns(@Nullable String named) {
    return named == null ? null : named.replaceAll("(^|, )[^,.]*\\.", "$1");
  }
}
