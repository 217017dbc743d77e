package dev.syncline.engine.advise;

import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import java.util.Comparator;
import java.util.List;

/**
 * Puts candidates for the unique key into order, the best first.
 *
 * <p>First, where both systems enforce one, those that some system enforces, however few they link:
 * what nobody keeps unique joins other records as soon as it is not, and writes one over the other.
 * Then those that are unique in the data; those that link nearly as many records as any does; among
 * them those that both systems enforce, first such as can have no nulls; those whose columns are
 * there to tell records apart; those with fewest nulls now, and those that can have none; and the
 * shortest. A column that is there to tell records apart counts as unique in spite of a few
 * repeated values, which are mistakes for a person to settle. What agrees by chance and no system
 * keeps unique, such as two counters, comes last, and is none unless it agrees more often than
 * chance would have it.
 */
final class KeyRanking {
  /** A key may have repeated values, whose records are held; where most are, it is no key. */
  private static final double MOST_AMBIGUOUS = 0.5;

  private static final double NEARLY_AS_MANY = 0.8;

  /** So large a share of an identifying column's records may have repeated values. */
  private static final double MISTAKES = 0.06;

  /** So large a share of the smaller side's values has to stand on the other, too. */
  private static final double IN_COMMON = 0.5;

  private KeyRanking() {}

  /** Whether records could be matched by it at all. */
  static boolean isUsable(KeyAdvice key, ObjectSchema source) {
    long rows = key.source().rows() + key.target().rows();
    boolean someWhole = rows > 0 && key.nulls() < rows;
    return key.enforced()
        ? rows == 0 || someWhole
        : someWhole
            && key.ambiguous() <= MOST_AMBIGUOUS * rows
            && (!key.observed()
                || !KeyCandidates.agreesByChance(key.parts(), source)
                || isConvincing(key, source));
  }

  /**
   * Whether what may agree by chance does so too often for that: by a name that says that it is
   * there to tell records apart, or in more than whole numbers at once; and in at least half of the
   * values of the side that has fewer.
   */
  private static boolean isConvincing(KeyAdvice key, ObjectSchema source) {
    boolean named = key.parts().stream().anyMatch(PartCost::isIdentifying);
    boolean several =
        key.parts().size() > 1
            && key.parts().stream()
                .flatMap(p -> p.source().stream())
                .anyMatch(c -> !(source.column(c).orElseThrow().type() instanceof Type.Int));
    long fewest = Math.min(key.source().distinct(), key.target().distinct());
    return (named || several) && key.overlap() >= IN_COMMON * fewest;
  }

  static List<KeyAdvice> bestFirst(List<KeyAdvice> keys, ObjectSchema source) {
    long most =
        keys.stream().filter(k -> isUsable(k, source)).mapToLong(KeyAdvice::links).max().orElse(0);
    boolean enforced =
        keys.stream()
            .anyMatch(k -> k.enforced() && isUsable(k, source) && !isEachSidesOwn(k, source));
    return keys.stream()
        .sorted(
            Comparator.comparing((KeyAdvice k) -> !isUsable(k, source))
                .thenComparing(
                    k -> !k.enforced() && KeyCandidates.agreesByChance(k.parts(), source))
                .thenComparing(k -> enforced && k.observed())
                .thenComparing(k -> most > 0 && k.links() == 0)
                .thenComparing(k -> !isUniqueButForMistakes(k))
                .thenComparing(k -> k.links() < NEARLY_AS_MANY * most)
                .thenComparing(k -> !k.enforced())
                .thenComparing(k -> k.enforced() && mayBeNull(k, source))
                .thenComparingInt(k -> PartCost.of(k.parts(), source))
                .thenComparingLong(KeyAdvice::nulls)
                .thenComparing(k -> mayBeNull(k, source))
                .thenComparingInt(k -> k.parts().size())
                .thenComparing(Comparator.comparingLong(KeyAdvice::links).reversed()))
        .toList();
  }

  /**
   * Whether each system may give its own values, as good as generated ones, so that what nobody
   * keeps unique may tell more: numbers that agree by chance, or a single column that holds nothing
   * in common though both sides hold records.
   */
  private static boolean isEachSidesOwn(KeyAdvice key, ObjectSchema source) {
    return KeyCandidates.agreesByChance(key.parts(), source)
        || (key.parts().size() == 1
            && key.overlap() == 0
            && key.source().distinct() > 0
            && key.target().distinct() > 0);
  }

  private static boolean mayBeNull(KeyAdvice key, ObjectSchema source) {
    return key.parts().stream()
        .flatMap(p -> p.source().stream())
        .anyMatch(c -> source.column(c).orElseThrow().nullable());
  }

  private static boolean isUniqueButForMistakes(KeyAdvice key) {
    boolean identifying = key.parts().size() == 1 && PartCost.isIdentifying(key.parts().getFirst());
    long rows = key.source().rows() + key.target().rows();
    return key.unique() || (identifying && key.ambiguous() <= MISTAKES * rows);
  }
}
