package dev.syncline.connect;

import java.util.List;
import java.util.Set;

/**
 * Writes that go to a system together.
 *
 * @param id the batch's identity in the journal
 * @param store the state store's id
 * @param sync the sync's id
 * @param task the task's id
 * @param token the fencing token that {@link Connector#claim} gave
 * @param rollback try everything, report the outcomes, then take it all back
 * @param together the writes only make sense as one (a cycle of references or of unique values):
 *     all are applied or none, and constraints wait for the end where the system lets them; inserts
 *     and updates may hold a {@link KeyOf}, and each operation is found by itself, under whatever
 *     batch. Notes are taken when all is written, the last write's first, so that one may tell of
 *     those that come after it. Those that are not at fault come back as {@link
 *     WriteOutcome.Retry}, or all as rejected where the system does not say which one is
 * @param writes the writes, in the order in which they must become visible
 * @param skipsNulls columns of which a null that no write holds itself is not to be sent along with
 *     what it does
 */
public record WriteBatch(
    String id,
    String store,
    int sync,
    int task,
    long token,
    boolean rollback,
    boolean together,
    List<Write> writes,
    Set<String> skipsNulls) {
  public WriteBatch {
    writes = List.copyOf(writes);
    skipsNulls = Set.copyOf(skipsNulls);
  }

  /** A batch that may send any null along. */
  public WriteBatch(
      String id,
      String store,
      int sync,
      int task,
      long token,
      boolean rollback,
      boolean together,
      List<Write> writes) {
    this(id, store, sync, task, token, rollback, together, writes, Set.of());
  }
}
