package dev.syncline.core.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record as a side holds it: values over a shared {@link Shape}. Rows are read by the million, so
 * the array is shared, not copied, and must not be changed once the row is made.
 *
 * @param shape what the values are
 * @param values as many as the shape has columns, each null, of its type's Java class, a {@link
 *     dev.syncline.core.value.Special} or a {@link dev.syncline.core.value.Flaw}; of other records
 *     also an {@link dev.syncline.core.value.Unfound}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Row(Shape shape, @Nullable Object[] values) {

  /** The value of the column at a position of the shape. */
  public @Nullable Object get(int column) {
    return values[column];
  }

  /** The value of a column by name. */
  public @Nullable Object get(String column) {
    return values[shape.indexOf(column)];
  }

  /** The row's key; null where a part of it is null. */
  public @Nullable Key key() {
    return shape.keyOf(values);
  }

  /** Some of its columns, as another shape names them. */
  public Row in(Shape other) {
    if (shape == other) {
      return this;
    }
    @Nullable Object[] some = new @Nullable Object[other.size()];
    for (int i = 0; i < some.length; i++) {
      some[i] = get(other.columns().get(i).name());
    }
    return new Row(other, some);
  }

  /** What the row itself holds, without what it leads to. */
  public Row stored() {
    return shape.stored() == shape
        ? this
        : new Row(shape.stored(), Arrays.copyOf(values, shape.stored().size()));
  }

  @Override
  public String toString() {
    return shape.object() + Arrays.toString(values);
  }
}
