package dev.syncline.engine.review;

import dev.syncline.core.BySide;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.expression.EvaluationFailed;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a record has to fulfil to be chosen, by what its side holds of it.
 *
 * @param shapes the columns that it asks for on each side, with the key
 * @param holds whether a row of a side fulfils it
 */
public record Condition(BySide<Shape> shapes, BySide<Predicate<Row>> holds) {

  /**
   * That a column, which both objects have, holds one of some values, or a path beneath one of
   * them.
   *
   * @param seen is told each of the values for which a record was found
   */
  public static Condition oneOf(
      Task task, String column, Set<String> values, Consumer<String> seen) {
    return new Condition(
        BySide.of(side -> shape(task.schema(side), Set.of(column))),
        BySide.of(
            side -> {
              Column asked = task.schema(side).column(column).orElseThrow();
              return row -> isOneOf(asked.shown(row.get(column)), values, seen);
            }));
  }

  private static boolean isOneOf(
      @Nullable Object value, Set<String> values, Consumer<String> seen) {
    String text = value == null ? null : value.toString();
    for (String one : values) {
      String folder = one.endsWith("/") ? one : one + "/";
      if (text != null && (text.equals(one) || text.startsWith(folder))) {
        seen.accept(one);
        return true;
      }
    }
    return false;
  }

  /**
   * That an SQL condition over the columns of the object is true.
   *
   * @throws InvalidExpression if it is none over the columns of one of the two objects
   */
  public static Condition where(Task task, String text, BySide<Setting> settings)
      throws InvalidExpression {
    BySide<Expression> both =
        new BySide<>(
            compile(text, task.sourceSchema(), settings.source()),
            compile(text, task.targetSchema(), settings.target()));
    return new Condition(
        BySide.of(side -> shape(task.schema(side), used(both.on(side)))),
        BySide.of(side -> row -> isTrue(both.on(side), row)));
  }

  private static Expression compile(String text, ObjectSchema schema, Setting setting)
      throws InvalidExpression {
    List<Input> inputs = new ArrayList<>();
    for (Column c : schema.columns()) {
      inputs.add(new Input(c.name(), c.type(), c.nullable(), false));
    }
    return Expression.of(text, inputs, setting);
  }

  private static Set<String> used(Expression expression) {
    Set<String> names = new LinkedHashSet<>();
    expression.columns().forEach(c -> names.add(c.name()));
    return names;
  }

  private static boolean isTrue(Expression expression, Row row) {
    Set<String> used = used(expression);
    @Nullable Object[] values =
        expression.inputs().stream()
            .map(i -> used.contains(i.name()) ? row.get(i.name()) : null)
            .toArray();
    try {
      return Boolean.TRUE.equals(expression.evaluate(values));
    } catch (EvaluationFailed e) {
      return false;
    }
  }

  private static Shape shape(ObjectSchema schema, Set<String> columns) {
    Set<String> names = new LinkedHashSet<>(schema.identity());
    names.addAll(columns);
    return schema.shape(List.copyOf(names));
  }
}
