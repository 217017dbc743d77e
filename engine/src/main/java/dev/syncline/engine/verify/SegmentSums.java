package dev.syncline.engine.verify;

import dev.syncline.connect.Checksums;
import java.util.BitSet;

/**
 * What a side's rows come to, segment by segment: how many there are, and the sum of their digests
 * modulo 2^64. For one thread at a time.
 */
final class SegmentSums {
  /** Rows of a segment, so that few have to be read again for one that differs. */
  private static final long ROWS = 128;

  private static final int FEWEST = 16;

  /** A prime: numbered keys in steps do not meet in few segments. */
  private static final int MOST = 65_521;

  /**
   * Of each segment the rows, then their sum: side by side, so that one is found with the other.
   */
  private final long[] totals;

  private final BitSet doubtful = new BitSet();

  SegmentSums(int segments) {
    this.totals = new long[2 * segments];
  }

  /** How many segments suit so many records; always odd. */
  static int segments(long records) {
    return (int) Math.clamp(records / ROWS, FEWEST, MOST) | 1;
  }

  /** Why sums were of no use, in words: what is unlike is not yet a difference. */
  static String unlike(int differing, int segments) {
    return "sums of %d of %d segments are not the same, which equal values in another form may be too"
        .formatted(differing, segments);
  }

  int segments() {
    return totals.length / 2;
  }

  /** Adds a row. */
  void add(int segment, long digest) {
    totals[2 * segment]++;
    totals[2 * segment + 1] += digest;
  }

  /** Adds a row whose digest cannot tell it from others: its segment has to be read. */
  void doubt(int segment) {
    totals[2 * segment]++;
    doubtful.set(segment);
  }

  /** Takes a segment's sum as a system gave it. */
  void put(Checksums.Sum sum) {
    totals[2 * sum.segment()] = sum.rows();
    totals[2 * sum.segment() + 1] = sum.sum();
    doubtful.set(sum.segment(), sum.doubtful());
  }

  /** The segments that are not proved to hold the same rows on another side. */
  BitSet differing(SegmentSums other) {
    BitSet differing = new BitSet();
    for (int i = 0; i < totals.length; i++) {
      if (totals[i] != other.totals[i]) {
        differing.set(i / 2);
      }
    }
    differing.or(doubtful);
    differing.or(other.doubtful);
    return differing;
  }

  /** How many rows there are in other segments than these. */
  long rowsOutside(BitSet segments) {
    long count = 0;
    for (int i = segments.nextClearBit(0); i < segments(); i = segments.nextClearBit(i + 1)) {
      count += totals[2 * i];
    }
    return count;
  }
}
