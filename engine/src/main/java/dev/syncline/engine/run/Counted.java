package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What was counted already of records that a run decides more than once, so that it shows the
 * numbers of the plan: a create that waited is one create, and the reference that it is given
 * afterwards is a part of it.
 */
final class Counted {
  private final Set<Line> planned = new HashSet<>();
  private final Set<Line> applied = new HashSet<>();
  private final Set<Line> refused = new HashSet<>();

  private enum Kind {
    CREATE,
    UPDATE,
    DELETE,
    HELD
  }

  /** A line about a record, which is named by its key on the side that is not written. */
  private record Line(int task, Kind kind, Side written, Key key) {}

  /** Whether a line that was decided is to be counted. */
  boolean isNew(PlanItem line) {
    return switch (line) {
      case PlanItem.Held h -> isNew(h);
      case PlanItem.Operation op -> !isIn(planned, op);
      case PlanItem.Match m -> true;
      case PlanItem.Advance a -> true;
      case PlanItem.SetAside a -> true;
      case PlanItem.Unlink u -> true;
      case PlanItem.Drift d -> true;
      case PlanItem.Unsent u -> true;
      case PlanItem.Alone a -> true;
    };
  }

  /**
   * A record that was given another key on one side is known by the one that it has on the other.
   */
  private boolean isNew(PlanItem.Held held) {
    boolean isNew = true;
    for (Side side : Side.values()) {
      Key key = held.key(side);
      if (key != null) {
        isNew &= planned.add(new Line(held.task(), Kind.HELD, side, key));
      }
    }
    return isNew;
  }

  /** Whether a write that Syncline refuses is to be counted: not if it was, refused or planned. */
  boolean isNewlyRefused(PlanItem.Operation op) {
    return !isIn(planned, op) && refused.add(line(op, kind(op)));
  }

  /** Whether a write that is planned now was counted as refused, which it is no longer. */
  boolean isNoLongerRefused(PlanItem.Operation op) {
    return refused.remove(line(op, kind(op)));
  }

  /** Whether an operation that is decided again was counted by itself, which it is no longer. */
  boolean isNoLongerPlanned(PlanItem.Operation op) {
    boolean part = op instanceof PlanItem.Update && planned.contains(line(op, Kind.CREATE));
    return !part && !isIn(applied, op) && planned.remove(line(op, kind(op)));
  }

  /** Whether an operation that was applied is to be counted. */
  boolean isNewlyApplied(PlanItem.Operation op) {
    return !isIn(applied, op);
  }

  /** An operation was counted, and its record is looked at once more. */
  void again(PlanItem.Operation op, boolean wasApplied) {
    Line line = line(op, kind(op));
    planned.add(line);
    if (wasApplied) {
      applied.add(line);
    }
  }

  private static boolean isIn(Set<Line> lines, PlanItem.Operation op) {
    return lines.contains(line(op, kind(op)))
        || op instanceof PlanItem.Update && lines.contains(line(op, Kind.CREATE));
  }

  private static Line line(PlanItem.Operation op, Kind kind) {
    Side other = op.side().other();
    Key key = op.key(other) != null ? op.key(other) : op.key(op.side());
    return new Line(op.task(), kind, op.side(), Objects.requireNonNull(key));
  }

  private static Kind kind(PlanItem.Operation op) {
    return switch (op) {
      case PlanItem.Create c -> Kind.CREATE;
      case PlanItem.Restore r -> Kind.CREATE;
      case PlanItem.Update u -> Kind.UPDATE;
      case PlanItem.Delete d -> Kind.DELETE;
    };
  }
}
