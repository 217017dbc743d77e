package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.engine.advise.PairAdvice.ColumnPair;
import dev.syncline.engine.advise.PairAdvice.RelationPair;
import dev.syncline.engine.advise.Profile.Distinctness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the combinations of columns that are worth counting as unique keys: what the systems
 * enforce; single columns that are nearly unique in the first rows; only where none of these is
 * unique there, the smallest combinations that are; and last what both systems enforce over columns
 * that neither names nor values pair, which a person may know to be the same.
 */
final class KeyCandidates {
  private static final double NEARLY_UNIQUE = 0.9;

  private static final double HALF_UNIQUE = 0.5;

  /** What people know their records by has some repeated values; combining it would hide them. */
  private static final double UNIQUE_BUT_FOR_MISTAKES = 0.97;

  /** A combination is only tried where hardly any row repeats it. */
  private static final double UNIQUE = 0.995;

  private static final int COMBINED_COLUMNS = 10;
  private static final int MOST_COMBINATIONS = 5;
  private static final int MOST = 8;
  private static final int MOST_UNPAIRED = 3;

  private final ObjectSchema source;
  private final ObjectSchema target;
  private final Profile sourceProfile;
  private final Profile targetProfile;
  private final ColumnPairs columnPairs;
  private final List<KeyPart> parts = new ArrayList<>();
  private final Map<List<KeyPart>, KeyCandidate> found = new LinkedHashMap<>();

  /**
   * @param columnPairs which columns are left
   * @param columns those that it paired
   * @param relations those whose parents have a unique key by which their records can be told apart
   */
  KeyCandidates(
      ObjectSchema source,
      ObjectSchema target,
      Profile sourceProfile,
      Profile targetProfile,
      ColumnPairs columnPairs,
      List<ColumnPair> columns,
      List<RelationPair> relations) {
    this.source = source;
    this.target = target;
    this.sourceProfile = sourceProfile;
    this.targetProfile = targetProfile;
    this.columnPairs = columnPairs;
    for (ColumnPair pair : columns) {
      if (Profile.isTelling(source.column(pair.source()).orElseThrow())
          && Profile.isTelling(target.column(pair.target()).orElseThrow())) {
        parts.add(new KeyPart(List.of(pair.source()), List.of(pair.target()), Optional.empty()));
      }
    }
    for (RelationPair pair : relations) {
      parts.add(new KeyPart(pair.source(), pair.target(), Optional.of(pair.parent())));
    }
  }

  List<KeyCandidate> find() {
    enforced(Side.SOURCE);
    enforced(Side.TARGET);
    singles();
    boolean any = found.values().stream().anyMatch(this::tellsRecordsApart);
    if (!any && sourceProfile.rows() + targetProfile.rows() > 0) {
      combinations();
    }
    if (found.isEmpty()) {
      leastRepeated();
    }
    List<KeyCandidate> candidates = new ArrayList<>(found.values().stream().limit(MOST).toList());
    unpaired().stream().limit(MOST_UNPAIRED).forEach(candidates::add);
    return candidates;
  }

  /**
   * What both systems keep unique, with columns in it of which nothing else says that they pair.
   */
  private List<KeyCandidate> unpaired() {
    List<KeyCandidate> candidates = new ArrayList<>();
    for (List<String> left : keys(Side.SOURCE)) {
      for (List<String> right : keys(Side.TARGET)) {
        List<KeyPart> key = paired(left, right);
        if (!key.isEmpty() && !parts.containsAll(key)) {
          candidates.add(candidate(key));
        }
      }
    }
    return candidates.stream().distinct().toList();
  }

  /** The parts of which two unique keys may be the same one; none where they cannot be. */
  private List<KeyPart> paired(List<String> left, List<String> right) {
    List<KeyPart> key =
        new ArrayList<>(
            parts.stream()
                .filter(p -> left.containsAll(p.source()) && right.containsAll(p.target()))
                .toList());
    List<String> from = new ArrayList<>(left);
    List<String> to = new ArrayList<>(right);
    key.forEach(p -> from.removeAll(p.source()));
    key.forEach(p -> to.removeAll(p.target()));
    for (String column : from) {
      Column mine = source.column(column).orElseThrow();
      Optional<String> partner =
          to.stream()
              .filter(c -> columnPairs.couldPair(mine, target.column(c).orElseThrow()))
              .findFirst();
      if (partner.isEmpty()) {
        return List.of();
      }
      to.remove(partner.get());
      key.add(new KeyPart(List.of(column), List.of(partner.get()), Optional.empty()));
    }
    return to.isEmpty() ? key : List.of();
  }

  private boolean tellsRecordsApart(KeyCandidate key) {
    return key.enforcedInSource() && key.enforcedInTarget()
        || sampled(key.parts()) >= UNIQUE_BUT_FOR_MISTAKES && !agreesByChance(key.parts(), source);
  }

  /** Two counters agree by chance, and so do prices, quantities and days. */
  static boolean agreesByChance(List<KeyPart> key, ObjectSchema source) {
    return key.stream()
        .allMatch(
            p ->
                p.parent().isEmpty()
                    && saysLittle(source.column(p.source().getFirst()).orElseThrow().type()));
  }

  private static boolean saysLittle(Type type) {
    return switch (type) {
      case Type.Bool b -> true;
      case Type.Int n -> true;
      case Type.Decimal d -> true;
      case Type.Real r -> true;
      case Type.Date d -> true;
      case Type.Time t -> true;
      default -> false;
    };
  }

  private Profile profile(Side side) {
    return side == Side.SOURCE ? sourceProfile : targetProfile;
  }

  private ObjectSchema schema(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  private void enforced(Side side) {
    keys(side)
        .forEach(
            key -> {
              Set<String> columns = new HashSet<>(key);
              List<KeyPart> covering =
                  parts.stream().filter(p -> columns.containsAll(p.columns(side))).toList();
              Set<String> covered = new HashSet<>();
              covering.forEach(p -> covered.addAll(p.columns(side)));
              if (covered.equals(columns)) {
                add(covering);
              }
            });
  }

  /** The columns that a side keeps unique: its primary key, and its unique keys. */
  private List<List<String>> keys(Side side) {
    return Stream.concat(
            Stream.of(schema(side).primaryKey()).filter(k -> !k.isEmpty()),
            schema(side).uniqueKeys().stream().map(UniqueKey::columns))
        .toList();
  }

  private void add(List<KeyPart> key) {
    List<KeyPart> ordered = key.stream().sorted(Comparator.comparingInt(this::position)).toList();
    found.putIfAbsent(ordered, candidate(ordered));
  }

  private KeyCandidate candidate(List<KeyPart> key) {
    Optional<MatchForm> source = enforced(key, Side.SOURCE);
    Optional<MatchForm> target = enforced(key, Side.TARGET);
    return new KeyCandidate(
        key,
        source.orElse(MatchForm.EXACT).weaker(target.orElse(MatchForm.EXACT)),
        source.isPresent(),
        target.isPresent());
  }

  /** As the source's own primary key has them, and then as they were found. */
  private int position(KeyPart part) {
    int inKey = source.primaryKey().indexOf(part.source().getFirst());
    return inKey < 0 ? source.primaryKey().size() + parts.indexOf(part) : inKey;
  }

  /** What a side's own index over just these columns takes for the same, where it has one. */
  private Optional<MatchForm> enforced(List<KeyPart> key, Side side) {
    Set<String> columns = new HashSet<>();
    key.forEach(p -> columns.addAll(p.columns(side)));
    ObjectSchema schema = schema(side);
    Stream<MatchForm> primary =
        Stream.of(schema.primaryKey())
            .filter(k -> new HashSet<>(k).equals(columns))
            .map(k -> MatchForm.EXACT);
    Stream<MatchForm> unique =
        schema.uniqueKeys().stream()
            .filter(k -> new HashSet<>(k.columns()).equals(columns))
            .map(UniqueKey::form);
    return Stream.concat(primary, unique).reduce(MatchForm::weaker);
  }

  private void singles() {
    parts.stream()
        .filter(p -> p.parent().isEmpty())
        .filter(p -> sampled(List.of(p)) >= NEARLY_UNIQUE)
        .sorted(
            Comparator.comparingDouble((KeyPart p) -> -sampled(List.of(p)))
                .thenComparingInt(this::cost))
        .forEach(p -> add(List.of(p)));
  }

  /** Nothing is a key; what comes nearest shows why, and may do with some records held. */
  private void leastRepeated() {
    parts.stream()
        .filter(p -> p.parent().isEmpty())
        .filter(p -> sampled(List.of(p)) >= HALF_UNIQUE)
        .max(Comparator.comparingDouble((KeyPart p) -> sampled(List.of(p))))
        .ifPresent(p -> add(List.of(p)));
  }

  /** How distinct a combination is in the first rows of the worse side that has rows. */
  private double sampled(List<KeyPart> key) {
    double worst = 1;
    for (Side side : Side.values()) {
      List<String> columns = key.stream().flatMap(p -> p.columns(side).stream()).toList();
      Distinctness distinctness = profile(side).distinctness(columns);
      if (distinctness.rows() > 0) {
        worst = Math.min(worst, distinctness.share());
      }
    }
    return worst;
  }

  /** Pairs, then triples; a combination that holds a smaller one is none. */
  private void combinations() {
    List<KeyPart> best =
        parts.stream()
            .filter(p -> !isCounter(p))
            .sorted(
                Comparator.comparingInt(this::cost).thenComparingDouble(p -> -sampled(List.of(p))))
            .limit(COMBINED_COLUMNS)
            .toList();
    List<List<KeyPart>> unique = new ArrayList<>();
    for (int size = 2; size <= 3 && unique.size() < MOST_COMBINATIONS; size++) {
      List<List<KeyPart>> combinations = new ArrayList<>();
      combine(best, 0, size, List.of(), combinations);
      combinations.sort(Comparator.comparingInt(c -> c.stream().mapToInt(this::cost).sum()));
      for (List<KeyPart> combination : combinations) {
        if (unique.size() < MOST_COMBINATIONS
            && unique.stream().noneMatch(combination::containsAll)
            && sampled(combination) >= UNIQUE) {
          unique.add(combination);
        }
      }
    }
    unique.forEach(this::add);
  }

  /** Numbers that make any combination unique add nothing to it but that. */
  private boolean isCounter(KeyPart part) {
    return part.parent().isEmpty()
        && source.column(part.source().getFirst()).orElseThrow().type() instanceof Type.Int
        && sampled(List.of(part)) >= UNIQUE;
  }

  private static void combine(
      List<KeyPart> from, int start, int size, List<KeyPart> so, List<List<KeyPart>> into) {
    if (so.size() == size) {
      into.add(so);
      return;
    }
    for (int i = start; i < from.size(); i++) {
      List<KeyPart> longer = new ArrayList<>(so);
      longer.add(from.get(i));
      combine(from, i + 1, size, longer, into);
    }
  }

  private int cost(KeyPart part) {
    return PartCost.of(part, source);
  }
}
