package dev.syncline.engine.advise;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.mapping.Task.MatchField;
import dev.syncline.core.value.MatchForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts what a task's unique key does with the records that both systems hold now. */
public final class KeyFigures {
  private KeyFigures() {}

  /**
   * The figures of a task's unique key over all rows of both sides, as if no record were linked;
   * nothing where the key holds a relation, which only links can compare, or where there is none.
   */
  public static Optional<KeyAdvice> of(
      Connector source, Connector target, Task task, AdviceOptions options) {
    List<KeyPart> parts = new ArrayList<>();
    MatchForm form = MatchForm.EXACT;
    for (MatchField match : task.match()) {
      FieldRule rule = task.fields().get(match.field());
      if (!(rule instanceof ColumnRule)) {
        return Optional.empty();
      }
      parts.add(
          new KeyPart(
              names(task, rule, Side.SOURCE), names(task, rule, Side.TARGET), Optional.empty()));
      form = match.form() == MatchForm.EXACT ? form : match.form();
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    BySide<Connector> connectors = new BySide<>(source, target);
    KeyMeasure measure =
        new KeyMeasure(
            task.sourceSchema(),
            task.targetSchema(),
            connectors,
            options,
            new ParentKeys(connectors, options));
    return Optional.of(
        measure.measure(List.of(new KeyCandidate(parts, form, false, false))).getFirst());
  }

  private static List<String> names(Task task, FieldRule rule, Side side) {
    return rule.columns(side).stream().map(c -> task.shape(side).columns().get(c).name()).toList();
  }
}
