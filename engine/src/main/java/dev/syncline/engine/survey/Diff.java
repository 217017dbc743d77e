package dev.syncline.engine.survey;

/**
 * How the rows of a side differ from what its links say of them, which is what was there when each
 * was last looked at.
 *
 * @param added rows without a link, and linked ones that are back
 * @param changed linked rows that are not as they were
 * @param removed linked rows that are gone or out of scope, and were not before
 * @param unchanged all others
 */
public record Diff(long added, long changed, long removed, long unchanged) {
  /** Of which nothing is known. */
  public static final Diff NOTHING = new Diff(0, 0, 0, 0);

  /** Both together. */
  public Diff and(Diff other) {
    return new Diff(
        added + other.added,
        changed + other.changed,
        removed + other.removed,
        unchanged + other.unchanged);
  }
}
