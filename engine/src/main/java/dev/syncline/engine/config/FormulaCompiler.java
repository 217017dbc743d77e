package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.config.FieldConfig.FormulaField;
import dev.syncline.engine.config.FieldConfig.Made;
import dev.syncline.engine.config.RelatedColumns.Related;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compiles the expressions of fields against the columns that they read and the ones they make. */
final class FormulaCompiler {
  private final SyncConfig sync;
  private final BySide<ConnectionConfig> connections;
  private final BySide<Schemas> schemas;
  private final Findings findings;

  FormulaCompiler(
      SyncConfig sync,
      BySide<ConnectionConfig> connections,
      BySide<Schemas> schemas,
      Findings findings) {
    this.sync = sync;
    this.connections = connections;
    this.schemas = schemas;
    this.findings = findings;
  }

  /**
   * What a field's columns are made by; nothing when something speaks against it, which is said.
   */
  Optional<Draft.Formula> compile(
      Draft draft, FormulaField field, BySide<Optional<Column>> written) {
    BySide<Optional<Draft.Making>> makes =
        BySide.of(
            side ->
                field
                    .made(side)
                    .flatMap(m -> making(draft, m, side, written.on(side).orElseThrow())));
    for (Side side : Side.values()) {
      if (makes.on(side).isEmpty() != field.made(side).isEmpty()) {
        return Optional.empty();
      }
    }
    BySide<List<Column>> columns =
        BySide.of(
            side ->
                written.on(side).isPresent()
                    ? List.of(written.on(side).get())
                    : read(draft, side, makes.on(side.other()).orElseThrow()));
    Draft.Formula formula =
        new Draft.Formula(field.at(), field.flow(), columns.source(), columns.target(), makes);
    return isReversible(draft, field, formula) ? Optional.of(formula) : Optional.empty();
  }

  /** The side's own columns that it reads, and those with which ways to other records begin. */
  private static List<Column> read(Draft draft, Side side, Draft.Making making) {
    Stream<Column> own =
        making.expression().columns().stream()
            .flatMap(input -> draft.schema(side).column(input.name()).stream());
    Stream<Column> leading = making.related().stream().flatMap(r -> r.own().stream());
    return Stream.concat(own, leading).distinct().toList();
  }

  private Optional<Draft.Making> making(Draft draft, Made made, Side to, Column column) {
    Side from = to.other();
    Setting setting = sync.setting(connections.on(from).zone());
    List<Input> inputs = new ArrayList<>();
    draft
        .schema(from)
        .columns()
        .forEach(c -> inputs.add(new Input(c.name(), c.type(), c.nullable())));
    List<Related> related;
    Expression expression;
    try {
      related =
          new RelatedColumns(from, draft.schema(from), schemas.on(from)).in(made.sql().text());
      related.forEach(r -> inputs.add(r.input()));
      expression = Expression.of(made.sql().text(), inputs, setting);
    } catch (InvalidExpression e) {
      findings.error(
          made.sql().at(),
          place(draft, made) + ", " + e.place() + ": " + e.reason(),
          "Try it with: syncline eval "
              + draft.config().name()
              + (from == Side.SOURCE ? "" : " --side target")
              + " 'EXPRESSION'");
      return Optional.empty();
    }
    if (!isSeen(draft, made, expression)) {
      return Optional.empty();
    }
    Optional<TypePair> pair =
        to == Side.TARGET
            ? TypePair.of(
                expression.type(), column.type(), connections.on(from).zone(), sync.notation())
            : TypePair.of(
                column.type(), expression.type(), connections.on(from).zone(), sync.notation());
    if (pair.isEmpty()) {
      findings.error(
          made.sql().at(),
          place(draft, made)
              + " gives "
              + expression.typeText()
              + ", which "
              + column.nativeType()
              + " cannot be made of: "
              + (to == Side.TARGET
                  ? TypePair.whyNot(expression.type(), column.type())
                  : TypePair.whyNot(column.type(), expression.type())),
          "Say in the expression what it becomes, such as CAST(… AS VARCHAR).");
      return Optional.empty();
    }
    if (expression.nullable() && !column.nullable()) {
      findings.note(
          made.sql().at(),
          place(draft, made)
              + " may be null, which "
              + column.name()
              + " of "
              + draft.schema(to).name()
              + " cannot be; such records are rejected",
          "Give it another value: COALESCE(…, 'none').");
    }
    return Optional.of(new Draft.Making(expression, related, setting, pair.get()));
  }

  /** Whether a change of each column that an expression reads would be seen. */
  private boolean isSeen(Draft draft, Made made, Expression expression) {
    Optional<Input> unseen =
        expression.columns().stream()
            .filter(input -> TypePair.of(input.type(), input.type(), ZoneOffset.UTC).isEmpty())
            .findFirst();
    unseen.ifPresent(
        input ->
            findings.error(
                made.sql().at(),
                place(draft, made)
                    + " reads "
                    + input.name()
                    + ", whose type Syncline cannot read, so that no change of it would be seen",
                "Let the database make a column of it that can be read, such as a text, and use"
                    + " that one."));
    return unseen.isEmpty();
  }

  private static String place(Draft draft, Made made) {
    return "task " + draft.config().name() + ": the expression of " + made.column();
  }

  /**
   * Both ways each expression reads the very column that the other makes: else none is the way
   * back.
   */
  private boolean isReversible(Draft draft, FormulaField field, Draft.Formula formula) {
    boolean reversible = true;
    for (Side side : Side.values()) {
      Optional<Draft.Making> making = formula.makes().on(side);
      List<String> own = formula.names(side.other());
      if (making.isPresent()
          && formula.makes().on(side.other()).isPresent()
          && !making.get().expression().columns().stream().map(Input::name).toList().equals(own)) {
        Made made = field.made(side).orElseThrow();
        findings.error(
            made.sql().at(),
            place(draft, made)
                + " reads something else than "
                + own.getFirst()
                + ", so that there is no way back from it",
            "Let it read "
                + own.getFirst()
                + " alone, or let the field go one way: leave out "
                + (side == Side.TARGET ? "\"from\" and \"back\"." : "\"to\" and \"sql\"."));
        reversible = false;
      }
    }
    return reversible;
  }
}
