package dev.syncline.core.laws;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.Formula.NoValue;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.value.Unrepresentable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A column that a formula makes follows each column that it is made of, or the record is held. */
class MadeFieldsTest {
  private static final int HISTORIES = Integer.getInteger("histories", 4_000);

  @Test
  void whatIsMadeFollowsWhatItIsMadeOf() {
    Seeds.forEach(
        HISTORIES,
        seed ->
            Seeds.check(
                History.random(seed, 4 + (int) (seed % 25)), this::problem, History::shorter));
  }

  private Optional<String> problem(History history) {
    World world = history.play();
    Set<Key> open = new HashSet<>();
    for (PlanItem item : History.sync(world)) {
      open.addAll(Arrays.asList(item.source(), item.target()));
    }
    List<Link> calm =
        world.links.values().stream()
            .filter(l -> !open.contains(l.source()) && !open.contains(l.target()))
            .filter(l -> world.isInScope(Side.SOURCE, l.source()))
            .filter(l -> world.isInScope(Side.TARGET, l.target()))
            .toList();
    if (calm.isEmpty() || world.spec.made().isEmpty()) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(history.spec());
    int number = random.nextInt(world.spec.made().size());
    MadeUp formula = world.spec.made().get(number).formula();
    FormulaRule rule =
        (FormulaRule) world.task.fields().get(1 + world.spec.fields().size() + number);
    Side side = formula.back() && oneIn(random, 2) ? formula.from().other() : formula.from();
    if (rule.columns(side).isEmpty()
        || !world.task.writes(side.other(), rule)
        || !world.task.policies().mode().updates()) {
      return Optional.empty();
    }
    Link link = pick(random, calm);
    Key key = link.key(side);
    int column = pick(random, rule.columns(side));
    Object before = world.row(side, key).get(column);
    world.edit(side, key, column, History.value(world, random, side, column), null);
    Row edited = world.row(side, key);
    if (Objects.equals(before, edited.get(column))
        || world.task.skips(rule, side, edited)
        || !world.isInScope(side, key)) {
      return Optional.empty();
    }
    List<PlanItem> plan = world.plan();
    world.apply(plan);
    boolean held =
        plan.stream().anyMatch(i -> i instanceof PlanItem.Held && key.equals(i.key(side)));
    Row there = world.row(side.other(), link.key(side.other()));
    return held || isMade(world, rule, edited, side.other(), there)
        ? Optional.empty()
        : Optional.of(
            rule.name() + " of " + edited + " is not made of it in " + there + "\n" + world.spec);
  }

  private static boolean isMade(World world, FormulaRule rule, Row from, Side to, Row there) {
    int column = rule.columns(to).getFirst();
    Object holds = there.get(column);
    try {
      Object made = rule.make(to, from);
      return Objects.equals(world.stored(to, column, made), holds) || same(rule, from, to, there);
    } catch (NoValue | Unrepresentable e) {
      return false;
    }
  }

  private static boolean same(FormulaRule rule, Row from, Side to, Row there) {
    return to == Side.TARGET ? rule.agree(from, there) : rule.agree(there, from);
  }
}
