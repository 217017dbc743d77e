package dev.syncline.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.syncline.core.Side;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** What the tests of values say about a pair of types, from its source to its target. */
final class Checks {
  static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  static final SipHash HASH = new SipHash(new byte[16]);

  private Checks() {}

  static TypePair pair(Type source, Type target) {
    return pair(source, target, ZoneOffset.UTC);
  }

  static TypePair pair(Type source, Type target, ZoneId zone) {
    return TypePair.of(source, target, zone).orElseThrow();
  }

  /** The same pair seen from its other side. */
  static TypePair flip(TypePair pair, ZoneId zone) {
    return pair(pair.type(Side.TARGET), pair.type(Side.SOURCE), zone);
  }

  static byte[] canonical(TypePair pair, Side side, Object value) {
    CanonicalBytes out = new CanonicalBytes();
    pair.canonical(side, value, out);
    return out.copy();
  }

  static String hex(TypePair pair, Side side, Object value) {
    return HexFormat.of().formatHex(canonical(pair, side, value));
  }

  /** A source and a target value are the same by every way of asking. */
  static void same(TypePair pair, Object source, Object target) {
    assertThat(equal(pair, source, target)).as("%s: %s = %s", pair, source, target).isTrue();
  }

  /** A source and a target value differ by every way of asking. */
  static void differ(TypePair pair, Object source, Object target) {
    assertThat(equal(pair, source, target)).as("%s: %s ≠ %s", pair, source, target).isFalse();
  }

  /** Whether two values are equal, and that all three ways of asking agree. */
  static boolean equal(TypePair pair, Object source, Object target) {
    byte[] one = canonical(pair, Side.SOURCE, source);
    byte[] other = canonical(pair, Side.TARGET, target);
    boolean equal = java.util.Arrays.equals(one, other);
    assertThat(pair.same(source, target))
        .as("same %s: %s and %s", pair, source, target)
        .isEqualTo(equal);
    CanonicalBytes scratch = new CanonicalBytes();
    long first = pair.fingerprint(Side.SOURCE, source, HASH, scratch);
    long second = pair.fingerprint(Side.TARGET, target, HASH, scratch);
    assertThat(first == second)
        .as("fingerprints %s: %s and %s", pair, source, target)
        .isEqualTo(equal);
    assertThat(first).isEqualTo(HASH.of(one, 0, one.length));
    return equal;
  }

  /** The source value is written to the target as {@code expected}, and is the same as it. */
  static void carries(TypePair pair, Object source, Object expected) {
    Object carried = carry(pair, Side.SOURCE, source);
    assertEqual(pair + ": " + source, carried, expected);
    same(pair, source, carried);
  }

  static void assertEqual(String what, Object carried, Object expected) {
    if (expected instanceof BigDecimal n) {
      assertThat((BigDecimal) carried).as(what).isEqualByComparingTo(n);
    } else {
      assertThat(carried).as(what).isEqualTo(expected);
    }
  }

  /** The source value is refused with a message that holds these words, and equals itself. */
  static void refuses(TypePair pair, Object source, String... words) {
    Throwable thrown = catchThrowable(() -> pair.carry(Side.SOURCE, source));
    assertThat(thrown)
        .as("%s: %s", pair, source)
        .isInstanceOf(Unrepresentable.class)
        .hasMessageContainingAll(words);
    assertThat(canonical(pair, Side.SOURCE, source))
        .isEqualTo(canonical(pair, Side.SOURCE, source));
  }

  /** Carries a value that can be. */
  static Object carry(TypePair pair, Side from, Object value) {
    try {
      return pair.carry(from, value);
    } catch (Unrepresentable e) {
      throw new AssertionError(pair + " from " + from + ": " + value, e);
    }
  }
}
