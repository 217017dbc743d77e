package dev.syncline.connect.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** A condition that holds for the rows whose columns equal one of some tuples. */
interface KeyFilter {

  /** Most tuples of one statement. */
  int most();

  /** The condition, to stand after WHERE. */
  String sql(int tuples);

  /** Binds the tuples from a parameter on. */
  void bind(PreparedStatement statement, int from, List<Object[]> tuples) throws SQLException;
}
