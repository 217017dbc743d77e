package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes relations of the foreign keys between objects that are kept in step, where the user lists
 * no fields. Two foreign keys belong together when both refer to the same task's objects and their
 * columns have the same names, or when there is no other choice.
 */
final class ChosenRelations {
  private final Draft child;
  private final Relations relations;
  private final Findings findings;

  ChosenRelations(Draft child, Relations relations, Findings findings) {
    this.child = child;
    this.relations = relations;
    this.findings = findings;
  }

  /** A foreign key and the only task that keeps what it refers to. */
  private record Reference(ForeignKey key, Draft parent) {
    List<String> normalNames() {
      return key.columns().stream().map(Columns::normal).sorted().toList();
    }
  }

  List<Draft.Relation> choose() {
    List<Reference> source = references(Side.SOURCE);
    List<Reference> target = references(Side.TARGET);
    List<Draft.Relation> chosen = new ArrayList<>();
    for (Reference left : List.copyOf(source)) {
      target.stream()
          .filter(r -> r.parent().equals(left.parent()))
          .filter(r -> r.normalNames().equals(left.normalNames()))
          .findFirst()
          .ifPresent(right -> pair(left, right, source, target, chosen));
    }
    for (Reference left : List.copyOf(source)) {
      List<Reference> mine = source.stream().filter(r -> r.parent().equals(left.parent())).toList();
      List<Reference> theirs =
          target.stream().filter(r -> r.parent().equals(left.parent())).toList();
      if (mine.size() == 1 && theirs.size() == 1) {
        pair(left, theirs.getFirst(), source, target, chosen);
      }
    }
    source.forEach(r -> oneSided(r, Side.SOURCE).ifPresent(chosen::add));
    target.forEach(r -> oneSided(r, Side.TARGET).ifPresent(chosen::add));
    return chosen;
  }

  private List<Reference> references(Side side) {
    Set<String> used = child.used(side);
    List<Reference> references = new ArrayList<>();
    for (ForeignKey key : child.schema(side).foreignKeys()) {
      List<Draft> keepers = relations.keepers(key, side);
      if (keepers.size() == 1 && key.columns().stream().noneMatch(used::contains)) {
        references.add(new Reference(key, keepers.getFirst()));
      }
    }
    return references;
  }

  private void pair(
      Reference left,
      Reference right,
      List<Reference> source,
      List<Reference> target,
      List<Draft.Relation> chosen) {
    source.remove(left);
    target.remove(right);
    chosen.add(relation(left.parent(), columns(left, Side.SOURCE), columns(right, Side.TARGET)));
  }

  private List<Column> columns(Reference reference, Side side) {
    return Relations.ordered(child.schema(side), reference.key(), reference.parent().schema(side));
  }

  private Draft.Relation relation(Draft parent, List<Column> source, List<Column> target) {
    return new Draft.Relation(
        child.config().at(),
        Flow.BOTH,
        source,
        target,
        parent.config().id(),
        parent.config().name(),
        child.config().settlement().missingParent());
  }

  /** The other side has columns of the same names, but does not say that they are a foreign key. */
  private Optional<Draft.Relation> oneSided(Reference reference, Side side) {
    Side other = side.other();
    List<Column> mine = columns(reference, side);
    List<Column> theirs = new ArrayList<>();
    for (Column column : mine) {
      child.schema(other).columns().stream()
          .filter(c -> Columns.normal(c.name()).equals(Columns.normal(column.name())))
          .filter(c -> !child.used(other).contains(c.name()))
          .filter(c -> !inForeignKey(other, c.name()))
          .findFirst()
          .ifPresent(theirs::add);
    }
    if (theirs.size() != mine.size()
        || mine.size() != reference.parent().schema(other).identity().size()) {
      return Optional.empty();
    }
    findings.note(
        child.config().at(),
        "task "
            + child.config().name()
            + ": "
            + names(theirs)
            + " of "
            + child.schema(other).name()
            + " is taken for a reference to "
            + reference.parent().schema(other).name()
            + ", because "
            + names(mine)
            + " of "
            + child.schema(side).name()
            + " is one",
        "List the fields if that is not so.");
    return Optional.of(
        side == Side.SOURCE
            ? relation(reference.parent(), mine, theirs)
            : relation(reference.parent(), theirs, mine));
  }

  private boolean inForeignKey(Side side, String column) {
    return child.schema(side).foreignKeys().stream().anyMatch(k -> k.columns().contains(column));
  }

  private static String names(List<Column> columns) {
    return String.join(", ", columns.stream().map(Column::name).toList());
  }
}
