package dev.syncline.engine.relations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds circles among things that wait for things: sets that wait, each for all of the others by
 * way of some, and for nothing else. These are the strongly connected components that no edge
 * leaves (Tarjan 1972, without recursion, as a chain may be long).
 */
public final class ClosedCircles<T> {
  private final Map<T, Set<T>> waits;
  private final Map<T, Integer> order = new HashMap<>();
  private final Map<T, Integer> lowest = new HashMap<>();
  private final Deque<T> open = new ArrayDeque<>();
  private final Set<T> isOpen = new HashSet<>();
  private final List<List<T>> circles = new ArrayList<>();

  private ClosedCircles(Map<T, Set<T>> waits) {
    this.waits = waits;
  }

  /**
   * The circles.
   *
   * @param waits what each waits for, never nothing; what is no key of the map never comes
   */
  public static <T> List<List<T>> of(Map<T, Set<T>> waits) {
    ClosedCircles<T> found = new ClosedCircles<>(waits);
    for (T start : waits.keySet()) {
      if (!found.order.containsKey(start)) {
        found.walk(start);
      }
    }
    return found.circles;
  }

  private record Step<T>(T at, Iterator<T> next) {}

  private void walk(T start) {
    Deque<Step<T>> path = new ArrayDeque<>();
    path.push(enter(start));
    while (!path.isEmpty()) {
      Step<T> step = path.getFirst();
      if (step.next().hasNext()) {
        T next = step.next().next();
        if (waits.containsKey(next) && !order.containsKey(next)) {
          path.push(enter(next));
        } else if (isOpen.contains(next)) {
          lower(step.at(), known(order, next));
        }
      } else {
        path.pop();
        if (!path.isEmpty()) {
          lower(path.getFirst().at(), known(lowest, step.at()));
        }
        if (known(lowest, step.at()).equals(known(order, step.at()))) {
          leave(step.at());
        }
      }
    }
  }

  private void lower(T at, int number) {
    lowest.merge(at, number, Math::min);
  }

  private static <K, V> V known(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key));
  }

  private Step<T> enter(T at) {
    lowest.put(at, order.size());
    order.put(at, order.size());
    open.push(at);
    isOpen.add(at);
    return new Step<>(at, known(waits, at).iterator());
  }

  /** All that was entered since {@code first} is one component with it. */
  private void leave(T first) {
    List<T> members = new ArrayList<>();
    T member;
    do {
      member = open.pop();
      isOpen.remove(member);
      members.add(member);
    } while (!member.equals(first));
    Set<T> own = new HashSet<>(members);
    if (members.stream().allMatch(m -> own.containsAll(known(waits, m)))) {
      circles.add(members);
    }
  }
}
