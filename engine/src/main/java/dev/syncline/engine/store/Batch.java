package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Runs one statement with many parameters, some hundred at a time. */
final class Batch {
  private static final int SIZE = 500;

  private final PreparedStatement statement;
  private final Check check;
  private int pending;
  private long done;

  /** Sends a statement's parameter sets; {@code check} is told what each has changed. */
  Batch(PreparedStatement statement, Check check) {
    this.statement = statement;
    this.check = check;
  }

  Batch(PreparedStatement statement) {
    this(statement, (index, rows) -> {});
  }

  /** Takes the parameters that are set now. */
  void add() throws SQLException {
    statement.addBatch();
    if (++pending == SIZE) {
      send();
    }
  }

  /** Sends what was added. */
  void send() throws SQLException {
    if (pending == 0) {
      return;
    }
    int[] rows = statement.executeBatch();
    pending = 0;
    for (int r : rows) {
      check.changed(done++, r);
    }
  }

  /** Is told how many rows the parameter set of an index has changed. */
  interface Check {
    void changed(long index, int rows) throws SQLException;
  }
}
