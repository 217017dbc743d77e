package dev.syncline.engine.review;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which lines of a plan are about records that fulfil a condition: as the environment holds them
 * that records come from, or the other where only that one has them.
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
    Set<PlanItem> left = new HashSet<>();
    for (Side side : Side.values()) {
      Map<Integer, List<PlanItem>> asked = new LinkedHashMap<>();
      for (PlanItem line : waiting) {
        if (conditions.containsKey(line.task()) && side(line) == side) {
          asked.computeIfAbsent(line.task(), t -> new ArrayList<>()).add(line);
        }
      }
      asked.forEach((task, lines) -> left.addAll(others(task, side, lines)));
    }
    List<PlanItem> chosen = waiting.stream().filter(line -> !left.contains(line)).toList();
    waiting.clear();
    return chosen;
  }

  private Side side(PlanItem line) {
    return line.key(from) != null ? from : from.other();
  }

  private List<PlanItem> others(int task, Side side, List<PlanItem> lines) {
    Condition condition = Objects.requireNonNull(conditions.get(task));
    List<Key> keys = lines.stream().map(l -> Objects.requireNonNull(l.key(side))).toList();
    Connector system = ends.on(side);
    Set<Key> holding = new HashSet<>();
    for (Row row : system.fetch(condition.shapes().on(side), keys)) {
      if (condition.holds().on(side).test(row)) {
        holding.add(row.key());
      }
    }
    return lines.stream()
        .filter(l -> !holding.contains(Objects.requireNonNull(l.key(side))))
        .toList();
  }
}
