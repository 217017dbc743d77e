package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.connect.AuditColumns;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Stamping;
import dev.syncline.engine.sync.Sync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Made-up tables with relations and the sync that keeps them in step.
 *
 * @param guarded whether the guard watches, and a person approves what it stops
 */
record SimSchema(List<SimTable> tables, Sync sync, boolean guarded) {
  /** Each row of a ring's first table refers to one of the second, and so on round to the first. */
  static final String RING = "ring";

  /** Within which clocks differ, and transactions end that nobody sees. */
  static final Duration OVERLAP = Duration.ofSeconds(6);

  static final List<Type> TEXTS =
      List.of(Type.Text.UNBOUNDED, new Type.Text(6, 0, false), new Type.Text(20, 0, false));
  static final List<Type> NUMBERS =
      List.of(new Type.Int(32, false), new Type.Decimal(10, 2), new Type.Decimal(10, 1));
  private static final List<Type> TIMES =
      List.of(
          new Type.Timestamp(6, false), new Type.Timestamp(3, false), new Type.Timestamp(0, false));

  /** Whether a mapped column's values are written to one side and never to the other. */
  boolean isOneWay(SimTable table, String column, Side to) {
    Task task = sync.tasks().get(table.number());
    return task.fields().stream()
        .anyMatch(
            rule ->
                rule.name().equals(column)
                    && task.writes(to, rule)
                    && !task.writes(to.other(), rule));
  }

  static SimSchema random(SplittableRandom random) {
    int count = 1 + random.nextInt(4);
    Policies shared = policies(random);
    List<SimTable> tables = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Policies own = oneIn(random, 4) ? policies(random) : shared;
      tables.add(table(random, i, own));
    }
    if (count > 1 && oneIn(random, 4)) {
      // A cycle: the first refers to the last, which refers to it or to what refers to it.
      refer(tables, 0, reference(random, "cycle", count - 1, true));
    }
    if (oneIn(random, 5)) {
      ring(random, tables);
    }
    boolean guarded = oneIn(random, 4);
    Sync sync =
        new Sync(
            1,
            "sim",
            tables.stream().map(t -> t.compile(tables)).toList(),
            guarded
                ? new Guard(
                    new Guard.Limit(0.5, 3), new Guard.Limit(0.2, 1), new Guard.Limit(0.5, 3))
                : Guard.OFF,
            oneIn(random, 8) ? Sync.FirstSync.COPY : Sync.FirstSync.MATCH,
            !oneIn(random, 6),
            oneIn(random, 8)
                ? pick(random, List.of(Set.of(), Set.of(Side.SOURCE), Set.of(Side.TARGET)))
                : Set.of(Side.SOURCE, Side.TARGET),
            "hash",
            "",
            List.of(),
            capturing(random, count));
    return new SimSchema(tables, sync, guarded);
  }

  /** Triggers or timestamps on some sides, with a full compare now and then or never again. */
  static Capturing capturing(SplittableRandom random, int tables) {
    Map<Side, Method> methods = new EnumMap<>(Side.class);
    List<Method> some =
        Boolean.getBoolean("sim.scan")
            ? List.of(Method.SCAN)
            : List.of(Method.SCAN, Method.TRIGGERS, Method.TIMESTAMPS);
    for (Side side : Side.values()) {
      methods.put(side, pick(random, some));
    }
    Map<Integer, BySide<AuditColumns>> columns = new HashMap<>();
    for (int task = 1; task <= tables; task++) {
      columns.put(task, BySide.of(side -> MemoryStamps.COLUMNS));
    }
    long sweep = oneIn(random, 4) ? 20_000 : Long.MAX_VALUE;
    return new Capturing(methods, sweep).with(new Stamping(OVERLAP, 0, columns));
  }

  /** The same, where changes of one side at least are told by its log. */
  SimSchema logged(SplittableRandom random) {
    Capturing capturing = sync.capturing();
    Map<Side, Method> methods = new EnumMap<>(capturing.methods());
    methods.put(pick(random, List.of(Side.values())), Method.LOG);
    methods.replaceAll((side, method) -> oneIn(random, 2) ? Method.LOG : method);
    return new SimSchema(
        tables,
        sync.with(
            new Capturing(
                methods,
                capturing.sweepMillis(),
                capturing.logKeep(),
                capturing.stamping(),
                capturing.ignored())),
        guarded);
  }

  /** The same with fields that formulas make. */
  SimSchema made(SplittableRandom random) {
    SimFormulas formulas = new SimFormulas(random, tables);
    List<SimTable> more = tables.stream().map(formulas::over).toList();
    return new SimSchema(
        more, with(sync, more.stream().map(t -> t.compile(more)).toList()), guarded);
  }

  /** The same, about some rows of some tables only. */
  SimSchema filtered(SplittableRandom random) {
    List<SimTable> fewer =
        tables.stream().map(t -> t.filtered(SimFilter.random(random, t))).toList();
    return new SimSchema(
        fewer, with(sync, fewer.stream().map(t -> t.compile(fewer)).toList()), guarded);
  }

  /** Whether changes of a side are told by its log. */
  boolean isLogged() {
    return sync.capturing().methods().containsValue(Method.LOG);
  }

  /** A sync with other tasks. */
  static Sync with(Sync sync, List<Task> tasks) {
    return new Sync(
        sync.id(),
        sync.name(),
        tasks,
        sync.guard(),
        sync.firstSync(),
        sync.matchLater(),
        sync.creates(),
        sync.configHash(),
        sync.outline(),
        sync.resting(),
        sync.capturing());
  }

  /** A circle of references that are never null, over one table, two, or more. */
  private static void ring(SplittableRandom random, List<SimTable> tables) {
    int members = 1 + random.nextInt(Math.min(3, tables.size()));
    for (int i = 0; i < members; i++) {
      refer(tables, i, reference(random, RING, (i + 1) % members, false));
    }
  }

  private static void refer(List<SimTable> tables, int from, SimTable.Reference more) {
    SimTable table = tables.get(from);
    List<SimTable.Reference> references = new ArrayList<>(table.references());
    references.add(more);
    tables.set(
        from,
        new SimTable(
            from,
            table.source(),
            table.target(),
            table.values(),
            references,
            table.made(),
            table.filters(),
            table.form(),
            table.policies()));
  }

  /** The tables that refer to each other in a circle, by references that are never null. */
  List<SimTable> ring() {
    return tables.stream().filter(t -> t.ring() != null).toList();
  }

  private static SimTable table(SplittableRandom random, int number, Policies policies) {
    List<SimTable.Value> values = new ArrayList<>();
    int width = 1 + random.nextInt(3);
    for (int i = 0; i < width; i++) {
      List<Type> kind = kind(random);
      Type source = pick(random, kind);
      Type target = pick(random, kind);
      boolean unique = kind == TEXTS && oneIn(random, 6);
      values.add(
          new SimTable.Value(
              "v" + i,
              source,
              target,
              flow(random),
              unique ? Normal.AS_IS : normal(random, source),
              unique ? Normal.AS_IS : normal(random, target),
              unique));
    }
    List<SimTable.Reference> references = new ArrayList<>();
    if (number > 0 && !oneIn(random, 3)) {
      references.add(reference(random, "parent", random.nextInt(number), oneIn(random, 2)));
    }
    if (oneIn(random, 4)) {
      references.add(reference(random, "self", number, true));
    }
    MatchForm form = oneIn(random, 4) ? pick(random, List.of(MatchForm.values())) : MatchForm.EXACT;
    return new SimTable(number, end(random), end(random), values, references, form, policies);
  }

  /** Types of which each pair can carry the other's values. */
  static List<Type> kind(SplittableRandom random) {
    return pick(random, List.of(TEXTS, TEXTS, NUMBERS, TIMES));
  }

  static SimTable.End end(SplittableRandom random) {
    boolean natural = oneIn(random, 5);
    return new SimTable.End(natural, natural || oneIn(random, 2), !natural && oneIn(random, 2));
  }

  static SimTable.Reference reference(
      SplittableRandom random, String name, int to, boolean nullable) {
    MissingParent missing =
        oneIn(random, 4) ? pick(random, List.of(MissingParent.values())) : MissingParent.HOLD;
    return new SimTable.Reference(name, to, flow(random), nullable, oneIn(random, 8), missing);
  }

  private static Flow flow(SplittableRandom random) {
    return oneIn(random, 10) ? pick(random, List.of(Flow.values())) : Flow.BOTH;
  }

  static Normal normal(SplittableRandom random, Type type) {
    if (!oneIn(random, 4)) {
      return Normal.AS_IS;
    }
    return switch (type) {
      case Type.Text t -> oneIn(random, 2) ? Normal.TRIMMED : Normal.UPPER_CASE;
      case Type.Decimal d -> Normal.ROUNDED;
      case Type.Timestamp t -> Normal.WHOLE_SECONDS;
      default -> Normal.AS_IS;
    };
  }

  private static Policies policies(SplittableRandom random) {
    Direction direction =
        oneIn(random, 3) ? pick(random, List.of(Direction.values())) : Direction.TWO_WAY;
    return new Policies(
        direction,
        direction != Direction.TWO_WAY && oneIn(random, 3),
        oneIn(random, 2) ? Conflicts.MERGE : pick(random, List.of(Conflicts.values())),
        pick(random, List.of(Winner.values())),
        pick(random, List.of(DeleteConflicts.values())),
        oneIn(random, 3) ? pick(random, List.of(Deletes.values())) : Deletes.PROPAGATE,
        oneIn(random, 3) ? pick(random, List.of(Deletes.values())) : Deletes.PROPAGATE,
        oneIn(random, 4) ? NullKeys.CREATE : NullKeys.HOLD);
  }

  MemoryDatabase database(Side side) {
    return database(side, side == Side.SOURCE ? 1 : 1001);
  }

  /**
   * An empty database for a side.
   *
   * @param firstKey the first key that it generates
   */
  MemoryDatabase database(Side side, long firstKey) {
    MemoryDatabase database = new MemoryDatabase();
    for (SimTable table : tables) {
      Map<String, Normal> normals = new HashMap<>();
      table.values().forEach(v -> normals.put(v.name(), v.normal(side)));
      table.ownColumns(side).forEach(c -> normals.put(c.name(), c.normal()));
      database.add(new MemoryTable(table.schema(side, tables), normals, firstKey));
    }
    return database;
  }
}
