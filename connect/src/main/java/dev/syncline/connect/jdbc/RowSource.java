package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Row;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows of a running query; closing it ends the query and leaves the connection usable. */
interface RowSource {
  /** The next row, or null at the end. */
  @Nullable Row next() throws SQLException;

  void close() throws SQLException;
}
