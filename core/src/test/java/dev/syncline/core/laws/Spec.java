package dev.syncline.core.laws;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A made-up pair of tables that keep each other in step: a generated key {@code id}, a unique
 * {@code code} by which records are matched, columns of all kinds, a clock, and a reference to a
 * parent of the same table.
 */
record Spec(List<Field> fields, Flow parentFlow, boolean parent, Policies policies) {

  /**
   * A column on each side.
   *
   * @param sourceNormal what the source makes of a value that is written to it
   */
  record Field(Type source, Type target, Flow flow, Stored sourceNormal, Stored targetNormal) {
    Field mirror() {
      return new Field(target, source, flip(flow), targetNormal, sourceNormal);
    }

    Type type(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    Stored normal(Side side) {
      return side == Side.SOURCE ? sourceNormal : targetNormal;
    }
  }

  /** What a side makes of a text that is written to it. */
  enum Stored {
    AS_IS,
    UPPER_CASE,
    CUT
  }

  private static final List<Type> TYPES =
      List.of(
          Type.Text.UNBOUNDED,
          new Type.Text(8, 0, false),
          new Type.Text(6, 0, true),
          new Type.Int(32, false),
          new Type.Decimal(10, 2),
          new Type.Decimal(10, 1),
          new Type.Timestamp(6, false),
          new Type.Timestamp(0, false),
          new Type.Bool());

  static final Type KEY = new Type.Int(64, false);
  static final Type CODE = new Type.Text(20, 0, false);
  static final Type CLOCK = new Type.Timestamp(6, false);

  static Spec random(SplittableRandom random) {
    List<Field> fields = new ArrayList<>();
    int width = 1 + random.nextInt(4);
    for (int i = 0; i < width; i++) {
      Type source = pick(random, TYPES);
      Type target = pick(random, TYPES);
      while (!kind(source).equals(kind(target))) {
        target = pick(random, TYPES);
      }
      fields.add(
          new Field(source, target, flow(random), stored(random, source), stored(random, target)));
    }
    return new Spec(fields, flow(random), oneIn(random, 2), policies(random));
  }

  private static Class<?> kind(Type type) {
    return type instanceof Type.Int ? Type.Decimal.class : type.getClass();
  }

  private static Flow flow(SplittableRandom random) {
    return oneIn(random, 5) ? pick(random, List.of(Flow.values())) : Flow.BOTH;
  }

  private static Stored stored(SplittableRandom random, Type type) {
    return type instanceof Type.Text && oneIn(random, 4)
        ? pick(random, List.of(Stored.values()))
        : Stored.AS_IS;
  }

  private static Policies policies(SplittableRandom random) {
    Direction direction =
        oneIn(random, 2) ? Direction.TWO_WAY : pick(random, List.of(Direction.values()));
    return new Policies(
        direction,
        direction != Direction.TWO_WAY && oneIn(random, 2),
        pick(random, List.of(Conflicts.values())),
        pick(random, List.of(Winner.values())),
        pick(random, List.of(DeleteConflicts.values())),
        pick(random, List.of(Deletes.values())),
        pick(random, List.of(Deletes.values())),
        NullKeys.HOLD);
  }

  /** The same with the sides swapped, policies and all. */
  Spec mirror() {
    Policies p = policies;
    return new Spec(
        fields.stream().map(Field::mirror).toList(),
        flip(parentFlow),
        parent,
        new Policies(
            switch (p.direction()) {
              case TWO_WAY -> Direction.TWO_WAY;
              case TO_TARGET -> Direction.TO_SOURCE;
              case TO_SOURCE -> Direction.TO_TARGET;
            },
            p.mirror(),
            switch (p.conflicts()) {
              case SOURCE_WINS -> Conflicts.TARGET_WINS;
              case TARGET_WINS -> Conflicts.SOURCE_WINS;
              case MERGE, NEWEST_WINS, HOLD -> p.conflicts();
            },
            switch (p.winner()) {
              case SOURCE -> Winner.TARGET;
              case TARGET -> Winner.SOURCE;
              case NEWEST, HOLD -> p.winner();
            },
            p.deleteConflicts(),
            p.deletesToTarget(),
            p.deletesToSource(),
            p.nullKeys()));
  }

  private static Flow flip(Flow flow) {
    return switch (flow) {
      case BOTH -> Flow.BOTH;
      case TO_SOURCE -> Flow.TO_TARGET;
      case TO_TARGET -> Flow.TO_SOURCE;
    };
  }

  /** Whether every value may travel both ways. */
  boolean flowsFreely() {
    return policies.direction() == Direction.TWO_WAY
        && parentFlow == Flow.BOTH
        && fields.stream().allMatch(f -> f.flow() == Flow.BOTH);
  }

  Task task() {
    List<FieldRule> rules = new ArrayList<>();
    rules.add(rule("code", Flow.BOTH, 1, CODE, CODE));
    for (int i = 0; i < fields.size(); i++) {
      Field f = fields.get(i);
      rules.add(rule("f" + i, f.flow(), 4 + i, f.source(), f.target()));
    }
    if (parent) {
      rules.add(
          new RelationRule(
              "parent",
              parentFlow,
              1,
              "things",
              List.of(3),
              List.of(3),
              true,
              true,
              MissingParent.HOLD,
              "p"));
    }
    ObjectSchema source = schema(Side.SOURCE);
    ObjectSchema target = schema(Side.TARGET);
    return new Task(
        1,
        1,
        "things",
        source,
        target,
        shape(source),
        shape(target),
        rules,
        List.of(new Task.MatchField(0, MatchForm.EXACT)),
        Optional.of(2),
        Optional.of(2),
        policies);
  }

  private static ColumnRule rule(String name, Flow flow, int at, Type source, Type target) {
    TypePair pair = TypePair.of(source, target, ZoneOffset.UTC).orElseThrow();
    return new ColumnRule(name, flow, at, at, pair, name + " as " + pair.name());
  }

  private ObjectSchema schema(Side side) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("id", KEY, "bigint", false, Origin.GENERATED));
    columns.add(new Column("code", CODE, "text", true, Origin.GIVEN));
    columns.add(new Column("clock", CLOCK, "timestamp", true, Origin.GIVEN));
    columns.add(new Column("parent", KEY, "bigint", true, Origin.GIVEN));
    for (int i = 0; i < fields.size(); i++) {
      columns.add(new Column("f" + i, fields.get(i).type(side), "", true, Origin.GIVEN));
    }
    return new ObjectSchema(side.word(), columns, List.of("id"), List.of(), List.of());
  }

  private static Shape shape(ObjectSchema schema) {
    return schema.shape(schema.columns().stream().map(Column::name).toList());
  }
}
