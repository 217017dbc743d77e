package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Row;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows of a running query. */
interface RowSource {
  /** The next row, or null at the end. */
  @Nullable Row next() throws SQLException;

  /** Ends the query; false when its connection is of no more use. */
  boolean close() throws SQLException;
}
