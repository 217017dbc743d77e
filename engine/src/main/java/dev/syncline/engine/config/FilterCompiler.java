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
    Setting plain = Setting.INVARIANT.in(connections.on(side).zone());
    Setting setting = sync.notation().isInvariant() ? plain : plain.in(sync.notation().locale());
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
    draft.filter(side, new Draft.Filter(expression, setting));
    if (sync.creates(side)) {
      notForeseen(draft, side, text, expression);
    }
  }

  /** What a system itself puts into new records is known when they are made, and not before. */
  private void notForeseen(Draft draft, Side side, Name text, Expression filter) {
    List<String> given =
        draft.rules().stream()
            .filter(r -> r.flow().writes(side))
            .flatMap(r -> r.names(side).stream())
            .toList();
    List<String> unknown =
        filter.columns().stream()
            .map(Input::name)
            .filter(c -> !given.contains(c))
            .filter(c -> draft.schema(side).column(c).orElseThrow().origin() != Column.Origin.GIVEN)
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
