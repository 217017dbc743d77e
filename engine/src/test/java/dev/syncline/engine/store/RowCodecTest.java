package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Values come back as they went in, and of the same class. */
class RowCodecTest {

  private static final List<Object> VALUES =
      List.of(
          true,
          false,
          0L,
          1L,
          -1L,
          63L,
          64L,
          -64L,
          -65L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          new BigInteger("18446744073709551615"),
          BigInteger.ONE.negate(),
          new BigDecimal("0"),
          new BigDecimal("0.00"),
          new BigDecimal("-1.10"),
          new BigDecimal("1E+40"),
          new BigDecimal(BigInteger.TEN.pow(300), Integer.MAX_VALUE),
          new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE),
          0.0,
          -0.0,
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          Double.MIN_VALUE,
          1.1,
          "",
          "Ann",
          "é名😀\u0000\n",
          "\uD83D",
          "?\uDE00\uD83Dx",
          "x".repeat(100_000),
          LocalDate.of(2024, 2, 29),
          LocalDate.MIN,
          LocalDate.MAX,
          LocalTime.MIDNIGHT,
          LocalTime.MAX,
          Duration.ofHours(-838).minusNanos(1),
          Duration.ofHours(838),
          Duration.ZERO,
          Instant.EPOCH,
          Instant.EPOCH.minusNanos(1),
          Instant.MIN,
          Instant.MAX,
          LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_999),
          LocalDateTime.MIN,
          LocalDateTime.MAX,
          new byte[0],
          new byte[] {0, -1, 127, -128},
          new UUID(-1, 1),
          new UUID(0, 0),
          Special.NAN,
          Special.INFINITY,
          Special.NEGATIVE_INFINITY,
          Special.ZERO_DATE,
          new Flaw("0xC3 is no UTF-8"));

  private static Object[] roundTrip(Object[] row) {
    PackedOutput out = new PackedOutput();
    RowCodec.write(out, row);
    PackedInput in = new PackedInput(out.toBytes());
    Object[] back = RowCodec.read(in);
    assertThat(in.left()).isZero();
    return back;
  }

  @Test
  void eachValueComesBack() {
    for (Object value : VALUES) {
      Object back = roundTrip(new Object[] {value})[0];
      assertThat(back).isExactlyInstanceOf(value.getClass()).isEqualTo(value);
    }
    assertThat(Double.doubleToRawLongBits((Double) roundTrip(new Object[] {-0.0})[0]))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
  }

  @Test
  void rowsComeBack() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      List<Object> values = new ArrayList<>(VALUES);
      values.add(null);
      values.add(null);
      Collections.shuffle(values, random);
      Object[] row = values.subList(0, random.nextInt(values.size())).toArray();
      assertThat(Arrays.deepEquals(roundTrip(row), row)).isTrue();
    }
    assertThat(roundTrip(null)).isNull();
    assertThat(roundTrip(new Object[0])).isEmpty();
  }

  @Test
  void aClassThatNoTypeNamesIsRefused() {
    for (Object value : List.of(1, 1.0f, 'c', new Object())) {
      assertThatThrownBy(() -> RowCodec.write(new PackedOutput(), new Object[] {value}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(value.getClass().getName());
    }
  }
}
