package dev.syncline.connect.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a column's values into the Java class that its type documents; a value that is there but
 * cannot be held comes as a {@link dev.syncline.core.value.Flaw}, never as null.
 */
@FunctionalInterface
interface ValueReader {
  @Nullable Object read(ResultSet row, int column) throws SQLException;

  /** Of a reader of primitives, which gives something where there is nothing. */
  static ValueReader present(ValueReader primitives) {
    return (row, column) -> {
      Object value = primitives.read(row, column);
      return row.wasNull() ? null : value;
    };
  }
}
