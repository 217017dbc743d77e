package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.advise.PairAdvice.Why;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds which objects of two systems hold the same kind of records: those that a person named, then
 * those of the same name, of names that are short for each other, and of the same columns.
 */
final class ObjectPairs {
  /** Objects of different names need so large a share of columns in common. */
  private static final double ALIKE = 0.5;

  private static final int FEWEST_COMMON_COLUMNS = 3;

  /** What {@link #sameName} says of a name that is short for the other. */
  private static final int SHORT = 1;

  private ObjectPairs() {}

  /** A pair, and what speaks for it. */
  record Pair(ObjectSchema source, ObjectSchema target, Why why) {
    ObjectSchema on(Side side) {
      return side == Side.SOURCE ? source : target;
    }
  }

  private record Likely(ObjectSchema source, ObjectSchema target, int name, double columns) {
    Pair pair() {
      return new Pair(
          source,
          target,
          switch (name) {
            case 0 -> Why.COLUMNS;
            case SHORT -> Why.SHORT_NAME;
            default -> Why.NAME;
          });
    }
  }

  /**
   * Pairs objects, each at most once, the likeliest first.
   *
   * @param given target objects by source objects, as a person named them
   */
  static List<Pair> of(
      List<ObjectSchema> source, List<ObjectSchema> target, Map<String, String> given) {
    Set<ObjectSchema> taken = new HashSet<>();
    List<Pair> pairs = new ArrayList<>();
    for (ObjectSchema s : source) {
      for (ObjectSchema t : target) {
        if (t.name().equals(given.get(s.name()))) {
          pairs.add(new Pair(s, t, Why.GIVEN));
          taken.add(s);
          taken.add(t);
        }
      }
    }
    for (Likely l : likely(source, target)) {
      if (!taken.contains(l.source()) && !taken.contains(l.target())) {
        taken.add(l.source());
        taken.add(l.target());
        pairs.add(l.pair());
      }
    }
    return pairs;
  }

  private static List<Likely> likely(List<ObjectSchema> source, List<ObjectSchema> target) {
    List<Likely> likely = new ArrayList<>();
    for (ObjectSchema s : source) {
      for (ObjectSchema t : target) {
        int name = sameName(s, t);
        double columns = likeness(s, t);
        boolean alike = columns >= ALIKE && common(s, t) >= FEWEST_COMMON_COLUMNS;
        if (name == SHORT && !(isOnlyShort(s, t, source, target) && commonBesideKeys(s, t) > 0)) {
          name = 0; // it may be short for something else
        }
        if (name > 0 || alike) {
          likely.add(new Likely(s, t, name, columns));
        }
      }
    }
    likely.sort(
        Comparator.comparingInt(Likely::name)
            .thenComparingDouble(Likely::columns)
            .reversed()
            .thenComparing(l -> l.source().name())
            .thenComparing(l -> l.target().name()));
    return likely;
  }

  /** An object among some that an unpaired one may be meant to be, to be asked about only. */
  static Optional<String> hint(ObjectSchema object, List<ObjectSchema> others) {
    List<ObjectSchema> near = others.stream().filter(o -> sameName(object, o) > 0).toList();
    return near.size() == 1 ? Optional.of(near.getFirst().name()) : Optional.empty();
  }

  /**
   * How surely two names are the same: 4 as written, 3 but for case and separators, 2 but for
   * plural and words such as {@code tbl}, 1 when one is short for the other.
   */
  private static int sameName(ObjectSchema source, ObjectSchema target) {
    String s = ObjectNames.last(source.name());
    String t = ObjectNames.last(target.name());
    if (s.equals(t)) {
      return 4;
    }
    if (ObjectNames.normal(s).equals(ObjectNames.normal(t))) {
      return 3;
    }
    if (ObjectNames.stem(s).equals(ObjectNames.stem(t))) {
      return 2;
    }
    return ObjectNames.isShort(s, t) ? SHORT : 0;
  }

  /** Whether a short name could mean nothing else: {@code inv} is invoice and inventory. */
  private static boolean isOnlyShort(
      ObjectSchema source,
      ObjectSchema target,
      List<ObjectSchema> sources,
      List<ObjectSchema> targets) {
    return targets.stream().filter(t -> sameName(source, t) > 0).toList().equals(List.of(target))
        && sources.stream().filter(s -> sameName(s, target) > 0).toList().equals(List.of(source));
  }

  /** Columns of the same name that are no part of a key: every table has an id. */
  private static int commonBesideKeys(ObjectSchema source, ObjectSchema target) {
    Set<String> both = names(source);
    both.retainAll(names(target));
    source.identity().forEach(c -> both.remove(ObjectNames.normal(c)));
    target.identity().forEach(c -> both.remove(ObjectNames.normal(c)));
    return both.size();
  }

  private static double likeness(ObjectSchema source, ObjectSchema target) {
    int common = common(source, target);
    return (double) common / (names(source).size() + names(target).size() - common);
  }

  private static int common(ObjectSchema source, ObjectSchema target) {
    Set<String> both = names(source);
    both.retainAll(names(target));
    return both.size();
  }

  private static Set<String> names(ObjectSchema object) {
    Set<String> names = new HashSet<>();
    for (Column column : object.columns()) {
      names.add(ObjectNames.normal(column.name()));
    }
    return names;
  }
}
