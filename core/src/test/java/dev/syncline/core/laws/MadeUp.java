package dev.syncline.core.laws;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldMeaning;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.Making;
import dev.syncline.core.mapping.Formula.NoValue;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A made-up formula between two sides.
 *
 * @param from the side whose values the recipe takes; a way back leads there
 * @param back whether values go back, too
 * @param picky whether it has no value for some of them
 */
public record MadeUp(Recipe recipe, Side from, boolean back, boolean picky) {

  /** The same with the sides swapped. */
  MadeUp mirror() {
    return new MadeUp(recipe, from.other(), back, picky);
  }

  /** Which way values go. */
  public Flow flow() {
    return back ? Flow.BOTH : from == Side.SOURCE ? Flow.TO_TARGET : Flow.TO_SOURCE;
  }

  /**
   * What a side is to hold.
   *
   * @param read what the other side's columns hold
   */
  public Object make(Side to, List<?> read) throws NoValue {
    Object made = to == from ? recipe.back(read.getFirst()) : recipe.of(read);
    List<Object> taken = new ArrayList<>(read);
    if (to == from) {
      taken.set(0, made);
    }
    if (picky && taken.stream().anyMatch(MadeUp::isAwkward)) {
      throw new NoValue("there is none for " + read);
    }
    return made;
  }

  private static boolean isAwkward(Object value) {
    return switch (value) {
      case String s -> s.contains("x");
      case Long l -> l >= 3;
      case BigDecimal d -> d.compareTo(BigDecimal.valueOf(3)) >= 0;
      case null, default -> false;
    };
  }

  /**
   * The rule that does it.
   *
   * @param columns where the columns are in each side's shape
   * @param types their types
   */
  public FormulaRule rule(
      String name, BySide<List<Integer>> columns, BySide<? extends List<Type>> types) {
    return new FormulaRule(
        name,
        flow(),
        columns.source(),
        columns.target(),
        BySide.of(
            to ->
                flow().writes(to)
                    ? Optional.of(
                        new Making(
                            recipe.name(),
                            row -> make(to, read(row, columns.on(to.other()))),
                            pair(to, types.on(to).getFirst())))
                    : Optional.empty()),
        BySide.of(side -> types.on(side).stream().map(t -> pair(t, t)).toList()),
        FieldMeaning.of(name + " made by " + this));
  }

  private static List<Object> read(Row row, List<Integer> columns) {
    List<Object> values = new ArrayList<>();
    columns.forEach(c -> values.add(row.get(c)));
    return values;
  }

  /** How what it makes for a side is compared with a column there. */
  public TypePair pair(Side to, Type column) {
    return to == Side.TARGET ? pair(recipe.makes(), column) : pair(column, recipe.makes());
  }

  private static TypePair pair(Type source, Type target) {
    return TypePair.of(source, target, ZoneOffset.UTC).orElseThrow();
  }
}
