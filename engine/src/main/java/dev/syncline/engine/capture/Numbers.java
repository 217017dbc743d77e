package dev.syncline.engine.capture;

import dev.syncline.connect.ChangeTracking.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A set of numbers that lie close to each other, as those of marks do: a bit each, in blocks of
 * 65,536. It takes at most 32 MB, which is room for 268 million numbers without gaps.
 */
final class Numbers {
  static final int BLOCK_BITS = 16;

  private static final int MOST_BLOCKS = 4096;

  private final Map<Long, BitSet> blocks = new TreeMap<>();

  /** Adds a number; false if there is no room for it. */
  boolean add(long number) {
    BitSet block = blocks.get(number >> BLOCK_BITS);
    if (block == null) {
      if (blocks.size() == MOST_BLOCKS) {
        return false;
      }
      block = new BitSet();
      blocks.put(number >> BLOCK_BITS, block);
    }
    block.set(bit(number));
    return true;
  }

  void remove(long number) {
    BitSet block = blocks.get(number >> BLOCK_BITS);
    if (block != null) {
      block.clear(bit(number));
    }
  }

  long size() {
    return blocks.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  private static int bit(long number) {
    return (int) (number & ((1 << BLOCK_BITS) - 1));
  }

  /** The numbers in their order, those of one block at a time. */
  void forEach(Consumer<List<Span>> each) {
    blocks.forEach(
        (high, block) -> {
          long first = high << BLOCK_BITS;
          List<Span> spans = new ArrayList<>();
          for (int from = block.nextSetBit(0); from >= 0; ) {
            int end = block.nextClearBit(from);
            spans.add(new Span(first + from, first + end - 1));
            from = block.nextSetBit(end);
          }
          if (!spans.isEmpty()) {
            each.accept(spans);
          }
        });
  }
}
