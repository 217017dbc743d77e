package dev.syncline.connect;

import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.model.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stream of rows of which some are read ahead, so that something can be asked for all of them.
 */
public final class ReadAhead implements RowStream {
  private final RowStream rows;
  private final int most;
  private final UnaryOperator<List<Row>> made;
  private Iterator<Row> ready = List.<Row>of().iterator();

  /**
   * Reads ahead.
   *
   * @param most how many rows at a time
   * @param made what becomes of some of them, in their order
   */
  public ReadAhead(RowStream rows, int most, UnaryOperator<List<Row>> made) {
    this.rows = rows;
    this.most = most;
    this.made = made;
  }

  @Override
  public @Nullable Row next() {
    if (!ready.hasNext()) {
      List<Row> some = new ArrayList<>();
      for (Row row = rows.next(); row != null; row = rows.next()) {
        some.add(row);
        if (some.size() == most) {
          break;
        }
      }
      ready = made.apply(some).iterator();
    }
    return ready.hasNext() ? ready.next() : null;
  }

  @Override
  public void close() {
    rows.close();
  }
}
