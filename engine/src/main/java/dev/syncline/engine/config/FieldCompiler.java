package dev.syncline.engine.config;

import dev.syncline.connect.parts.Whole;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.config.FieldConfig.ColumnField;
import dev.syncline.engine.config.FieldConfig.ConstantField;
import dev.syncline.engine.config.FieldConfig.FormulaField;
import dev.syncline.engine.config.FieldConfig.LookupField;
import dev.syncline.engine.config.FieldConfig.RelationField;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rules of a task's fields: those that are listed, or those that suggest themselves. */
final class FieldCompiler {
  private final SyncConfig sync;
  private final BySide<ConnectionConfig> connections;
  private final BySide<Map<String, Whole>> wholes;
  private final Relations relations;
  private final FormulaCompiler formulas;
  private final LookupCompiler lookups;
  private final Findings findings;

  FieldCompiler(
      SyncConfig sync,
      BySide<ConnectionConfig> connections,
      BySide<Schemas> schemas,
      BySide<Map<String, Whole>> wholes,
      Relations relations,
      Findings findings) {
    this.sync = sync;
    this.connections = connections;
    this.wholes = wholes;
    this.relations = relations;
    this.formulas = new FormulaCompiler(sync, connections, schemas, findings);
    this.lookups = new LookupCompiler(sync, connections, schemas, findings);
    this.findings = findings;
  }

  /** Adds the fields that the user lists. */
  void given(Draft draft) {
    for (FieldConfig field : draft.config().fields().orElse(List.of())) {
      field.winner().ifPresent(winner -> winner(draft, field, winner));
      nulls(draft, field);
      switch (field) {
        case ColumnField column -> {
          Optional<Column> source = column(draft, Side.SOURCE, field.at(), column.source());
          Optional<Column> target = column(draft, Side.TARGET, field.at(), column.target());
          if (source.isPresent() && target.isPresent()) {
            addPlain(draft, field.at(), field.flow(), source.get(), target.get());
          }
        }
        case RelationField relation -> addRelation(draft, relation);
        case FormulaField formula -> addFormula(draft, formula);
        case ConstantField constant -> addConstant(draft, constant);
        case LookupField lookup -> addLookup(draft, lookup);
      }
    }
  }

  /** Where values go both ways nobody could say whose nulls they are. */
  private void nulls(Draft draft, FieldConfig field) {
    if (draft.config().nulls().get(field.at()) == Kind.Nulls.SKIP
        && sync.direction() == Direction.TWO_WAY
        && field.flow() == Flow.BOTH) {
      findings.error(
          field.at(),
          "task " + draft.config().name() + " skips nulls of a field that goes both ways",
          "Give it an arrow that goes one way, or take \"nulls\" out here.");
    }
  }

  private void winner(Draft draft, FieldConfig field, Winner winner) {
    Conflicts conflicts = draft.config().settlement().conflicts();
    if (conflicts != Conflicts.MERGE) {
      findings.error(
          field.at(),
          "task "
              + draft.config().name()
              + " says who wins this field, and \"conflicts: "
              + Words.of(conflicts)
              + "\" settles whole records",
          "Take \"winner\" out here, or let the task say \"conflicts: merge\".");
      return;
    }
    draft.winner(field.at(), winner);
  }

  private void addFormula(Draft draft, FormulaField field) {
    BySide<Optional<Column>> written =
        BySide.of(
            side -> field.made(side).flatMap(m -> column(draft, side, field.at(), m.column())));
    for (Side side : Side.values()) {
      if (field.made(side).isPresent() && written.on(side).isEmpty()) {
        return;
      }
    }
    Optional<Draft.Formula> compiled = formulas.compile(draft, field, written);
    if (compiled.isEmpty()) {
      return;
    }
    Draft.Formula formula = compiled.get();
    flow(draft, field.at(), field.flow(), formula.source(), formula.target())
        .map(formula::with)
        .filter(f -> !isGenerated(draft, f))
        .ifPresent(
            f -> {
              add(draft, f);
              for (Side side : Side.values()) {
                f.makes()
                    .on(side)
                    .ifPresent(m -> losses(draft, field.at(), oneWay(side), f.name(), m.pair()));
              }
            });
  }

  private void addConstant(Draft draft, ConstantField field) {
    column(draft, field.side(), field.at(), field.column())
        .flatMap(column -> ConstantValue.of(draft, field, column, findings))
        .filter(c -> !isGenerated(draft, c.at(), c.name(), c.side(), c.column()))
        .ifPresent(c -> add(draft, c));
  }

  private void addLookup(Draft draft, LookupField field) {
    column(draft, field.side(), field.at(), field.column())
        .flatMap(written -> lookups.compile(draft, field, written))
        .flatMap(
            looked ->
                flow(draft, field.at(), looked.flow(), looked.source(), looked.target())
                    .map(looked::with))
        .filter(looked -> !isGenerated(draft, looked))
        .ifPresent(
            looked -> {
              add(draft, looked);
              for (Side side : Side.values()) {
                looked
                    .makes()
                    .on(side)
                    .ifPresent(
                        s -> losses(draft, field.at(), oneWay(side), looked.name(), s.pair()));
              }
            });
  }

  private static Flow oneWay(Side to) {
    return to == Side.SOURCE ? Flow.TO_SOURCE : Flow.TO_TARGET;
  }

  Optional<Column> column(Draft draft, Side side, Position at, String name) {
    Optional<Whole.Given> given =
        Optional.ofNullable(wholes.on(side).get(draft.schema(side).name()))
            .flatMap(whole -> whole.given(name));
    if (given.isPresent()) {
      findings.error(
          at,
          "task "
              + draft.config().name()
              + ": "
              + name
              + " is given by \""
              + given.get().key()
              + "\" of part "
              + given.get().part().name()
              + ", and is no field",
          "Leave it out of \"fields\".");
      return Optional.empty();
    }
    return Columns.find(
        at, name, draft.config().name(), draft.schema(side), Arrow::quoted, findings);
  }

  private void addRelation(Draft draft, RelationField field) {
    List<Column> source = columns(draft, Side.SOURCE, field.at(), field.source());
    List<Column> target = columns(draft, Side.TARGET, field.at(), field.target());
    if (source.size() < field.source().size() || target.size() < field.target().size()) {
      return;
    }
    Optional<Flow> flow = flow(draft, field.at(), field.flow(), source, target);
    if (flow.isEmpty()) {
      return;
    }
    relations
        .given(
            draft,
            new Relations.Wanted(
                field.at(),
                flow.get(),
                source,
                target,
                field.through(),
                field.missingParent().orElse(draft.config().settlement().missingParent())))
        .ifPresent(rule -> add(draft, rule));
  }

  private List<Column> columns(Draft draft, Side side, Position at, List<String> names) {
    return names.stream().flatMap(n -> column(draft, side, at, n).stream()).toList();
  }

  /** Adds a column rule that the user asked for, unless something speaks against it. */
  void addPlain(Draft draft, Position at, Flow wanted, Column source, Column target) {
    Optional<Flow> flow = flow(draft, at, wanted, List.of(source), List.of(target));
    if (flow.isEmpty()) {
      return;
    }
    String name = new Arrow(List.of(source.name()), flow.get(), List.of(target.name())).toString();
    for (Side side : Side.values()) {
      Column written = side == Side.SOURCE ? source : target;
      if (writes(flow.get(), side) && isGenerated(draft, at, name, side, written)) {
        return;
      }
      Optional<ForeignKey> key = relations.untranslatable(draft, side, written.name());
      if (key.isPresent() && flow.get() == Flow.BOTH) {
        findings.error(
            at,
            "task "
                + draft.config().name()
                + ": \""
                + name
                + "\" is a reference to "
                + key.get().references()
                + ", whose generated keys differ between the sides",
            "Write { relation: " + name + " }, which translates it through the links.");
        return;
      }
    }
    Optional<TypePair> pair = pair(draft, at, source, target);
    if (pair.isEmpty()) {
      findings.error(
          at,
          "task "
              + draft.config().name()
              + ": \""
              + name
              + "\" joins "
              + source.nativeType()
              + " and "
              + target.nativeType()
              + ": "
              + TypePair.whyNot(source.type(), target.type()),
          "Leave it out, or change a column's type.");
      return;
    }
    add(draft, new Draft.Plain(at, flow.get(), source, target, pair.get()));
    losses(draft, at, flow.get(), name, pair.get());
  }

  private boolean isGenerated(Draft draft, Draft.Rule rule) {
    for (Side side : Side.values()) {
      for (Column column : rule.columns(side)) {
        if (writes(rule.flow(), side) && isGenerated(draft, rule.at(), rule.name(), side, column)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a column that would be written has values of the system's own, which is said. */
  private boolean isGenerated(Draft draft, Position at, String name, Side side, Column written) {
    if (written.origin() != Origin.GENERATED || draft.config().settlement().sameIds()) {
      return false;
    }
    findings.error(
        at,
        "task "
            + draft.config().name()
            + ": \""
            + name
            + "\" would write "
            + written.name()
            + " of "
            + draft.schema(side).name()
            + ", which the system generates",
        "The same number means another record on each side: leave it out, keep it in another column"
            + " of the other side with an arrow that way, or say \"same-ids: true\" if the ids do"
            + " agree.");
    return true;
  }

  /** Adds what is part of the unique key but not listed: a relation where it is a foreign key. */
  void addUniqueKey(Draft draft, Position at, List<Column> source, List<Column> target) {
    Optional<Flow> flow = flow(draft, at, Flow.BOTH, source, target);
    if (flow.isEmpty()) {
      return;
    }
    Relations.Wanted wanted =
        new Relations.Wanted(
            at,
            flow.get(),
            source,
            target,
            Optional.empty(),
            draft.config().settlement().missingParent());
    Optional<Draft.Relation> relation = relations.implied(draft, wanted);
    if (relation.isPresent()) {
      add(draft, relation.get());
    } else if (source.size() == 1 && target.size() == 1) {
      addPlain(draft, at, Flow.BOTH, source.getFirst(), target.getFirst());
    } else {
      findings.error(
          at,
          "task "
              + draft.config().name()
              + ": \""
              + wanted.written()
              + "\" is no relation that the task keeps",
          "Give each pair of columns an entry of its own; all must match.");
    }
  }

  private boolean writes(Flow flow, Side side) {
    return flow.writes(side) && sync.direction().writes(side);
  }

  /** The flow without the directions that cannot be written. */
  private Optional<Flow> flow(
      Draft draft, Position at, Flow wanted, List<Column> source, List<Column> target) {
    String task =
        "task " + draft.config().name() + ": \"" + written(source, wanted, target) + "\" ";
    boolean toSource = wanted.writes(Side.SOURCE) && source.stream().allMatch(Column::writable);
    boolean toTarget = wanted.writes(Side.TARGET) && target.stream().allMatch(Column::writable);
    if (!toSource && !toTarget) {
      Side side = wanted.writes(Side.TARGET) ? Side.TARGET : Side.SOURCE;
      findings.error(
          at,
          task + "would write what " + draft.schema(side).name() + " computes itself",
          "Leave it out.");
      return Optional.empty();
    }
    Flow flow = !toSource ? Flow.TO_TARGET : !toTarget ? Flow.TO_SOURCE : wanted;
    Side passive = toSource ? Side.TARGET : Side.SOURCE;
    if (flow != wanted && sync.direction().writes(passive)) {
      findings.note(
          at,
          task
              + "goes one way only, because "
              + draft.schema(passive).name()
              + " computes it itself",
          "Write it as \"" + written(source, flow, target) + "\" to say so.");
    }
    if (!writes(flow, Side.SOURCE) && !writes(flow, Side.TARGET)) {
      findings.warning(
          at,
          task + "never travels, because the sync goes " + Words.of(sync.direction()),
          "Turn the arrow or leave it out.");
    }
    return Optional.of(flow);
  }

  private static String written(List<Column> source, Flow flow, List<Column> target) {
    return new Arrow(
            source.stream().map(Column::name).toList(),
            flow,
            target.stream().map(Column::name).toList())
        .toString();
  }

  /** A reference that can never be null cannot be written as null either. */
  private Draft.Relation heldWhereNotNull(Draft draft, Draft.Relation rule) {
    if (rule.missingParent() != MissingParent.NULL) {
      return rule;
    }
    for (Side side : Side.values()) {
      if (writes(rule.flow(), side) && !rule.columns(side).stream().allMatch(Column::nullable)) {
        findings.note(
            rule.at(),
            "task "
                + draft.config().name()
                + ": \""
                + rule.name()
                + "\" can never be null in "
                + draft.schema(side).name()
                + ", so records without their parent are held",
            "Say \"missing-parent: hold\" or \"reject\" for it.");
        return rule.with(MissingParent.HOLD);
      }
    }
    return rule;
  }

  private void add(Draft draft, Draft.Rule wanted) {
    Draft.Rule rule =
        wanted instanceof Draft.Relation relation ? heldWhereNotNull(draft, relation) : wanted;
    for (Side side : Side.values()) {
      for (Draft.Rule other : draft.rules()) {
        boolean bothWrite = writes(rule.flow(), side) && writes(other.flow(), side);
        boolean share = rule.names(side).stream().anyMatch(other.names(side)::contains);
        boolean bothRelate = rule instanceof Draft.Relation && other instanceof Draft.Relation;
        if (bothWrite && share && (!bothRelate || rule.name().equals(other.name()))) {
          findings.error(
              rule.at(),
              "task "
                  + draft.config().name()
                  + ": \""
                  + rule.name()
                  + "\" and \""
                  + other.name()
                  + "\" write the same column of "
                  + draft.schema(side).name(),
              "Remove one, or let one go the other way only.");
          return;
        }
      }
    }
    draft.add(rule);
  }

  /** A timestamp without a zone is taken to be in the zone of its own connection. */
  private Optional<TypePair> pair(Draft draft, Position at, Column source, Column target) {
    Optional<Side> local = localBesideZoned(source.type(), target.type());
    ConnectionConfig connection = connections.on(local.orElse(Side.SOURCE));
    ZoneId zone = connection.zone();
    Optional<TypePair> pair = TypePair.of(source.type(), target.type(), zone, sync.notation());
    if (local.isPresent() && pair.isPresent() && connection.timeZone().isEmpty()) {
      findings.warning(
          at,
          "task "
              + draft.config().name()
              + ": \""
              + written(List.of(source), Flow.BOTH, List.of(target))
              + "\" joins timestamps with and without a time zone; those of "
              + connection.name()
              + " are taken to be in UTC",
          "Set \"time-zone\" of connection " + connection.name() + ".");
    }
    return pair;
  }

  private static Optional<Side> localBesideZoned(Type source, Type target) {
    if (source instanceof Type.Timestamp s
        && target instanceof Type.Timestamp t
        && s.zoned() != t.zoned()) {
      return Optional.of(s.zoned() ? Side.TARGET : Side.SOURCE);
    }
    return Optional.empty();
  }

  /** What is refused is seen when it happens; what is cut is not, and is therefore a warning. */
  private void losses(Draft draft, Position at, Flow flow, String name, TypePair pair) {
    for (Side side : Side.values()) {
      String direction = side.other().word() + " → " + side.word();
      for (String loss : pair.losses()) {
        if (!writes(flow, side) || !loss.startsWith(direction)) {
          continue;
        }
        String message = "task " + draft.config().name() + ": \"" + name + "\": " + loss;
        if (loss.contains("refused")) {
          findings.note(at, message, "");
        } else {
          findings.warning(at, message, "");
        }
      }
    }
  }

  /** Adds what suggests itself, where the user lists no fields. */
  void chosen(Draft draft) {
    if (draft.config().fields().isEmpty()) {
      new ChosenFields(draft, this, relations, findings).add();
    }
  }

  /** Adds a relation that suggests itself. */
  void addChosen(Draft draft, Draft.Relation relation) {
    flow(draft, relation.at(), Flow.BOTH, relation.source(), relation.target())
        .ifPresent(flow -> add(draft, relation.with(flow)));
  }

  /** Adds a column rule that suggests itself; false when the types do not pair. */
  boolean addChosen(Draft draft, Column source, Column target) {
    Position at = draft.config().at();
    Optional<TypePair> pair = pair(draft, at, source, target);
    if (pair.isEmpty()) {
      return false;
    }
    Draft.Plain rule = new Draft.Plain(at, Flow.BOTH, source, target, pair.get());
    add(draft, rule);
    losses(draft, at, Flow.BOTH, rule.name(), pair.get());
    return true;
  }
}
