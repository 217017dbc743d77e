package dev.syncline.engine.config;

import java.math.BigDecimal;

/**
 * How much a run may do on a side and task before a person has to approve it.
 *
 * @param creates records added
 * @param deletes records removed
 * @param overwrites values replaced
 */
public record Guard(Limit creates, Limit deletes, Limit overwrites) {
  /** The floor where a configuration gives none: below it a share is never exceeded. */
  public static final long DEFAULT_FLOOR = 10;

  /** Half of the records may be created or overwritten, a fifth deleted. */
  public static final Guard DEFAULT =
      new Guard(Limit.share(50), Limit.share(20), Limit.share(50));

  /** No guard at all. */
  public static final Guard OFF = new Guard(new Limit.Off(), new Limit.Off(), new Limit.Off());

  /** A bound on one kind of operation. */
  public sealed interface Limit {

    /**
     * Whether that many operations are too many for an object that held {@code records} records
     * before the run.
     */
    boolean exceeded(long operations, long records);

    private static Limit share(int percent) {
      return new Share(BigDecimal.valueOf(percent), DEFAULT_FLOOR);
    }

    /**
     * More than a share of the object's records, and more than a floor.
     *
     * @param percent from 0 to 100
     * @param floor as many operations never exceed it
     */
    record Share(BigDecimal percent, long floor) implements Limit {
      @Override
      public boolean exceeded(long operations, long records) {
        return operations > floor
            && BigDecimal.valueOf(operations)
                    .multiply(BigDecimal.valueOf(100))
                    .compareTo(percent.multiply(BigDecimal.valueOf(records)))
                > 0;
      }

      @Override
      public String toString() {
        String share = percent.stripTrailingZeros().toPlainString() + "%";
        return floor == DEFAULT_FLOOR ? share : "{ share: " + share + ", floor: " + floor + " }";
      }
    }

    /** More than a number of operations. */
    record Count(long most) implements Limit {
      @Override
      public boolean exceeded(long operations, long records) {
        return operations > most;
      }

      @Override
      public String toString() {
        return Long.toString(most);
      }
    }

    /** Never. */
    record Off() implements Limit {
      @Override
      public boolean exceeded(long operations, long records) {
        return false;
      }

      @Override
      public String toString() {
        return "off";
      }
    }
  }
}
