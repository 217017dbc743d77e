package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem.Seen;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A linked or just matched pair as it is decided: what each side holds, as a row and in
 * fingerprints, and what both agreed on last time.
 *
 * @param base the link's base under today's layout; unknown without a link
 * @param sourceRow null where the source could not be read, or holds nothing
 * @param targetRow the same of the target
 * @param sourcePrints fingerprints of the source's fields in rule order
 * @param targetPrints the same of the target
 */
@SuppressWarnings("ArrayRecordComponent")
record Compared(
    Pair pair,
    Key source,
    Key target,
    Base base,
    @Nullable Row sourceRow,
    @Nullable Row targetRow,
    long @Nullable [] sourcePrints,
    long @Nullable [] targetPrints) {

  static Compared of(Pair pair, Key source, Key target, Base base, Fingerprints fingerprints) {
    Row onSource = row(pair.onSource());
    Row onTarget = row(pair.onTarget());
    return new Compared(
        pair,
        source,
        target,
        base,
        onSource,
        onTarget,
        onSource == null ? null : fingerprints.of(Side.SOURCE, onSource),
        onTarget == null ? null : fingerprints.of(Side.TARGET, onTarget));
  }

  private static @Nullable Row row(Observed observed) {
    return observed instanceof Observed.Present p ? p.row() : null;
  }

  @Nullable Link link() {
    return pair.link();
  }

  Key key(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /** Whether both sides hold the record. */
  boolean isWhole() {
    return sourceRow != null && targetRow != null;
  }

  /** Whether the base knows all of its fields. */
  boolean isAgreed() {
    for (int i = 0; i < base.size(); i++) {
      if (!base.knows(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether both sides may have agreed on fields of which its base does not tell. */
  boolean isDoubtful() {
    return pair.doubtful() && !isAgreed();
  }

  /** What a side that is known to hold the record holds. */
  Row row(Side side) {
    return Objects.requireNonNull(side == Side.SOURCE ? sourceRow : targetRow);
  }

  /** The same in fingerprints. */
  long print(Side side, int field) {
    return Objects.requireNonNull(side == Side.SOURCE ? sourcePrints : targetPrints)[field];
  }

  /** Whether a field that both agreed on is as it was on a side. */
  boolean isUntouched(Side side, int field) {
    return base.knows(field) && base.fingerprint(side, field) == print(side, field);
  }

  Seen seen() {
    return new Seen(whole(sourcePrints), whole(targetPrints));
  }

  private static long whole(long @Nullable [] prints) {
    return prints == null ? 0 : Base.combine(prints);
  }
}
