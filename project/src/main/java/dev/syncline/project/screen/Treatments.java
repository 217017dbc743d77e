package dev.syncline.project.screen;

import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.project.screen.Sample.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration does with each record, as its plan comes in: all that a plan says of it but
 * for the words in which it gives reasons. That both sides came to hold the same by themselves
 * counts for nothing, since nobody sees it in the systems.
 *
 * <p>Of each record there is a digest; the lines themselves are kept of the first 100,000 records
 * only, so that millions fit into memory and can still be counted.
 */
public final class Treatments implements Consumer<PlanItem> {
  private static final int MOST_KEPT = 100_000;

  private final Map<Integer, PlanRecords> records;
  private final Map<Who, What> all = new HashMap<>();
  private final Map<Integer, Map<Kind, Long>> counts = new HashMap<>();
  private int kept;

  /**
   * A record: that of the source where there is one.
   *
   * @param key with the side in front
   */
  record Who(int task, String key) implements Comparable<Who> {
    @Override
    public int compareTo(Who other) {
      return task != other.task ? Integer.compare(task, other.task) : key.compareTo(other.key);
    }
  }

  /** What is done with a record: in any order. */
  private static final class What {
    long digest;
    final List<PlanItem> items = new ArrayList<>(1);
  }

  /** Of a plan of these tasks. */
  public Treatments(Systems systems, List<Task> tasks) {
    this.records =
        tasks.stream()
            .collect(
                Collectors.toMap(
                    Task::id, t -> new PlanRecords(systems, t, LeftOver.names(tasks), Map.of())));
  }

  @Override
  public void accept(PlanItem item) {
    if (item instanceof PlanItem.Advance) {
      return;
    }
    counts
        .computeIfAbsent(item.task(), t -> new EnumMap<>(Kind.class))
        .merge(Kind.of(item), 1L, Long::sum);
    boolean onSource = item.source() != null;
    What what =
        all.computeIfAbsent(
            new Who(item.task(), onSource ? "source " + item.source() : "target " + item.target()),
            w -> new What());
    what.digest += records(item.task()).digest(item);
    if (kept < MOST_KEPT) {
      what.items.add(item);
      kept++;
    }
  }

  /** How a task's records are written. */
  PlanRecords records(int task) {
    return Objects.requireNonNull(records.get(task));
  }

  /** How many lines of a kind a task's plan has. */
  long count(int task, Kind kind) {
    return counts.getOrDefault(task, Map.of()).getOrDefault(kind, 0L);
  }

  /** Whether something is done with a record of which no line was kept. */
  boolean isOnlyCounted(Who who) {
    What what = all.get(who);
    return what != null && what.items.isEmpty();
  }

  /** What is kept of a record; empty where nothing is done with it. */
  List<PlanItem> items(Who who) {
    What what = all.get(who);
    return what == null ? List.of() : what.items;
  }

  /** The records that the other treats in another way, in order, by task. */
  Map<Integer, List<Who>> differing(Treatments other) {
    Map<Integer, List<Who>> differing = new TreeMap<>();
    Consumer<Who> add =
        who -> differing.computeIfAbsent(who.task(), t -> new ArrayList<>()).add(who);
    all.forEach(
        (who, what) -> {
          if (digest(other.all.get(who)) != what.digest) {
            add.accept(who);
          }
        });
    other.all.keySet().stream().filter(who -> !all.containsKey(who)).forEach(add);
    differing.values().forEach(list -> list.sort(null));
    return differing;
  }

  private static long digest(@Nullable What what) {
    return what == null ? 0 : what.digest;
  }
}
