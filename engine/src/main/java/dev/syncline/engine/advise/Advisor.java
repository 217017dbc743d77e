package dev.syncline.engine.advise;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.engine.advise.PairAdvice.ColumnPair;
import dev.syncline.engine.advise.PairAdvice.RelationPair;
import dev.syncline.engine.advise.Proposal.Alone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The match advisor: proposes how two systems could be kept in step, and says of each candidate for
 * a unique key what it would do, counted over all rows. It only reads.
 *
 * <p>Each pair of objects is read two times, and a third time where a key's repeated values are to
 * be shown or where others refer to it; never a generated key is proposed, since the same number
 * means another record on each side.
 */
public final class Advisor {
  private final BySide<Connector> connectors;
  private final AdviceOptions options;
  private final ParentKeys parents;

  private Advisor(Connector source, Connector target, AdviceOptions options) {
    this.connectors = new BySide<>(source, target);
    this.options = options;
    this.parents = new ParentKeys(connectors, options);
  }

  /**
   * Looks at everything that both systems hold.
   *
   * @throws dev.syncline.connect.ConnectorException when a system cannot be asked
   */
  public static Proposal propose(Connector source, Connector target, AdviceOptions options) {
    return propose(source, target, Map.of(), options);
  }

  /**
   * Looks at everything, and pairs what a person says belongs together before anything else.
   *
   * @param given target objects by source objects, by their names as {@link Connector#objects()}
   *     lists them
   */
  public static Proposal propose(
      Connector source, Connector target, Map<String, String> given, AdviceOptions options) {
    return new Advisor(source, target, options).propose(source.objects(), target.objects(), given);
  }

  /** Looks at what a person says belongs together, and at nothing else. */
  public static Proposal proposeOnly(
      Connector source, Connector target, Map<String, String> given, AdviceOptions options) {
    return new Advisor(source, target, options)
        .propose(List.copyOf(given.keySet()), List.copyOf(given.values()), given);
  }

  /** Which objects seem to belong together, by their names and columns; counts and reads no row. */
  public static Proposal outline(Connector source, Connector target, AdviceOptions options) {
    Advisor advisor = new Advisor(source, target, options);
    List<Alone> sourceAlone = new ArrayList<>();
    List<Alone> targetAlone = new ArrayList<>();
    List<ObjectSchema> from = advisor.describe(Side.SOURCE, source.objects(), sourceAlone);
    List<ObjectSchema> to = advisor.describe(Side.TARGET, target.objects(), targetAlone);
    List<ObjectPairs.Pair> pairs = ObjectPairs.of(from, to, Map.of());
    Set<String> paired = new HashSet<>();
    pairs.forEach(p -> paired.addAll(List.of("s" + p.source().name(), "t" + p.target().name())));
    from.stream()
        .filter(o -> !paired.contains("s" + o.name()))
        .forEach(o -> sourceAlone.add(alone(o, Optional.empty())));
    to.stream()
        .filter(o -> !paired.contains("t" + o.name()))
        .forEach(o -> targetAlone.add(alone(o, Optional.empty())));
    List<PairAdvice> outlined =
        parentsFirst(pairs).stream()
            .map(
                p ->
                    new PairAdvice(
                        p.source(),
                        p.target(),
                        p.why(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        new BySide<>(0L, 0L)))
            .toList();
    return new Proposal(outlined, List.of(), sourceAlone, targetAlone);
  }

  /** Looks at some objects only, by their names as {@link Connector#objects()} lists them. */
  public static Proposal propose(
      Connector source,
      List<String> sourceObjects,
      Connector target,
      List<String> targetObjects,
      AdviceOptions options) {
    return new Advisor(source, target, options).propose(sourceObjects, targetObjects, Map.of());
  }

  private Proposal propose(
      List<String> sourceNames, List<String> targetNames, Map<String, String> given) {
    List<Alone> sourceAlone = new ArrayList<>();
    List<Alone> targetAlone = new ArrayList<>();
    List<ObjectSchema> source = describe(Side.SOURCE, sourceNames, sourceAlone);
    List<ObjectSchema> target = describe(Side.TARGET, targetNames, targetAlone);
    List<Proposal.Keyless> keyless = keyless(sourceAlone, targetAlone);
    List<ObjectPairs.Pair> pairs = ObjectPairs.of(source, target, given);
    Set<String> pairedSource = new HashSet<>();
    Set<String> pairedTarget = new HashSet<>();
    for (ObjectPairs.Pair pair : pairs) {
      pairedSource.add(pair.source().name());
      pairedTarget.add(pair.target().name());
    }
    List<ObjectSchema> sourceLeft = without(source, pairedSource);
    List<ObjectSchema> targetLeft = without(target, pairedTarget);
    sourceLeft.stream()
        .filter(s -> !given.containsKey(s.name())) // the other one has no key, which is said there
        .forEach(
            s ->
                sourceAlone.add(
                    alone(s, ObjectPairs.hint(s, targetLeft).map(t -> s.name() + "=" + t))));
    targetLeft.stream()
        .filter(t -> !given.containsValue(t.name()))
        .forEach(
            t ->
                targetAlone.add(
                    alone(t, ObjectPairs.hint(t, sourceLeft).map(s -> s + "=" + t.name()))));
    List<PairAdvice> advice = new ArrayList<>();
    for (ObjectPairs.Pair pair : parentsFirst(pairs)) {
      options.progress().accept(pair.source().name() + " and " + pair.target().name());
      PairAdvice each = advise(pair, pairs);
      parents.add(each);
      advice.add(each);
    }
    return new Proposal(advice, keyless, sourceAlone, targetAlone);
  }

  /** Takes what both sides left out under one name from their lists. */
  private static List<Proposal.Keyless> keyless(List<Alone> source, List<Alone> target) {
    List<Proposal.Keyless> both = new ArrayList<>();
    for (Alone here : List.copyOf(source)) {
      String name = ObjectNames.stem(ObjectNames.last(here.object()));
      target.stream()
          .filter(t -> ObjectNames.stem(ObjectNames.last(t.object())).equals(name))
          .findFirst()
          .ifPresent(
              there -> {
                both.add(new Proposal.Keyless(here.object(), there.object()));
                source.remove(here);
                target.remove(there);
              });
    }
    return both;
  }

  private static List<ObjectSchema> without(List<ObjectSchema> objects, Set<String> paired) {
    return objects.stream().filter(o -> !paired.contains(o.name())).toList();
  }

  private static Alone alone(ObjectSchema object, Optional<String> perhaps) {
    return new Alone(
        object.name(),
        "nothing on the other side has its name or its columns"
            + perhaps.map(p -> "; if its records are the same: --pair " + p).orElse(""));
  }

  private List<ObjectSchema> describe(Side side, List<String> names, List<Alone> alone) {
    List<ObjectSchema> objects = new ArrayList<>();
    for (String name : names) {
      ObjectSchema object = connectors.on(side).describe(name);
      if (object.identity().isEmpty()) {
        alone.add(
            new Alone(
                object.name(),
                "it has no key by which its records can be told apart; give it a primary key there"
                    + " and look again"));
      } else {
        objects.add(object);
      }
    }
    return objects;
  }

  /** In a cycle, as they come. */
  private static List<ObjectPairs.Pair> parentsFirst(List<ObjectPairs.Pair> pairs) {
    List<ObjectPairs.Pair> left = new ArrayList<>(pairs);
    left.sort(Comparator.comparing(p -> p.source().name()));
    List<ObjectPairs.Pair> order = new ArrayList<>();
    while (!left.isEmpty()) {
      ObjectPairs.Pair next =
          left.stream()
              .filter(p -> RelationPairs.of(p, pairs).stream().noneMatch(r -> waits(r, p, left)))
              .findFirst()
              .orElse(left.getFirst());
      left.remove(next);
      order.add(next);
    }
    return order;
  }

  private static boolean waits(
      RelationPair relation, ObjectPairs.Pair child, List<ObjectPairs.Pair> left) {
    return !relation.parent().equals(child.source().name())
        && left.stream().anyMatch(p -> p.source().name().equals(relation.parent()));
  }

  private PairAdvice advise(ObjectPairs.Pair pair, List<ObjectPairs.Pair> all) {
    ObjectSchema source = pair.source();
    ObjectSchema target = pair.target();
    Profile sourceProfile = Profile.of(connectors.on(Side.SOURCE), source);
    Profile targetProfile = Profile.of(connectors.on(Side.TARGET), target);
    List<RelationPair> relations = RelationPairs.of(pair, all);
    ColumnPairs columnPairs = new ColumnPairs(source, target, sourceProfile, targetProfile);
    columnPairs.leaveOut(
        references(source, relations, all, Side.SOURCE),
        references(target, relations, all, Side.TARGET));
    List<ColumnPair> columns = columnPairs.pair();
    List<RelationPair> telling =
        relations.stream().filter(r -> parents.canTell(r.parent())).toList();
    List<KeyCandidate> candidates =
        new KeyCandidates(
                source, target, sourceProfile, targetProfile, columnPairs, columns, telling)
            .find();
    List<KeyAdvice> keys =
        new KeyMeasure(source, target, connectors, options, parents).measure(candidates);
    List<KeyAdvice> paired =
        KeyRanking.bestFirst(keys.stream().filter(k -> k.isOf(columns)).toList(), source);
    List<KeyAdvice> unpaired =
        KeyRanking.bestFirst(keys.stream().filter(k -> !k.isOf(columns)).toList(), source);
    Optional<KeyAdvice> chosen =
        paired.stream().filter(k -> KeyRanking.isUsable(k, source)).findFirst();
    return new PairAdvice(
        source,
        target,
        pair.why(),
        columns,
        relations,
        Stream.concat(paired.stream(), unpaired.stream()).toList(),
        chosen,
        generated(source, target),
        new BySide<>(sourceProfile.rows(), targetProfile.rows()));
  }

  /** Columns whose values are other records' keys, which only links can translate. */
  private static Set<String> references(
      ObjectSchema object, List<RelationPair> relations, List<ObjectPairs.Pair> all, Side side) {
    Set<String> columns = new HashSet<>();
    for (ForeignKey key : object.foreignKeys()) {
      if (all.stream().noneMatch(parent -> isByValue(key, parent.on(side)))) {
        columns.addAll(key.columns());
      }
    }
    relations.forEach(r -> columns.addAll(r.columns(side)));
    return columns;
  }

  /**
   * Whether a foreign key refers to columns of a parent that are kept in step like any other: what
   * it holds means the same on both sides.
   */
  private static boolean isByValue(ForeignKey key, ObjectSchema parent) {
    return key.references().equals(parent.name())
        && !Set.copyOf(key.referencedColumns()).equals(Set.copyOf(parent.identity()))
        && key.referencedColumns().stream()
            .map(parent::column)
            .allMatch(c -> c.isPresent() && c.get().origin() != Origin.GENERATED);
  }

  private static List<ColumnPair> generated(ObjectSchema source, ObjectSchema target) {
    List<ColumnPair> pairs = new ArrayList<>();
    if (source.primaryKey().size() == 1 && target.primaryKey().size() == 1) {
      Column left = source.column(source.primaryKey().getFirst()).orElseThrow();
      Column right = target.column(target.primaryKey().getFirst()).orElseThrow();
      if (left.origin() == Origin.GENERATED || right.origin() == Origin.GENERATED) {
        pairs.add(new ColumnPair(left.name(), right.name(), true));
      }
    }
    return pairs;
  }
}
