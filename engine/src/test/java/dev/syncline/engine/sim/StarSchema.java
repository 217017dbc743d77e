package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

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
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.engine.sync.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Made-up tables that three databases share, each in its own way, and two-way syncs between them: a
 * star from the first of them, the hub, to each of the others, or a ring.
 */
record StarSchema(List<Spoke> spokes) {
  static final int HUB = 0;
  static final int DATABASES = 3;

  /**
   * One of the syncs.
   *
   * @param source the number of the database that is its source
   * @param target the number of its target
   */
  record Spoke(int source, int target, SimSchema schema) {
    int number(Side side) {
      return side == Side.SOURCE ? source : target;
    }
  }

  /** A column of which each database has its own type. */
  private record Shared(List<Type> types, List<Normal> normals, boolean unique) {
    static Shared random(SplittableRandom random) {
      List<Type> kind = SimSchema.kind(random);
      boolean unique = kind.getFirst() instanceof Type.Text && oneIn(random, 6);
      List<Type> types = new ArrayList<>();
      List<Normal> normals = new ArrayList<>();
      for (int i = 0; i < DATABASES; i++) {
        types.add(pick(random, kind));
        normals.add(unique ? Normal.AS_IS : SimSchema.normal(random, types.getLast()));
      }
      return new Shared(types, normals, unique);
    }

    SimTable.Value between(String name, int source, int target) {
      return new SimTable.Value(
          name,
          types.get(source),
          types.get(target),
          Flow.BOTH,
          normals.get(source),
          normals.get(target),
          unique);
    }
  }

  /** A table as all three have it. */
  private record Everywhere(
      int number,
      List<SimTable.End> ends,
      List<Shared> values,
      List<SimTable.Reference> references,
      MatchForm form) {
    static Everywhere random(SplittableRandom random, int number) {
      List<SimTable.End> ends = new ArrayList<>();
      for (int i = 0; i < DATABASES; i++) {
        ends.add(SimSchema.end(random));
      }
      List<Shared> values = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        values.add(Shared.random(random));
      }
      List<SimTable.Reference> references = new ArrayList<>();
      if (number > 0 && !oneIn(random, 3)) {
        references.add(reference(random, "parent", random.nextInt(number), oneIn(random, 2)));
      }
      if (oneIn(random, 4)) {
        references.add(reference(random, "self", number, true));
      }
      MatchForm form =
          oneIn(random, 4) ? pick(random, List.of(MatchForm.values())) : MatchForm.EXACT;
      return new Everywhere(number, ends, values, references, form);
    }

    /** The same, but that every database makes up its own keys. */
    Everywhere withIds() {
      return new Everywhere(
          number,
          ends.stream()
              .map(end -> new SimTable.End(false, end.codeUnique(), end.codeNullable()))
              .toList(),
          values,
          references,
          form);
    }

    private static SimTable.Reference reference(
        SplittableRandom random, String name, int to, boolean nullable) {
      return new SimTable.Reference(
          name, to, Flow.BOTH, nullable, oneIn(random, 8), MissingParent.HOLD);
    }

    SimTable between(int source, int target, Policies policies) {
      List<SimTable.Value> columns = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        columns.add(values.get(i).between("v" + i, source, target));
      }
      return new SimTable(
          number, ends.get(source), ends.get(target), columns, references, form, policies);
    }
  }

  static StarSchema star(SplittableRandom random) {
    List<Everywhere> tables = tables(random);
    List<Spoke> spokes = new ArrayList<>();
    for (int other = 1; other < DATABASES; other++) {
      boolean fromHub = oneIn(random, 2);
      spokes.add(
          spoke(random, tables, fromHub ? HUB : other, fromHub ? other : HUB, spokes.size() + 1));
    }
    return new StarSchema(spokes);
  }

  /**
   * A sync from each of the databases to the next, and from the last to the first. None of them
   * knows records by a key that people change: a new key is another record to whoever is not told.
   */
  static StarSchema ring(SplittableRandom random) {
    List<Everywhere> tables = tables(random).stream().map(Everywhere::withIds).toList();
    List<Spoke> spokes = new ArrayList<>();
    for (int i = 0; i < DATABASES; i++) {
      spokes.add(spoke(random, tables, i, (i + 1) % DATABASES, i + 1));
    }
    return new StarSchema(spokes);
  }

  private static List<Everywhere> tables(SplittableRandom random) {
    List<Everywhere> tables = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      tables.add(Everywhere.random(random, tables.size()));
    }
    return tables;
  }

  private static Spoke spoke(
      SplittableRandom random, List<Everywhere> all, int source, int target, int id) {
    Policies policies = policies(random);
    List<SimTable> tables = all.stream().map(t -> t.between(source, target, policies)).toList();
    Sync sync =
        new Sync(
            id,
            "star" + id,
            tables.stream().map(t -> t.compile(id, tables)).toList(),
            Guard.OFF,
            Sync.FirstSync.MATCH,
            true,
            Set.of(Side.SOURCE, Side.TARGET),
            "hash",
            "",
            List.of(),
            SimSchema.capturing(random, tables.size()));
    return new Spoke(source, target, new SimSchema(tables, sync, false));
  }

  /** Such that everything reaches everybody, whoever wins. */
  private static Policies policies(SplittableRandom random) {
    return new Policies(
        Direction.TWO_WAY,
        false,
        oneIn(random, 2) ? Conflicts.MERGE : pick(random, List.of(Conflicts.values())),
        pick(random, List.of(Winner.values())),
        pick(random, List.of(DeleteConflicts.values())),
        Deletes.PROPAGATE,
        Deletes.PROPAGATE,
        oneIn(random, 4) ? NullKeys.CREATE : NullKeys.HOLD);
  }

  /** Empty databases, by number. */
  List<MemoryDatabase> databases() {
    List<MemoryDatabase> databases = new ArrayList<>();
    for (int i = 0; i < DATABASES; i++) {
      int number = i;
      Spoke any =
          spokes.stream()
              .filter(s -> s.source == number || s.target == number)
              .findFirst()
              .orElseThrow();
      Side side = any.source == number ? Side.SOURCE : Side.TARGET;
      databases.add(any.schema.database(side, 1 + 1_000L * number));
    }
    return databases;
  }
}
