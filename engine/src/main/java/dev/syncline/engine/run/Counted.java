package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was counted already of records that a run decides more than once, so that it shows the
 * numbers of the plan: a create that waited is one create, and the reference that it is given
 * afterwards is a part of it.
 */
final class Counted {
  private final Set<Line> planned = new HashSet<>();
  private final Set<Line> applied = new HashSet<>();
  private final Set<Line> refused = new HashSet<>();

  /** Those of the planned that were not applied and have another round. */
  private final Map<Line, PlanItem.Operation> unwritten = new LinkedHashMap<>();

  /** Those of them of which it is not decided yet in this round what becomes of them. */
  private final Map<Line, PlanItem.Operation> undecided = new LinkedHashMap<>();

  private static final List<Kind> WRITES = List.of(Kind.CREATE, Kind.UPDATE, Kind.DELETE);

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
      case PlanItem.Operation op -> {
        undecided.remove(line(op, kind(op)));
        yield !isIn(planned, op);
      }
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

  /** Those that were counted and not applied are decided again; returns them, uncounted. */
  Collection<PlanItem.Operation> newRound() {
    unwritten.forEach(
        (line, op) -> {
          boolean part = op instanceof PlanItem.Update && planned.contains(line(op, Kind.CREATE));
          if (!part && planned.remove(line)) {
            undecided.put(line, op);
          }
        });
    unwritten.clear();
    return undecided.values();
  }

  /** What is still wanted of a record that waits for something; counted again. */
  List<PlanItem.Operation> stillPlanned(PlanItem.Held held) {
    List<PlanItem.Operation> still = new ArrayList<>();
    for (Side side : Side.values()) {
      Key key = held.key(side);
      if (key == null) {
        continue;
      }
      for (Kind kind : WRITES) {
        Line line = new Line(held.task(), kind, side.other(), key);
        PlanItem.Operation op = undecided.remove(line);
        if (op != null && planned.add(line)) {
          still.add(op);
        }
      }
    }
    return still;
  }

  /** Those of which the round decided nothing and that are left over; counted again. */
  List<PlanItem.Operation> endRound(Predicate<PlanItem.Operation> isLeft) {
    List<PlanItem.Operation> still = new ArrayList<>();
    undecided.forEach(
        (line, op) -> {
          if (isLeft.test(op) && !refused.contains(line) && planned.add(line)) {
            unwritten.put(line, op);
            still.add(op);
          }
        });
    undecided.clear();
    return still;
  }

  /** Whether an operation that was applied is to be counted. */
  boolean isNewlyApplied(PlanItem.Operation op) {
    unwritten.remove(line(op, kind(op)));
    return !isIn(applied, op);
  }

  /** An operation was counted, and its record is looked at once more. */
  void again(PlanItem.Operation op, boolean wasApplied) {
    Line line = line(op, kind(op));
    planned.add(line);
    if (wasApplied) {
      applied.add(line);
    } else if (!isIn(applied, op)) {
      unwritten.put(line, op);
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
