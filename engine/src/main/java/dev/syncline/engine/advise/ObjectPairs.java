package dev.syncline.engine.advise;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds which objects of two systems hold the same kind of records. */
final class ObjectPairs {
  /** Objects of different names need so large a share of columns in common. */
  private static final double ALIKE = 0.5;

  private static final int FEWEST_COMMON_COLUMNS = 3;

  private ObjectPairs() {}

  /** A pair; {@code byName} when the names said so. */
  record Pair(ObjectSchema source, ObjectSchema target, boolean byName) {}

  private record Likely(ObjectSchema source, ObjectSchema target, int name, double columns) {}

  /** Pairs objects, each at most once, the likeliest first. */
  static List<Pair> of(List<ObjectSchema> source, List<ObjectSchema> target) {
    List<Likely> likely = new ArrayList<>();
    for (ObjectSchema s : source) {
      for (ObjectSchema t : target) {
        int name = sameName(s, t);
        double columns = likeness(s, t);
        if (name > 0 || (columns >= ALIKE && common(s, t) >= FEWEST_COMMON_COLUMNS)) {
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
    Set<ObjectSchema> taken = new HashSet<>();
    List<Pair> pairs = new ArrayList<>();
    for (Likely l : likely) {
      if (!taken.contains(l.source()) && !taken.contains(l.target())) {
        taken.add(l.source());
        taken.add(l.target());
        pairs.add(new Pair(l.source(), l.target(), l.name() > 0));
      }
    }
    return pairs;
  }

  /** How surely two names are the same: 3 as written, 2 but for case and separators, 1 plural. */
  private static int sameName(ObjectSchema source, ObjectSchema target) {
    String s = ObjectNames.last(source.name());
    String t = ObjectNames.last(target.name());
    if (s.equals(t)) {
      return 3;
    }
    if (ObjectNames.normal(s).equals(ObjectNames.normal(t))) {
      return 2;
    }
    return ObjectNames.singular(s).equals(ObjectNames.singular(t)) ? 1 : 0;
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
