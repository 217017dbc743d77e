package dev.syncline.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.syncline.core.Side;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A full compare takes fingerprints by the hundred million: the common types make no garbage. */
class AllocationTest {
  private static final int TIMES = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final CanonicalBytes scratch = new CanonicalBytes();
  private long sink;

  @Test
  void fingerprintsOfCommonValuesAllocateNothing() {
    Type text = Type.Text.UNBOUNDED;
    Type.Timestamp local = new Type.Timestamp(6, false);
    Type.Timestamp zoned = new Type.Timestamp(3, true);
    Map<TypePair, Object> cases = new LinkedHashMap<>();
    cases.put(Checks.pair(new Type.Int(64, false), new Type.Int(32, false)), 123_456L);
    cases.put(Checks.pair(new Type.Int(64, false), new Type.Decimal(18, 0)), 123_456L);
    cases.put(Checks.pair(text, text), "an ordinary text");
    cases.put(Checks.pair(new Type.Text(20, 0, true), text), "a padded text   ");
    cases.put(Checks.pair(local, local), LocalDateTime.of(2024, 2, 29, 10, 0, 0, 123_456_789));
    cases.put(Checks.pair(zoned, zoned), Instant.ofEpochSecond(1_700_000_000, 123_456_789));
    cases.put(Checks.pair(zoned, local), Instant.ofEpochSecond(1_700_000_000, 123_456_789));
    cases.put(Checks.pair(new Type.Date(), new Type.Date()), LocalDate.of(2024, 2, 29));
    cases.put(Checks.pair(new Type.Real(64), new Type.Real(64)), 1.5);
    cases.put(Checks.pair(new Type.Bool(), new Type.Bool()), true);
    cases.forEach(
        (pair, value) -> {
          fingerprint(pair, value); // classes are loaded and call sites linked
          long before = threads.getCurrentThreadAllocatedBytes();
          fingerprint(pair, value);
          long bytes = threads.getCurrentThreadAllocatedBytes() - before;
          assertThat(bytes).as("%s: bytes of %d values", pair, TIMES).isLessThan(TIMES);
        });
    assertThat(sink).isNotZero();
  }

  private void fingerprint(TypePair pair, Object value) {
    for (int i = 0; i < TIMES; i++) {
      sink += pair.fingerprint(Side.SOURCE, value, Checks.HASH, scratch);
    }
  }
}
