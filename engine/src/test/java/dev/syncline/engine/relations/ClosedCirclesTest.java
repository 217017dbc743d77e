package dev.syncline.engine.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Circles among things that wait for each other. */
class ClosedCirclesTest {

  private static Set<Set<Integer>> circles(Map<Integer, Set<Integer>> waits) {
    return ClosedCircles.of(waits).stream().map(Set::copyOf).collect(Collectors.toSet());
  }

  @Test
  void onesThatWaitForThemselvesOrEachOther() {
    assertThat(circles(Map.of(1, Set.of(1)))).containsExactly(Set.of(1));
    assertThat(circles(Map.of(1, Set.of(2), 2, Set.of(1)))).containsExactly(Set.of(1, 2));
    assertThat(circles(Map.of(1, Set.of(2), 2, Set.of(3), 3, Set.of(2))))
        .as("what hangs on a circle is not in it")
        .containsExactly(Set.of(2, 3));
  }

  @Test
  void notWhatWaitsForSomethingElseToo() {
    assertThat(circles(Map.of(1, Set.of(9)))).isEmpty();
    assertThat(circles(Map.of(1, Set.of(2), 2, Set.of(1, 9)))).isEmpty();
    assertThat(circles(Map.of(1, Set.of(2), 2, Set.of(1, 3), 3, Set.of(3))))
        .containsExactly(Set.of(3));
  }

  @Test
  void aLongChainIsNoProblem() {
    Map<Integer, Set<Integer>> waits = new LinkedHashMap<>();
    for (int i = 0; i < 200_000; i++) {
      waits.put(i, Set.of(Math.min(i + 1, 199_999)));
    }
    assertThat(circles(waits)).containsExactly(Set.of(199_999));
  }

  /** Against the definition: all that one leads to, leads back, and is there. */
  @Test
  void asTheDefinitionSays() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 2_000; round++) {
      int size = random.nextInt(1, 8);
      Map<Integer, Set<Integer>> waits = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        Set<Integer> some = new LinkedHashSet<>();
        for (int j = random.nextInt(1, 3); j > 0; j--) {
          some.add(random.nextInt(size + (random.nextInt(6) == 0 ? 1 : 0)));
        }
        waits.put(i, some);
      }
      Set<Set<Integer>> expected =
          waits.keySet().stream()
              .map(i -> reached(waits, i))
              .filter(r -> waits.keySet().containsAll(r))
              .filter(r -> r.stream().allMatch(i -> reached(waits, i).equals(r)))
              .collect(Collectors.toSet());
      assertThat(circles(waits)).as("%s", waits).isEqualTo(expected);
    }
  }

  private static Set<Integer> reached(Map<Integer, Set<Integer>> waits, int from) {
    Set<Integer> reached = new LinkedHashSet<>(waits.get(from));
    boolean more = true;
    while (more) {
      more = false;
      for (int i : List.copyOf(reached)) {
        more |= reached.addAll(waits.getOrDefault(i, Set.of()));
      }
    }
    return reached;
  }
}
