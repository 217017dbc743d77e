package dev.syncline.engine.advise;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.advise.PairAdvice.ColumnPair;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pairs the columns of two objects: by the same name; and what is left by names that share words
 * and by values that stand on both sides, so that {@code email} finds {@code mail_address}.
 */
final class ColumnPairs {
  /** Values say that columns are the same from this share in common. */
  private static final double SAME_VALUES = 0.5;

  /** With so few distinct values, columns of the same values may still mean different things. */
  private static final int TELLING_VALUES = 20;

  private static final int FEWEST_VALUES = 5;

  /** Names say that columns are the same from this share of common words. */
  private static final double SAME_WORDS = 0.5;

  private final ObjectSchema source;
  private final ObjectSchema target;
  private final Profile sourceProfile;
  private final Profile targetProfile;
  private final Set<String> takenSource = new HashSet<>();
  private final Set<String> takenTarget = new HashSet<>();

  ColumnPairs(
      ObjectSchema source, ObjectSchema target, Profile sourceProfile, Profile targetProfile) {
    this.source = source;
    this.target = target;
    this.sourceProfile = sourceProfile;
    this.targetProfile = targetProfile;
  }

  /** Leaves columns out, because they are part of a relation. */
  void leaveOut(Set<String> sourceColumns, Set<String> targetColumns) {
    takenSource.addAll(sourceColumns);
    takenTarget.addAll(targetColumns);
  }

  /** The pairs, in the source's order of columns. */
  List<ColumnPair> pair() {
    List<ColumnPair> pairs = new ArrayList<>();
    for (Column column : source.columns()) {
      if (!isFree(column, takenSource)) {
        continue;
      }
      sameName(column)
          .filter(other -> isFree(other, takenTarget) && compatible(column, other))
          .ifPresent(other -> pairs.add(take(column, other, true)));
    }
    List<Likely> likely = new ArrayList<>();
    for (Column s : source.columns()) {
      for (Column t : target.columns()) {
        if (isFree(s, takenSource) && isFree(t, takenTarget) && compatible(s, t)) {
          likely(s, t).ifPresent(likely::add);
        }
      }
    }
    likely.sort(Comparator.comparingDouble(Likely::score).reversed());
    for (Likely l : likely) {
      if (isFree(l.source(), takenSource) && isFree(l.target(), takenTarget)) {
        pairs.add(take(l.source(), l.target(), false));
      }
    }
    pairs.sort(Comparator.comparingInt(p -> position(p.source())));
    return pairs;
  }

  /** Whether two columns that nothing pairs could belong together, as far as their types say. */
  boolean couldPair(Column s, Column t) {
    return isFree(s, takenSource)
        && isFree(t, takenTarget)
        && sameKind(s, t)
        && compatible(s, t)
        && Profile.isTelling(s)
        && Profile.isTelling(t);
  }

  private int position(String column) {
    return source.columns().stream().map(Column::name).toList().indexOf(column);
  }

  private static boolean isFree(Column column, Set<String> taken) {
    return !taken.contains(column.name())
        && column.origin() != Origin.GENERATED
        && column.origin() != Origin.COMPUTED;
  }

  private static boolean compatible(Column source, Column target) {
    return TypePair.of(source.type(), target.type(), ZoneOffset.UTC).isPresent();
  }

  private Optional<Column> sameName(Column column) {
    Optional<Column> exact = target.column(column.name());
    if (exact.isPresent()) {
      return exact;
    }
    String normal = ObjectNames.normal(column.name());
    List<Column> loose =
        target.columns().stream().filter(c -> ObjectNames.normal(c.name()).equals(normal)).toList();
    return loose.size() == 1 ? Optional.of(loose.getFirst()) : Optional.empty();
  }

  private ColumnPair take(Column column, Column other, boolean byName) {
    takenSource.add(column.name());
    takenTarget.add(other.name());
    return new ColumnPair(column.name(), other.name(), byName);
  }

  private record Likely(Column source, Column target, double score) {}

  private Optional<Likely> likely(Column s, Column t) {
    double words = ObjectNames.likeness(s.name(), t.name());
    boolean told = Profile.isTelling(s) && Profile.isTelling(t);
    DistinctSketch left = told ? sourceProfile.sketch(s.name()) : new DistinctSketch();
    DistinctSketch right = told ? targetProfile.sketch(t.name()) : new DistinctSketch();
    double fewest = Math.min(left.distinct(), right.distinct());
    double values = fewest < FEWEST_VALUES ? 0 : left.likeness(right);
    boolean byValues =
        values >= SAME_VALUES && (fewest >= TELLING_VALUES || words > 0) && sameKind(s, t);
    boolean byWords = words >= SAME_WORDS;
    return byValues || byWords
        ? Optional.of(new Likely(s, t, words + 2 * values))
        : Optional.empty();
  }

  /** Years and counts look alike; only values of one type are evidence. */
  private static boolean sameKind(Column s, Column t) {
    return s.type().getClass() == t.type().getClass();
  }
}
