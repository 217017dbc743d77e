package dev.syncline.engine.sim;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.Making;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.sync.Sync;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Syncs that do with formulas what they should not. */
final class FaultyFormulas {
  private FaultyFormulas() {}

  /** It sees changes of the first column only that a formula reads. */
  static Sync seeingTheFirst(Sync real) {
    return over(
        real,
        f ->
            new FormulaRule(
                f.name(),
                f.flow(),
                first(f.source()),
                first(f.target()),
                f.makes(),
                BySide.of(side -> first(f.own().on(side))),
                f.meaning()));
  }

  private static <T> List<T> first(List<T> some) {
    return some.subList(0, Math.min(1, some.size()));
  }

  /** What is read is carried, and not what is made of it. */
  static Sync raw(Sync real) {
    return making(
        real, (read, formula) -> read.isEmpty() ? formula : row -> row.get(read.getFirst()));
  }

  /** Where there is no value there is null. */
  static Sync neverWithout(Sync real) {
    return making(
        real,
        (read, formula) ->
            row -> {
              try {
                return formula.of(row);
              } catch (Formula.NoValue e) {
                return null;
              }
            });
  }

  /** Other formulas, of the columns that each reads and of what it was. */
  private static Sync making(Sync real, BiFunction<List<Integer>, Formula, Formula> other) {
    return over(
        real,
        f ->
            new FormulaRule(
                f.name(),
                f.flow(),
                f.source(),
                f.target(),
                BySide.of(to -> f.makes().on(to).map(m -> with(m, f.columns(to.other()), other))),
                f.own(),
                f.meaning()));
  }

  private static Making with(
      Making making, List<Integer> read, BiFunction<List<Integer>, Formula, Formula> other) {
    return new Making(making.text(), other.apply(read, making.formula()), making.pair());
  }

  private static Sync over(Sync real, UnaryOperator<FormulaRule> fault) {
    return SimSchema.with(real, real.tasks().stream().map(t -> over(t, fault)).toList());
  }

  private static Task over(Task t, UnaryOperator<FormulaRule> fault) {
    List<FieldRule> fields =
        t.fields().stream()
            .map(rule -> rule instanceof FormulaRule f ? fault.apply(f) : rule)
            .toList();
    return new Task(
        t.sync(),
        t.id(),
        t.name(),
        t.schema(Side.SOURCE),
        t.schema(Side.TARGET),
        t.shape(Side.SOURCE),
        t.shape(Side.TARGET),
        fields,
        t.match(),
        t.clock(Side.SOURCE),
        t.clock(Side.TARGET),
        t.policies(),
        t.neverJournaled(),
        t.scopes(),
        t.order());
  }
}
