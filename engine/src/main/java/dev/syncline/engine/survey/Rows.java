package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.model.Row;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Rows that were read already, as a stream. */
record Rows(Iterator<Row> rows) implements Connector.RowStream {
  @Override
  public @Nullable Row next() {
    return rows.hasNext() ? rows.next() : null;
  }

  @Override
  public void close() {}
}
