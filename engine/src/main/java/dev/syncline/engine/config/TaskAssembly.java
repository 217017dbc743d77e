package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Adding;
import dev.syncline.core.mapping.FieldMeaning;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.Making;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Scope;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.mapping.Task.MatchField;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unfound;
import dev.syncline.engine.config.FieldConfig.OnMissing;
import dev.syncline.engine.config.RelatedColumns.Related;
import dev.syncline.engine.config.SyncConfig.Collation;
import dev.syncline.expression.EvaluationFailed;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a draft's rules over the columns that the task will read, and makes it a task. */
final class TaskAssembly {
  /** Between what is made of the source's rows and what of the target's. */
  private static final String BACK = " back ";

  private final SyncConfig sync;
  private final Draft draft;
  private final Findings findings;

  TaskAssembly(SyncConfig sync, Draft draft, Findings findings) {
    this.sync = sync;
    this.draft = draft;
    this.findings = findings;
  }

  Task assemble(List<MatchCompiler.Part> match) {
    Optional<Column> sourceClock = clock(Side.SOURCE);
    Optional<Column> targetClock = clock(Side.TARGET);
    BySide<Set<String>> hidden = new NeverJournaled(draft, findings).columns();
    Shape source = shape(Side.SOURCE, sourceClock, hidden.source());
    Shape target = shape(Side.TARGET, targetClock, hidden.target());
    List<FieldRule> fields =
        draft.rules().stream().map(rule -> field(rule, source, target, hidden)).toList();
    List<MatchField> parts =
        match.stream().map(p -> new MatchField(draft.rules().indexOf(p.rule()), p.form())).toList();
    TaskConfig config = draft.config();
    return new Task(
        sync.id(),
        config.id(),
        config.name(),
        draft.schema(Side.SOURCE),
        draft.schema(Side.TARGET),
        source,
        target,
        fields,
        parts,
        sourceClock.map(c -> source.indexOf(c.name())),
        targetClock.map(c -> target.indexOf(c.name())),
        sync.promotion().isPresent()
            ? Promotion.policies(config.settlement(), sync.direction(), sync.mirror())
            : config.policies(sync.direction(), draft.winners(), draft.nullsSkipped()),
        hidden,
        BySide.of(side -> scope(side, side == Side.SOURCE ? source : target, hidden.on(side))),
        createdInOrder());
  }

  /** By a column of the side that is read, if its values have an order. */
  private Optional<Task.Order> createdInOrder() {
    Optional<TaskConfig.OrderConfig> order = draft.config().order();
    ObjectSchema schema =
        draft.schema(sync.direction().writes(Side.TARGET) ? Side.SOURCE : Side.TARGET);
    Optional<Column> column =
        order.flatMap(
            o ->
                Columns.find(
                    o.column().at(),
                    o.column().text(),
                    draft.config().name(),
                    schema,
                    n -> n,
                    findings));
    if (column.isEmpty()) {
      return Optional.empty();
    }
    if (!column.get().type().isOrdered()) {
      findings.error(
          order.get().column().at(),
          "task "
              + draft.config().name()
              + ": column "
              + column.get().name()
              + " of "
              + schema.name()
              + " is "
              + column.get().nativeType()
              + " and has no order",
          "Name a column of numbers, texts, dates or times.");
    }
    return Optional.of(new Task.Order(column.get().name(), order.get().descending()));
  }

  /** The filter, and that a record holds the constants. */
  private Scope scope(Side side, Shape shape, Set<String> hidden) {
    List<Scope.Condition> conditions = new ArrayList<>();
    for (Draft.Rule rule : draft.rules()) {
      if (rule instanceof Draft.Constant constant && constant.side() == side) {
        int column = shape.indexOf(constant.column().name());
        TypePair pair = own(constant.column());
        conditions.add(
            new Scope.Condition(
                Arrow.quoted(constant.column().name()) + " = " + constant.text(),
                List.of(column),
                row -> pair.same(constant.value(), row.get(column)),
                constant.narrowing()));
      }
    }
    draft.filter(side).ifPresent(f -> conditions.add(condition(f, hidden, shape)));
    return new Scope(conditions);
  }

  private static Scope.Condition condition(Draft.Filter filter, Set<String> hidden, Shape shape) {
    Computed computed = computed(filter.expression(), filter.setting(), hidden, shape);
    return new Scope.Condition(
        computed.expression().text().strip(),
        computed.columns(),
        computed::value,
        computed.expression().narrowing());
  }

  /** The key first, then what the rules read, then the clock, then what the rows lead to. */
  private Shape shape(Side side, Optional<Column> clock, Set<String> hidden) {
    ObjectSchema schema = draft.schema(side);
    Set<String> names = new LinkedHashSet<>(schema.identity());
    draft.rules().forEach(r -> names.addAll(r.names(side)));
    draft.filter(side).ifPresent(f -> f.expression().columns().forEach(i -> names.add(i.name())));
    clock.ifPresent(c -> names.add(c.name()));
    List<Lookup> lookups =
        draft.rules().stream()
            .flatMap(r -> r.lookups(side).stream())
            .map(lookup -> lookup.hiding(hidden))
            .toList();
    return schema.shape(new ArrayList<>(names)).with(Lookup.merged(lookups));
  }

  private FieldRule field(Draft.Rule rule, Shape source, Shape target, BySide<Set<String>> hidden) {
    return switch (rule) {
      case Draft.Plain plain ->
          new ColumnRule(
              plain.name(),
              plain.flow(),
              source.indexOf(plain.source().name()),
              target.indexOf(plain.target().name()),
              plain.pair(),
              meaning(plain, "column", m -> m.form(plain.pair().name())));
      case Draft.Formula formula ->
          new FormulaRule(
              FormulaRule.Kind.EXPRESSION,
              formula.name(),
              formula.flow(),
              formula.names(Side.SOURCE).stream().map(source::indexOf).toList(),
              formula.names(Side.TARGET).stream().map(target::indexOf).toList(),
              BySide.of(
                  side -> positions(related(formula, side), side == Side.SOURCE ? source : target)),
              BySide.of(
                  side ->
                      formula
                          .makes()
                          .on(side)
                          .map(
                              m ->
                                  making(
                                      m,
                                      hidden.on(side.other()),
                                      side == Side.SOURCE ? target : source))),
              BySide.of(side -> own(formula.columns(side), related(formula, side))),
              meaning(formula, "sql", m -> expressions(formula, m)));
      case Draft.Constant constant ->
          new FormulaRule(
              constant.name(),
              constant.flow(),
              constant.names(Side.SOURCE).stream().map(source::indexOf).toList(),
              constant.names(Side.TARGET).stream().map(target::indexOf).toList(),
              BySide.of(
                  side ->
                      side == constant.side()
                          ? Optional.of(
                              new Making(
                                  constant.text(), row -> constant.value(), own(constant.column())))
                          : Optional.empty()),
              BySide.of(side -> constant.columns(side).stream().map(TaskAssembly::own).toList()),
              meaning(constant, "constant", m -> m.words(constant.text())));
      case Draft.Looked looked -> lookedUp(looked, source, target);
      case Draft.Relation relation ->
          new RelationRule(
              relation.name(),
              relation.flow(),
              relation.through(),
              relation.parents(),
              relation.names(Side.SOURCE).stream().map(source::indexOf).toList(),
              relation.names(Side.TARGET).stream().map(target::indexOf).toList(),
              nullable(relation, Side.SOURCE),
              nullable(relation, Side.TARGET),
              relation.missingParent(),
              meaning(relation, "relation", m -> m.words("task " + relation.through())));
    };
  }

  private FormulaRule lookedUp(Draft.Looked looked, Shape source, Shape target) {
    BySide<Shape> shapes = new BySide<>(source, target);
    return new FormulaRule(
        FormulaRule.Kind.LOOKUP,
        looked.name(),
        looked.flow(),
        looked.names(Side.SOURCE).stream().map(source::indexOf).toList(),
        looked.names(Side.TARGET).stream().map(target::indexOf).toList(),
        BySide.of(side -> positions(looked.related(side), shapes.on(side))),
        BySide.of(
            side -> looked.makes().on(side).map(sought -> sought(sought, shapes.on(side.other())))),
        BySide.of(side -> own(looked.columns(side), looked.related(side))),
        meaning(looked, "lookup", m -> sought(looked, m)));
  }

  private static Making sought(Draft.Sought sought, Shape shape) {
    int at = shape.indexOf(sought.given().name());
    return new Making(sought.given().name(), row -> found(sought, row.get(at)), sought.pair());
  }

  private static @Nullable Object found(Draft.Sought sought, @Nullable Object value)
      throws Formula.NoValue {
    if (!(value instanceof Unfound unfound)) {
      return value;
    }
    if (unfound.why() == Unfound.Why.MISSING && sought.missing() == OnMissing.NULL) {
      return null;
    }
    // Of what is looked up in steps only the last is added to.
    if (unfound.why() == Unfound.Why.MISSING
        && sought.missing() == OnMissing.CREATE
        && unfound.sought().equals(sought.given().name())) {
      return new Adding(
          sought.lookups().getLast().shape().object(), unfound.sought(), unfound.by());
    }
    throw new Formula.NoValue(
        unfound.reason()
            + switch (unfound.why()) {
              case MISSING -> ". Add it there, or correct the value.";
              case SEVERAL -> ". Leave one of them, or look it up by more columns.";
              case UNREADABLE -> ". Correct it there.";
              case UNASKED -> ". It is asked by the next look.";
            });
  }

  /** What is looked up, and by what; not what becomes of records for which nothing is found. */
  private static void sought(Draft.Looked looked, FieldMeaning.Builder meaning) {
    String between = "";
    for (Side side : Side.values()) {
      Draft.Sought sought = looked.makes().on(side).orElse(null);
      if (sought != null) {
        meaning
            .words(between)
            .form(sought.pair().name())
            .words(" " + sought.given().name())
            .idle(" else (?:reject|null|create)");
        between = BACK;
      }
    }
  }

  private static List<Integer> positions(List<Column> columns, Shape shape) {
    return columns.stream().map(c -> shape.indexOf(c.name())).toList();
  }

  private static List<Column> related(Draft.Formula formula, Side side) {
    return formula.related(side).stream().map(Related::column).toList();
  }

  private static List<TypePair> own(List<Column> columns, List<Column> related) {
    return Stream.concat(columns.stream(), related.stream()).map(TaskAssembly::own).toList();
  }

  /** Over no more than the columns that it reads; of hidden ones messages show no values. */
  private static Making making(Draft.Making making, Set<String> hidden, Shape shape) {
    Computed computed = computed(making.expression(), making.setting(), hidden, shape);
    return new Making(computed.expression().text().strip(), computed::value, making.pair());
  }

  /** Over no more than the columns that it reads; of hidden ones messages show no values. */
  private static Computed computed(
      Expression whole, Setting setting, Set<String> hidden, Shape shape) {
    List<Input> inputs =
        whole.columns().stream()
            .map(i -> new Input(i.name(), i.type(), i.nullable(), hidden.contains(i.name())))
            .toList();
    try {
      return new Computed(
          Expression.of(whole.text(), inputs, setting),
          inputs.stream().map(i -> shape.indexOf(i.name())).toList());
    } catch (InvalidExpression e) {
      throw new IllegalStateException("it was valid over all columns", e);
    }
  }

  /**
   * An expression over rows of a shape.
   *
   * @param columns where its columns are in the shape
   */
  private record Computed(Expression expression, List<Integer> columns) {
    @Nullable Object value(Row row) throws Formula.NoValue {
      @Nullable Object[] values = new @Nullable Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(columns.get(i));
      }
      try {
        return expression.evaluate(values);
      } catch (EvaluationFailed e) {
        throw new Formula.NoValue(String.valueOf(e.getMessage()));
      }
    }
  }

  /** How a column is told from what it held before. */
  private static TypePair own(Column column) {
    return TypePair.of(column.type(), column.type(), ZoneOffset.UTC)
        .orElseThrow(() -> new IllegalStateException(column + " does not pair with itself"));
  }

  private void expressions(Draft.Formula formula, FieldMeaning.Builder meaning) {
    String between = "";
    for (Side side : Side.values()) {
      Draft.Making making = formula.makes().on(side).orElse(null);
      if (making != null) {
        meaning
            .words(between)
            .form(making.pair().name() + notation())
            .words(order() + " " + making.expression().text().strip());
        between = BACK;
      }
    }
  }

  /** What functions such as FORMAT write in belongs to what an expression means. */
  private String notation() {
    return sync.notation().isInvariant() ? "" : " " + sync.notation().mark();
  }

  /** So does the order in which it finds texts. */
  private String order() {
    return sync.collation() == Collation.CODE_POINT ? "" : " collated";
  }

  private static boolean nullable(Draft.Relation relation, Side side) {
    return relation.columns(side).stream().allMatch(Column::nullable);
  }

  private FieldMeaning meaning(
      Draft.Rule rule, String kind, Consumer<FieldMeaning.Builder> values) {
    FieldMeaning.Builder meaning =
        new FieldMeaning.Builder()
            .words(
                kind + "|" + columns(rule, Side.SOURCE) + "|" + columns(rule, Side.TARGET) + "|");
    values.accept(meaning);
    return meaning.words("|" + flow(rule.flow())).build();
  }

  private String columns(Draft.Rule rule, Side side) {
    return String.join(
        ",",
        rule.names(side).stream()
            .map(n -> (Arrow.quoted(n) + ofPart(n, side)).replace("|", "||"))
            .toList());
  }

  /** What part of the record a column is of, for it means something else in other rows. */
  private String ofPart(String column, Side side) {
    return draft.config().parts().on(side).stream()
        .filter(p -> column.startsWith(p.name() + "."))
        .findFirst()
        .map(p -> " of " + p.meaning())
        .orElse("");
  }

  private static String flow(Flow flow) {
    return Words.of(flow);
  }

  private Optional<Column> clock(Side side) {
    Optional<Name> name = draft.config().clock(side);
    if (name.isEmpty()) {
      if (draft.config().asksWhichIsNewer()) {
        missesClock(side);
      }
      return Optional.empty();
    }
    ObjectSchema schema = draft.schema(side);
    Optional<Column> column =
        Columns.find(
            name.get().at(), name.get().text(), draft.config().name(), schema, n -> n, findings);
    if (column.isPresent() && !tellsWhen(column.get())) {
      findings.error(
          name.get().at(),
          "task "
              + draft.config().name()
              + ": column "
              + column.get().name()
              + " of "
              + schema.name()
              + " is "
              + column.get().nativeType()
              + " and cannot be a clock",
          "A clock is a date or timestamp that tells when a record changed.");
      return Optional.empty();
    }
    return column;
  }

  private static boolean tellsWhen(Column column) {
    return column.type() instanceof Type.Timestamp || column.type() instanceof Type.Date;
  }

  private void missesClock(Side side) {
    ObjectSchema schema = draft.schema(side);
    List<String> fit =
        schema.columns().stream().filter(TaskAssembly::tellsWhen).map(Column::name).toList();
    findings.error(
        draft.config().at(),
        "task "
            + draft.config().name()
            + " lets the newest win but has no clock on the "
            + side.word()
            + (fit.isEmpty() ? ", and " + schema.name() + " has no date or timestamp" : ""),
        fit.isEmpty()
            ? "Add a column that tells when a record changed, or choose another winner."
            : "Add \"clock: { "
                + side.word()
                + ": COLUMN }\" with the column that tells when a record changed; dates and timestamps of "
                + schema.name()
                + ": "
                + String.join(", ", fit)
                + ".");
  }
}
