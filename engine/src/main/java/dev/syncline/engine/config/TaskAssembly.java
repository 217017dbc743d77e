package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.mapping.Task.MatchField;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    Shape source = shape(Side.SOURCE, sourceClock);
    Shape target = shape(Side.TARGET, targetClock);
    List<FieldRule> fields =
        draft.rules().stream().map(rule -> field(rule, source, target)).toList();
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
        config.policies(sync.direction(), sync.mirror()),
        new NeverJournaled(draft, findings).columns());
  }

  /** The key first, then what the rules read, then the clock. */
  private Shape shape(Side side, Optional<Column> clock) {
    ObjectSchema schema = draft.schema(side);
    Set<String> names = new LinkedHashSet<>(schema.identity());
    draft.rules().forEach(r -> names.addAll(r.names(side)));
    clock.ifPresent(c -> names.add(c.name()));
    return schema.shape(new ArrayList<>(names));
  }

  private static FieldRule field(Draft.Rule rule, Shape source, Shape target) {
    return switch (rule) {
      case Draft.Plain plain ->
          new ColumnRule(
              plain.name(),
              plain.flow(),
              source.indexOf(plain.source().name()),
              target.indexOf(plain.target().name()),
              plain.pair(),
              meaning(plain, "column", plain.pair().name()));
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

  private static boolean nullable(Draft.Relation relation, Side side) {
    return relation.columns(side).stream().allMatch(Column::nullable);
  }

  private static String meaning(Draft.Rule rule, String kind, String types) {
    return String.join(
        "|",
        kind,
        columns(rule, Side.SOURCE),
        columns(rule, Side.TARGET),
        types,
        flow(rule.flow()));
  }

  private static String columns(Draft.Rule rule, Side side) {
    return String.join(
        ",", rule.names(side).stream().map(n -> Arrow.quoted(n).replace("|", "||")).toList());
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
