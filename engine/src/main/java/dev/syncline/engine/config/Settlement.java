package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;

/**
 * What a sync says for all of its tasks and a task may say otherwise.
 *
 * @param conflicts what happens when both sides changed a record
 * @param winner who wins a field that both sides changed
 * @param winnerNamed whether that was said, and not only follows from the direction
 * @param deleteConflicts what happens when one side deleted what the other edited
 * @param deletesToSource what a delete on the target does on the source
 * @param deletesToTarget what a delete on the source does on the target
 * @param nullKeys what happens to a record whose unique key has a null
 * @param missingParent what happens to a record whose parent has no link
 * @param sameIds generated keys mean the same on both sides and may be mapped and matched
 */
public record Settlement(
    Conflicts conflicts,
    Winner winner,
    boolean winnerNamed,
    DeleteConflicts deleteConflicts,
    Deletes deletesToSource,
    Deletes deletesToTarget,
    NullKeys nullKeys,
    MissingParent missingParent,
    boolean sameIds) {

  /** What holds where neither sync nor task says anything. */
  public static final Settlement DEFAULT =
      new Settlement(
          Conflicts.MERGE,
          Winner.SOURCE,
          false,
          DeleteConflicts.EDIT_WINS,
          Deletes.PROPAGATE,
          Deletes.PROPAGATE,
          NullKeys.HOLD,
          MissingParent.HOLD,
          false);

  /**
   * What holds where neither sync nor task says anything: of two values the source's, but in a sync
   * that only goes to the source the target's, for that is where its truth is.
   */
  static Settlement defaults(Direction direction) {
    return direction == Direction.TO_SOURCE
        ? new Settlement(
            DEFAULT.conflicts,
            Winner.TARGET,
            false,
            DEFAULT.deleteConflicts,
            DEFAULT.deletesToSource,
            DEFAULT.deletesToTarget,
            DEFAULT.nullKeys,
            DEFAULT.missingParent,
            DEFAULT.sameIds)
        : DEFAULT;
  }

  /** What a delete on the other side does on {@code written}. */
  Deletes deletesTo(Side written) {
    return written == Side.SOURCE ? deletesToSource : deletesToTarget;
  }

  /** The same with deletes of both directions, and what they do to edits. */
  Settlement with(Deletes deletes, DeleteConflicts conflictsWithEdits) {
    return new Settlement(
        conflicts,
        winner,
        winnerNamed,
        conflictsWithEdits,
        deletes,
        deletes,
        nullKeys,
        missingParent,
        sameIds);
  }

  /** Whether some decision asks which side changed last. */
  boolean asksWhichIsNewer() {
    return conflicts == Conflicts.NEWEST_WINS
        || (conflicts == Conflicts.MERGE && winner == Winner.NEWEST);
  }
}
