package dev.syncline.engine.advise;

/**
 * The smallest hashes of a column's distinct values, from which the number of distinct values and
 * the overlap with another column are estimated (k minimum values; Bar-Yossef et al., 2002).
 */
final class DistinctSketch {
  private static final int SIZE = 1024;
  private static final double RANGE = Math.scalb(1.0, 64);

  private final long[] smallest = new long[SIZE];
  private int count;

  void add(long hash) {
    if (count == SIZE && Long.compareUnsigned(hash, smallest[SIZE - 1]) >= 0) {
      return;
    }
    int at = search(hash);
    if (at < count && smallest[at] == hash) {
      return;
    }
    int moved = Math.min(count, SIZE - 1) - at;
    System.arraycopy(smallest, at, smallest, at + 1, moved);
    smallest[at] = hash;
    count = Math.min(count + 1, SIZE);
  }

  private int search(long hash) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(smallest[middle], hash) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The number of distinct values: exact for few, else within about three per cent. */
  double distinct() {
    return count < SIZE ? count : (SIZE - 1) / (unsigned(smallest[SIZE - 1]) / RANGE);
  }

  private static double unsigned(long value) {
    return (value >>> 1) * 2.0 + (value & 1);
  }

  /** The share of all values of both that both have, from 0 to 1. */
  double likeness(DistinctSketch other) {
    int inBoth = 0;
    int seen = 0;
    int i = 0;
    int j = 0;
    while (seen < SIZE && (i < count || j < other.count)) {
      int order =
          i == count
              ? 1
              : j == other.count ? -1 : Long.compareUnsigned(smallest[i], other.smallest[j]);
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
      inBoth += order == 0 ? 1 : 0;
      seen++;
    }
    return seen == 0 ? 0 : (double) inBoth / seen;
  }
}
