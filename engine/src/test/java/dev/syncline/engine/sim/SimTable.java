package dev.syncline.engine.sim;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldMeaning;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Notation;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A table that both sides have. Every row carries a {@code uid}, given once by whoever adds the
 * record and never edited, by which the simulator knows its copy on the other side; {@code code} is
 * the unique key by which the engine matches.
 *
 * @param number its place among the tables, from 0; its task is one more
 * @param source how the source keeps it
 * @param made fields that formulas make
 * @param filters which rows of each side the task is about
 * @param form how exactly codes have to agree
 */
record SimTable(
    int number,
    End source,
    End target,
    List<Value> values,
    List<Reference> references,
    List<SimMade> made,
    BySide<SimFilter> filters,
    MatchForm form,
    Policies policies) {

  /** A table of all rows, without fields that formulas make. */
  SimTable(
      int number,
      End source,
      End target,
      List<Value> values,
      List<Reference> references,
      MatchForm form,
      Policies policies) {
    this(
        number,
        source,
        target,
        values,
        references,
        List.of(),
        BySide.of(side -> SimFilter.NONE),
        form,
        policies);
  }

  SimTable with(List<SimMade> other) {
    return new SimTable(number, source, target, values, references, other, filters, form, policies);
  }

  SimTable filtered(BySide<SimFilter> other) {
    return new SimTable(number, source, target, values, references, made, other, form, policies);
  }

  /** Whether a row with these values is in the task's scope. */
  boolean isInScope(Side side, Map<String, Object> row) {
    return filters.on(side).holds(row);
  }

  /**
   * How a side keeps the table.
   *
   * @param natural the code is the primary key; else a generated id is
   * @param codeUnique a constraint keeps codes apart
   * @param codeNullable the code may be null
   */
  record End(boolean natural, boolean codeUnique, boolean codeNullable) {}

  /** A mapped column. */
  record Value(
      String name,
      Type source,
      Type target,
      Flow flow,
      Normal sourceNormal,
      Normal targetNormal,
      boolean unique) {
    Type type(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    Normal normal(Side side) {
      return side == Side.SOURCE ? sourceNormal : targetNormal;
    }

    TypePair pair() {
      return SimTable.pair(name, source, target);
    }
  }

  private static final Notation GERMAN = Notation.of(Locale.GERMANY);

  /** Every other column is written as a country does, where it meets text. */
  private static TypePair pair(String name, Type source, Type target) {
    Notation notation = name.hashCode() % 2 == 0 ? Notation.INVARIANT : GERMAN;
    return TypePair.of(source, target, ZoneOffset.UTC, notation).orElseThrow();
  }

  /** A mapped foreign key to another of the tables, or to itself. */
  record Reference(
      String name, int to, Flow flow, boolean nullable, boolean cascades, MissingParent missing) {}

  static final Type ID = new Type.Int(64, false);
  static final Type UID = new Type.Text(20, 0, false);
  static final Type CODE = new Type.Text(12, 0, false);
  static final Type CLOCK = new Type.Timestamp(3, false);

  String name() {
    return "t" + number;
  }

  int task() {
    return number + 1;
  }

  End end(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /** The reference by which it is one of a ring of tables; null when it is not. */
  Reference ring() {
    return references.stream()
        .filter(r -> r.name().equals(SimSchema.RING))
        .findFirst()
        .orElse(null);
  }

  /** The type of a side's key. */
  Type keyType(Side side) {
    return end(side).natural() ? CODE : ID;
  }

  String keyColumn(Side side) {
    return end(side).natural() ? "code" : "id";
  }

  ObjectSchema schema(Side side, List<SimTable> all) {
    End end = end(side);
    List<Column> columns = new ArrayList<>();
    if (!end.natural()) {
      columns.add(new Column("id", ID, "bigint", false, Origin.GENERATED));
    }
    columns.add(new Column("uid", UID, "varchar(20)", false, Origin.GIVEN));
    columns.add(new Column("code", CODE, "varchar(12)", end.codeNullable(), Origin.GIVEN));
    columns.add(new Column("clock", CLOCK, "timestamp(3)", true, Origin.GIVEN));
    List<UniqueKey> unique = new ArrayList<>();
    if (end.codeUnique() && !end.natural()) {
      unique.add(new UniqueKey(name() + "_code", List.of("code"), MatchForm.EXACT));
    }
    for (Value value : values) {
      columns.add(new Column(value.name(), value.type(side), "", true, Origin.GIVEN));
      if (value.unique()) {
        unique.add(
            new UniqueKey(name() + "_" + value.name(), List.of(value.name()), MatchForm.EXACT));
      }
    }
    for (SimMade.Column c : ownColumns(side)) {
      columns.add(new Column(c.name(), c.type(), "", c.isNullable(), Origin.GIVEN));
      if (c.isUnique()) {
        unique.add(new UniqueKey(name() + "_" + c.name(), List.of(c.name()), MatchForm.EXACT));
      }
    }
    List<ForeignKey> keys = new ArrayList<>();
    for (Reference r : references) {
      SimTable parent = all.get(r.to());
      columns.add(new Column(r.name(), parent.keyType(side), "", r.nullable(), Origin.GIVEN));
      keys.add(
          new ForeignKey(
              name() + "_" + r.name(),
              List.of(r.name()),
              parent.name(),
              List.of(parent.keyColumn(side)),
              r.cascades(),
              false));
    }
    if (filters.on(side).hasColumn()) {
      columns.add(new Column(filters.on(side).column(), SimFilter.type(), "", true, Origin.GIVEN));
    }
    // Something the sync does not know, which nothing may change.
    columns.add(new Column("note", UID, "varchar(20)", true, Origin.GIVEN));
    columns.addAll(MemoryStamps.DECLARED);
    return new ObjectSchema(name(), columns, List.of(keyColumn(side)), unique, keys);
  }

  Task compile(List<SimTable> all) {
    return compile(1, all);
  }

  Task compile(int sync, List<SimTable> all) {
    ObjectSchema source = schema(Side.SOURCE, all);
    ObjectSchema target = schema(Side.TARGET, all);
    List<String> read = new ArrayList<>(List.of("uid", "code", "clock"));
    values.forEach(v -> read.add(v.name()));
    references.forEach(r -> read.add(r.name()));
    List<String> fromSource = withOwn(read, Side.SOURCE);
    List<String> fromTarget = withOwn(read, Side.TARGET);
    List<FieldRule> rules = new ArrayList<>();
    rules.add(column("uid", Flow.BOTH, UID, UID, fromSource, fromTarget));
    rules.add(column("code", Flow.BOTH, CODE, CODE, fromSource, fromTarget));
    for (Value v : values) {
      rules.add(column(v.name(), v.flow(), v.source(), v.target(), fromSource, fromTarget));
    }
    for (Reference r : references) {
      rules.add(
          new RelationRule(
              r.name(),
              r.flow(),
              all.get(r.to()).task(),
              all.get(r.to()).name(),
              List.of(fromSource.indexOf(r.name())),
              List.of(fromTarget.indexOf(r.name())),
              r.nullable(),
              r.nullable(),
              r.missing(),
              FieldMeaning.of(r.name() + " through " + r.to())));
    }
    made.forEach(m -> rules.add(m.rule(new BySide<>(fromSource, fromTarget))));
    BySide<List<String>> shapes = new BySide<>(fromSource, fromTarget);
    for (Side side : Side.values()) {
      if (filters.on(side).kind() == SimFilter.Kind.CONSTANT) {
        rules.add(filters.on(side).rule(side, shapes.on(side)));
      }
    }
    return new Task(
            sync,
            task(),
            name(),
            source,
            target,
            source.shape(fromSource),
            target.shape(fromTarget),
            rules,
            List.of(new Task.MatchField(1, form)),
            Optional.of(fromSource.indexOf("clock")),
            Optional.of(fromTarget.indexOf("clock")),
            policies)
        .withNeverJournaled(neverJournaled())
        .withScopes(BySide.of(side -> filters.on(side).scope(shapes.on(side))));
  }

  /** Of every other table every other value, by its place, so that no seed plays another story. */
  private BySide<Set<String>> neverJournaled() {
    BySide<Set<String>> hidden = BySide.of(side -> new HashSet<>());
    for (int i = 0; i < values.size() && task() % 2 == 1; i += 2) {
      BySide<Set<String>> some = hiddenWith(values.get(i).name());
      if (keys().noneMatch(k -> some.source().contains(k) || some.target().contains(k))) {
        hidden.source().addAll(some.source());
        hidden.target().addAll(some.target());
      }
    }
    return hidden;
  }

  /** Columns by which records are known, and those that refer to them. */
  private Stream<String> keys() {
    return Stream.concat(Stream.of("id", "code"), references.stream().map(Reference::name));
  }

  /** A value and what formulas make of it, or make it of. */
  private BySide<Set<String>> hiddenWith(String value) {
    BySide<Set<String>> hidden = BySide.of(side -> new HashSet<>(Set.of(value)));
    for (int spread = 0; spread < made.size(); spread++) {
      for (SimMade m : made) {
        BySide<List<String>> columns =
            BySide.of(side -> m.columns(side).stream().map(SimMade.Column::name).toList());
        if (columns.source().stream().anyMatch(hidden.source()::contains)
            || columns.target().stream().anyMatch(hidden.target()::contains)) {
          hidden.source().addAll(columns.source());
          hidden.target().addAll(columns.target());
        }
      }
      for (Value v : values) {
        if (hidden.source().contains(v.name()) || hidden.target().contains(v.name())) {
          hidden.source().add(v.name());
          hidden.target().add(v.name());
        }
      }
    }
    return hidden;
  }

  /** A side's columns that are there for formulas alone. */
  List<SimMade.Column> ownColumns(Side side) {
    return made.stream().flatMap(m -> m.own(side).stream()).toList();
  }

  /** Whether a side has a column that is only read, by a formula. */
  boolean onlyReads(Side side, String column) {
    return made.stream()
        .filter(m -> m.onlyReads(side))
        .anyMatch(m -> m.own(side).stream().anyMatch(c -> c.name().equals(column)));
  }

  /** The field that a formula makes under a name; null where none does. */
  SimMade made(String field) {
    return made.stream().filter(m -> m.name().equals(field)).findFirst().orElse(null);
  }

  private List<String> withOwn(List<String> read, Side side) {
    List<String> columns = new ArrayList<>(read);
    ownColumns(side).forEach(c -> columns.add(c.name()));
    if (filters.on(side).hasColumn()) {
      columns.add(filters.on(side).column());
    }
    if (!end(side).natural()) {
      columns.addFirst("id");
    }
    return columns;
  }

  private static ColumnRule column(
      String name,
      Flow flow,
      Type source,
      Type target,
      List<String> inSource,
      List<String> inTarget) {
    TypePair pair = pair(name, source, target);
    return new ColumnRule(
        name,
        flow,
        inSource.indexOf(name),
        inTarget.indexOf(name),
        pair,
        new FieldMeaning.Builder().words(name + " as ").form(pair.name()).build());
  }
}
