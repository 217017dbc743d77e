package dev.syncline.engine.review;

import dev.syncline.core.BySide;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.plan.Comparison;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.sync.Sync;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a saved comparison, as they are offered to a person. They are read from the plan
 * each time, so that memory does not grow with them.
 */
public final class Offers {
  private static final int MOST_HELD = 5;

  private final Path plan;
  private final Sync sync;
  private final @Nullable Comparison comparison;
  private final BySide<String> names;
  private final List<PlanItem.Held> held = new ArrayList<>();
  private long allHeld;
  private @Nullable Sorting sorting;

  /**
   * The offers of a verified plan.
   *
   * @param names of the two environments
   */
  public Offers(Path plan, Sync sync, Comparison comparison, BySide<String> names) {
    this.plan = plan;
    this.sync = sync;
    this.comparison = comparison;
    this.names = names;
  }

  /** The offers of a verified plan that is none between environments. */
  public Offers(Path plan, Sync sync, BySide<String> names) {
    this.plan = plan;
    this.sync = sync;
    this.comparison = null;
    this.names = names;
  }

  /** What was compared, where it is a plan between environments. */
  public Comparison comparison() {
    return Objects.requireNonNull(comparison);
  }

  /** What was compared is kept in step by it. */
  Sync sync() {
    return sync;
  }

  /** The names of the two environments. */
  public BySide<String> names() {
    return names;
  }

  /** How many records are not offered, for they cannot be written as they are. */
  public long allHeld() {
    sorting();
    return allHeld;
  }

  /** The first of those. */
  public List<PlanItem.Held> held() {
    sorting();
    return List.copyOf(held);
  }

  /** Gives each offer in the order of the plan. */
  public void each(Consumer<Offer> offers) {
    all((line, offer) -> offers.accept(offer), line -> {});
  }

  /** Gives each write with its offer, and each other line of the plan, in order. */
  void all(Write writes, Consumer<PlanItem> others) {
    Sorting known = sorting();
    int[] number = {0};
    PlanFile.items(
        plan,
        sync,
        line -> {
          if (line instanceof PlanItem.Operation operation) {
            writes.accept(operation, known.of(++number[0], operation));
          } else {
            others.accept(line);
          }
        });
  }

  /** A write as it is offered. */
  public Offer of(int number, PlanItem.Operation operation) {
    return sorting().of(number, operation);
  }

  private Sorting sorting() {
    Sorting known = sorting;
    if (known == null) {
      Set<Pair> met = new HashSet<>();
      Clashes clashes =
          new Clashes(sync.tasks().stream().collect(Collectors.toMap(Task::id, t -> t)));
      beforehand(met, clashes);
      known =
          new Sorting(
              comparison, names, u -> met.contains(new Pair(u.task(), u.source())), clashes);
      sorting = known;
    }
    return known;
  }

  /**
   * What has to be known before the first is offered: which pairs came together in this comparison,
   * of tasks that had links before, what only the written environment has, and what is held. All
   * are as a rule few.
   */
  private void beforehand(Set<Pair> met, Clashes clashes) {
    int[] number = {0};
    PlanFile.items(
        plan,
        sync,
        line -> {
          number[0] += line instanceof PlanItem.Operation ? 1 : 0;
          if (line instanceof PlanItem.Match m && isMet(m)) {
            met.add(new Pair(m.task(), m.source()));
          } else if (line instanceof PlanItem.Delete d) {
            clashes.add(number[0], d);
          } else if (line instanceof PlanItem.Held h) {
            allHeld++;
            if (held.size() < MOST_HELD) {
              held.add(h);
            }
          }
        });
  }

  private boolean isMet(PlanItem.Match match) {
    return comparison != null && !comparison.first().contains(match.task());
  }

  /** A write and what is offered of it. */
  interface Write {
    void accept(PlanItem.Operation operation, Offer offer);
  }

  /** A source record of a task. */
  record Pair(int task, Key source) {}
}
