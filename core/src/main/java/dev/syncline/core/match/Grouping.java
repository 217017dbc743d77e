package dev.syncline.core.match;

/**
 * All records of both sides that share one unique key, decided together, so that no order of
 * looking at them can make a difference.
 *
 * @param freshSource records of the source without a link
 * @param freshTarget records of the target without a link
 * @param linkedSource records of the source that are linked already
 * @param linkedTarget records of the target that are linked already
 */
public record Grouping(long freshSource, long freshTarget, long linkedSource, long linkedTarget) {

  /** What becomes of the records without a link. */
  public enum Outcome {
    /** The one of the source and the one of the target are the same record. */
    LINK,
    /** The one there is has no counterpart. */
    ALONE,
    /** Linked records only: nothing to do. */
    NOTHING,
    /** Anything else would be a guess. */
    AMBIGUOUS,
    /**
     * A record without a link, and the only other record of its key is linked to one of this side:
     * its own former self if that is gone (its key was changed), else ambiguous.
     */
    MOVED_OR_AMBIGUOUS
  }

  /** Decides the group. */
  public Outcome outcome() {
    if (freshSource + freshTarget == 0) {
      return Outcome.NOTHING;
    }
    if (linkedSource + linkedTarget == 0) {
      if (freshSource == 1 && freshTarget == 1) {
        return Outcome.LINK;
      }
      return freshSource + freshTarget == 1 ? Outcome.ALONE : Outcome.AMBIGUOUS;
    }
    boolean sourceMoved =
        freshSource == 1 && freshTarget == 0 && linkedSource == 0 && linkedTarget == 1;
    boolean targetMoved =
        freshTarget == 1 && freshSource == 0 && linkedTarget == 0 && linkedSource == 1;
    return sourceMoved || targetMoved ? Outcome.MOVED_OR_AMBIGUOUS : Outcome.AMBIGUOUS;
  }
}
