package dev.syncline.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.value.Special;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyTest {
  /** Values of one kind each, in order. */
  private static final List<List<Object>> ORDERED =
      List.of(
          List.of(
              BigInteger.TEN.pow(40).negate(),
              BigInteger.valueOf(Long.MIN_VALUE).subtract(BigInteger.TWO),
              BigInteger.valueOf(Long.MIN_VALUE).subtract(BigInteger.ONE),
              Long.MIN_VALUE,
              -256L,
              -1L,
              0L,
              1L,
              255L,
              256L,
              Long.MAX_VALUE,
              BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE),
              new BigInteger("18446744073709551615"),
              BigInteger.TEN.pow(40)),
          List.of(
              new BigDecimal("-100000000000000000000"),
              new BigDecimal("-12.5"),
              new BigDecimal("-12"),
              new BigDecimal("-1.25"),
              new BigDecimal("-0.001"),
              BigDecimal.ZERO,
              new BigDecimal("0.0001"),
              new BigDecimal("0.001"),
              new BigDecimal("0.9"),
              BigDecimal.ONE,
              new BigDecimal("1.05"),
              new BigDecimal("1.5"),
              new BigDecimal("10"),
              new BigDecimal("99.99"),
              new BigDecimal("100")),
          List.of(
              Double.NEGATIVE_INFINITY,
              -1.5,
              -Double.MIN_VALUE,
              0.0,
              Double.MIN_VALUE,
              1.0,
              Double.POSITIVE_INFINITY,
              Double.NaN),
          List.of(
              "", "\0", "\0\0", "\0a", "\u0001", "A", "A\0", "A\0B", "AB", "B", "a", "aa", "b", "é",
              "\uFFFD", "😀"),
          List.of(
              hex(""),
              hex("00"),
              hex("0000"),
              hex("00ff"),
              hex("01"),
              hex("7f"),
              hex("80"),
              hex("ff"),
              hex("ff00"),
              hex("ffff")),
          List.of(
              uuid("00000000-0000-0000-0000-000000000001"),
              uuid("00000000-0000-0000-8000-000000000000"),
              uuid("7fffffff-0000-0000-0000-000000000000"),
              uuid("80000000-0000-0000-0000-000000000000")),
          List.of(
              LocalDate.of(-44, 3, 15),
              LocalDate.of(1, 1, 1),
              LocalDate.EPOCH,
              LocalDate.of(9999, 12, 31)),
          List.of(LocalTime.MIDNIGHT, LocalTime.of(0, 0, 0, 1), LocalTime.MAX),
          List.of(Duration.ofHours(-30), Duration.ofMillis(-1), Duration.ofHours(24)),
          List.of(
              LocalDateTime.of(1, 1, 1, 0, 0),
              LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999),
              LocalDateTime.of(1970, 1, 1, 0, 0)),
          List.of(
              Instant.parse("0001-01-01T00:00:00Z"),
              Instant.ofEpochSecond(-1, 5),
              Instant.EPOCH,
              Instant.ofEpochSecond(0, 1)),
          List.of(false, true));

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static UUID uuid(String text) {
    return UUID.fromString(text);
  }

  @Test
  void keysOfOneKindAreOrderedAsTheirValuesAre() {
    for (List<Object> kind : ORDERED) {
      for (int i = 0; i < kind.size(); i++) {
        for (int j = 0; j < kind.size(); j++) {
          Key one = Key.of(kind.get(i));
          Key other = Key.of(kind.get(j));
          assertThat(Integer.signum(one.compareTo(other)))
              .as("%s and %s", one, other)
              .isEqualTo(Integer.signum(Integer.compare(i, j)));
          assertThat(one.equals(other)).isEqualTo(i == j);
          // One part after the other: the first decides, and only then the second.
          Key first = Key.of(kind.get(i), "z");
          Key second = Key.of(kind.get(j), "a");
          assertThat(first.compareTo(second) < 0).as("%s and %s", first, second).isEqualTo(i < j);
        }
      }
    }
  }

  @Test
  void randomKeysAreOrderedAsTheirValuesAre() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      BigDecimal one =
          new BigDecimal(
              BigInteger.valueOf(random.nextLong() >> random.nextInt(60)), random.nextInt(-5, 30));
      BigDecimal other =
          new BigDecimal(
              BigInteger.valueOf(random.nextLong() >> random.nextInt(60)), random.nextInt(-5, 30));
      assertThat(Integer.signum(Key.of(one).compareTo(Key.of(other))))
          .isEqualTo(one.compareTo(other));
      BigInteger whole = one.toBigInteger();
      BigInteger huge = other.toBigInteger();
      assertThat(Integer.signum(Key.of(whole).compareTo(Key.of(huge))))
          .isEqualTo(whole.compareTo(huge));
      double d = Double.longBitsToDouble(random.nextLong());
      double e = Double.longBitsToDouble(random.nextLong());
      assertThat(Integer.signum(Key.of(d).compareTo(Key.of(e))))
          .isEqualTo(Integer.signum(Double.compare(d, e)));
      String s = text(random);
      String t = text(random);
      int byCodePoint =
          Arrays.compareUnsigned(
              s.getBytes(StandardCharsets.UTF_8), t.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(Key.of(s).compareTo(Key.of(t))))
          .isEqualTo(Integer.signum(byCodePoint));
      assertThat(Key.of(s, t).parts()).containsExactly(s, t);
    }
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint("\0\u0001aé\uFFFD😀".codePointAt(random.nextInt(6)));
    }
    return text.toString();
  }

  @Test
  void partsComeBackAsTheyWere() {
    for (List<Object> kind : ORDERED) {
      for (Object part : kind) {
        Object[] back = Key.fromBytes(Key.of(part).bytes()).parts();
        assertThat(Arrays.deepEquals(back, new Object[] {part})).as("%s", part).isTrue();
      }
      Object[] all = kind.toArray();
      Object[] back = Key.of(all).parts();
      assertThat(Arrays.deepEquals(back, all)).as("%s", Arrays.toString(back)).isTrue();
    }
    for (Special s : Special.values()) {
      assertThat(Key.of(s).parts()).containsExactly(s);
    }
    for (String broken :
        List.of("\uD800", "a\uDC00b", "é\uDBFFé", "\uD800\uD800", "퟿\uD800", "\uD800\0")) {
      assertThat(Key.of(broken, 1).parts()).containsExactly(broken, 1L);
    }
  }

  @Test
  void oneValueHasOneKey() {
    Object[][] equal = {
      {7L, 7},
      {7L, (short) 7},
      {7L, (byte) 7},
      {7L, BigInteger.valueOf(7)},
      {Long.MIN_VALUE, BigInteger.valueOf(Long.MIN_VALUE)},
      {new BigDecimal("1.0"), BigDecimal.ONE},
      {new BigDecimal("1E+2"), new BigDecimal("100.00")},
      {new BigDecimal("0.00"), BigDecimal.ZERO},
      {-0.0, 0.0},
      {Double.NaN, Double.longBitsToDouble(0x7ff8000000000123L)},
    };
    for (Object[] e : equal) {
      assertThat(Key.of(e[0])).isEqualTo(Key.of(e[1])).hasSameHashCodeAs(Key.of(e[1]));
      assertThat(Key.of(e[0], "x")).isEqualTo(Key.of(e[1], "x"));
    }
    assertThat(Key.of(7L)).isEqualTo(Key.of(new Object[] {7L}));
    Object[][] different = {
      {1L, BigDecimal.ONE},
      {1L, "1"},
      {1L, true},
      {1.0, 1L},
      {"a", new byte[] {'a'}},
      {LocalDate.EPOCH, LocalDate.EPOCH.atStartOfDay()},
      {LocalDateTime.of(1970, 1, 1, 0, 0), Instant.EPOCH},
      {LocalTime.MIDNIGHT, Duration.ZERO},
    };
    for (Object[] d : different) {
      assertThat(Key.of(d[0])).isNotEqualTo(Key.of(d[1]));
    }
    assertThat(Key.of(1L)).isNotEqualTo(null).isNotEqualTo("1");
  }

  @Test
  void noKeysBytesBeginAnothers() {
    List<Key> keys = new java.util.ArrayList<>();
    for (List<Object> kind : ORDERED) {
      for (Object part : kind) {
        keys.add(Key.of(part));
        keys.add(Key.of(part, part));
        keys.add(Key.of(part, 0L, "a"));
        keys.add(Key.of("a", part));
      }
    }
    for (Key one : keys) {
      for (Key other : keys) {
        int length = one.bytes().length;
        boolean begins =
            other.bytes().length > length
                && Arrays.equals(one.bytes(), 0, length, other.bytes(), 0, length);
        assertThat(begins).as("%s begins %s", one, other).isFalse();
      }
    }
  }

  /** Links are stored under these bytes: an old line here must never change. */
  @Test
  void storedLinksRestOnTheseBytes() {
    Map<String, Key> stored = new LinkedHashMap<>();
    stored.put("83800000000000002a", Key.of(42L));
    stored.put("037fffffffffffffff8700ff0000", Key.of(-1L, "\0"));
    stored.put("86bff8000000000000", Key.of(1.5));
    stored.put("85028000000231323500", Key.of(new BigDecimal("12.5")));
    stored.put("8500" + "7ffffffd" + "cecdca" + "ff", Key.of(new BigDecimal("-12.5")));
    stored.put("8501", Key.of(BigDecimal.ZERO));
    stored.put("88ab00ff0000", Key.of(hex("ab00")));
    stored.put("8900000000000000010000000000000002", Key.of(new UUID(1, 2)));
    stored.put("8a8000000000000001", Key.of(LocalDate.EPOCH.plusDays(1)));
    stored.put("8b0000000000000001", Key.of(LocalTime.of(0, 0, 0, 1)));
    stored.put("8c800000000000000100000000", Key.of(Duration.ofSeconds(1)));
    stored.put("8d800000000000000100000000", Key.of(LocalDateTime.of(1970, 1, 1, 0, 0, 1)));
    stored.put("8e800000000000000100000000", Key.of(Instant.ofEpochSecond(1)));
    stored.put("8101", Key.of(true));
    stored.put("8f03", Key.of(Special.ZERO_DATE));
    stored.put("8400000009008000000000000000", Key.of(BigInteger.TWO.pow(63)));
    stored.put(
        "82fffffff6ff7ffffffffffffffe",
        Key.of(BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE)));
    stored.forEach(
        (bytes, key) ->
            assertThat(HexFormat.of().formatHex(key.bytes())).as("%s", key).isEqualTo(bytes));
  }

  @Test
  void aSingleWholeNumberTakesNineBytes() {
    assertThat(Key.of(Long.MAX_VALUE).bytes()).hasSize(9);
    assertThat(Key.of(42)).isEqualTo(Key.of(42L));
  }

  @Test
  void hashesOfConsecutiveNumbersSpread() {
    int[] buckets = new int[1024];
    for (long n = 0; n < 10_240; n++) {
      buckets[Key.of(n).hashCode() & 1023]++;
    }
    assertThat(Arrays.stream(buckets).max().orElseThrow()).isLessThan(40);
  }

  @Test
  void otherPartsAreRefused() {
    assertThatThrownBy(() -> Key.of())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> Key.of(1L, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("null");
    assertThatThrownBy(() -> Key.of(1L, 'x'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Character");
  }

  @Test
  void bytesThatAreNoKeyAreRefusedWhenTheyAreRead() {
    for (String bytes :
        List.of(
            "",
            "83",
            "8380000000000000",
            "83800000000000002aff",
            "038000000000000001",
            "8761",
            "876100",
            "ff",
            "80",
            "8affffffffffffffff",
            "847fffffff00",
            "8502800000013a00")) {
      Key key = Key.fromBytes(hex(bytes));
      assertThatThrownBy(key::parts).as(bytes).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
