package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.engine.advise.PairAdvice.RelationPair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Pairs the foreign keys of two objects that refer to the two objects of one pair. */
final class RelationPairs {
  private final ObjectPairs.Pair child;
  private final List<ObjectPairs.Pair> all;
  private final List<RelationPair> found = new ArrayList<>();

  private RelationPairs(ObjectPairs.Pair child, List<ObjectPairs.Pair> all) {
    this.child = child;
    this.all = all;
  }

  static List<RelationPair> of(ObjectPairs.Pair child, List<ObjectPairs.Pair> all) {
    RelationPairs pairs = new RelationPairs(child, all);
    pairs.find();
    return List.copyOf(pairs.found);
  }

  private record Reference(ForeignKey key, ObjectPairs.Pair parent) {
    List<String> normalNames() {
      return key.columns().stream().map(ObjectNames::normal).sorted().toList();
    }
  }

  private void find() {
    List<Reference> source = references(Side.SOURCE);
    List<Reference> target = references(Side.TARGET);
    for (Reference left : List.copyOf(source)) {
      target.stream()
          .filter(r -> r.parent().equals(left.parent()))
          .filter(r -> r.normalNames().equals(left.normalNames()))
          .findFirst()
          .ifPresent(right -> take(left, right, source, target));
    }
    for (Reference left : List.copyOf(source)) {
      List<Reference> mine = source.stream().filter(r -> r.parent().equals(left.parent())).toList();
      List<Reference> theirs =
          target.stream().filter(r -> r.parent().equals(left.parent())).toList();
      if (mine.size() == 1 && theirs.size() == 1) {
        take(left, theirs.getFirst(), source, target);
      }
    }
    source.forEach(r -> declaredOnceOnly(r, Side.SOURCE));
    target.forEach(r -> declaredOnceOnly(r, Side.TARGET));
    all.forEach(this::declaredNowhere);
  }

  /**
   * Columns named after an object with a generated key, as {@code item_id} is after {@code item}
   * and its {@code id}: without a foreign key they refer to it all the same, and their bare numbers
   * mean another record on each side.
   */
  private void declaredNowhere(ObjectPairs.Pair parent) {
    Optional<Column> source = namedAfter(parent, Side.SOURCE);
    Optional<Column> target = namedAfter(parent, Side.TARGET);
    if (source.isPresent() && target.isPresent()) {
      found.add(
          new RelationPair(
              List.of(source.get().name()),
              List.of(target.get().name()),
              parent.source().name(),
              false));
    }
  }

  private Optional<Column> namedAfter(ObjectPairs.Pair parent, Side side) {
    ObjectSchema object = parent.on(side);
    List<String> key = object.identity();
    if (key.size() != 1 || parent.equals(child)) {
      return Optional.empty();
    }
    Column id = object.column(key.getFirst()).orElseThrow();
    String stem = ObjectNames.stem(ObjectNames.last(object.name()));
    String whole = ObjectNames.normal(id.name());
    String name = whole.startsWith(stem) ? whole : stem + whole;
    ObjectSchema here = child.on(side);
    return id.origin() != Origin.GENERATED
        ? Optional.empty()
        : here.columns().stream()
            .filter(c -> ObjectNames.normal(c.name()).equals(name))
            .filter(c -> c.origin() == Origin.GIVEN && c.type().getClass() == id.type().getClass())
            .filter(c -> here.foreignKeys().stream().noneMatch(k -> k.columns().contains(c.name())))
            .filter(c -> found.stream().noneMatch(r -> r.columns(side).contains(c.name())))
            .findFirst();
  }

  private List<Reference> references(Side side) {
    List<Reference> references = new ArrayList<>();
    for (ForeignKey key : child.on(side).foreignKeys()) {
      for (ObjectPairs.Pair parent : all) {
        ObjectSchema object = parent.on(side);
        if (key.references().equals(object.name())
            && new HashSet<>(key.referencedColumns()).equals(new HashSet<>(object.identity()))) {
          references.add(new Reference(key, parent));
        }
      }
    }
    return references;
  }

  private void take(
      Reference left, Reference right, List<Reference> source, List<Reference> target) {
    source.remove(left);
    target.remove(right);
    found.add(
        new RelationPair(
            ordered(left, Side.SOURCE),
            ordered(right, Side.TARGET),
            left.parent().source().name(),
            true));
  }

  private List<String> ordered(Reference reference, Side side) {
    return reference.parent().on(side).identity().stream()
        .map(c -> reference.key().columns().get(reference.key().referencedColumns().indexOf(c)))
        .toList();
  }

  private void declaredOnceOnly(Reference reference, Side side) {
    List<String> mine = ordered(reference, side);
    ObjectSchema other = child.on(side.other());
    List<String> theirs = new ArrayList<>();
    for (String column : mine) {
      sameNameWithoutForeignKey(other, column).ifPresent(theirs::add);
    }
    if (theirs.size() != mine.size()
        || mine.size() != reference.parent().on(side.other()).identity().size()) {
      return;
    }
    String parent = reference.parent().source().name();
    found.add(
        side == Side.SOURCE
            ? new RelationPair(mine, theirs, parent, false)
            : new RelationPair(theirs, mine, parent, false));
  }

  private static Optional<String> sameNameWithoutForeignKey(ObjectSchema object, String column) {
    return object.columns().stream()
        .map(Column::name)
        .filter(c -> ObjectNames.normal(c).equals(ObjectNames.normal(column)))
        .filter(c -> object.foreignKeys().stream().noneMatch(k -> k.columns().contains(c)))
        .findFirst();
  }
}
