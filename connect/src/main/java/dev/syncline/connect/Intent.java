package dev.syncline.connect;

import dev.syncline.core.model.Key;
import dev.syncline.core.model.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write whose answer was lost, as far as the journal knows it.
 *
 * @param operation the operation's identity
 * @param shape the columns that are compared and read back
 * @param key the key of the row it changes or removes; null for an insert
 * @param columns names of the columns it sets; none for a delete
 * @param values their values
 */
@SuppressWarnings("ArrayRecordComponent")
public record Intent(
    String operation,
    Shape shape,
    @Nullable Key key,
    List<String> columns,
    @Nullable Object[] values) {

  /** Whether it adds a record. */
  public boolean isInsert() {
    return key == null;
  }

  /** Whether it removes a record. */
  public boolean isDelete() {
    return key != null && columns.isEmpty();
  }
}
