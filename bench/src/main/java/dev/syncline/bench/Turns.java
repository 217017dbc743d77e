package dev.syncline.bench;

import java.util.ArrayList;
import java.util.List;

/** What one contender took, turn by turn: seconds by the clock, and of processors. */
final class Turns {
  final List<Double> seconds = new ArrayList<>();

  /** Of this process and the servers together; see {@link CpuWatch}. */
  final List<Double> cpu = new ArrayList<>();

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
