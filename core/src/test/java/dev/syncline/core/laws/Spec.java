package dev.syncline.core.laws;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldMeaning;
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
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.mapping.Scope;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Notation;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A made-up pair of tables that keep each other in step: a generated key {@code id}, a unique
 * {@code code} by which records are matched, columns of all kinds, a clock, and a reference to a
 * parent of the same table. Some columns are made by formulas, of each other or of mapped ones.
 */
record Spec(
    List<Field> fields,
    List<Made> made,
    Flow parentFlow,
    boolean parent,
    Policies policies,
    BySide<Filter> filters) {
  /** Where the mapped columns begin, after the key, the code, the clock and the parent. */
  static final int FIRST = 4;

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

  /**
   * A column on each side that a formula reads or makes; where neither, nothing is mapped to it.
   *
   * @param reads the field whose column it reads, too, or instead of its own; -1 for none
   */
  record Made(
      MadeUp formula,
      int reads,
      Type source,
      Type target,
      Stored sourceNormal,
      Stored targetNormal) {
    Made mirror() {
      return new Made(formula.mirror(), reads, target, source, targetNormal, sourceNormal);
    }

    Type type(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    Stored normal(Side side) {
      return side == Side.SOURCE ? sourceNormal : targetNormal;
    }

    /** Where the columns are that its formula reads or makes on a side. */
    private List<Integer> columns(Side side, int own) {
      if (side != formula.from()) {
        return List.of(own);
      }
      List<Integer> columns = new ArrayList<>();
      if (reads >= 0) {
        columns.add(FIRST + reads);
      }
      if (columns.size() < formula.recipe().reads()) {
        columns.add(own);
      }
      return columns;
    }
  }

  /**
   * What a side's records have in common that the task is about: something of a mapped column's
   * value that is true of two values out of three, and unknown of null.
   *
   * @param field whose column it reads; -1 where the task is about all records
   */
  record Filter(int field, int salt) {
    static final Filter NONE = new Filter(-1, 0);

    Scope scope() {
      return field < 0
          ? Scope.EVERYTHING
          : new Scope(
              List.of(
                  new Scope.Condition(
                      this.toString(),
                      List.of(FIRST + field),
                      row -> holds(row.get(FIRST + field)))));
    }

    private @Nullable Boolean holds(@Nullable Object value) {
      return value == null ? null : Math.floorMod(value.toString().hashCode() + salt, 3) > 0;
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

  private static final List<Type> TEXTS =
      List.of(Type.Text.UNBOUNDED, new Type.Text(8, 0, false), new Type.Text(6, 0, false));

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
    Flow parentFlow = flow(random);
    boolean parent = oneIn(random, 2);
    Policies policies = policies(random);
    List<Made> made = new ArrayList<>();
    for (int i = oneIn(random, 2) ? 1 + random.nextInt(3) : 0; i > 0; i--) {
      made.add(made(random, fields));
    }
    BySide<Filter> filters =
        BySide.of(side -> oneIn(random, 4) ? filter(random, fields) : Filter.NONE);
    return new Spec(fields, made, parentFlow, parent, policies, filters);
  }

  /** About a column that a side stores as it is given. */
  private static Filter filter(SplittableRandom random, List<Field> fields) {
    int field = random.nextInt(fields.size());
    boolean asIs =
        fields.get(field).sourceNormal() == Stored.AS_IS
            && fields.get(field).targetNormal() == Stored.AS_IS;
    return asIs ? new Filter(field, random.nextInt(3)) : Filter.NONE;
  }

  private static Made made(SplittableRandom random, List<Field> fields) {
    Recipe recipe = pick(random, List.of(Recipe.values()));
    Side from = pick(random, List.of(Side.values()));
    boolean back = recipe.isReversible() && !oneIn(random, 3);
    MadeUp formula = new MadeUp(recipe, from, back, oneIn(random, 3));
    int reads = -1;
    if (!back && recipe.reads() > 0 && !recipe.isOfNumbers()) {
      List<Integer> texts = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).type(from) instanceof Type.Text t && !t.padded()) {
          texts.add(i);
        }
      }
      reads = texts.isEmpty() || oneIn(random, 4) ? -1 : pick(random, texts);
    }
    // What goes back is a column of its own on both sides, and is not read by others.
    Type read = recipe.isOfNumbers() ? new Type.Decimal(10, 2) : pick(random, TEXTS);
    Type there =
        switch (recipe.makes()) {
          case Type.Text t -> pick(random, TEXTS);
          case Type.Int i -> i;
          default -> new Type.Decimal(10, 1);
        };
    Stored here = stored(random, read);
    Stored normal = stored(random, there);
    return from == Side.SOURCE
        ? new Made(formula, reads, read, there, here, normal)
        : new Made(formula, reads, there, read, normal, here);
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
    Map<String, Winner> fieldWinners = new HashMap<>();
    for (String field : List.of("f0", "f1", "m0")) {
      if (oneIn(random, 4)) {
        fieldWinners.put(field, pick(random, List.of(Winner.values())));
      }
    }
    return new Policies(
        direction,
        direction == Direction.TWO_WAY ? Mode.UPSERT : pick(random, List.of(Mode.values())),
        pick(random, List.of(Conflicts.values())),
        pick(random, List.of(Winner.values())),
        oneIn(random, 2),
        fieldWinners,
        oneIn(random, 3) ? Set.of("code", "f0", "f1", "m0", "parent") : Set.of(),
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
        made.stream().map(Made::mirror).toList(),
        flip(parentFlow),
        parent,
        new Policies(
            switch (p.direction()) {
              case TWO_WAY -> Direction.TWO_WAY;
              case TO_TARGET -> Direction.TO_SOURCE;
              case TO_SOURCE -> Direction.TO_TARGET;
            },
            p.mode(),
            switch (p.conflicts()) {
              case SOURCE_WINS -> Conflicts.TARGET_WINS;
              case TARGET_WINS -> Conflicts.SOURCE_WINS;
              case MERGE, NEWEST_WINS, HOLD -> p.conflicts();
            },
            flip(p.winner()),
            p.winnerNamed(),
            p.fieldWinners().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> flip(e.getValue()))),
            p.nullsSkipped(),
            p.deleteConflicts(),
            p.deletesToTarget(),
            p.deletesToSource(),
            p.nullKeys()),
        new BySide<>(filters.target(), filters.source()));
  }

  /** Whether the task is about all records of both sides. */
  boolean isUnfiltered() {
    return filters.source().field() < 0 && filters.target().field() < 0;
  }

  private static Winner flip(Winner winner) {
    return switch (winner) {
      case SOURCE -> Winner.TARGET;
      case TARGET -> Winner.SOURCE;
      case NEWEST, HOLD -> winner;
    };
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
        && fields.stream().allMatch(f -> f.flow() == Flow.BOTH)
        && made.stream().allMatch(m -> m.formula().flow() == Flow.BOTH);
  }

  Task task() {
    List<FieldRule> rules = new ArrayList<>();
    rules.add(rule("code", Flow.BOTH, 1, CODE, CODE));
    for (int i = 0; i < fields.size(); i++) {
      Field f = fields.get(i);
      rules.add(rule("f" + i, f.flow(), FIRST + i, f.source(), f.target()));
    }
    for (int i = 0; i < made.size(); i++) {
      rules.add(rule(i));
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
              FieldMeaning.of("p")));
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
            policies)
        .withScopes(BySide.of(side -> filters.on(side).scope()));
  }

  private FieldRule rule(int number) {
    Made m = made.get(number);
    BySide<List<Integer>> columns =
        BySide.of(side -> m.columns(side, FIRST + fields.size() + number));
    return m.formula()
        .rule(
            "m" + number,
            columns,
            BySide.of(side -> columns.on(side).stream().map(c -> type(side, c)).toList()));
  }

  /** The type of a mapped column. */
  Type type(Side side, int column) {
    int at = column - FIRST;
    return at < fields.size() ? fields.get(at).type(side) : made.get(at - fields.size()).type(side);
  }

  /** What a side makes of what is written to a mapped column. */
  Stored normal(Side side, int column) {
    int at = column - FIRST;
    return at < fields.size()
        ? fields.get(at).normal(side)
        : made.get(at - fields.size()).normal(side);
  }

  private static final Notation GERMAN = Notation.of(Locale.GERMANY);

  private static ColumnRule rule(String name, Flow flow, int at, Type source, Type target) {
    // Every other one is written as a country does, where it meets text.
    Notation notation = at % 2 == 0 ? Notation.INVARIANT : GERMAN;
    TypePair pair = TypePair.of(source, target, ZoneOffset.UTC, notation).orElseThrow();
    return new ColumnRule(
        name,
        flow,
        at,
        at,
        pair,
        new FieldMeaning.Builder().words(name + " as ").form(pair.name()).build());
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
    for (int i = 0; i < made.size(); i++) {
      columns.add(new Column("m" + i, made.get(i).type(side), "", true, Origin.GIVEN));
    }
    return new ObjectSchema(side.word(), columns, List.of("id"), List.of(), List.of());
  }

  private static Shape shape(ObjectSchema schema) {
    return schema.shape(schema.columns().stream().map(Column::name).toList());
  }
}
