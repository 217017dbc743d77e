package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.util.List;

/**
 * Operations that were sent to a side together.
 *
 * @param id the batch's id, which the side's {@code syncline_applied} knows too
 * @param side the side that was written
 * @param open true while the outcome is not known
 * @param atMillis when the outcome was written; 0 while open
 */
public record JournalBatch(
    long id,
    long run,
    int task,
    Side side,
    boolean open,
    long atMillis,
    List<JournalEntry> entries) {
  public JournalBatch {
    entries = List.copyOf(entries);
  }

  /** Whether an entry is of a key of a side. */
  boolean holds(Side of, Key key) {
    return entries.stream().anyMatch(e -> key.equals(of == Side.SOURCE ? e.source() : e.target()));
  }
}
