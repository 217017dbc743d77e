package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.core.reconcile.FieldVerdict.Rule;
import dev.syncline.engine.survey.Diff;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Counts what a plan says and what a run did, per task. */
public final class Tally {
  private final Map<Integer, OfTask> tasks = new LinkedHashMap<>();
  private final boolean run;

  /** Counts of a plan. */
  public Tally() {
    this(false);
  }

  /**
   * @param run whether it is of a run, which has failed to write what it planned and did not write
   */
  Tally(boolean run) {
    this.run = run;
  }

  /** The counts of a task. */
  public OfTask task(int task) {
    return tasks.computeIfAbsent(task, t -> new OfTask(run));
  }

  /** Task ids in the order in which they were counted. */
  public Iterable<Integer> tasks() {
    return tasks.keySet();
  }

  /** Counts a line of a plan. */
  public void plan(PlanItem item) {
    OfTask t = task(item.task());
    switch (item) {
      case PlanItem.Match m -> t.matched++;
      case PlanItem.Advance a -> t.advanced++;
      case PlanItem.SetAside a -> t.setAside += a.base().isOutside() ? 1 : 0;
      case PlanItem.Unlink u -> t.unlinked++;
      case PlanItem.Operation op -> {
        t.planned.count(op);
        if (RowChange.of(op) == RowChange.REMOVED) {
          t.removed(op.source());
        }
      }
      case PlanItem.Held h -> t.held.merge(h.reason(), 1L, Long::sum);
      case PlanItem.Drift d -> t.drift++;
      case PlanItem.Unsent u -> {
        t.unsent++;
        if (u.fields().isEmpty()) {
          t.removed(u.key(u.on()));
        }
      }
      case PlanItem.Alone a -> {
        t.alone[a.side().ordinal()]++;
        t.known += t.oneWay && a.known() ? 1 : 0;
      }
    }
  }

  /** Takes over what a plan found and would do, for a run that the guard ends before it decides. */
  void surveyed(Tally plan) {
    plan.tasks.forEach(
        (id, found) -> {
          OfTask t = task(id);
          for (int side = 0; side < 2; side++) {
            t.rows[side] = found.rows[side];
            t.looked[side] = found.looked[side];
            t.full[side] = found.full[side];
          }
          t.planned.add(found.planned);
          t.refused.add(found.refused);
          t.links = found.links;
          t.oneWay = found.oneWay;
          t.diff = found.diff;
        });
  }

  /** Takes note of what a saved plan wants to link and write, which is all that is looked at. */
  void reviewed(int task, OfTask saved) {
    task(task).reviewed =
        saved.matched + saved.advanced + saved.setAside + saved.unlinked + saved.planned.total();
  }

  /** Everything planned, over all tasks. */
  public long planned() {
    return tasks.values().stream().mapToLong(t -> t.planned.total()).sum();
  }

  /** Everything applied, over all tasks. */
  public long applied() {
    return tasks.values().stream().mapToLong(t -> t.applied.total()).sum();
  }

  /** Records matched, over all tasks. */
  public long matched() {
    return tasks.values().stream().mapToLong(t -> t.matched).sum();
  }

  /** Linked records that left the scope, over all tasks. */
  public long setAside() {
    return tasks.values().stream().mapToLong(t -> t.setAside).sum();
  }

  /** Records that were changed where the direction does not carry it from, over all tasks. */
  public long drifted() {
    return tasks.values().stream().mapToLong(t -> t.drift).sum();
  }

  /** Writes of a run that was cut off and that are in doubt, over all tasks. */
  public long inDoubt() {
    return tasks.values().stream().mapToLong(t -> t.inDoubt).sum();
  }

  /** Changes that are not sent, over all tasks. */
  public long unsent() {
    return tasks.values().stream().mapToLong(t -> t.unsent).sum();
  }

  /** Writes of a saved plan that earlier runs of plans had done, over all tasks. */
  public long doneBefore() {
    return tasks.values().stream().mapToLong(t -> t.doneBefore).sum();
  }

  /** Held records of a reason, over all tasks. */
  public long held(Reason reason) {
    return tasks.values().stream().mapToLong(t -> t.held.getOrDefault(reason, 0L)).sum();
  }

  /** What became of a row of the side that is read, since it was last looked at. */
  public enum RowChange {
    ADDED,
    CHANGED,
    REMOVED,
    /** Nothing: its record was changed where it is only written, and is put right. */
    NONE;

    /** Which change of its row an operation carries over. */
    static RowChange of(PlanItem.Operation op) {
      Side read = op.side().other();
      return switch (op) {
        case PlanItem.Create c -> c.replaces() == null ? ADDED : CHANGED;
        case PlanItem.Restore r -> NONE;
        case PlanItem.Delete d -> d.key(read) == null ? NONE : REMOVED;
        case PlanItem.Update u when u.seen().on(read) == 0 -> REMOVED;
        case PlanItem.Update u when u.first() -> ADDED;
        case PlanItem.Update u ->
            u.changes().stream().allMatch(c -> c.rule().equals(Rule.MIRROR.words()))
                ? NONE
                : CHANGED;
      };
    }
  }

  /** Counts of one task. */
  public static final class OfTask {
    /** At most so many keys of rows that left are kept; the counts are exact all the same. */
    public static final int NAMED = 100;

    /** How the rows of the side that is read differ, in a sync of one direction; else nothing. */
    public Diff diff = Diff.NOTHING;

    /** Rows without a counterpart that count as sent, until they change. */
    public long known;

    /** Whether {@link #diff} is counted. */
    public boolean oneWay;

    /** Keys of the first rows that left the side which is read. */
    public final List<String> removed = new ArrayList<>();

    /** Rows on the source and on the target when it was surveyed; -1 when it was not. */
    public final long[] rows = {-1, -1};

    /** Records that only the source, or only the target, has and that are not created. */
    public final long[] alone = new long[2];

    /** How many records of each side were looked at by their keys; -1 where all were. */
    public final long[] looked = {-1, -1};

    /** Why all records of a side were looked at, in words; empty where only some were. */
    public final String[] full = {"", ""};

    /** Links and writes of a saved plan that is applied; -1 where none is. */
    public long reviewed = -1;

    public long links;
    public long matched;
    public long advanced;
    public long unlinked;

    /** Linked records that left the scope. */
    public long setAside;

    public long drift;

    /** Writes of a run that was cut off of which nobody knows whether they were done. */
    public long inDoubt;

    /** Changes of the side that is read which are not sent, by the mode or what deletes do. */
    public long unsent;

    public long stale;

    /** Writes of a saved plan that earlier runs of plans had done. */
    public long doneBefore;

    /** How often something was written; a record may be counted once and written twice. */
    public long operations;

    /** Writes that were to be sent. */
    public final Writes planned = new Writes();

    public final Writes applied = new Writes();

    /** Writes that Syncline refused itself, before anything was sent. */
    public final Writes refused = new Writes();

    /** Writes that a system refused, or whose outcome is open, at the end of the run. */
    public final Writes rejected = new Writes();

    public final Map<Reason, Long> held = new EnumMap<>(Reason.class);

    private final boolean run;

    /** Counts of a plan. */
    public OfTask() {
      this(false);
    }

    OfTask(boolean run) {
      this.run = run;
    }

    /** What was wanted, and what became of it, for the writes that {@code some} counts. */
    public Figures figures(ToLongFunction<Writes> some) {
      long wanted = some.applyAsLong(planned) + some.applyAsLong(refused);
      long succeeded = some.applyAsLong(applied);
      return new Figures(
          wanted, succeeded + some.applyAsLong(rejected), succeeded, run ? wanted - succeeded : 0);
    }

    private void removed(@Nullable Key key) {
      if (oneWay && key != null && removed.size() < NAMED) {
        removed.add(key.toString());
      }
    }
  }

  /**
   * How many writes there were.
   *
   * @param planned how many were wanted, whether Syncline refused them or not
   * @param attempted how many of them the system was asked for
   * @param succeeded how many were made
   * @param failed how many were not made by the end of the run, whyever
   */
  public record Figures(long planned, long attempted, long succeeded, long failed) {}

  /** Writes by kind and side. */
  public static final class Writes {
    public final long[] creates = new long[2];
    public final long[] updates = new long[2];
    public final long[] deletes = new long[2];

    /** Updates for which a value goes. */
    private final long[] overwrites = new long[2];

    private final long[] rows = new long[RowChange.values().length];

    /** Creates on a side. */
    public long creates(Side side) {
      return creates[side.ordinal()];
    }

    /** Updates on a side. */
    public long updates(Side side) {
      return updates[side.ordinal()];
    }

    /** Updates on a side that do not only fill empty fields. */
    public long overwrites(Side side) {
      return overwrites[side.ordinal()];
    }

    /** Deletes on a side. */
    public long deletes(Side side) {
      return deletes[side.ordinal()];
    }

    /** All of them. */
    public long total() {
      return creates[0] + creates[1] + updates[0] + updates[1] + deletes[0] + deletes[1];
    }

    /** Those that carry over a change of a row. */
    public long of(RowChange change) {
      return rows[change.ordinal()];
    }

    /** Adds others. */
    public void add(Writes others) {
      for (int side = 0; side < 2; side++) {
        creates[side] += others.creates[side];
        updates[side] += others.updates[side];
        deletes[side] += others.deletes[side];
        overwrites[side] += others.overwrites[side];
      }
      for (int i = 0; i < rows.length; i++) {
        rows[i] += others.rows[i];
      }
    }

    void count(PlanItem.Operation op) {
      count(op, 1);
    }

    /** Counts an operation, or with -1 takes it back. */
    void count(PlanItem.Operation op, int one) {
      long[] counts =
          switch (op) {
            case PlanItem.Create c -> creates;
            case PlanItem.Restore r -> creates;
            case PlanItem.Update u -> updates;
            case PlanItem.Delete d -> deletes;
          };
      counts[op.side().ordinal()] += one;
      rows[RowChange.of(op).ordinal()] += one;
      if (op instanceof PlanItem.Update u && u.overwrites()) {
        overwrites[u.side().ordinal()] += one;
      }
    }
  }

  /** Counts an operation as applied. */
  public void applied(PlanItem.Operation op) {
    task(op.task()).applied.count(op);
  }
}
