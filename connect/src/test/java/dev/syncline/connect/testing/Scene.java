package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connector that owns a sync, and short words for writing through it. */
public final class Scene implements AutoCloseable {
  public static final String STORE = "store";

  private static final AtomicInteger COUNT = new AtomicInteger();

  public final Connector connector;
  public long token;

  public Scene(Connector connector) {
    this.connector = connector;
    this.token = connector.claim(1, STORE, false);
  }

  /** A shape over all columns of an object. */
  public Shape shape(String object) {
    ObjectSchema schema = connector.describe(object);
    return schema.shape(schema.columns().stream().map(Column::name).toList());
  }

  public Write insert(Shape shape, Map<String, ? extends @Nullable Object> values) {
    List<String> columns = new ArrayList<>(values.keySet());
    return new Write.Insert(
        "op" + COUNT.incrementAndGet(),
        shape,
        columns,
        columns.stream().map(values::get).toArray(),
        r -> new byte[1]);
  }

  public Write update(Shape shape, Key key, Map<String, ? extends @Nullable Object> values) {
    List<String> columns = new ArrayList<>(values.keySet());
    return new Write.Update(
        "op" + COUNT.incrementAndGet(),
        shape,
        key,
        columns,
        columns.stream().map(values::get).toArray(),
        r -> true,
        r -> new byte[1]);
  }

  public Write delete(Shape shape, Key key) {
    return new Write.Delete(
        "op" + COUNT.incrementAndGet(), shape, key, r -> true, r -> new byte[1]);
  }

  public WriteBatch batch(boolean together, List<Write> writes) {
    return new WriteBatch(
        "batch" + COUNT.incrementAndGet(), STORE, 1, 1, token, false, together, writes);
  }

  public List<WriteOutcome> write(Write... writes) {
    return connector.write(batch(false, List.of(writes)));
  }

  public List<WriteOutcome> together(Write... writes) {
    return connector.write(batch(true, List.of(writes)));
  }

  /** The row that was written. */
  public static Row applied(WriteOutcome outcome) {
    assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
    Row after = ((WriteOutcome.Applied) outcome).after();
    assertThat(after).isNotNull();
    return after;
  }

  public static WriteOutcome.Rejected rejected(WriteOutcome outcome) {
    assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
    return (WriteOutcome.Rejected) outcome;
  }

  public List<Row> all(Shape shape) {
    List<Row> rows = new ArrayList<>();
    try (RowStream stream = connector.read(shape, Order.KEY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Override
  public void close() {
    connector.close();
  }
}
