package dev.syncline.core.reconcile;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.laws.Seeds;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.mapping.Policies.Winner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The reconciler and the naive one decide alike, whatever a record holds. */
class ReconcilerAgreesTest {
  private static final List<String> VALUES = java.util.Arrays.asList(null, "", "a", "b", "c");
  private static final List<String> FLOWS = List.of("both", "both", "to-target", "to-source");

  /** A record with its policies, in the naive reconciler's words. */
  record Example(
      Map<String, String> policy,
      Map<String, Map<String, String>> now,
      Map<String, Map<String, String>> base) {}

  @Test
  void bothDecideAlike() {
    Seeds.forEach(
        200_000, seed -> Seeds.check(example(Seeds.random(seed)), this::problem, this::smaller));
  }

  private Optional<String> problem(Example e) {
    Map<String, String> naive = NaiveReconciler.decide(e.policy, e.now, e.base);
    Map<String, String> real = real(e);
    return naive.equals(real)
        ? Optional.empty()
        : Optional.of("the naive reconciler says " + naive + ", the real one " + real);
  }

  private List<Example> smaller(Example e) {
    List<Example> all = new ArrayList<>();
    TreeSet<String> fields = fields(e);
    for (String field : fields) {
      if (fields.size() > 1) {
        all.add(new Example(e.policy, without(e.now, field), without(e.base, field)));
      }
    }
    return all;
  }

  private static Map<String, Map<String, String>> without(
      Map<String, Map<String, String>> sides, String field) {
    if (sides == null) {
      return null;
    }
    Map<String, Map<String, String>> less = new HashMap<>();
    sides.forEach(
        (side, values) -> {
          Map<String, String> fewer = values == null ? null : new HashMap<>(values);
          if (fewer != null) {
            fewer.remove(field);
          }
          less.put(side, fewer);
        });
    return less;
  }

  private static TreeSet<String> fields(Example e) {
    TreeSet<String> fields = new TreeSet<>();
    for (Map<String, String> side : e.now.values()) {
      if (side != null) {
        fields.addAll(side.keySet());
      }
    }
    fields.remove("?");
    return fields;
  }

  private Example example(SplittableRandom random) {
    Map<String, String> policy = policy(random);
    int width = 1 + random.nextInt(4);
    Map<String, Map<String, String>> base = oneIn(random, 8) ? null : new HashMap<>();
    Map<String, Map<String, String>> now = new HashMap<>();
    for (String side : List.of("source", "target")) {
      now.put(side, new HashMap<>());
      if (base != null) {
        base.put(side, new HashMap<>());
      }
    }
    for (int i = 0; i < width; i++) {
      String field = "f" + i;
      policy.put("flow " + field, pick(random, FLOWS));
      String agreed = pick(random, VALUES);
      String normalised = oneIn(random, 5) ? pick(random, VALUES) : agreed;
      if (base != null && !oneIn(random, 8)) {
        base.get("source").put(field, agreed);
        base.get("target").put(field, normalised);
      }
      now.get("source").put(field, oneIn(random, 2) ? agreed : pick(random, VALUES));
      now.get("target").put(field, oneIn(random, 2) ? normalised : pick(random, VALUES));
      if (oneIn(random, 4)) {
        policy.put("winner " + field, pick(random, Words.of(Winner.class)));
      }
      if (oneIn(random, 3)) {
        policy.put("remapped " + field, "yes");
      }
      if (oneIn(random, 3)) {
        policy.put("nulls " + field, "skip");
      }
      if (oneIn(random, 12)) {
        policy.put("choice " + field, pick(random, List.of("source", "target")));
      }
    }
    for (String side : List.of("source", "target")) {
      if (base != null && oneIn(random, 8)) {
        policy.put("outside " + side, "yes");
      }
      switch (base == null ? 9 : random.nextInt(12)) {
        case 0, 1 -> now.put(side, null);
        case 2 -> now.get(side).put("?", "out of scope");
        case 3 -> now.get(side).put("?", "unreadable");
        default -> {}
      }
    }
    return new Example(policy, now, base);
  }

  private static Map<String, String> policy(SplittableRandom random) {
    Map<String, String> policy = new LinkedHashMap<>();
    policy.put("direction", pick(random, Words.of(Direction.class)));
    boolean oneWay = !policy.get("direction").equals("two-way");
    policy.put("mode", oneWay ? pick(random, Words.of(Mode.class)) : "upsert");
    policy.put("conflicts", pick(random, Words.of(Conflicts.class)));
    policy.put("winner", pick(random, Words.winners()));
    policy.put("delete-conflicts", pick(random, Words.of(DeleteConflicts.class)));
    policy.put("deletes-to-source", pick(random, Words.of(Deletes.class)));
    policy.put("deletes-to-target", pick(random, Words.of(Deletes.class)));
    policy.put("newest", pick(random, Words.of(Newest.class)));
    if (oneIn(random, 12)) {
      policy.put("choice *", pick(random, List.of("source", "target")));
    }
    return policy;
  }

  /** The same example, in the terms of the real reconciler. */
  private static Map<String, String> real(Example e) {
    List<String> fields = List.copyOf(fields(e));
    List<FieldFact> facts = new ArrayList<>();
    if (e.now.get("source") != null && e.now.get("target") != null) {
      for (String field : fields) {
        facts.add(fact(e, field));
      }
    }
    String chosen = e.policy.get("choice *");
    Verdict verdict =
        new Reconciler(Words.policies(e.policy))
            .reconcile(
                state(e, Side.SOURCE, fields),
                state(e, Side.TARGET, fields),
                facts,
                Words.to(Newest.class, e.policy.get("newest")),
                chosen == null ? null : Words.side(chosen));
    Map<String, String> outcome = new LinkedHashMap<>();
    outcome.put("record", Words.of(verdict));
    if (verdict instanceof Verdict.Fields f) {
      for (int i = 0; i < fields.size(); i++) {
        outcome.put(fields.get(i), Words.of(f.fields().get(i)));
      }
    }
    return outcome;
  }

  private static FieldFact fact(Example e, String field) {
    String source = e.now.get("source").get(field);
    String target = e.now.get("target").get(field);
    String chosen = e.policy.getOrDefault("choice " + field, e.policy.get("choice *"));
    return new FieldFact(
        known(e, field),
        Objects.equals(source, target),
        BySide.of(
            side -> {
              String now = e.now.get(side.word()).get(field);
              return new FieldFact.OnSide(
                  changed(e, side, field), now == null || now.isEmpty(), flows(e, field, side));
            }),
        chosen == null ? null : Words.side(chosen),
        e.policy.containsKey("remapped " + field),
        Words.winner(e.policy.getOrDefault("winner " + field, e.policy.get("winner"))),
        isSkipped(e, field, source, Side.TARGET) || isSkipped(e, field, target, Side.SOURCE),
        null);
  }

  private static boolean isSkipped(Example e, String field, String given, Side to) {
    return e.policy.containsKey("nulls " + field)
        && given == null
        && flows(e, field, to)
        && !flows(e, field, to.other());
  }

  private static boolean known(Example e, String field) {
    return e.base != null && e.base.get("source").containsKey(field);
  }

  private static boolean changed(Example e, Side side, String field) {
    return known(e, field)
        && !Objects.equals(e.base.get(side.word()).get(field), e.now.get(side.word()).get(field));
  }

  private static boolean flows(Example e, String field, Side to) {
    return Words.to(Direction.class, e.policy.get("direction")).writes(to)
        && List.of("both", "to-" + to.word()).contains(e.policy.get("flow " + field));
  }

  private static State state(Example e, Side side, List<String> fields) {
    Map<String, String> held = e.now.get(side.word());
    boolean wasOutside = e.policy.containsKey("outside " + side.word());
    if (held == null) {
      return wasOutside ? State.LEFT : State.ABSENT;
    }
    if (held.containsKey("?")) {
      return Words.to(State.class, held.get("?"));
    }
    if (wasOutside) {
      return State.RETURNED;
    }
    boolean changed = false;
    for (String field : fields) {
      changed |= changed(e, side, field) || (!known(e, field) && flows(e, field, side.other()));
    }
    return changed ? State.CHANGED : State.SAME;
  }
}
