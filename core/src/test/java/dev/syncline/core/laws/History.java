package dev.syncline.core.laws;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Observed;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What users and syncs did to a {@link World}: every step has a seed of its own, so that a history
 * stays what it is when some of its steps are left out.
 *
 * @param spec the seed of the tables
 * @param steps the seeds of the steps
 */
record History(long spec, List<Long> steps) {

  static History random(long seed, int length) {
    SplittableRandom random = Seeds.random(seed);
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      steps.add(random.nextLong());
    }
    return new History(random.nextLong(), steps);
  }

  /** Histories with one step less. */
  List<History> shorter() {
    List<History> all = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      List<Long> fewer = new ArrayList<>(steps);
      fewer.remove(i);
      all.add(new History(spec, fewer));
    }
    return all;
  }

  /** The world after all of it. */
  World play() {
    World world = new World(Spec.random(new SplittableRandom(spec)));
    for (int i = 0; i < steps.size(); i++) {
      step(world, new SplittableRandom(steps.get(i)), i);
    }
    return world;
  }

  private static void step(World world, SplittableRandom random, int now) {
    Side side = pick(random, List.of(Side.values()));
    List<Key> keys = List.copyOf(world.rows.get(side).keySet());
    int what = random.nextInt(10);
    if (what < 2 || keys.isEmpty()) {
      insert(world, random, side, now);
    } else if (what < 7) {
      edit(world, random, side, pick(random, keys), now);
    } else if (what < 8) {
      world.delete(side, pick(random, keys));
    } else {
      sync(world);
    }
  }

  /** Plans and applies until nothing more is to be written, and returns the last plan. */
  static List<PlanItem> sync(World world) {
    List<PlanItem> plan = world.plan();
    for (int round = 0; round < 8 && plan.stream().anyMatch(History::does); round++) {
      world.apply(plan);
      plan = world.plan();
    }
    return plan;
  }

  /** Whether a line of a plan does something, and not only says why nothing is done. */
  static boolean does(PlanItem item) {
    return !(item instanceof PlanItem.Held) && !(item instanceof PlanItem.Drift);
  }

  private static void insert(World world, SplittableRandom random, Side side, int now) {
    Object[] values = new Object[world.task.shape(side).size()];
    values[1] = "code " + random.nextInt(12);
    values[2] = clock(random, now);
    for (int i = 3; i < values.length; i++) {
      values[i] = value(world, random, side, i);
    }
    world.insert(side, values);
  }

  static void edit(World world, SplittableRandom random, Side side, Key key, int now) {
    int column = 3 + random.nextInt(world.task.shape(side).size() - 3);
    world.edit(side, key, column, value(world, random, side, column), clock(random, now));
  }

  private static LocalDateTime clock(SplittableRandom random, int now) {
    return oneIn(random, 6) ? null : LocalDateTime.of(2024, 1, 1, 0, 0).plusMinutes(now);
  }

  /** A value of a column's type out of a few, so that both sides often hold the same. */
  static Object value(World world, SplittableRandom random, Side side, int column) {
    if (column == 3) {
      List<Key> keys = List.copyOf(world.rows.get(side).keySet());
      boolean refers = world.spec.parent() && !keys.isEmpty() && !oneIn(random, 3);
      return refers ? pick(random, keys).parts()[0] : null;
    }
    if (oneIn(random, 5)) {
      return null;
    }
    return switch (world.spec.type(side, column)) {
      case Type.Text t -> pick(random, Arrays.asList("", "a", "A", "b", "abc", "x y", "ABCDEFG"));
      case Type.Int i -> (long) random.nextInt(4);
      case Type.Decimal d -> {
        BigDecimal some = new BigDecimal(pick(random, List.of("1.0", "1.5", "1.25", "2", "3")));
        // A formula sees what a column holds, and no more digits than that.
        boolean made = column >= Spec.FIRST + world.spec.fields().size();
        yield made ? some.setScale(d.scale(), RoundingMode.HALF_UP) : some;
      }
      case Type.Timestamp t ->
          LocalDateTime.of(2024, 1, 1, 0, 0, random.nextInt(3))
              .withNano(t.fraction() > 0 ? random.nextInt(3) * 1000 : 0);
      case Type.Bool b -> random.nextInt(2) == 0;
      default -> throw new IllegalStateException("no values of " + world.spec.fields());
    };
  }

  /** Makes some rows unreadable, or puts them out of the task's scope. */
  static void hide(World world, SplittableRandom random) {
    for (Side side : Side.values()) {
      for (Key key : world.rows.get(side).keySet()) {
        if (oneIn(random, 3)) {
          world
              .hidden
              .get(side)
              .put(
                  key,
                  oneIn(random, 2)
                      ? new Observed.Unreadable("hidden")
                      : new Observed.OutOfScope(world.row(side, key)));
        }
      }
    }
  }
}
