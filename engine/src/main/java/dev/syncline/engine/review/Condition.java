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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a record has to fulfil to be chosen, by what its side holds of it.
 *
 * @param asked what is asked of each side; nothing of one that cannot tell
 */
public record Condition(BySide<Optional<Asked>> asked) {
  private static final String HIDDEN =
      "is never journaled: its values are not shown, and no record is found by them";

  /**
   * What is asked of a side.
   *
   * @param shape the columns that it needs, with the key
   * @param holds whether a row fulfils it
   */
  public record Asked(Shape shape, Predicate<Row> holds) {}

  /**
   * That a column, which both objects have, holds one of some values, or a path beneath one of
   * them.
   *
   * @param seen is told each of the values for which a record was found
   */
  public static Condition oneOf(
      Task task, String column, Set<String> values, Consumer<String> seen) {
    return new Condition(
        BySide.of(
            side -> {
              Column asked = task.schema(side).column(column).orElseThrow();
              return Optional.of(
                  new Asked(
                      shape(task.schema(side), Set.of(column)),
                      row -> isOneOf(asked.shown(row.get(column)), values, seen)));
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
   * That an SQL condition over the columns of the object is true. Where only one of the two objects
   * has the columns that it names, that one is asked. What is never journaled cannot be asked for:
   * whoever counts the records with a value finds out the value.
   *
   * @throws InvalidExpression if it is none over the columns of either object, or names one that is
   *     never journaled
   */
  public static Condition where(Task task, String text, BySide<Setting> settings)
      throws InvalidExpression {
    List<InvalidExpression> wrong = new ArrayList<>();
    List<InvalidExpression> hidden = new ArrayList<>();
    BySide<Optional<Asked>> asked =
        BySide.of(
            side -> {
              try {
                Expression expression = compile(text, task.schema(side), settings.on(side));
                used(expression).stream()
                    .filter(task.neverJournaled().on(side)::contains)
                    .map(name -> InvalidExpression.naming(text, name, HIDDEN))
                    .forEach(hidden::add);
                return Optional.of(
                    new Asked(
                        shape(task.schema(side), used(expression)),
                        row -> isTrue(expression, row)));
              } catch (InvalidExpression e) {
                wrong.add(e);
                return Optional.empty();
              }
            });
    if (!hidden.isEmpty()) {
      throw hidden.getFirst();
    }
    if (wrong.size() == 2) {
      throw wrong.getFirst();
    }
    return new Condition(asked);
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
