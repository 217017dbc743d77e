package dev.syncline.core.mapping;

import dev.syncline.core.Side;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person chose about how a task settles what both sides hold. Words are those of the
 * configuration.
 *
 * @param direction which sides are written
 * @param mode which operations a sync makes in its one direction
 * @param conflicts what happens when both sides changed a record
 * @param winner who wins the same field under {@link Conflicts#MERGE}
 * @param winnerNamed whether a person said so, and it is not only what holds when nobody does
 * @param fieldWinners who wins a field for which a person named another winner, by its rule's name
 * @param nullsSkipped names of the rules that go one way and whose nulls are not sent
 * @param deleteConflicts what happens when one side deleted what the other edited
 * @param deletesToSource what a delete on the target does on the source
 * @param deletesToTarget what a delete on the source does on the target
 * @param nullKeys what happens to an unlinked record whose unique key has a null
 */
public record Policies(
    Direction direction,
    Mode mode,
    Conflicts conflicts,
    Winner winner,
    boolean winnerNamed,
    Map<String, Winner> fieldWinners,
    Set<String> nullsSkipped,
    DeleteConflicts deleteConflicts,
    Deletes deletesToSource,
    Deletes deletesToTarget,
    NullKeys nullKeys) {

  public Policies {
    fieldWinners = Map.copyOf(fieldWinners);
    nullsSkipped = Set.copyOf(nullsSkipped);
  }

  /** A mirror or not, with one winner, who was named, of all fields, and all nulls sent. */
  public Policies(
      Direction direction,
      boolean mirror,
      Conflicts conflicts,
      Winner winner,
      DeleteConflicts deleteConflicts,
      Deletes deletesToSource,
      Deletes deletesToTarget,
      NullKeys nullKeys) {
    this(
        direction,
        mirror ? Mode.MIRROR : Mode.UPSERT,
        conflicts,
        winner,
        true,
        Map.of(),
        Set.of(),
        deleteConflicts,
        deletesToSource,
        deletesToTarget,
        nullKeys);
  }

  /** Two-way, merge per field, the source wins, edits win over deletes, deletes propagate. */
  public static final Policies DEFAULT =
      new Policies(
          Direction.TWO_WAY,
          Mode.UPSERT,
          Conflicts.MERGE,
          Winner.SOURCE,
          false,
          Map.of(),
          Set.of(),
          DeleteConflicts.EDIT_WINS,
          Deletes.PROPAGATE,
          Deletes.PROPAGATE,
          NullKeys.HOLD);

  /** The same, but a person settles what differs and was never agreed on, or changed on both. */
  public Policies asking() {
    return new Policies(
        direction,
        mode,
        Conflicts.MERGE,
        Winner.HOLD,
        true,
        Map.of(),
        nullsSkipped,
        deleteConflicts,
        deletesToSource,
        deletesToTarget,
        nullKeys);
  }

  /** The same in mode insert. */
  Policies inserting() {
    return new Policies(
        direction,
        Mode.INSERT,
        conflicts,
        winner,
        winnerNamed,
        fieldWinners,
        nullsSkipped,
        deleteConflicts,
        deletesToSource,
        deletesToTarget,
        nullKeys);
  }

  /** Whether drift on the written side is overwritten, and its extra records are deleted. */
  public boolean mirror() {
    return mode == Mode.MIRROR;
  }

  /** Whether a rule's nulls are not sent. */
  public boolean skipsNulls(String rule) {
    return nullsSkipped.contains(rule);
  }

  /** Who a person said wins a field under {@link Conflicts#MERGE}; null when nobody did. */
  public @Nullable Winner named(String field) {
    Winner own = fieldWinners.get(field);
    return own != null || !winnerNamed ? own : winner;
  }

  /** What a delete on the other side does on {@code written}. */
  public Deletes deletesTo(Side written) {
    return written == Side.SOURCE ? deletesToSource : deletesToTarget;
  }

  /** Which sides a sync writes. */
  public enum Direction {
    TWO_WAY,
    TO_TARGET,
    TO_SOURCE;

    /** Whether {@code side} may be written. */
    public boolean writes(Side side) {
      return this == TWO_WAY || (this == TO_TARGET) == (side == Side.TARGET);
    }
  }

  /** Which operations a sync makes that goes one way; deletes have a behaviour of their own. */
  public enum Mode {
    /** Records are created and updated. */
    UPSERT,
    /** Records are created once, and never touched again, whatever becomes of them. */
    INSERT,
    /** Records that the written side has are updated, and none is created. */
    UPDATE,
    /** As upsert; drift on the written side is overwritten, and its extra records are deleted. */
    MIRROR;

    /** Whether records are created on the written side. */
    public boolean creates() {
      return this != UPDATE;
    }

    /** Whether anything is written to records that are linked. */
    public boolean updates() {
      return this != INSERT;
    }
  }

  /** What happens when both sides changed a record. */
  public enum Conflicts {
    /** Each field for itself; the same field falls to {@link Policies#winner()}. */
    MERGE,
    /** The source's whole record. */
    SOURCE_WINS,
    /** The target's whole record. */
    TARGET_WINS,
    /** The whole record of the side whose clock column is later. */
    NEWEST_WINS,
    /** Nothing is written until a person decides. */
    HOLD
  }

  /** Who wins a field that both sides changed. */
  public enum Winner {
    SOURCE,
    TARGET,
    /** The side whose clock column is later; the same instant, or no clock, is held. */
    NEWEST,
    HOLD
  }

  /** What happens when one side deleted what the other edited. */
  public enum DeleteConflicts {
    /** The record comes back. */
    EDIT_WINS,
    /** The edit is lost, with the rule recorded. */
    DELETE_WINS,
    HOLD
  }

  /** What a delete does on the other side. */
  public enum Deletes {
    PROPAGATE,
    KEEP,
    CLEAR_FIELDS
  }

  /** What happens to an unlinked record whose unique key has a null. */
  public enum NullKeys {
    HOLD,
    CREATE
  }
}
