package dev.syncline.engine.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are as they were agreed on are told from all others. */
@SuppressWarnings("NullAway.Init") // a store is opened before each test
final class AsAgreedTest {
  private static final int TASK = 1;
  private static final int LAYOUT = 3;
  private static final long ENOUGH = 1 << 20;

  @TempDir private Path folder;
  private StateStore store;

  @BeforeEach
  void open() {
    store = Stores.open(folder.resolve("state.db"));
    try (StateStore.Change change = store.begin()) {
      change.addLinks(
          TASK, LongStream.rangeClosed(1, 1_000).mapToObj(n -> link(n, LAYOUT)).toList());
      change.addLinks(TASK, List.of(link(2_000, LAYOUT + 1)));
      change.commit();
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aRowIsMetByItsKeyAndItsValuesAndOnlyOnce() {
    AsAgreed agreed = AsAgreed.of(store, TASK, Side.SOURCE, LAYOUT, ENOUGH);

    assertThat(agreed.meets(key(7), print(8))).isFalse();
    assertThat(agreed.meets(key(1_001), print(7))).isFalse();
    assertThat(agreed.hasMet(key(7))).isFalse();
    assertThat(agreed.meets(key(7), print(7))).isTrue();
    assertThat(agreed.hasMet(key(7))).isTrue();
    assertThat(agreed.meets(key(7), print(7))).isFalse();
    assertThat(agreed.hasMet(key(8))).isFalse();
  }

  @Test
  void allAreMetButThoseOfAnotherLayout() {
    AsAgreed agreed = AsAgreed.of(store, TASK, Side.SOURCE, LAYOUT, ENOUGH);
    for (long n = 1_000; n > 0; n--) {
      assertThat(agreed.meets(key(n), print(n))).isTrue();
    }

    assertThat(agreed.hasMetAll()).isFalse();
    assertThat(agreed.meets(key(2_000), print(2_000))).isFalse();

    AsAgreed other = AsAgreed.of(store, TASK, Side.SOURCE, LAYOUT + 1, ENOUGH);
    assertThat(other.meets(key(2_000), print(2_000))).isTrue();
    assertThat(other.meets(key(7), print(7))).isFalse();
  }

  @Test
  void eachSideHasItsOwn() {
    AsAgreed agreed = AsAgreed.of(store, TASK, Side.TARGET, LAYOUT, ENOUGH);

    assertThat(agreed.meets(key(7), print(7))).isFalse();
    assertThat(agreed.meets(key(10_007), Base.combine(new long[] {70}))).isTrue();
  }

  @Test
  void anUnreadableRowIsNeverAsAgreed() {
    assertThat(AsAgreed.of(store, TASK, Side.SOURCE, LAYOUT, ENOUGH).meets(key(7), 0)).isFalse();
  }

  @Test
  void whatNeedsMoreMemoryIsOfNothing() {
    AsAgreed agreed = AsAgreed.of(store, TASK, Side.SOURCE, LAYOUT, 10_000);

    assertThat(agreed.meets(key(7), print(7))).isFalse();
    assertThat(agreed.hasMet(key(7))).isFalse();
    assertThat(agreed.hasMetAll()).isFalse();
  }

  @Test
  void withoutLinksAllAreMet() {
    assertThat(AsAgreed.of(store, TASK + 1, Side.SOURCE, LAYOUT, ENOUGH).hasMetAll()).isTrue();
  }

  private static Link link(long n, int layout) {
    Base base = Base.of(layout, new long[] {n}, new long[] {10 * n});
    return new Link(Key.of(n), Key.of(10_000 + n), base, 0, 0);
  }

  private static byte[] key(long n) {
    return Key.of(n).bytes();
  }

  private static long print(long n) {
    return Base.combine(new long[] {n});
  }
}
