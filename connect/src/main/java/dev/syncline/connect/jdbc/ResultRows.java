package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The {@link RowSource} of a driver that streams its result sets. */
final class ResultRows implements RowSource {
  private final Statement statement;
  private final ResultSet rows;
  private final Selection selection;
  private final SqlRunnable after;
  private boolean ended;

  /**
   * @param after runs on the same connection once the result is closed
   */
  ResultRows(Statement statement, String select, Selection selection, SqlRunnable after)
      throws SQLException {
    this.statement = statement;
    this.rows = statement.executeQuery(select);
    this.selection = selection;
    this.after = after;
  }

  @Override
  public @Nullable Row next() throws SQLException {
    if (rows.next()) {
      return selection.row(rows);
    }
    ended = true;
    return null;
  }

  @Override
  public boolean close() throws SQLException {
    if (!ended) {
      statement.cancel(); // else the driver would read the rest of a million rows away
    }
    try {
      rows.close();
    } finally {
      statement.close();
      after.run();
    }
    return true;
  }

  /** Something to do on a connection. */
  interface SqlRunnable {
    void run() throws SQLException;
  }
}
