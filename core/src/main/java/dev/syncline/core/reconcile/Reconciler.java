package dev.syncline.core.reconcile;

import static dev.syncline.core.reconcile.FieldVerdict.Rule.NEWEST_FIRST;
import static dev.syncline.core.reconcile.FieldVerdict.Rule.NEWEST_WINS;
import static dev.syncline.core.reconcile.FieldVerdict.Rule.SOURCE_FIRST;
import static dev.syncline.core.reconcile.FieldVerdict.Rule.SOURCE_WINS;
import static dev.syncline.core.reconcile.FieldVerdict.Rule.TARGET_FIRST;
import static dev.syncline.core.reconcile.FieldVerdict.Rule.TARGET_WINS;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.reconcile.FieldVerdict.Conflict;
import dev.syncline.core.reconcile.FieldVerdict.Converged;
import dev.syncline.core.reconcile.FieldVerdict.Drift;
import dev.syncline.core.reconcile.FieldVerdict.Rule;
import dev.syncline.core.reconcile.FieldVerdict.Same;
import dev.syncline.core.reconcile.FieldVerdict.Unsent;
import dev.syncline.core.reconcile.FieldVerdict.Write;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The product: decides, from what both sides agreed on last time and what each holds now, what is
 * to be done. The table in {@code docs/decisions.md} is this class in prose and its test's data.
 *
 * <p>The idea is the three-way merge of file synchronizers (Unison; Mutagen's {@code Reconcile}),
 * taken to fields of records and with two more states that are not absence: out of scope and
 * unreadable.
 */
public final class Reconciler {
  private static final Same SAME = new Same();
  private static final Converged CONVERGED = new Converged();
  private static final Conflict CONFLICT = new Conflict(false);
  private static final Conflict UNSETTLED = new Conflict(true);

  private final Policies policies;

  /** A reconciler that settles differences by {@code policies}. */
  public Reconciler(Policies policies) {
    this.policies = policies;
  }

  /**
   * Decides a linked record, or two records that were just matched.
   *
   * @param source how the source stands against the base; {@code CHANGED} when there is no base
   * @param target the same of the target
   * @param fields facts of the fields in rule order; used only when both sides hold the record
   * @param newest which side's clock is later
   * @param chosen the side a person chose for the whole record, while that choice still holds
   */
  public Verdict reconcile(
      State source, State target, List<FieldFact> fields, Newest newest, @Nullable Side chosen) {
    // Unreadable first: a side of which nothing is known must not lead to any write.
    if (source == State.UNREADABLE) {
      return new Verdict.Unreadable(Side.SOURCE);
    }
    if (target == State.UNREADABLE) {
      return new Verdict.Unreadable(Side.TARGET);
    }
    // Created once: that a record is gone, on either side, is no reason to create it again.
    if (!policies.mode().updates() && (source.isGone() || target.isGone())) {
      return new Verdict.Keep(
          source.isGone() ? Side.SOURCE : Side.TARGET, "mode insert writes a record once");
    }
    // Out of scope is never a delete, whatever the other side says.
    if (source == State.OUT_OF_SCOPE || target == State.OUT_OF_SCOPE) {
      return source.isGone() || target.isGone()
          ? new Verdict.Unlink("outside the task's filter, and deleted on the other side")
          : new Verdict.SetAside();
    }
    if (source.isGone() && target.isGone()) {
      return new Verdict.Unlink("deleted on both sides");
    }
    // While a record was out of scope its counterpart was nobody's business here: that it went
    // is no delete. The record is new to the other side.
    if (source == State.RETURNED && target.isGone()
        || target == State.RETURNED && source.isGone()) {
      return new Verdict.Unlink("deleted on the other side while it was outside the task's filter");
    }
    // Only what is there is updated. Another record may come to be the counterpart.
    if (isUpdatedOnly(Side.SOURCE, source) || isUpdatedOnly(Side.TARGET, target)) {
      return new Verdict.Unlink("mode update creates no record, and its own is gone");
    }
    // Nor is it one that a record went which was out of scope.
    if (source == State.LEFT) {
      return new Verdict.Keep(Side.SOURCE, "deleted outside the task's filter");
    }
    if (target == State.LEFT) {
      return new Verdict.Keep(Side.TARGET, "deleted outside the task's filter");
    }
    if (source == State.ABSENT) {
      return deleted(Side.SOURCE, target, chosen);
    }
    if (target == State.ABSENT) {
      return deleted(Side.TARGET, source, chosen);
    }
    return new Verdict.Fields(fields(fields, newest));
  }

  /** Whether a record is gone where a one-way sync updates what is there, and creates nothing. */
  private boolean isUpdatedOnly(Side side, State state) {
    return state.isGone()
        && !policies.mode().creates()
        && policies.direction().writes(side)
        && !policies.direction().writes(side.other());
  }

  /** The record is gone on {@code gone} and the other side, which is {@code kept}, holds it. */
  private Verdict deleted(Side gone, State kept, @Nullable Side chosen) {
    if (chosen != null) {
      // The other side becomes like the chosen one, but no choice turns a one-way sync round.
      Side written = chosen.other();
      if (!policies.direction().writes(written)) {
        return new Verdict.Keep(gone, Rule.CHOSEN.words());
      }
      return chosen == gone
          ? new Verdict.Delete(written, Rule.CHOSEN.words())
          : new Verdict.Restore(written, Rule.CHOSEN.words());
    }
    if (kept == State.SAME) {
      return propagateDelete(gone, "deleted on the " + gone.word());
    }
    // Here the other side edited the record after both agreed: delete against edit.
    return switch (policies.deleteConflicts()) {
      case EDIT_WINS -> restore(gone, "edited on the " + gone.other().word() + ", the edit wins");
      case DELETE_WINS ->
          propagateDelete(gone, "deleted on the " + gone.word() + ", the delete wins");
      case HOLD -> new Verdict.DeleteConflict(gone);
    };
  }

  private Verdict propagateDelete(Side gone, String rule) {
    Side other = gone.other();
    if (!policies.direction().writes(other)) {
      // One-way: the side that is only read still holds the record, so the delete is drift.
      return policies.mirror() ? restore(gone, Rule.MIRROR.words()) : new Verdict.Keep(gone, rule);
    }
    return switch (policies.deletesTo(other)) {
      case PROPAGATE -> new Verdict.Delete(other, rule);
      case KEEP -> new Verdict.Keep(gone, rule);
      case CLEAR_FIELDS -> new Verdict.ClearFields(other);
    };
  }

  private Verdict restore(Side gone, String rule) {
    if (policies.direction().writes(gone)) {
      return new Verdict.Restore(gone, rule);
    }
    // One-way: what was edited is on the side that only receives. A mirror goes by the other side,
    // and does not come back here, because a one-way sync writes exactly one side.
    return policies.mirror()
        ? propagateDelete(gone, Rule.MIRROR.words())
        : new Verdict.Keep(gone, rule);
  }

  private List<FieldVerdict> fields(List<FieldFact> facts, Newest newest) {
    boolean bothChanged = changed(facts, Side.SOURCE) && changed(facts, Side.TARGET);
    List<FieldVerdict> verdicts = new ArrayList<>(facts.size());
    for (FieldFact f : facts) {
      verdicts.add(field(f, bothChanged, newest));
    }
    return verdicts;
  }

  /** Whether a side changed the record, and not only as the other side did, too. */
  private boolean changed(List<FieldFact> facts, Side side) {
    return facts.stream().anyMatch(f -> isOfWhole(f) && f.known() && !f.equal() && f.changed(side));
  }

  /**
   * Whether a field belongs to the whole record that a winner takes. Not one that goes one way
   * where others go both: nothing of it can be taken from the side that receives it, and what the
   * side that gives it changes is no reason to take anything else.
   */
  private boolean isOfWhole(FieldFact f) {
    return policies.direction() != Direction.TWO_WAY || f.giver() == null;
  }

  private FieldVerdict field(FieldFact f, boolean bothChanged, Newest newest) {
    boolean untouched = f.known() && !f.changed(Side.SOURCE) && !f.changed(Side.TARGET);
    if (f.equal()) {
      return untouched ? SAME : CONVERGED;
    }
    if (untouched) {
      // The sides differ as they did when they agreed: one of them normalises what it stores.
      return SAME;
    }
    if (f.unsent() || !policies.mode().updates()) {
      return new Unsent(f.giver());
    }
    if (f.chosen() != null) {
      return write(f, f.chosen(), Rule.CHOSEN);
    }
    if (f.keeper() != null) {
      return write(f, f.keeper(), Rule.NOTATION);
    }
    if (!f.known()) {
      return withoutBase(f, newest);
    }
    if (bothChanged && isOfWhole(f) && policies.conflicts() != Conflicts.MERGE) {
      return settle(f, newest, true);
    }
    if (f.changed(Side.SOURCE) && f.changed(Side.TARGET)) {
      return settle(f, newest, false);
    }
    return write(f, f.changed(Side.SOURCE) ? Side.SOURCE : Side.TARGET, Rule.ONLY_CHANGE);
  }

  /**
   * The sides differ and never agreed: an empty one is filled, else the winner's value is taken.
   * Where they would have agreed before, had the mapping had the field, it goes the way that the
   * mapping says; both ways nobody but a person knows which value is the right one.
   */
  private FieldVerdict withoutBase(FieldFact f, Newest newest) {
    for (Side side : Side.values()) {
      if (f.empty(side) && !f.empty(side.other()) && f.writes(side)) {
        return new Write(side, Rule.FILLED);
      }
    }
    Side giver = f.giver();
    if (f.remapped() && giver != null) {
      return write(f, giver, Rule.REMAPPED);
    }
    boolean nobodySays = policies.conflicts() == Conflicts.MERGE && f.named() == null;
    return f.remapped() && nobodySays && f.writes(Side.SOURCE)
        ? UNSETTLED
        : settle(f, newest, false);
  }

  private FieldVerdict settle(FieldFact f, Newest newest, boolean wholeRecord) {
    return switch (winner(f)) {
      case SOURCE -> write(f, Side.SOURCE, rule(f, wholeRecord, SOURCE_WINS, SOURCE_FIRST));
      case TARGET -> write(f, Side.TARGET, rule(f, wholeRecord, TARGET_WINS, TARGET_FIRST));
      case NEWEST -> byClock(f, newest, rule(f, wholeRecord, NEWEST_WINS, NEWEST_FIRST));
      case HOLD -> CONFLICT;
    };
  }

  private static Rule rule(FieldFact f, boolean wholeRecord, Rule changed, Rule first) {
    if (wholeRecord) {
      return Rule.WHOLE_RECORD;
    }
    return f.known() ? changed : first;
  }

  /** Who wins, of fields or of whole records. */
  private Winner winner(FieldFact f) {
    return switch (policies.conflicts()) {
      case MERGE -> merging(f);
      case SOURCE_WINS -> Winner.SOURCE;
      case TARGET_WINS -> Winner.TARGET;
      case NEWEST_WINS -> Winner.NEWEST;
      case HOLD -> Winner.HOLD;
    };
  }

  /** Who was named, else the side that gives the field, else the one that usually wins. */
  private Winner merging(FieldFact f) {
    Side giver = f.giver();
    if (f.named() != null || giver == null) {
      return f.named() != null ? f.named() : policies.winner();
    }
    return giver == Side.SOURCE ? Winner.SOURCE : Winner.TARGET;
  }

  private FieldVerdict byClock(FieldFact f, Newest newest, Rule rule) {
    return switch (newest) {
      case SOURCE -> write(f, Side.SOURCE, rule);
      case TARGET -> write(f, Side.TARGET, rule);
      case UNKNOWN -> CONFLICT;
    };
  }

  /** The value of {@code from} should be on both sides, as far as direction and flow let it. */
  private FieldVerdict write(FieldFact f, Side from, Rule rule) {
    if (f.writes(from.other())) {
      return new Write(from.other(), rule);
    }
    // The change was made on a side that only receives. In mirror mode it is put back.
    return policies.mirror() && f.writes(from) ? new Write(from, Rule.MIRROR) : new Drift(from);
  }
}
