package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Adding;
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
import dev.syncline.core.value.Notation;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unfound;
import dev.syncline.engine.config.FieldConfig.OnMissing;
import dev.syncline.engine.config.RelatedColumns.Related;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a draft's rules over the columns that the task will read, and makes it a task. */
final class TaskAssembly {
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
        config.policies(sync.direction(), sync.mirror(), draft.winners()),
        hidden,
        BySide.of(side -> scope(side, side == Side.SOURCE ? source : target, hidden.on(side))));
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
              meaning(plain, "column", plain.pair().name()));
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
              meaning(formula, "sql", expressions(formula)));
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
              meaning(constant, "constant", constant.text()));
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
              meaning(relation, "relation", "task " + relation.through()));
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
        meaning(looked, "lookup", sought(looked)));
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

  private static String sought(Draft.Looked looked) {
    List<String> parts = new ArrayList<>();
    for (Side side : Side.values()) {
      looked
          .makes()
          .on(side)
          .ifPresent(
              s ->
                  parts.add(
                      s.pair().name() + " " + s.given().name() + " else " + Words.of(s.missing())));
    }
    return String.join(" back ", parts);
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

  private String expressions(Draft.Formula formula) {
    List<String> parts = new ArrayList<>();
    for (Side side : Side.values()) {
      formula
          .makes()
          .on(side)
          .ifPresent(
              m ->
                  parts.add(
                      m.pair().name()
                          + notation(sync.notation())
                          + " "
                          + m.expression().text().strip()));
    }
    return String.join(" back ", parts);
  }

  /** What functions such as FORMAT write in belongs to what an expression means. */
  private static String notation(Notation notation) {
    return notation.isInvariant() ? "" : " " + notation.mark();
  }

  private static boolean nullable(Draft.Relation relation, Side side) {
    return relation.columns(side).stream().allMatch(Column::nullable);
  }

  private String meaning(Draft.Rule rule, String kind, String types) {
    return String.join(
        "|",
        kind,
        columns(rule, Side.SOURCE),
        columns(rule, Side.TARGET),
        types,
        flow(rule.flow()));
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
      return Optional.empty();
    }
    ObjectSchema schema = draft.schema(side);
    Optional<Column> column =
        Columns.find(
            name.get().at(), name.get().text(), draft.config().name(), schema, n -> n, findings);
    if (column.isPresent()
        && !(column.get().type() instanceof Type.Timestamp)
        && !(column.get().type() instanceof Type.Date)) {
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
}
