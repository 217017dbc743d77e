package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.plan.Hidden;
import dev.syncline.engine.relations.Parents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a saved plan with the values that it hides, taken from the systems: only if they are the
 * very ones that the plan was made with.
 */
final class Unmasked {
  private final Task task;
  private final Fingerprinter fingerprinter;
  private final Map<Parents.Ref, Row> rows = new HashMap<>();

  /** Fetches what the lines of one task hide, all at once. */
  Unmasked(RunState run, Task task, List<PlanItem> lines) {
    this.task = task;
    this.fingerprinter = run.store.fingerprinter();
    List<PlanItem> masked = lines.stream().filter(Unmasked::isMasked).toList();
    for (Side side : Side.values()) {
      Set<Key> keys = new HashSet<>();
      for (PlanItem line : masked) {
        Key key = line.key(side);
        if (key != null) {
          keys.add(key);
        }
      }
      if (!keys.isEmpty()) {
        Decider.byKey(run.ends.on(side).fetch(task.whole(side), keys))
            .forEach((key, row) -> rows.put(new Parents.Ref(task.id(), side, key), row));
      }
    }
  }

  private static boolean isMasked(PlanItem line) {
    return switch (line) {
      case PlanItem.Create c -> isMasked(c.changes());
      case PlanItem.Update u -> isMasked(u.changes());
      case PlanItem.Delete d -> d.before() != null && isMasked(d.before().values());
      case PlanItem.Restore r -> false;
      case PlanItem.Match m -> false;
      case PlanItem.Advance a -> false;
      case PlanItem.SetAside a -> false;
      case PlanItem.Unlink u -> false;
      case PlanItem.Held h -> false;
      case PlanItem.Drift d -> false;
      case PlanItem.Unsent u -> false;
      case PlanItem.Alone a -> false;
    };
  }

  private static boolean isMasked(List<Change> changes) {
    return changes.stream().anyMatch(c -> isMasked(c.before()) || isMasked(c.after()));
  }

  private static boolean isMasked(@Nullable Object[] values) {
    return Arrays.stream(values).anyMatch(Hidden.class::isInstance);
  }

  /** A line with all of its values; null if one is not what it was when the plan was made. */
  @Nullable PlanItem of(PlanItem line) {
    if (!isMasked(line)) {
      return line;
    }
    return switch (line) {
      case PlanItem.Create c -> {
        List<Change> whole = whole(c, c.changes());
        yield whole == null ? null : c.with(whole);
      }
      case PlanItem.Update u -> {
        List<Change> whole = whole(u, u.changes());
        yield whole == null ? null : u.with(whole);
      }
      case PlanItem.Delete d -> {
        Row planned = Objects.requireNonNull(d.before());
        Row now = row(d, d.side());
        @Nullable Object[] values =
            now == null
                ? null
                : whole(
                    planned.values(),
                    planned.shape().columns().stream().map(c -> now.get(c.name())).toArray());
        yield values == null ? null : d.of(new Row(planned.shape(), values));
      }
      case PlanItem.Restore r -> r;
      case PlanItem.Match m -> m;
      case PlanItem.Advance a -> a;
      case PlanItem.SetAside a -> a;
      case PlanItem.Unlink u -> u;
      case PlanItem.Held h -> h;
      case PlanItem.Drift d -> d;
      case PlanItem.Unsent u -> u;
      case PlanItem.Alone a -> a;
    };
  }

  private @Nullable Row row(PlanItem line, Side side) {
    Key key = line.key(side);
    return key == null ? null : rows.get(new Parents.Ref(task.id(), side, key));
  }

  private @Nullable List<Change> whole(PlanItem.Operation op, List<Change> changes) {
    Row here = row(op, op.side());
    Row there = row(op, op.side().other());
    List<Change> all = new ArrayList<>();
    for (Change c : changes) {
      FieldRule rule = task.fields().get(c.field());
      if (rule instanceof RelationRule) {
        all.add(c);
        continue;
      }
      @Nullable Object[] before = whole(c.before(), value(rule, op.side(), here));
      @Nullable Object[] after = whole(c.after(), carried(rule, op.side(), there));
      if (before == null || after == null) {
        return null;
      }
      all.add(new Change(c.field(), before, after, c.origin(), c.rule()));
    }
    return all;
  }

  /** What a row holds in the one column that a rule writes. */
  private @Nullable Object value(FieldRule rule, Side side, @Nullable Row row) {
    int column = rule.columns(side).getFirst();
    return row == null ? null : row.get(task.shape(side).columns().get(column).name());
  }

  private @Nullable Object carried(FieldRule rule, Side to, @Nullable Row from) {
    try {
      return switch (rule) {
        case ColumnRule c -> c.pair().carry(to.other(), value(c, to.other(), from));
        case FormulaRule f -> from == null ? null : f.make(to, from.in(task.shape(to.other())));
        case RelationRule r -> throw new IllegalArgumentException("not hidden: " + r.name());
      };
    } catch (Formula.NoValue | Unrepresentable e) {
      return null; // it was not when the plan was made
    }
  }

  /** Values, with those of now for the hidden ones if they are the same; else null. */
  private @Nullable Object @Nullable [] whole(@Nullable Object[] planned, @Nullable Object... now) {
    @Nullable Object[] values = planned.clone();
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Hidden hidden) {
        if (!hidden.standsFor(now[i], fingerprinter)) {
          return null;
        }
        values[i] = now[i];
      }
    }
    return values;
  }
}
