package dev.syncline.engine.verify;

import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a verification found. It certifies when there is no difference, and both sides could be
 * read; held, filtered and normalised records are counted and named, for they are not proved equal.
 */
public final class Certificate {
  /** At most so many differences are named; the counts are exact all the same. */
  public static final int NAMED = 1_000;

  private final List<OfTask> tasks = new ArrayList<>();

  /** The tasks in the order in which they were verified. */
  public List<OfTask> tasks() {
    return tasks;
  }

  /** Whether both sides are proved equal, but for what is held. */
  public boolean certifies() {
    return tasks.stream().allMatch(t -> t.different == 0 && t.assumed.isEmpty());
  }

  /** The tasks of which nothing can be proved, for one of their sides cannot be read. */
  public List<OfTask> assumed() {
    return tasks.stream().filter(t -> !t.assumed.isEmpty()).toList();
  }

  /** Everything that differs, over all tasks. */
  public long different() {
    return tasks.stream().mapToLong(t -> t.different).sum();
  }

  /** Everything that is held, over all tasks. */
  public long held() {
    return tasks.stream().mapToLong(t -> t.held).sum();
  }

  /** Why records are held, over all tasks. */
  public Set<Due.Reason> reasons() {
    Set<Due.Reason> reasons = EnumSet.noneOf(Due.Reason.class);
    tasks.forEach(t -> reasons.addAll(t.reasons));
    return reasons;
  }

  /** Everything that an undo pinned, over all tasks. */
  public long pinned() {
    return tasks.stream().mapToLong(t -> t.pinned).sum();
  }

  /** Everything that is not compared because it is not sent, over all tasks. */
  public long unsent() {
    return tasks.stream().mapToLong(t -> t.unsent).sum();
  }

  /** Everything that is outside filters, over all tasks and both sides. */
  public long filtered() {
    return tasks.stream().mapToLong(t -> t.filtered[0] + t.filtered[1]).sum();
  }

  /** What was found for one task. */
  public static final class OfTask {
    public final int id;
    public final String name;

    /** How it was verified. */
    public final Verifier.Way way;

    /** Why not in a cheaper way, in words; empty where there is none, or it was not asked for. */
    public final String why;

    /**
     * The system that cannot be read, so that what it was sent was compared; empty where none is.
     */
    public String assumed = "";

    public long sourceRows;
    public long targetRows;

    /** Pairs that are equal in every field. */
    public long equal;

    /** Pairs whose sides differ only as one of them normalises what it stores, as agreed before. */
    public long normalised;

    /** Records that are due, for any other reason than {@link #unreadable}: not proved equal. */
    public long held;

    /** Why these are. */
    public final Set<Due.Reason> reasons = EnumSet.noneOf(Due.Reason.class);

    /** Records that differ as an undo left them, and stay so until a side changes. */
    public long pinned;

    /** Which these are. */
    public final List<Difference> pins = new ArrayList<>();

    /** Rows of the source and of the target that are outside the task's filters. */
    public final long[] filtered = new long[2];

    /** Records on a side that the sync's direction does not carry over. */
    public long oneSided;

    /**
     * Linked records that differ only in what the task's mode, its deletes or skipped nulls do not
     * send: not compared.
     */
    public long unsent;

    /** Records that could not be read: a pair that was linked before is one. */
    public long unreadable;

    public long different;
    public final List<Difference> differences = new ArrayList<>();

    OfTask(int id, String name, Verifier.Way way, String why) {
      this.id = id;
      this.name = name;
      this.way = way;
      this.why = why;
    }

    /** Counts rows that were read of a side. */
    void count(Side side, long rows) {
      if (side == Side.SOURCE) {
        sourceRows += rows;
      } else {
        targetRows += rows;
      }
    }

    /** Counts a record that is due. */
    void hold(Due.Reason reason) {
      held++;
      reasons.add(reason);
    }

    /** Counts a row that is out of scope. */
    void filter(Side side) {
      filtered[side.ordinal()]++;
    }

    void pin(Difference difference) {
      pinned++;
      if (pins.size() < NAMED) {
        pins.add(difference);
      }
    }

    void differ(Difference difference) {
      different++;
      if (differences.size() < NAMED) {
        differences.add(difference);
      }
    }
  }

  /**
   * A difference.
   *
   * @param kind what it is
   * @param source the source record's key, empty where there is none
   * @param target the target record's key, empty where there is none
   * @param detail the fields with both values, or what is missing
   */
  public record Difference(Kind kind, String source, String target, String detail) {}

  /** What a difference is. */
  public enum Kind {
    /** Linked records whose fields differ. */
    FIELDS,
    /** A linked record is missing on the source. */
    MISSING_ON_SOURCE,
    /** A linked record is missing on the target. */
    MISSING_ON_TARGET,
    /** A record of the source without a counterpart. */
    ONLY_ON_SOURCE,
    /** A record of the target without a counterpart. */
    ONLY_ON_TARGET
  }
}
