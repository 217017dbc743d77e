package dev.syncline.engine.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ChangeTracking.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final long BLOCK = 1L << Numbers.BLOCK_BITS;

  private final Numbers numbers = new Numbers();

  private List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    numbers.forEach(spans::addAll);
    return spans;
  }

  private void add(long from, long to) {
    for (long number = from; number <= to; number++) {
      assertThat(numbers.add(number)).isTrue();
    }
  }

  @Test
  void gaps() {
    add(5, 9);
    add(1, 1);
    add(11, 12);
    numbers.remove(7);
    numbers.remove(100);
    numbers.remove(BLOCK * 7);
    assertThat(spans())
        .containsExactly(new Span(1, 1), new Span(5, 6), new Span(8, 9), new Span(11, 12));
    assertThat(numbers.size()).isEqualTo(7);
  }

  @Test
  void aBlockAtATime() {
    add(BLOCK - 2, 2 * BLOCK + 1);
    add(Long.MAX_VALUE - 1, Long.MAX_VALUE - 1);
    List<List<Span>> blocks = new ArrayList<>();
    numbers.forEach(blocks::add);
    assertThat(blocks)
        .containsExactly(
            List.of(new Span(BLOCK - 2, BLOCK - 1)),
            List.of(new Span(BLOCK, 2 * BLOCK - 1)),
            List.of(new Span(2 * BLOCK, 2 * BLOCK + 1)),
            List.of(new Span(Long.MAX_VALUE - 1, Long.MAX_VALUE - 1)));
  }

  @Test
  void noneWhereAllWereRemoved() {
    add(3, 3);
    numbers.remove(3);
    assertThat(spans()).isEmpty();
  }

  @Test
  void memoryIsBounded() {
    long number = 1;
    while (numbers.add(number)) {
      number += BLOCK;
    }
    assertThat(numbers.size()).isEqualTo(4096);
    assertThat(numbers.add(2)).as("in a block that is there").isTrue();
    assertThat(spans()).hasSize(4096).startsWith(new Span(1, 2));
  }
}
