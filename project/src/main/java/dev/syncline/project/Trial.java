package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.engine.config.RelatedColumns;
import dev.syncline.engine.config.RelatedColumns.Related;
import dev.syncline.expression.EvaluationFailed;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import dev.syncline.project.screen.Tried;
import dev.syncline.project.screen.Tried.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An expression that is tried on records as they are now. */
public final class Trial {
  private final String text;
  private final Setting setting;

  /** An expression that a person typed. */
  public Trial(String text, Setting setting) {
    this.text = text;
    this.setting = setting;
  }

  /** Tries it on no record. */
  public Tried withoutColumns() {
    Expression expression = compile(List.of());
    return tried(expression, List.of(result(expression, null, Map.of())));
  }

  /**
   * Tries it on a task's records.
   *
   * @param typed the record's key; null for the first ones
   */
  public Tried on(OpenTask task, Side side, @Nullable String typed, int limit) {
    ObjectSchema schema = task.task().schema(side);
    Set<String> hidden = task.hidden(side);
    Connector system = task.ends().on(side);
    List<Related> related = related(new RelatedColumns(side, schema, system));
    List<Input> inputs = new ArrayList<>();
    for (Column c : schema.columns()) {
      inputs.add(new Input(c.name(), c.type(), c.nullable(), hidden.contains(c.name())));
    }
    Set<String> masked = new HashSet<>(task.masked(side));
    for (Related r : related) {
      Lookup last = r.lookups().getLast();
      ObjectSchema there = system.describe(last.shape().object());
      boolean isMasked = task.masked(side, there).contains(last.gives().getFirst().column());
      Column c = r.column();
      inputs.add(new Input(c.name(), c.type(), c.nullable(), isMasked));
      if (isMasked) {
        masked.add(c.name());
      }
    }
    Expression expression = compile(inputs);
    Set<String> needed = new LinkedHashSet<>(schema.identity());
    expression.columns().stream()
        .flatMap(c -> schema.column(c.name()).stream())
        .forEach(c -> needed.add(c.name()));
    List<Lookup> lookups = new ArrayList<>();
    for (Related r : related) {
      r.own().forEach(c -> needed.add(c.name()));
      lookups.addAll(r.lookups());
    }
    Shape shape = schema.shape(List.copyOf(needed)).with(Lookup.merged(lookups));
    List<Row> rows =
        typed == null
            ? first(system, shape, limit)
            : system.fetch(shape, List.of(TypedKey.of(task.task(), side, typed)));
    if (rows.isEmpty() && typed != null) {
      throw CommandError.unknown(
          "there is no record " + typed + " in " + schema.name() + " of " + system.name());
    }
    return tried(
        expression,
        rows.stream()
            .map(row -> result(expression, row, columns(expression, row)).without(masked))
            .toList());
  }

  private List<Related> related(RelatedColumns columns) {
    try {
      return columns.in(text);
    } catch (InvalidExpression e) {
      throw new UnusableExpression(e);
    }
  }

  private Expression compile(List<Input> inputs) {
    try {
      return Expression.of(text, inputs, setting);
    } catch (InvalidExpression e) {
      throw new UnusableExpression(e);
    }
  }

  private static List<Row> first(Connector system, Shape shape, int limit) {
    List<Row> rows = new ArrayList<>();
    try (RowStream stream = system.read(shape, Order.KEY)) {
      for (Row row = stream.next(); row != null && rows.size() < limit; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static Map<String, @Nullable Object> columns(Expression expression, Row row) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (Input column : expression.columns()) {
      columns.put(column.name(), row.get(column.name()));
    }
    return columns;
  }

  private static Result result(
      Expression expression, @Nullable Row row, Map<String, @Nullable Object> columns) {
    Key key = row == null ? null : row.key();
    @Nullable Object[] values =
        expression.inputs().stream().map(i -> columns.get(i.name())).toArray();
    try {
      return new Result(key, expression.evaluate(values), columns, null);
    } catch (EvaluationFailed e) {
      return new Result(key, null, columns, e);
    }
  }

  private Tried tried(Expression expression, List<Result> rows) {
    return new Tried(text, expression.typeText(), expression.nullable(), rows);
  }
}
