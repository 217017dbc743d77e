package dev.syncline.engine.review;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which lines of a plan are about records that fulfil a condition: as the environment holds them
 * that records come from, or the other where only that one has them, or can tell.
 */
public final class Chosen {
  private static final int AT_A_TIME = 500;

  private final Ends ends;
  private final Side from;
  private final Map<Integer, Condition> conditions;
  private final List<PlanItem> waiting = new ArrayList<>();

  /**
   * @param from the side that is asked first
   * @param conditions by task; a task without one is chosen whole
   */
  public Chosen(Ends ends, Side from, Map<Integer, Condition> conditions) {
    this.ends = ends;
    this.from = from;
    this.conditions = Map.copyOf(conditions);
  }

  /** Takes a line in; returns, in order, lines that are known to be chosen by now. */
  public List<PlanItem> add(PlanItem line) {
    waiting.add(line);
    return waiting.size() < AT_A_TIME ? List.of() : rest();
  }

  /** The lines that were taken in and are chosen. */
  public List<PlanItem> rest() {
    Map<Integer, List<PlanItem>> asked = new LinkedHashMap<>();
    for (PlanItem line : waiting) {
      if (conditions.containsKey(line.task())) {
        asked.computeIfAbsent(line.task(), t -> new ArrayList<>()).add(line);
      }
    }
    Set<PlanItem> left = new HashSet<>();
    asked.forEach((task, lines) -> left.addAll(others(task, lines)));
    List<PlanItem> chosen = waiting.stream().filter(line -> !left.contains(line)).toList();
    waiting.clear();
    return chosen;
  }

  private Set<PlanItem> others(int task, List<PlanItem> lines) {
    Condition condition = Objects.requireNonNull(conditions.get(task));
    Set<PlanItem> others = new HashSet<>(lines);
    List<PlanItem> unseen = lines;
    for (Side side : List.of(from, from.other())) {
      Condition.Asked asked = condition.asked().on(side).orElse(null);
      if (asked == null) {
        continue;
      }
      Map<Key, Boolean> holds = new HashMap<>();
      List<Key> keys =
          unseen.stream().map(l -> l.key(side)).filter(Objects::nonNull).distinct().toList();
      for (Row row : keys.isEmpty() ? List.<Row>of() : ends.on(side).fetch(asked.shape(), keys)) {
        holds.put(row.key(), asked.holds().test(row));
      }
      others.removeIf(l -> holds.getOrDefault(l.key(side), false));
      unseen = unseen.stream().filter(l -> !holds.containsKey(l.key(side))).toList();
    }
    return others;
  }
}
