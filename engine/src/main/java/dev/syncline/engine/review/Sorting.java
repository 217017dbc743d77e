package dev.syncline.engine.review;

import dev.syncline.core.BySide;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.reconcile.FieldVerdict.Rule;
import dev.syncline.engine.plan.Comparison;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says where each write of a comparison stands in a review. A comparison is planned as if the side
 * it comes from were right in everything, and each line names the rule that says so: by that it is
 * known whether something of the other side's own would go for it.
 *
 * <p>What both sides hold differently when Syncline meets them for the first time is no conflict:
 * they were the same once, and one of them was changed. What is found to belong together later was
 * made on both sides independently.
 */
final class Sorting {
  /** Behind what was deleted: when is not known, only that both once had it. */
  private static final String GONE = " since both had it";

  private final @Nullable Comparison comparison;
  private final BySide<String> names;
  private final Predicate<PlanItem.Update> met;
  private final Clashes clashes;

  /**
   * @param comparison what was compared; null where it is a plan between any other systems, which
   *     says by itself what each side gets
   * @param names of the two environments
   * @param met whether the two records of an update came together in this comparison
   * @param clashes what stands in the way of new records
   */
  Sorting(
      @Nullable Comparison comparison,
      BySide<String> names,
      Predicate<PlanItem.Update> met,
      Clashes clashes) {
    this.comparison = comparison;
    this.names = names;
    this.met = met;
    this.clashes = clashes;
  }

  Offer of(int number, PlanItem.Operation operation) {
    return comparison == null ? decided(number, operation) : compared(number, operation);
  }

  /** What a sync has decided by its own rules is taken whole, unless a person leaves it. */
  private static Offer decided(int number, PlanItem.Operation operation) {
    return switch (operation) {
      case PlanItem.Create c -> offer(number, c, Group.NEW, true, c.rule());
      case PlanItem.Update u -> offer(number, u, Group.MODIFIED, true, u.rule());
      case PlanItem.Delete d -> offer(number, d, Group.DELETED, true, d.rule());
      case PlanItem.Restore r -> throw new IllegalArgumentException("no plan that is saved: " + r);
    };
  }

  private Offer compared(int number, PlanItem.Operation operation) {
    return switch (operation) {
      case PlanItem.Create c -> create(number, c);
      case PlanItem.Update u -> update(number, u);
      case PlanItem.Delete d -> delete(number, d);
      case PlanItem.Restore r -> throw new IllegalArgumentException("no plan that is saved: " + r);
    };
  }

  private Offer create(int number, PlanItem.Create c) {
    if (c.replaces() == null) {
      return clashes
          .inTheWayOf(c)
          .map(other -> clash(number, c, other))
          .orElseGet(() -> offer(number, c, Group.NEW, true, ""));
    }
    return isMirror(c.rule())
        ? offer(number, c, Group.NEW, false, "deleted in " + to() + GONE + "; it would come back")
        : offer(
            number,
            c,
            Group.CONFLICTS,
            false,
            "deleted in " + to() + GONE + ", and edited in " + from());
  }

  private Offer clash(int number, PlanItem.Create c, Clashes.Standing other) {
    String reason =
        "the same "
            + String.join(", ", other.unique())
            + " under "
            + c.origin()
            + " and "
            + other.key()
            + ", made in "
            + from()
            + " and in "
            + to()
            + "; taken, it replaces "
            + other.key();
    return new Offer(number, c, Group.CONFLICTS, false, reason, Set.of(), other.number(), false);
  }

  private Offer delete(int number, PlanItem.Delete d) {
    if (d.key(known().from()) == null) {
      return offer(number, d, Group.DELETED, false, "never seen in " + from());
    }
    return isMirror(d.rule())
        ? offer(
            number,
            d,
            Group.CONFLICTS,
            false,
            "deleted in " + from() + GONE + ", and edited in " + to())
        : offer(number, d, Group.DELETED, false, "deleted in " + from() + GONE);
  }

  private Offer update(int number, PlanItem.Update u) {
    List<Rule> rules =
        u.changes().stream().map(Change::rule).map(Rule::of).flatMap(Optional::stream).toList();
    if (rules.isEmpty()) {
      return offer(number, u, Group.DELETED, false, "deleted in " + from() + GONE);
    }
    boolean settled = rules.stream().anyMatch(Rule::isSettlement);
    if (settled && isIndependent(u)) {
      Key source = u.source();
      String same =
          source.equals(u.target())
              ? "the same key in both"
              : "the same unique key under " + source + " and " + u.target();
      return new Offer(
          number,
          u,
          Group.CONFLICTS,
          false,
          same + ", made in " + from() + " and in " + to(),
          Set.of(),
          0,
          true);
    }
    if (rules.stream().anyMatch(r -> r.isSettlement() && !isFirst(r))) {
      return offer(number, u, Group.CONFLICTS, false, "changed in " + from() + " and in " + to());
    }
    if (rules.stream().allMatch(r -> r == Rule.MIRROR)) {
      return offer(number, u, Group.MODIFIED, false, "changed in " + to() + " only");
    }
    Set<Integer> left = new HashSet<>();
    u.changes().stream().filter(c -> isMirror(c.rule())).forEach(c -> left.add(c.field()));
    return new Offer(
        number,
        u,
        Group.MODIFIED,
        true,
        left.isEmpty() ? "" : "also changed in " + to() + ", in other fields",
        left,
        0,
        false);
  }

  private boolean isIndependent(PlanItem.Update u) {
    return !known().first().contains(u.task()) && met.test(u);
  }

  private static boolean isFirst(Rule rule) {
    return rule == Rule.SOURCE_FIRST || rule == Rule.TARGET_FIRST || rule == Rule.NEWEST_FIRST;
  }

  private static boolean isMirror(String rule) {
    return rule.equals(Rule.MIRROR.words());
  }

  private static Offer offer(
      int number, PlanItem.Operation operation, Group group, boolean taken, String reason) {
    return new Offer(number, operation, group, taken, reason, Set.of(), 0, false);
  }

  private Comparison known() {
    return Objects.requireNonNull(comparison);
  }

  private String from() {
    return names.on(known().from());
  }

  private String to() {
    return names.on(known().to());
  }
}
