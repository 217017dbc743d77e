package dev.syncline.core.laws;

import static dev.syncline.core.laws.Seeds.pick;
import static java.util.stream.Collectors.joining;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Pair;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.core.reconcile.FieldVerdict.Rule;
import dev.syncline.core.value.Unrepresentable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What holds of every plan, whatever both sides went through before it. */
class LawsTest {
  private static final int HISTORIES = Integer.getInteger("histories", 4_000);

  private static void law(Function<History, Optional<String>> problem) {
    Seeds.forEach(
        HISTORIES,
        seed -> {
          History history = History.random(seed, 4 + (int) (seed % 25));
          Seeds.check(history, problem, History::shorter);
        });
  }

  private static Optional<String> wrong(World world, String what) {
    StringBuilder text = new StringBuilder(what).append("\n").append(world.spec);
    for (Side side : Side.values()) {
      world
          .rows
          .get(side)
          .values()
          .forEach(r -> text.append("\n  ").append(side.word()).append(Arrays.toString(r)));
    }
    world
        .links
        .values()
        .forEach(l -> text.append("\n  link ").append(l.source()).append(" - ").append(l.target()));
    return Optional.of(text.toString());
  }

  private static String text(List<PlanItem> plan) {
    return plan.stream().map(PlanItem::toString).collect(joining("\n    ", "\n    ", ""));
  }

  @Test
  void swappingTheSidesSwapsThePlan() {
    law(
        history -> {
          World world = history.play();
          History.hide(world, new SplittableRandom(history.spec()));
          List<String> plan = Lines.of(world.plan());
          List<String> mirrored = Lines.mirrored(world.mirror().plan());
          return plan.equals(mirrored)
              ? Optional.empty()
              : wrong(world, "mirrored:\n  " + plan + "\nis not\n  " + mirrored);
        });
  }

  @Test
  void whatWasAppliedIsNotPlannedAgain() {
    law(
        history -> {
          World world = history.play();
          Set<Key> planned = new HashSet<>();
          world.pairs().forEach(p -> planned.addAll(Arrays.asList(p.source(), p.target())));
          planned.remove(null);
          if (world.spec.flowsFreely() && !world.spec.parent() && world.spec.isUnfiltered()) {
            world.apply(world.plan());
          } else {
            // A parent made in the same round, a field that only flows back, and a record that came
            // back into scope and has no counterpart any more, take a second one.
            History.sync(world);
          }
          // What could not be matched at first may be, once others have left their unique keys.
          List<PlanItem> again =
              world.plan().stream()
                  .filter(History::does)
                  .filter(i -> planned.contains(i.source()) || planned.contains(i.target()))
                  .toList();
          return again.isEmpty() ? Optional.empty() : wrong(world, "planned again:" + text(again));
        });
  }

  @Test
  void theOrderOfRecordsIsIrrelevant() {
    law(
        history -> {
          World world = history.play();
          List<Pair> pairs = new ArrayList<>(world.pairs());
          List<String> plan = Lines.of(world.plan(pairs));
          Collections.shuffle(pairs, new Random(history.spec()));
          return plan.equals(Lines.of(world.plan(pairs)))
              ? Optional.empty()
              : wrong(world, "another order gives another plan");
        });
  }

  @Test
  void aOneSidedEditArrives() {
    law(
        history -> {
          World world = history.play();
          Set<Key> open = new HashSet<>();
          for (PlanItem item : History.sync(world)) {
            open.add(item.source());
            open.add(item.target());
          }
          SplittableRandom random = new SplittableRandom(history.spec());
          Side side = pick(random, List.of(Side.values()));
          List<Link> calm =
              world.links.values().stream()
                  .filter(l -> !open.contains(l.source()) && !open.contains(l.target()))
                  .filter(l -> world.isInScope(Side.SOURCE, l.source()))
                  .filter(l -> world.isInScope(Side.TARGET, l.target()))
                  .toList();
          if (calm.isEmpty()) {
            return Optional.empty();
          }
          Link link = pick(random, calm);
          Key key = link.key(side);
          int field = 1 + random.nextInt(world.spec.fields().size());
          ColumnRule rule = (ColumnRule) world.task.fields().get(field);
          if (!world.task.writes(side.other(), rule) || !world.task.policies().mode().updates()) {
            return Optional.empty();
          }
          Object value = History.value(world, random, side, rule.source());
          long before = world.prints.of(side, world.row(side, key), rule);
          world.edit(side, key, rule.source(), value, null);
          Object edited = world.row(side, key).get(rule.source());
          if (world.prints.of(side, world.row(side, key), rule) == before
              || world.task.skips(rule, side, world.row(side, key))
              || !world.isInScope(side, key)) {
            return Optional.empty();
          }
          List<PlanItem> plan = world.plan();
          List<PlanItem> back =
              plan.stream()
                  .filter(i -> i instanceof PlanItem.Operation o && o.side() == side)
                  .toList();
          if (!back.isEmpty()) {
            return wrong(world, "an edit on the " + side.word() + " is written back:" + text(back));
          }
          boolean refused = plan.stream().anyMatch(i -> i instanceof PlanItem.Held);
          world.apply(plan);
          Object arrived = world.row(side.other(), link.key(side.other())).get(rule.target());
          return refused || arrived(world, rule, side, edited, arrived)
              ? Optional.empty()
              : wrong(
                  world,
                  "on the "
                      + side.word()
                      + " "
                      + key
                      + " became "
                      + edited
                      + " in "
                      + rule.name()
                      + ", and the other side holds "
                      + arrived
                      + text(plan));
        });
  }

  private static boolean arrived(
      World world, ColumnRule rule, Side side, Object edited, Object arrived) {
    try {
      Object carried = rule.pair().carry(side, edited);
      Object stored = world.stored(side.other(), rule.target(), carried);
      boolean same =
          side == Side.SOURCE
              ? rule.pair().same(edited, arrived)
              : rule.pair().same(arrived, edited);
      // What counts as no change is not written: the other side keeps what it made of it before.
      Object kept = world.stored(side.other(), rule.target(), arrived);
      return same || (stored == null ? arrived == null : stored.equals(kept));
    } catch (Unrepresentable e) {
      return true;
    }
  }

  @Test
  void nothingIsOverwrittenWithoutARule() {
    law(
        history -> {
          World world = history.play();
          for (PlanItem item : world.plan()) {
            String unruled = unruled(world, item);
            if (unruled != null) {
              return wrong(world, unruled + text(List.of(item)));
            }
          }
          return Optional.empty();
        });
  }

  @Test
  void whatAModeDoesNotWriteIsNeitherWrittenNorPending() {
    law(
        history -> {
          World world = history.play();
          Policies policies = world.task.policies();
          List<PlanItem> plan = world.plan();
          for (PlanItem item : plan) {
            boolean creates = item instanceof PlanItem.Create;
            boolean linked = item.source() != null && world.links.containsKey(item.source());
            boolean wrong =
                item instanceof PlanItem.Operation
                    && (creates ? !policies.mode().creates() : !policies.mode().updates());
            if (wrong
                || creates && linked && !policies.mode().updates()
                || sendsSkipped(world, item)) {
              return wrong(world, "not for " + policies + text(List.of(item)));
            }
          }
          world.apply(plan);
          return policies.mode() != Policies.Mode.INSERT || pending(world.plan()).isEmpty()
              ? Optional.empty()
              : wrong(world, "still pending:" + text(pending(world.plan())));
        });
  }

  private static List<PlanItem> pending(List<PlanItem> plan) {
    return plan.stream()
        .filter(i -> i instanceof PlanItem.Unsent || i instanceof PlanItem.Drift)
        .toList();
  }

  /** Whether a value is written for a null that is to be skipped. */
  private static boolean sendsSkipped(World world, PlanItem item) {
    List<Change> changes =
        switch (item) {
          case PlanItem.Create c -> c.changes();
          case PlanItem.Update u when !u.rule().contains("cleared") -> u.changes();
          default -> List.of();
        };
    if (!(item instanceof PlanItem.Operation op)) {
      return false;
    }
    Side giver = op.side().other();
    Key key = op instanceof PlanItem.Create c ? c.origin() : op.key(giver);
    return changes.stream()
        .anyMatch(
            c ->
                world.task.skips(world.task.fields().get(c.field()), giver, world.row(giver, key)));
  }

  /** What an operation takes away without saying by which rule it may. */
  private static String unruled(World world, PlanItem item) {
    if (item instanceof PlanItem.Delete d) {
      boolean edited = edited(world, d.side(), d.key(d.side()), world.links.get(d.source()));
      boolean said = d.rule().contains("delete wins") || d.rule().contains("mirror");
      return edited && !said ? "an edited record is deleted because '" + d.rule() + "'" : null;
    }
    if (!(item instanceof PlanItem.Update u)) {
      return null;
    }
    Link link = world.links.get(u.source());
    for (Change change : u.changes()) {
      long now =
          world.prints.of(
              u.side(),
              world.row(u.side(), u.key(u.side())),
              world.task.fields().get(change.field()));
      boolean known = link != null && link.base().knows(change.field());
      boolean edited = known && link.base().fingerprint(u.side(), change.field()) != now;
      boolean held =
          !known && Arrays.stream(change.before()).anyMatch(v -> v != null && !v.equals(""));
      boolean said =
          Rule.of(change.rule()).filter(Rule::isSettlement).isPresent()
              || change.rule().contains("mirror")
              || change.rule().contains("cleared");
      if ((edited || held) && !said) {
        return "field " + change.field() + " is overwritten because '" + change.rule() + "'";
      }
    }
    return null;
  }

  private static boolean edited(World world, Side side, Key key, Link link) {
    Base base = link.base();
    for (int i = 0; i < base.size(); i++) {
      long now = world.prints.of(side, world.row(side, key), world.task.fields().get(i));
      if (base.knows(i) && base.fingerprint(side, i) != now) {
        return true;
      }
    }
    return false;
  }

  @Test
  void whatIsUnreadableOrOutOfScopeCausesNoWrite() {
    law(
        history -> {
          World world = history.play();
          History.hide(world, new SplittableRandom(history.spec()));
          for (PlanItem item : world.plan()) {
            for (Side side : Side.values()) {
              Observed hidden = world.hidden.get(side).get(item.key(side));
              if (hidden != null && item instanceof PlanItem.Operation) {
                return wrong(world, side.word() + " is " + hidden + text(List.of(item)));
              }
            }
          }
          return Optional.empty();
        });
  }

  /** A column that holds about every other value. */
  private static String tight(int column, Object value) {
    return (column + value.hashCode()) % 2 == 0 ? "column " + column + " is too tight" : null;
  }

  private static boolean fits(World world, PlanItem.Operation op) {
    List<Change> changes =
        switch (op) {
          case PlanItem.Create c -> c.changes();
          case PlanItem.Update u -> u.changes();
          case PlanItem.Restore r -> r.changes();
          case PlanItem.Delete d -> List.of();
        };
    for (Change change : changes) {
      List<Integer> columns = world.task.fields().get(change.field()).columns(op.side());
      for (int i = 0; i < columns.size(); i++) {
        Object value = change.after()[i];
        if (value != null && !(value instanceof Awaited) && tight(columns.get(i), value) != null) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void noWriteIsPlannedThatItsSideCannotHoldAndAllOthersAre() {
    law(
        history -> {
          World world = history.play();
          World tight = world.with(BySide.of(side -> LawsTest::tight));
          List<PlanItem> plan = tight.plan();
          for (PlanItem item : plan) {
            if (item instanceof PlanItem.Operation op && !fits(world, op)) {
              return wrong(world, "planned, and does not fit: " + item);
            }
          }
          for (PlanItem item : world.plan()) {
            List<PlanItem> instead = plan.stream().filter(i -> isOfSame(item, i)).toList();
            boolean blocked = instead.stream().anyMatch(i -> isHeld(i, Reason.BLOCKED));
            boolean refused = instead.stream().anyMatch(i -> isHeld(i, Reason.REJECTED));
            boolean planned =
                item instanceof PlanItem.Operation op
                    && instead.stream().anyMatch(i -> isWriteOn(op.side(), i));
            if (item instanceof PlanItem.Operation op
                && (fits(world, op) ? !planned && !blocked : planned || !refused && !blocked)) {
              return wrong(world, item + " became" + text(instead));
            }
          }
          return Optional.empty();
        });
  }

  private static boolean isOfSame(PlanItem one, PlanItem other) {
    return Arrays.stream(Side.values())
        .anyMatch(side -> one.key(side) != null && one.key(side).equals(other.key(side)));
  }

  private static boolean isHeld(PlanItem item, Reason reason) {
    return item instanceof PlanItem.Held h && h.reason() == reason;
  }

  private static boolean isWriteOn(Side side, PlanItem item) {
    return item instanceof PlanItem.Operation op && op.side() == side;
  }
}
