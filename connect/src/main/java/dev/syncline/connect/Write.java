package dev.syncline.connect;

import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One change of one record. */
public sealed interface Write {

  /** The operation's identity: the same intent always has the same one. */
  String operation();

  /** The columns that are locked, compared, read back and returned. */
  Shape shape();

  /**
   * What is kept in {@code syncline_applied} of the row as stored (its fingerprints); for a delete,
   * of the row as it was. Null for a write that is a part of another one of a batch whose writes go
   * together: it is not kept, since it was applied if that was.
   */
  Function<Row, byte @Nullable []> note();

  /**
   * Adds a record.
   *
   * @param columns names of the columns given; others take the system's default
   * @param values their values; in a batch of writes that go together also {@link KeyOf}
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Insert(
      String operation,
      Shape shape,
      List<String> columns,
      @Nullable Object[] values,
      Function<Row, byte @Nullable []> note)
      implements Write {}

  /**
   * Changes some columns of a record.
   *
   * @param values their values; in a batch of writes that go together also {@link KeyOf}
   * @param asSeen whether the locked row is still what the decision saw
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Update(
      String operation,
      Shape shape,
      Key key,
      List<String> columns,
      @Nullable Object[] values,
      Predicate<Row> asSeen,
      Function<Row, byte @Nullable []> note)
      implements Write {}

  /** Removes a record; its shape is the whole row, which is returned as the before-image. */
  record Delete(
      String operation,
      Shape shape,
      Key key,
      Predicate<Row> asSeen,
      Function<Row, byte @Nullable []> note)
      implements Write {}
}
