package dev.syncline.connect;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A system of which one record is given out otherwise than it is, to see what would be made of it.
 * Nothing is written to that object: it would be compared with what is not there.
 */
public final class Edited extends Forwarding {
  private final Edit edit;

  /** A system with an edited record. */
  public Edited(Connector connector, Edit edit) {
    super(connector);
    this.edit = edit;
  }

  /**
   * What is otherwise.
   *
   * @param object the object's name as {@link Connector#describe} gives it
   * @param key which record
   * @param values of the columns that have others, each of its column's type; null for null
   * @param columns those that are described otherwise
   * @param gone whether it is not there
   */
  public record Edit(
      String object,
      Key key,
      Map<String, @Nullable Object> values,
      Map<String, Column> columns,
      boolean gone) {}

  @Override
  public ObjectSchema describe(String object) {
    ObjectSchema schema = super.describe(object);
    return !schema.name().equals(edit.object) || edit.columns.isEmpty()
        ? schema
        : new ObjectSchema(
            schema.name(),
            schema.columns().stream().map(c -> edit.columns.getOrDefault(c.name(), c)).toList(),
            schema.primaryKey(),
            schema.uniqueKeys(),
            schema.foreignKeys(),
            schema.isModel());
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    return concerns(shape) ? edited(super.read(shape, order)) : super.read(shape, order);
  }

  /** Whether the record would be left out by what it holds is for whoever reads. */
  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return concerns(shape) ? read(shape, order) : super.read(shape, order, narrowing);
  }

  private RowStream edited(RowStream rows) {
    return new RowStream() {
      @Override
      public @Nullable Row next() {
        Row row = rows.next();
        while (row != null && edit.gone && isIt(row)) {
          row = rows.next();
        }
        return row == null ? null : edited(row);
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    List<Row> rows = super.fetch(shape, keys);
    return concerns(shape) ? edited(rows) : rows;
  }

  /** The record is always among what may be meant. */
  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    List<Row> rows = super.find(shape, columns, tuples, loose);
    if (!concerns(shape)) {
      return rows;
    }
    List<Row> found = new ArrayList<>(rows);
    if (rows.stream().noneMatch(this::isIt)) {
      found.addAll(super.fetch(shape, List.of(edit.key)));
    }
    return edited(found);
  }

  private List<Row> edited(List<Row> rows) {
    return rows.stream().filter(r -> !edit.gone || !isIt(r)).map(this::edited).toList();
  }

  private boolean concerns(Shape shape) {
    return shape.object().equals(edit.object);
  }

  private boolean isIt(Row row) {
    return edit.key.equals(row.key());
  }

  private Row edited(Row row) {
    if (!isIt(row)) {
      return row;
    }
    @Nullable Object[] values = row.values().clone();
    edit.values.forEach(
        (column, value) -> {
          if (row.shape().holds(column)) {
            values[row.shape().indexOf(column)] = value;
          }
        });
    return new Row(row.shape(), values);
  }

  @Override
  public Optional<Checksums> checksums() {
    return Optional.empty();
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    boolean concerned = batch.writes().stream().anyMatch(w -> concerns(w.shape()));
    if (!concerned) {
      return super.write(batch);
    }
    WriteOutcome refusal =
        new WriteOutcome.Rejected(
            WriteOutcome.Cause.OTHER,
            name() + ": " + edit.object + " is not written while one of its records is tested");
    return batch.writes().stream().map(w -> refusal).toList();
  }
}
