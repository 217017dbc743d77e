package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Keeps the first lines of a plan of each kind, per task, and counts them all. */
public final class Sample implements Consumer<PlanItem> {
  private final int most;
  private final UnaryOperator<PlanItem> shown;
  private final Map<Integer, Map<Kind, Kept>> tasks = new LinkedHashMap<>();

  /**
   * Keeps at most {@code most} of each kind and task.
   *
   * @param shown gives a line as whoever asks may see it
   */
  public Sample(int most, UnaryOperator<PlanItem> shown) {
    this.most = most;
    this.shown = shown;
  }

  /** The kinds in which a plan is shown. */
  public enum Kind {
    LINK,
    CREATE_IN_SOURCE,
    CREATE_IN_TARGET,
    UPDATE_IN_SOURCE,
    UPDATE_IN_TARGET,
    DELETE_IN_SOURCE,
    DELETE_IN_TARGET,
    SET_ASIDE,
    UNLINK,
    CONVERGED,
    CONFLICT,
    AMBIGUOUS,
    NULL_KEY,
    BLOCKED,
    REJECTED,
    UNREADABLE,
    FLIPS,
    DRIFT,
    NOT_SENT,
    ALONE_IN_SOURCE,
    ALONE_IN_TARGET;

    static Kind of(PlanItem item) {
      return switch (item) {
        case PlanItem.Match m -> LINK;
        case PlanItem.Advance a -> CONVERGED;
        case PlanItem.SetAside a -> a.base().isOutside() ? SET_ASIDE : CONVERGED;
        case PlanItem.Unlink u -> UNLINK;
        case PlanItem.Create c -> on(c.side(), CREATE_IN_SOURCE, CREATE_IN_TARGET);
        case PlanItem.Restore r -> on(r.side(), CREATE_IN_SOURCE, CREATE_IN_TARGET);
        case PlanItem.Update u -> on(u.side(), UPDATE_IN_SOURCE, UPDATE_IN_TARGET);
        case PlanItem.Delete d -> on(d.side(), DELETE_IN_SOURCE, DELETE_IN_TARGET);
        case PlanItem.Held h ->
            switch (h.reason()) {
              case CONFLICT -> CONFLICT;
              case AMBIGUOUS -> AMBIGUOUS;
              case NULL_KEY -> NULL_KEY;
              case BLOCKED -> BLOCKED;
              case REJECTED -> REJECTED;
              case UNREADABLE -> UNREADABLE;
              case FLIPS -> FLIPS;
            };
        case PlanItem.Drift d -> DRIFT;
        case PlanItem.Unsent u -> NOT_SENT;
        case PlanItem.Alone a -> on(a.side(), ALONE_IN_SOURCE, ALONE_IN_TARGET);
      };
    }

    private static Kind on(Side side, Kind source, Kind target) {
      return side == Side.SOURCE ? source : target;
    }
  }

  /** The first lines of one kind, and how many there are. */
  static final class Kept {
    final List<PlanItem> first = new ArrayList<>();
    long count;
  }

  @Override
  public void accept(PlanItem item) {
    Kept kept =
        tasks
            .computeIfAbsent(item.task(), t -> new EnumMap<>(Kind.class))
            .computeIfAbsent(Kind.of(item), k -> new Kept());
    kept.count++;
    if (kept.first.size() < most) {
      kept.first.add(shown.apply(item));
    }
  }

  /** What was kept of a task, by kind. */
  Map<Kind, Kept> of(int task) {
    return tasks.getOrDefault(task, Map.of());
  }

  /** The conflicts that were kept of a task, with a key on both sides. */
  public List<PlanItem.Held> conflicts(int task) {
    Kept kept = of(task).get(Kind.CONFLICT);
    List<PlanItem.Held> held = new ArrayList<>();
    for (PlanItem item : kept == null ? List.<PlanItem>of() : kept.first) {
      if (item instanceof PlanItem.Held h && h.source() != null && h.target() != null) {
        held.add(h);
      }
    }
    return held;
  }

  /** How many lines of a task were not kept. */
  long leftOut(int task) {
    return of(task).values().stream().mapToLong(k -> k.count - k.first.size()).sum();
  }

  /** The option that keeps every line; empty where that was done. */
  Optional<String> all() {
    return tasks.keySet().stream().anyMatch(t -> leftOut(t) > 0)
        ? Optional.of("--show " + longest())
        : Optional.empty();
  }

  /** How many would have to be kept of each kind and task to keep them all. */
  private long longest() {
    return tasks.values().stream()
        .flatMap(kinds -> kinds.values().stream())
        .mapToLong(k -> k.count)
        .max()
        .orElse(0);
  }

  /** How many lines of a kind there were. */
  public long count(Kind kind) {
    return tasks.values().stream()
        .mapToLong(t -> t.containsKey(kind) ? t.get(kind).count : 0)
        .sum();
  }
}
