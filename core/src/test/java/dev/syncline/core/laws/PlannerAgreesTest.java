package dev.syncline.core.laws;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Pair;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.reconcile.NaiveReconciler;
import dev.syncline.core.reconcile.Words;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What is planned for a linked record is what the naive reconciler says of it, from the facts to
 * the lines of the plan.
 */
class PlannerAgreesTest {

  @Test
  void plansAreWhatTheNaiveReconcilerSays() {
    Seeds.forEach(
        4_000,
        seed ->
            Seeds.check(
                History.random(seed, 4 + (int) (seed % 25)), this::problem, History::shorter));
  }

  private Optional<String> problem(History history) {
    World world = history.play();
    if (history.spec() % 3 == 0) {
      History.hide(world, new SplittableRandom(history.spec()));
    }
    List<Pair> pairs = new ArrayList<>();
    world.pairs().forEach(pair -> pairs.add(isNeeded(history, pair) ? pair.asNeeded() : pair));
    for (Pair pair : pairs) {
      if (pair.source() == null || pair.target() == null) {
        continue;
      }
      Map<String, String> naive = new HashMap<>(naive(world, pair));
      // The base takes what both hold where nothing is sent, as where they agree by themselves.
      naive.replaceAll((field, word) -> word.equals("not sent") ? "converged" : word);
      Map<String, String> planned = planned(world, pair, pairs);
      if (!allowed(world, pair, naive, planned)) {
        return Optional.of(
            "for "
                + pair.source()
                + " - "
                + pair.target()
                + " the naive reconciler says "
                + naive
                + ", the plan "
                + planned
                + "\n"
                + world.spec);
      }
    }
    return Optional.empty();
  }

  /** Some records that are gone on one side are referred to by others that stay on the other. */
  private static boolean isNeeded(History history, Pair pair) {
    return history.spec() % 2 == 0
        && pair.link() != null
        && pair.onSource() instanceof Observed.Absent != pair.onTarget() instanceof Observed.Absent;
  }

  /** The plan may do less than was decided in two cases, and says so. */
  private static boolean allowed(
      World world, Pair pair, Map<String, String> naive, Map<String, String> planned) {
    if (naive.equals(planned) || planned.containsKey("held")) {
      return true;
    }
    if (naive.get("record").equals("set aside") && planned.get("record").equals("keep")) {
      return pair.link() == null || isSetAside(pair); // nothing to keep, or done already
    }
    // Everything that could be cleared is clear already.
    return naive.get("record").startsWith("clear on ") && planned.get("record").equals("keep");
  }

  /** Whether its link says already where it is out of scope. */
  private static boolean isSetAside(Pair pair) {
    return Arrays.stream(Side.values())
        .allMatch(
            side ->
                pair.on(side) instanceof Observed.OutOfScope == pair.link().base().isOutside(side));
  }

  private static Map<String, String> naive(World world, Pair pair) {
    Map<String, String> policy = new HashMap<>();
    var p = world.spec.policies();
    policy.put("direction", Words.of(p.direction()));
    policy.put("mode", Words.of(p.mode()));
    p.nullsSkipped().forEach(field -> policy.put("nulls " + field, "skip"));
    policy.put("conflicts", Words.of(p.conflicts()));
    policy.put("winner", p.winnerNamed() ? Words.of(p.winner()) : "nobody");
    policy.put("usual", Words.of(p.winner()));
    p.fieldWinners().forEach((field, winner) -> policy.put("winner " + field, Words.of(winner)));
    policy.put("delete-conflicts", Words.of(p.deleteConflicts()));
    policy.put("deletes-to-source", Words.of(p.deletesToSource()));
    policy.put("deletes-to-target", Words.of(p.deletesToTarget()));
    policy.put("newest", newest(pair));
    policy.put("needed", pair.needed() ? "yes" : "no");
    Map<String, Map<String, String>> now = new HashMap<>();
    Map<String, Map<String, String>> base = pair.link() == null ? null : new HashMap<>();
    for (FieldRule rule : world.task.fields()) {
      policy.put("flow " + rule.name(), Words.of(rule.flow()));
    }
    for (Side side : Side.values()) {
      now.put(side.word(), held(world, side, pair));
      if (base != null) {
        policy.put("outside " + side.word(), pair.link().base().isOutside(side) ? "yes" : "no");
        base.put(side.word(), agreed(world, side, pair.link()));
      }
    }
    return NaiveReconciler.decide(policy, now, base);
  }

  private static String newest(Pair pair) {
    LocalDateTime source = clock(pair.onSource());
    LocalDateTime target = clock(pair.onTarget());
    if (source == null || target == null || source.equals(target)) {
      return "unknown";
    }
    return source.isAfter(target) ? "source" : "target";
  }

  private static LocalDateTime clock(Observed observed) {
    return observed instanceof Observed.Present p ? (LocalDateTime) p.row().get(2) : null;
  }

  /**
   * A side's values as texts that are equal when the values are; parents under their source key.
   */
  private static Map<String, String> held(World world, Side side, Pair pair) {
    return switch (pair.on(side)) {
      case Observed.Absent a -> null;
      case Observed.OutOfScope o -> Map.of("?", "out of scope");
      case Observed.Unreadable u -> Map.of("?", "unreadable");
      case Observed.Present p -> {
        Map<String, String> values = new HashMap<>();
        for (FieldRule rule : world.task.fields()) {
          values.put(rule.name(), text(world, side, p.row(), rule));
        }
        yield values;
      }
    };
  }

  private static String text(World world, Side side, Row row, FieldRule rule) {
    if (rule instanceof FormulaRule f) {
      return MadeTexts.of(f, side, row);
    }
    Object value = row.get(rule.columns(side).getFirst());
    if (value == null || value.equals("")) {
      return (String) value;
    }
    return rule instanceof ColumnRule
        ? Long.toHexString(world.prints.of(side, row, rule))
        : parent(world, side, Key.of(value));
  }

  private static String parent(World world, Side side, Key key) {
    Link link = world.link(side, key);
    return link == null ? side.word() + " " + key : "linked " + link.source();
  }

  /** What was agreed on, in the same texts: a value now is known by its fingerprint. */
  private static Map<String, String> agreed(World world, Side side, Link link) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < world.task.fields().size(); i++) {
      if (!link.base().knows(i)) {
        continue;
      }
      FieldRule rule = world.task.fields().get(i);
      long print = link.base().fingerprint(side, i);
      Row row = world.row(side, link.key(side));
      boolean unchanged = row != null && world.prints.of(side, row, rule) == print;
      values.put(
          rule.name(), unchanged ? text(world, side, row, rule) : "was " + Long.toHexString(print));
    }
    return values;
  }

  /** The lines of the plan, in the naive reconciler's words. */
  private static Map<String, String> planned(World world, Pair pair, List<Pair> pairs) {
    List<PlanItem> items = new ArrayList<>();
    for (PlanItem item : world.plan(pairs)) {
      boolean same = pair.source().equals(item.source()) || pair.target().equals(item.target());
      if (same
          || item instanceof PlanItem.Create c
              && pair.link() != null
              && c.replaces() != null
              && (c.replaces().equals(pair.source()) || c.replaces().equals(pair.target()))) {
        items.add(item);
      }
    }
    Map<String, String> outcome = new HashMap<>();
    boolean both =
        pair.onSource() instanceof Observed.Present && pair.onTarget() instanceof Observed.Present;
    outcome.put("record", both ? "fields" : "keep");
    if (both) {
      for (FieldRule rule : world.task.fields()) {
        outcome.put(rule.name(), "same");
      }
    }
    for (PlanItem item : items) {
      switch (item) {
        case PlanItem.Create c -> outcome.put("record", "restore on " + c.side().word());
        case PlanItem.Restore r -> throw new AssertionError("never planned: " + r);
        case PlanItem.Delete d -> outcome.put("record", "delete on " + d.side().word());
        case PlanItem.SetAside a ->
            outcome.put("record", a.base().isOutside() ? "set aside" : "keep");
        case PlanItem.Unlink u -> outcome.put("record", "unlink");
        case PlanItem.Update u when !both -> outcome.put("record", "clear on " + u.side().word());
        case PlanItem.Update u ->
            u.changes().forEach(c -> put(world, outcome, c.field(), "write " + u.side().word()));
        case PlanItem.Match m -> converged(world, outcome, m.base(), null);
        case PlanItem.Advance a -> converged(world, outcome, a.base(), pair.link().base());
        case PlanItem.Drift d ->
            d.fields().forEach(f -> outcome.put(f, "drift on " + d.on().word()));
        case PlanItem.Unsent u -> {}
        case PlanItem.Alone a -> throw new AssertionError("a pair is not alone: " + a);
        case PlanItem.Held h -> held(outcome, h);
      }
    }
    return outcome;
  }

  private static void held(Map<String, String> outcome, PlanItem.Held h) {
    switch (h.reason()) {
      case CONFLICT -> {
        if (h.fields().isEmpty()) {
          outcome.put("record", "delete conflict");
        }
        h.fields().forEach(f -> outcome.put(f, "conflict"));
      }
      case UNREADABLE -> outcome.put("record", h.message().replaceFirst(" the (\\w+):.*", " $1"));
      case BLOCKED, REJECTED, AMBIGUOUS, NULL_KEY -> outcome.put("held", h.message());
    }
  }

  private static void converged(World world, Map<String, String> outcome, Base now, Base before) {
    for (int i = 0; i < now.size(); i++) {
      boolean as =
          before != null
              && before.knows(i)
              && before.fingerprint(Side.SOURCE, i) == now.fingerprint(Side.SOURCE, i)
              && before.fingerprint(Side.TARGET, i) == now.fingerprint(Side.TARGET, i);
      if (now.knows(i) && !as) {
        put(world, outcome, i, "converged");
      }
    }
  }

  private static void put(World world, Map<String, String> outcome, int field, String word) {
    outcome.put(world.task.fields().get(field).name(), word);
  }
}
