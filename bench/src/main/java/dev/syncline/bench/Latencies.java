package dev.syncline.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long requests of a kind took, in milliseconds; many threads may add to it. */
final class Latencies {
  private final List<Double> millis = new ArrayList<>();

  synchronized void add(double each) {
    millis.add(each);
  }

  synchronized int count() {
    return millis.size();
  }

  /** So many of a hundred were as fast as this, or faster; not a number where there were none. */
  synchronized double percentile(int percent) {
    if (millis.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
