package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.JournalEntry;
import org.jspecify.annotations.Nullable;

/**
 * A write that is known to be committed, and what it means for the link.
 *
 * @param side the side that was written
 * @param source the record's source key before the write; null if there was none
 * @param target the record's target key before the write; null if there was none
 * @param written the key of the row as stored; null for a delete
 * @param delta what both sides agree on now in the fields that were written; null for a delete
 * @param incarnation of a create, how often the record was linked before; -1 to look it up
 */
record Settled(
    JournalEntry.Kind kind,
    Side side,
    @Nullable Key source,
    @Nullable Key target,
    @Nullable Key written,
    @Nullable Base delta,
    int incarnation) {

  /** The side on which the record surely had its key when it was written. */
  Side sureSide() {
    return kind == JournalEntry.Kind.CREATE ? side.other() : side;
  }

  /** The record's key there. */
  @Nullable Key sureKey() {
    return sureSide() == Side.SOURCE ? source : target;
  }
}
