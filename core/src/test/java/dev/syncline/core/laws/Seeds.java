package dev.syncline.core.laws;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Runs a property for many seeds, says which one failed, and makes the example smaller. {@code
 * -Dseed=N} runs that one only.
 */
public final class Seeds {
  private Seeds() {}

  /** Runs {@code property} for the seeds from 0, or only for {@code -Dseed}. */
  public static void forEach(int howMany, LongConsumer property) {
    Long only = Long.getLong("seed");
    for (long seed = only == null ? 0 : only; seed < (only == null ? howMany : only + 1); seed++) {
      try {
        property.accept(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed " + seed + " (replay with -Dseed=" + seed + "): " + e.getMessage(), e);
      }
    }
  }

  /** A generator that is well mixed even for neighbouring seeds. */
  public static SplittableRandom random(long seed) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
  }

  /** One of some. */
  public static <T> T pick(SplittableRandom random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** True once in {@code n} times. */
  public static boolean oneIn(SplittableRandom random, int n) {
    return random.nextInt(n) == 0;
  }

  /**
   * Fails with the smallest example that greedy steps find.
   *
   * @param problem what is wrong with an example, if anything is
   * @param smaller examples one step smaller
   */
  public static <T> void check(
      T example, Function<T, Optional<String>> problem, Function<T, List<T>> smaller) {
    Optional<String> wrong = problem.apply(example);
    if (wrong.isEmpty()) {
      return;
    }
    T smallest = example;
    boolean found = true;
    while (found) {
      found = false;
      for (T candidate : smaller.apply(smallest)) {
        Optional<String> still = problem.apply(candidate);
        if (still.isPresent()) {
          smallest = candidate;
          wrong = still;
          found = true;
          break;
        }
      }
    }
    throw new AssertionError(wrong.get() + "\n" + smallest);
  }
}
