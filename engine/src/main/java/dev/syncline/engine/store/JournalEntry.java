package dev.syncline.engine.store;

import dev.syncline.core.model.Key;
import org.jspecify.annotations.Nullable;

/**
 * One operation in the journal, first as an intent and then as an outcome.
 *
 * @param operation the operation's identity
 * @param kind what it does
 * @param source the record's source key; null while it is not known (a create on the source)
 * @param target the record's target key; null while it is not known
 * @param columns names of the columns of the images
 * @param before values before; null for a create
 * @param after values after: intended in an intent, as stored in an outcome; null for a delete
 * @param outcome empty in an intent; then applied, stale, rejected, retry, unknown
 * @param detail the rule that decided and, where it failed, the reason in words
 */
@SuppressWarnings("ArrayRecordComponent")
public record JournalEntry(
    String operation,
    Kind kind,
    @Nullable Key source,
    @Nullable Key target,
    java.util.List<String> columns,
    @Nullable Object @Nullable [] before,
    @Nullable Object @Nullable [] after,
    String outcome,
    String detail) {

  /** Stands for the images of an outcome that are exactly those of its intent. */
  private static final @Nullable Object[] INTENDED = {};

  /** The outcome of an intent that was stored exactly as it was intended. */
  public static JournalEntry asIntended(
      JournalEntry intent, @Nullable Key source, @Nullable Key target, String outcome) {
    return new JournalEntry(
        intent.operation,
        intent.kind,
        source,
        target,
        intent.columns,
        null,
        INTENDED,
        outcome,
        intent.detail);
  }

  /** Whether the images are those of the intent, which stand in it alone. */
  @SuppressWarnings("ReferenceEquality") // a mark, which no image of a row can be
  boolean asIntended() {
    return after == INTENDED;
  }

  /** This intent with its outcome. */
  JournalEntry stored(@Nullable Key source, @Nullable Key target, String outcome, String detail) {
    return new JournalEntry(
        operation, kind, source, target, columns, before, after, outcome, detail);
  }

  /** What an operation does. */
  public enum Kind {
    CREATE,
    UPDATE,
    DELETE
  }
}
