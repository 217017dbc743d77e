package dev.syncline.core.laws;

import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of records that a task's filters leave out, whatever both sides went through. */
class ScopeLawsTest {
  private static final int HISTORIES = Integer.getInteger("histories", 4_000);

  private static void law(Function<History, Optional<String>> problem) {
    Seeds.forEach(
        HISTORIES,
        seed -> {
          History history = History.random(seed, 4 + (int) (seed % 25));
          Seeds.check(history, problem, History::shorter);
        });
  }

  @Test
  void whatFiltersHideIsNotWrittenAndNoWriteLeadsOutOfThem() {
    law(
        history -> {
          World world = history.play();
          List<PlanItem> plan = world.plan();
          for (PlanItem item : plan) {
            Key written = item instanceof PlanItem.Operation op ? op.key(op.side()) : null;
            if (item instanceof PlanItem.Operation op
                && !(op instanceof PlanItem.Create)
                && !world.isInScope(op.side(), written)) {
              return Optional.of(world.spec + " writes what is out of scope: " + item);
            }
          }
          World before = history.play();
          world.apply(plan);
          for (Side side : Side.values()) {
            for (Key key : world.rows.get(side).keySet()) {
              boolean same =
                  Arrays.equals(before.rows.get(side).get(key), world.rows.get(side).get(key));
              if (!same && !world.isInScope(side, key)) {
                return Optional.of(world.spec + " leads out of scope: " + side + " " + key);
              }
            }
          }
          return Optional.empty();
        });
  }

  @Test
  void nothingThatFiltersHideIsDeleted() {
    law(
        history -> {
          World world = history.play();
          History.sync(world);
          SplittableRandom random = new SplittableRandom(history.spec());
          Side side = pick(random, List.of(Side.values()));
          List<Link> hidden =
              world.links.values().stream()
                  .filter(l -> l.base().isOutside(side))
                  .filter(l -> world.row(side, l.key(side)) != null)
                  .filter(l -> world.row(side.other(), l.key(side.other())) != null)
                  .toList();
          if (hidden.isEmpty()) {
            return Optional.empty();
          }
          Link link = pick(random, hidden);
          Side gone = pick(random, List.of(Side.values()));
          world.delete(gone, link.key(gone));
          History.sync(world);
          return world.row(gone.other(), link.key(gone.other())) == null
              ? Optional.of(world.spec + ": " + link.key(gone.other()) + " was deleted")
              : Optional.empty();
        });
  }

  @Test
  void whatLeavesTheScopeAndComesBackIsTheSameRecordWithBothSidesEdits() {
    law(
        history -> {
          World world = history.play();
          Set<Key> open = new HashSet<>();
          History.sync(world).forEach(i -> open.addAll(Arrays.asList(i.source(), i.target())));
          SplittableRandom random = new SplittableRandom(history.spec());
          Side side = pick(random, List.of(Side.values()));
          int filtered = world.spec.filters().on(side).field();
          List<Link> calm =
              world.links.values().stream()
                  .filter(l -> Stream.of(l.source(), l.target()).noneMatch(open::contains))
                  .filter(l -> world.isInScope(Side.SOURCE, l.source()))
                  .filter(l -> world.isInScope(Side.TARGET, l.target()))
                  .toList();
          if (calm.isEmpty() || filtered < 0) {
            return Optional.empty();
          }
          Link link = pick(random, calm);
          int column = Spec.FIRST + filtered;
          Object within = world.row(side, link.key(side)).get(column);
          world.edit(side, link.key(side), column, null, null); // null is never in scope
          History.sync(world);
          Link aside = world.links.get(link.source());
          if (aside == null || !aside.base().isOutside(side)) {
            return Optional.of(world.spec + ": it is not set aside: " + link.source());
          }
          // Meanwhile somebody edits the other side, in a field that flows here.
          Side other = side.other();
          int field = random.nextInt(world.spec.fields().size());
          int edited = Spec.FIRST + field;
          FieldRule rule = world.task.fields().get(1 + field);
          world.edit(
              other, link.key(other), edited, History.value(world, random, other, edited), null);
          Object wanted = world.row(other, link.key(other)).get(edited);
          List<Integer> sizes = sizes(world);
          History.sync(world);
          world.edit(side, link.key(side), column, within, null);
          List<PlanItem> last = History.sync(world);
          Link back = world.links.get(link.source());
          if (back == null || !back.target().equals(link.target()) || !sizes(world).equals(sizes)) {
            return Optional.of(world.spec + ": it was unlinked, or doubled: " + link.source());
          }
          boolean kept = Objects.deepEquals(wanted, world.row(other, link.key(other)).get(edited));
          boolean settles =
              last.stream().anyMatch(i -> link.key(side).equals(i.key(side)))
                  || edited == column
                  || !world.task.writes(side, rule)
                  || !world.task.writes(other, rule)
                  || !world.isInScope(other, link.key(other));
          return kept || settles
              ? Optional.empty()
              : Optional.of(world.spec + ": the edit of " + rule.name() + " is lost");
        });
  }

  private static List<Integer> sizes(World world) {
    return Stream.of(Side.values()).map(s -> world.rows.get(s).size()).toList();
  }
}
