package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.value.Type;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import java.util.List;
import java.util.function.Predicate;

/** Compiles the filters of a task against the columns of their sides. */
final class FilterCompiler {
  private final SyncConfig sync;
  private final BySide<ConnectionConfig> connections;
  private final BySide<Schemas> schemas;
  private final Findings findings;

  FilterCompiler(
      SyncConfig sync,
      BySide<ConnectionConfig> connections,
      BySide<Schemas> schemas,
      Findings findings) {
    this.schemas = schemas;
    this.sync = sync;
    this.connections = connections;
    this.findings = findings;
  }

  /** Adds the filters that the user gives, once the rules are known. */
  void add(Draft draft) {
    for (Side side : Side.values()) {
      draft.config().filters().on(side).ifPresent(text -> add(draft, side, text));
      narrowed(draft, side);
    }
  }

  /** Says what of filters and constants the system itself goes by when all of a side is read. */
  private void narrowed(Draft draft, Side side) {
    if (!draft.config().parts().on(side).isEmpty()) {
      return; // what is said of a part's columns, no system can tell of its root
    }
    String object = draft.schema(side).name();
    String condition = schemas.on(side).narrowed(object, draft.narrowing(side));
    if (!condition.isEmpty()) {
      findings.note(
          draft.config().filters().on(side).map(Name::at).orElse(draft.config().at()),
          "task "
              + draft.config().name()
              + ": "
              + schemas.on(side).connection()
              + " narrows "
              + object
              + " by "
              + condition
              + " when it is read in full; what it gives is filtered again",
          "");
    }
  }

  private void add(Draft draft, Side side, Name text) {
    Setting setting = sync.setting(connections.on(side).zone());
    List<Input> inputs =
        draft.schema(side).columns().stream()
            .map(c -> new Input(c.name(), c.type(), c.nullable()))
            .toList();
    String place = "task " + draft.config().name() + ": the filter of the " + side.word();
    Expression expression;
    try {
      expression = Expression.of(text.text(), inputs, setting);
    } catch (InvalidExpression e) {
      findings.error(
          text.at(),
          place + ", " + e.place() + ": " + e.reason(),
          "Try it with: syncline eval "
              + draft.config().name()
              + (side == Side.SOURCE ? "" : " --side target")
              + " 'EXPRESSION'");
      return;
    }
    if (!(expression.type() instanceof Type.Bool)) {
      findings.error(
          text.at(),
          place + " gives " + expression.typeText() + ", and is to be true or false",
          "Compare it with something: column = 'value', or column IS NOT NULL.");
      return;
    }
    List<String> computed = withOrigin(draft, side, expression, o -> o == Column.Origin.COMPUTED);
    if (sync.direction().writes(side) && !computed.isEmpty()) {
      findings.error(
          text.at(),
          place
              + " reads "
              + String.join(", ", computed)
              + ", which the system computes: nobody knows before a write whether it would lead out"
              + " of the filter",
          "Filter by the columns of which it is computed, or set \"direction\" so that the "
              + side.word()
              + " is not written.");
      return;
    }
    draft.filter(side, new Draft.Filter(expression, setting));
    if (sync.creates(side, draft.config())) {
      notForeseen(draft, side, text, expression);
    }
  }

  private static List<String> withOrigin(
      Draft draft, Side side, Expression filter, Predicate<Column.Origin> origin) {
    return filter.columns().stream()
        .map(Input::name)
        .filter(c -> origin.test(draft.schema(side).column(c).orElseThrow().origin()))
        .toList();
  }

  /** What a system itself puts into new records is known when they are made, and not before. */
  private void notForeseen(Draft draft, Side side, Name text, Expression filter) {
    List<String> given =
        draft.rules().stream()
            .filter(r -> r.flow().writes(side))
            .flatMap(r -> r.names(side).stream())
            .toList();
    List<String> unknown =
        withOrigin(draft, side, filter, o -> o != Column.Origin.GIVEN).stream()
            .filter(c -> !given.contains(c))
            .toList();
    if (!unknown.isEmpty()) {
      findings.warning(
          text.at(),
          "task "
              + draft.config().name()
              + ": "
              + draft.schema(side).name()
              + " itself gives new records their "
              + String.join(", ", unknown)
              + ", so that nobody knows before whether they will be within the filter of the "
              + side.word(),
          "Those that are not are left alone. To be sure, give the column a field or a constant.");
    }
  }
}
