package dev.syncline.engine.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DistinctSketchTest {
  private static DistinctSketch sketch(int from, int to) {
    DistinctSketch sketch = new DistinctSketch();
    for (int pass = 0; pass < 2; pass++) {
      for (int i = from; i < to; i++) {
        sketch.add(ValueHash.then(0, i));
      }
    }
    return sketch;
  }

  @Test
  void countsFewExactlyAndManyNearly() {
    assertThat(sketch(0, 0).distinct()).isZero();
    assertThat(sketch(0, 700).distinct()).isEqualTo(700);
    assertThat(sketch(0, 200_000).distinct()).isCloseTo(200_000, Percentage.withPercentage(10));
  }

  @Test
  void estimatesWhatBothHave() {
    assertThat(sketch(0, 500).likeness(sketch(250, 750)))
        .isCloseTo(1 / 3.0, Percentage.withPercentage(1));
    assertThat(sketch(0, 90_000).likeness(sketch(30_000, 120_000)))
        .isCloseTo(0.5, Percentage.withPercentage(15));
    assertThat(sketch(0, 90_000).likeness(sketch(200_000, 220_000))).isLessThan(0.01);
    assertThat(sketch(0, 0).likeness(sketch(0, 0))).isZero();
  }

  @Test
  void theMapOfLongsIsAMap() {
    SplittableRandom random = new SplittableRandom(1);
    LongMap map = new LongMap();
    Map<Long, Long> expected = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      long key = random.nextInt(1, 20_000) * 0x100000001L;
      map.put(key, i);
      expected.put(key, (long) i);
    }
    expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    assertThat(map.get(-5)).isZero();
  }
}
