package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.model.Key;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.core.value.SipHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A filter never denies a key it was made of, and seldom affirms another. */
class KeyFilterTest {
  private final Fingerprinter fingerprinter = new SipHash(new byte[16]);

  @Test
  void noKeyOfTheFilterIsEverDenied() {
    Random random = new Random(1);
    for (int size : new int[] {0, 1, 2, 3, 10, 100, 1_000, 20_000}) {
      List<Key> keys = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        keys.add(random.nextBoolean() ? Key.of((long) i) : Key.of("k" + i, random.nextLong()));
      }
      byte[] filter = KeyFilter.of(keys, fingerprinter);
      assertThat(filter.length).isLessThanOrEqualTo(2 + size * 10 / 8);
      for (Key key : keys) {
        assertThat(KeyFilter.mayHold(filter, KeyFilter.hash(key, fingerprinter))).isTrue();
      }
    }
  }

  @Test
  void fewOtherKeysAreAffirmed() {
    for (int size : new int[] {1, 10, 1_000, 50_000}) {
      byte[] filter =
          KeyFilter.of(LongStream.range(0, size).mapToObj(Key::of).toList(), fingerprinter);
      long affirmed =
          LongStream.range(1_000_000, 1_020_000)
              .filter(i -> KeyFilter.mayHold(filter, KeyFilter.hash(Key.of(i), fingerprinter)))
              .count();
      assertThat(affirmed).as("of 20000 for %d keys", size).isLessThan(400);
    }
    byte[] empty = KeyFilter.of(List.of(), fingerprinter);
    assertThat(KeyFilter.mayHold(empty, 12345)).isFalse();
  }
}
