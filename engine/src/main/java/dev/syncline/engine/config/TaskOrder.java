package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.config.CompiledSync.Closing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tasks with parents before children. Where tasks refer to each other in a cycle, the cycle is cut
 * where it costs least: at relations that can be null for a while.
 *
 * @param tasks in order
 * @param closing relations that the order does not honour, references to the own task among them
 * @param stuck cut relations that can never be null
 */
record TaskOrder(List<Task> tasks, Set<Closing> closing, List<Stuck> stuck) {

  /** A cycle that had to be cut at a relation that can never be null. */
  record Stuck(String task, String relation, List<String> members) {}

  /** Orders tasks; among those that are free to go, as the user wrote them. */
  static TaskOrder of(List<Task> tasks) {
    List<Task> left = new ArrayList<>(tasks);
    List<Task> order = new ArrayList<>();
    Set<Closing> closing = new LinkedHashSet<>();
    List<Stuck> stuck = new ArrayList<>();
    while (!left.isEmpty()) {
      Task next =
          left.stream()
              .filter(t -> waitsFor(t, left).isEmpty())
              .findFirst()
              .orElseGet(() -> cheapestOfACycle(left));
      Set<Task> cycle = ancestors(next, left);
      for (int field = 0; field < next.fields().size(); field++) {
        if (next.fields().get(field) instanceof RelationRule relation
            && (relation.through() == next.id() || isAmong(relation, left))) {
          closing.add(new Closing(next.id(), field));
          if (relation.through() != next.id() && !canWait(next, relation)) {
            stuck.add(
                new Stuck(
                    next.name(),
                    relation.name(),
                    cycle.stream().map(Task::name).sorted().toList()));
          }
        }
      }
      left.remove(next);
      order.add(next);
    }
    return new TaskOrder(List.copyOf(order), closing, List.copyOf(stuck));
  }

  private static boolean isAmong(RelationRule relation, List<Task> tasks) {
    return tasks.stream().anyMatch(t -> t.id() == relation.through());
  }

  /** The parents of a task that have not had their turn. */
  private static Set<Task> waitsFor(Task task, List<Task> left) {
    Set<Task> parents = new LinkedHashSet<>();
    for (FieldRule rule : task.fields()) {
      if (rule instanceof RelationRule relation && relation.through() != task.id()) {
        left.stream().filter(t -> t.id() == relation.through()).forEach(parents::add);
      }
    }
    left.stream()
        .filter(parent -> refersByValue(task, parent) || looksUp(task, parent))
        .forEach(parents::add);
    return parents;
  }

  /** Whether plain columns of a task are a foreign key that the system holds it to. */
  private static boolean refersByValue(Task task, Task parent) {
    return parent.id() != task.id()
        && Stream.of(Side.values())
            .anyMatch(
                side ->
                    task.schema(side).foreignKeys().stream()
                        .filter(key -> key.references().equals(parent.schema(side).name()))
                        .anyMatch(key -> writesOneOf(task, side, key.columns())));
  }

  /** Whether rows of a task lead to records that another keeps. */
  private static boolean looksUp(Task task, Task parent) {
    return parent.id() != task.id()
        && Stream.of(Side.values())
            .flatMap(side -> task.shape(side).lookups().stream())
            .anyMatch(l -> parent.schema(l.on()).name().equals(l.shape().object()));
  }

  private static boolean writesOneOf(Task task, Side side, List<String> columns) {
    return task.fields().stream()
        .filter(rule -> !(rule instanceof RelationRule) && task.writes(side, rule))
        .flatMap(rule -> rule.columns(side).stream())
        .anyMatch(c -> columns.contains(task.shape(side).columns().get(c).name()));
  }

  private static Set<Task> ancestors(Task task, List<Task> left) {
    Set<Task> seen = new HashSet<>();
    Deque<Task> open = new ArrayDeque<>(waitsFor(task, left));
    while (!open.isEmpty()) {
      Task parent = open.pop();
      if (seen.add(parent)) {
        open.addAll(waitsFor(parent, left));
      }
    }
    return seen;
  }

  /** A member of a cycle that waits for nothing outside of it, with the least to be cut. */
  private static Task cheapestOfACycle(List<Task> left) {
    return left.stream()
        .filter(t -> ancestors(t, left).stream().allMatch(a -> ancestors(a, left).contains(t)))
        .min(
            Comparator.comparingLong((Task t) -> cuts(t, left, false))
                .thenComparingLong(t -> cuts(t, left, true)))
        .orElseThrow();
  }

  private static long cuts(Task task, List<Task> left, boolean canWait) {
    return task.fields().stream()
        .filter(
            rule ->
                rule instanceof RelationRule relation
                    && relation.through() != task.id()
                    && isAmong(relation, left)
                    && canWait(task, relation) == canWait)
        .count();
  }

  private static boolean canWait(Task task, RelationRule relation) {
    for (Side side : Side.values()) {
      if (task.writes(side, relation) && !relation.nullable(side)) {
        return false;
      }
    }
    return true;
  }
}
