package dev.syncline.core.plan;

/**
 * How much a run may write before a person has to look. The counts are over a sliding window since
 * the last approval, per side and task.
 */
public record Guard(Limit creates, Limit deletes, Limit overwrites) {

  /** Half of the rows created or overwritten, a fifth deleted; ten of each are always allowed. */
  public static final Guard DEFAULT =
      new Guard(new Limit(0.5, 10), new Limit(0.2, 10), new Limit(0.5, 10));

  /** Nothing is too much. */
  public static final Guard OFF = new Guard(Limit.OFF, Limit.OFF, Limit.OFF);

  /**
   * A limit.
   *
   * @param share the share of the rows there are that may be touched; above 1: no limit
   * @param floor how many may always be touched
   */
  public record Limit(double share, long floor) {
    /** No limit. */
    public static final Limit OFF = new Limit(Double.MAX_VALUE, Long.MAX_VALUE);

    /** Whether {@code count} of {@code rows} is too much. */
    public boolean exceeded(long count, long rows) {
      return count > floor && count > share * rows;
    }

    /** The limit in words. */
    public String words() {
      if (share == Double.MAX_VALUE) {
        return "off";
      }
      return share == 0 ? "at most " + floor : Math.round(share * 100) + "%, at least " + floor;
    }
  }
}
