package dev.syncline.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.syncline.core.Side;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What holds for every pair of types and every value; each run tries the same values. */
class TypePairLawsTest {
  private static final int VALUES = 60;

  private static void everyPair(BiConsumer<TypePair, Samples> law) {
    everyPair(java.time.ZoneOffset.UTC, Notation.INVARIANT, law);
    everyPair(Checks.PARIS, Notation.INVARIANT, law);
    everyPair(java.time.ZoneOffset.UTC, Notation.of(Locale.GERMANY), law);
    everyPair(Checks.PARIS, Notation.of(Locale.US), law);
  }

  private static void everyPair(ZoneId zone, Notation notation, BiConsumer<TypePair, Samples> law) {
    long seed = 1;
    for (Type source : Samples.TYPES) {
      for (Type target : Samples.TYPES) {
        Samples samples = new Samples(seed++);
        TypePair.of(source, target, zone, notation)
            .filter(pair -> notation.isInvariant() || pair.isLocal())
            .ifPresent(pair -> law.accept(pair, samples));
      }
    }
  }

  @Test
  void countedValuesCanStandOneAfterTheOther() {
    everyPair(
        (pair, samples) -> {
          Object value = samples.any(pair.type(Side.SOURCE));
          CanonicalBytes alone = new CanonicalBytes();
          pair.canonical(Side.SOURCE, value, alone);
          CanonicalBytes expected = new CanonicalBytes();
          CanonicalBytes counted = new CanonicalBytes();
          for (int i = 0; i < 2; i++) {
            expected.putInt(alone.length());
            expected.putBytes(alone.copy());
            pair.counted(Side.SOURCE, value, counted);
          }
          assertThat(counted.copy()).isEqualTo(expected.copy());
        });
  }

  @Test
  void aValueIsTheSameAsWhatIsCarriedOfItAndFitsTheColumn() {
    int[] carried = new int[2];
    everyPair(
        (pair, samples) -> {
          for (int i = 0; i < VALUES; i++) {
            Object value = samples.any(pair.type(Side.SOURCE));
            Object there;
            try {
              there = pair.carry(Side.SOURCE, value);
            } catch (Unrepresentable e) {
              carried[1]++;
              assertThat(e.getMessage()).hasSizeBetween(20, 300);
              continue;
            }
            carried[0]++;
            Checks.same(pair, value, there);
            if (value == null) {
              assertThat(there).isNull();
              continue;
            }
            assertThat(Samples.holds(pair.type(Side.TARGET), there))
                .as("%s: %s carried as %s", pair, value, there)
                .isTrue();
          }
        });
    assertThat(carried[0]).as("values carried").isGreaterThan(30_000);
    assertThat(carried[1]).as("values refused").isGreaterThan(10_000);
  }

  @Test
  void carryingBackAndThereAgainEndsWhereTheFirstCarryDid() {
    everyPair(
        (pair, samples) -> {
          for (int i = 0; i < VALUES; i++) {
            Object value = samples.value(pair.type(Side.SOURCE));
            try {
              Object there = pair.carry(Side.SOURCE, value);
              Object back = pair.carry(Side.TARGET, stored(pair.type(Side.TARGET), there));
              Object again = pair.carry(Side.SOURCE, back);
              Checks.same(pair, value, there);
              Checks.same(pair, back, there);
              Checks.assertEqual(
                  pair + ": " + value + ", back " + back,
                  stored(pair.type(Side.TARGET), again),
                  stored(pair.type(Side.TARGET), there));
            } catch (Unrepresentable e) {
              // Refused in one of the directions, which the law does not speak of.
            }
          }
        });
  }

  @Test
  void valuesAreTheSameExactlyWhenBytesAndFingerprintsAre() {
    int[] equal = new int[2];
    everyPair(
        (pair, samples) -> {
          for (int i = 0; i < VALUES; i++) {
            Object one = samples.any(pair.type(Side.SOURCE));
            Object other = samples.any(pair.type(Side.TARGET));
            equal[Checks.equal(pair, one, other) ? 0 : 1]++;
          }
        });
    assertThat(equal[0]).as("equal by chance").isGreaterThan(500);
    assertThat(equal[1]).as("different").isGreaterThan(10_000);
  }

  @Test
  void sourceAndTargetAreInterchangeable() {
    for (ZoneId zone : List.of(java.time.ZoneOffset.UTC, Checks.PARIS)) {
      everyPair(
          (pair, samples) -> {
            TypePair flipped = Checks.flip(pair, zone);
            TypePair plain = Checks.pair(pair.type(Side.SOURCE), pair.type(Side.TARGET), zone);
            assertThat(flipped.name()).isEqualTo(plain.name());
            assertThat(flipped.common()).isEqualTo(plain.common());
            for (int i = 0; i < 10; i++) {
              Object value = samples.any(pair.type(Side.SOURCE));
              assertThat(Checks.canonical(flipped, Side.TARGET, value))
                  .isEqualTo(Checks.canonical(plain, Side.SOURCE, value));
              assertThat(carriedOrMessage(flipped, Side.TARGET, value))
                  .isEqualTo(carriedOrMessage(plain, Side.SOURCE, value));
            }
          });
    }
  }

  private static Object carriedOrMessage(TypePair pair, Side from, Object value) {
    try {
      return pair.carry(from, value);
    } catch (Unrepresentable e) {
      return e.getMessage();
    }
  }

  @Test
  void aDirectionWithoutLossesCarriesEverything() {
    everyPair(
        (pair, samples) -> {
          boolean lossy = pair.losses().stream().anyMatch(l -> l.startsWith("source → target: "));
          for (int i = 0; i < VALUES && !lossy; i++) {
            Object value = samples.value(pair.type(Side.SOURCE));
            if ("\uD800".equals(value) || value instanceof java.time.Duration) {
              continue;
            }
            Object there = Checks.carry(pair, Side.SOURCE, value);
            Checks.same(pair, value, there);
          }
        });
  }

  @Test
  void aLosslessPairGivesEveryValueBack() {
    int[] pairs = new int[1];
    everyPair(
        (pair, samples) -> {
          if (!pair.lossless()) {
            return;
          }
          pairs[0]++;
          for (int i = 0; i < VALUES; i++) {
            Object value = samples.value(pair.type(Side.SOURCE));
            if ("\uD800".equals(value)) {
              continue;
            }
            Object back = Checks.carry(pair, Side.TARGET, Checks.carry(pair, Side.SOURCE, value));
            CanonicalBytes one = new CanonicalBytes();
            CanonicalBytes other = new CanonicalBytes();
            Encoding.put(unpadded(pair, value), one);
            Encoding.put(unpadded(pair, back), other);
            assertThat(Arrays.equals(one.copy(), other.copy()))
                .as("%s: %s came back as %s", pair, value, back)
                .isTrue();
          }
        });
    assertThat(pairs[0]).isGreaterThan(Samples.TYPES.size());
  }

  private static Object unpadded(TypePair pair, Object value) {
    boolean padded = pair.type(Side.SOURCE) instanceof Type.Text t && t.padded();
    return padded && value instanceof String s ? s.substring(0, Limits.withoutSpaces(s)) : value;
  }

  @Test
  void everyLossIsSeenInSomeValue() {
    everyPair(
        (pair, samples) -> {
          // What a system refuses is not refused by carrying.
          if (pair.losses().stream()
              .filter(l -> !l.endsWith("refused by the system"))
              .noneMatch(l -> l.startsWith("source → target: "))) {
            return;
          }
          for (int i = 0; i < 3000; i++) {
            Object value = samples.value(pair.type(Side.SOURCE));
            if (lost(pair, value)) {
              return;
            }
          }
          fail("%s loses nothing of what it says: %s".formatted(pair, pair.losses()));
        });
  }

  /** What a system gives back for a value that was written to a padded column. */
  private static Object stored(Type type, Object value) {
    if (type instanceof Type.Binary b && b.padded() && value instanceof byte[] bytes) {
      return Arrays.copyOf(bytes, (int) b.maxLength());
    } else if (type instanceof Type.Text t
        && t.padded()
        && t.maxBytes() == 0
        && value instanceof String s) {
      return s + " ".repeat(t.maxLength() - s.codePointCount(0, s.length()));
    }
    return value;
  }

  private static boolean lost(TypePair pair, Object value) {
    try {
      Object there = stored(pair.type(Side.TARGET), pair.carry(Side.SOURCE, value));
      CanonicalBytes one = new CanonicalBytes();
      CanonicalBytes other = new CanonicalBytes();
      Encoding.put(value, one);
      Encoding.put(pair.carry(Side.TARGET, there), other);
      return !Arrays.equals(one.copy(), other.copy());
    } catch (Unrepresentable e) {
      return true;
    }
  }
}
