package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.config.Finding.Severity;
import dev.syncline.engine.sync.Ends;
import dev.syncline.expression.Expression;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries fields of two expressions on rows that are there: what one makes of a value, the other has
 * to make the value of again. These are the laws GetPut and PutGet of a lens (J. N. Foster et al.,
 * <i>Combinators for bidirectional tree transformations</i>, 2007); a pair that breaks one would
 * change a record by carrying it.
 */
public final class WayBackCheck {
  /** So many rows of each side are tried. */
  private static final int ROWS = 1_000;

  private WayBackCheck() {}

  /** What of a sync, compiled without errors, has no way back: of each field the first such row. */
  public static List<Finding> of(CompiledSync compiled, Ends ends) {
    List<Finding> findings = new ArrayList<>();
    for (Task task : compiled.tasks()) {
      List<FormulaRule> both = new ArrayList<>();
      for (FieldRule rule : task.fields()) {
        // A lookup is compiled with a way back only where it leads back to what it was found by.
        if (rule instanceof FormulaRule formula
            && formula.kind() == FormulaRule.Kind.EXPRESSION
            && formula.flow() == Flow.BOTH) {
          both.add(formula);
        }
      }
      for (Side side : Side.values()) {
        if (!both.isEmpty()) {
          findings.addAll(tried(compiled.sync(), task, side, both, ends.on(side)));
        }
      }
    }
    return findings;
  }

  /** What is found on one side; the fields it is about are not tried any more. */
  private static List<Finding> tried(
      SyncConfig sync, Task task, Side side, List<FormulaRule> rules, Connector system) {
    List<Finding> findings = new ArrayList<>();
    try (Connector.RowStream rows = system.read(task.shape(side), Connector.Order.ANY)) {
      Row row = rows.next();
      for (int i = 0; i < ROWS && row != null && !rules.isEmpty(); i++) {
        boolean inScope = task.scope(side).observe(row) instanceof Observed.Present;
        for (Iterator<FormulaRule> left = rules.iterator(); inScope && left.hasNext(); ) {
          FormulaRule rule = left.next();
          String broken = broken(task, rule, side, row);
          if (broken != null) {
            findings.add(finding(sync, task, rule, broken));
            left.remove();
          }
        }
        row = rows.next();
      }
    }
    return findings;
  }

  /** How a row comes back otherwise; null when it does not, or cannot be carried at all. */
  private static @Nullable String broken(Task task, FormulaRule rule, Side side, Row row) {
    int column = rule.columns(side).getFirst();
    Object value = row.get(column);
    try {
      Object there = rule.make(side.other(), row);
      Object back = rule.make(side, with(task, rule, side.other(), there));
      return rule.own().on(side).getFirst().same(value, back)
          ? null
          : "of "
              + row.key()
              + " of "
              + task.schema(side).name()
              + ", "
              + said(task, rule, side, value)
              + " becomes "
              + said(task, rule, side.other(), there)
              + ", which becomes "
              + said(task, rule, side, back);
    } catch (Formula.NoValue | Unrepresentable e) {
      return null; // such a record is rejected, and says why
    }
  }

  private static Row with(Task task, FormulaRule rule, Side side, @Nullable Object value) {
    Shape shape = task.shape(side);
    @Nullable Object[] values = new @Nullable Object[shape.size()];
    values[rule.columns(side).getFirst()] = value;
    return new Row(shape, values);
  }

  private static String said(Task task, FormulaRule rule, Side side, @Nullable Object value) {
    Column column = task.shape(side).columns().get(rule.columns(side).getFirst());
    boolean hidden = task.neverJournaled().on(side).contains(column.name());
    return column.name() + " " + (hidden ? "***" : Expression.shown(value));
  }

  private static Finding finding(SyncConfig sync, Task task, FormulaRule rule, String broken) {
    return Finding.of(
        Severity.ERROR,
        position(sync, task, rule),
        "task "
            + task.name()
            + ": \""
            + rule.name()
            + "\" has no way back: "
            + broken
            + ", so that carrying it would change it",
        "Let \"back\" undo what \"sql\" does for every row, or let the field go one way: leave out"
            + " \"from\" and \"back\".");
  }

  private static Position position(SyncConfig sync, Task task, FormulaRule rule) {
    TaskConfig config = sync.task(task.name()).orElseThrow();
    Column made = task.shape(Side.TARGET).columns().get(rule.target().getFirst());
    for (FieldConfig field : config.fields().orElse(List.of())) {
      if (field instanceof FieldConfig.FormulaField f
          && f.to()
              .filter(m -> Columns.normal(m.column()).equals(Columns.normal(made.name())))
              .isPresent()) {
        return f.at();
      }
    }
    return config.at();
  }
}
