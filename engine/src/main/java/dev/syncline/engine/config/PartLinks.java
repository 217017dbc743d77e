package dev.syncline.engine.config;

import dev.syncline.connect.parts.Part;
import dev.syncline.connect.parts.Part.Holder;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.config.PartConfig.Names;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Finds the columns by which rows of parts belong to those of a root. */
final class PartLinks {
  private final TaskConfig task;
  private final ObjectSchema root;
  private final Findings findings;

  PartLinks(TaskConfig task, ObjectSchema root, Findings findings) {
    this.task = task;
    this.root = root;
    this.findings = findings;
  }

  /**
   * How a part is linked.
   *
   * @param holder whose row holds the other's key
   * @param links in the order of that key
   */
  record Linked(Holder holder, List<Part.Link> links) {}

  /** How a part is linked, as configured or by a foreign key; else a finding. */
  Optional<Linked> of(PartConfig config, ObjectSchema object) {
    return held(config, object).flatMap(held -> links(config, object, held));
  }

  /**
   * Which columns of a part's rows equal the root's.
   *
   * @param columns of the holder's object, which hold the key of the other
   */
  private record Held(Holder holder, Position at, List<String> columns) {}

  private Optional<Held> held(PartConfig config, ObjectSchema object) {
    if (config.key().isPresent()) {
      Names key = config.key().get();
      return Optional.of(new Held(Holder.PART, key.at(), key.columns()));
    }
    if (config.from().isPresent()) {
      Names from = config.from().get();
      return Optional.of(new Held(Holder.ROOT, from.at(), from.columns()));
    }
    List<ForeignKey> toRoot = keys(object, root);
    List<ForeignKey> toPart =
        config.where().isPresent()
            ? List.of()
            : keys(root, object).stream()
                .filter(k -> Collections.disjoint(k.columns(), root.identity()))
                .toList();
    if (toRoot.size() + toPart.size() == 1) {
      Holder holder = toRoot.isEmpty() ? Holder.ROOT : Holder.PART;
      List<String> columns =
          Stream.of(toRoot, toPart).flatMap(List::stream).findFirst().orElseThrow().columns();
      return Optional.of(new Held(holder, config.object().at(), columns));
    }
    findings.error(
        config.object().at(),
        PartCompiler.part(task, config)
            + object.name()
            + " has "
            + number(toRoot)
            + " to the key of "
            + root.name()
            + " ("
            + String.join(", ", root.identity())
            + ")"
            + (config.where().isPresent()
                ? ""
                : ", and "
                    + root.name()
                    + " has "
                    + number(toPart)
                    + " to that of "
                    + object.name()
                    + " ("
                    + String.join(", ", object.identity())
                    + ")"),
        "Name "
            + naming(object, root, "key", lastPart(root.name()))
            + (config.where().isPresent()
                ? "."
                : "; or " + naming(root, object, "from", config.name()) + "."));
    return Optional.empty();
  }

  private static String naming(ObjectSchema holder, ObjectSchema other, String key, String such) {
    return "the columns of "
        + holder.name()
        + " that hold the key of "
        + other.name()
        + " under \""
        + key
        + "\", such as "
        + key
        + ": "
        + such
        + "_id";
  }

  /** Foreign keys of an object to the key of another. */
  private static List<ForeignKey> keys(ObjectSchema child, ObjectSchema parent) {
    return child.foreignKeys().stream()
        .filter(k -> k.references().equals(parent.name()))
        .filter(k -> k.referencedColumns().equals(parent.identity()))
        .toList();
  }

  private static String number(List<ForeignKey> keys) {
    return keys.isEmpty()
        ? "no foreign key"
        : keys.size() == 1 ? "a foreign key" : keys.size() + " foreign keys";
  }

  private Optional<Linked> links(PartConfig config, ObjectSchema object, Held held) {
    boolean byRoot = held.holder == Holder.ROOT;
    ObjectSchema holder = byRoot ? root : object;
    ObjectSchema other = byRoot ? object : root;
    List<String> key = other.identity();
    if (held.columns.size() != key.size()) {
      findings.error(
          held.at,
          PartCompiler.part(task, config)
              + (byRoot ? "\"from\" has " : "its key has ")
              + held.columns.size()
              + " columns, "
              + (byRoot ? "the key of " : "that of ")
              + other.name()
              + " has "
              + key.size()
              + " ("
              + String.join(", ", key)
              + ")",
          "Name a column of " + holder.name() + " for each, in that order.");
      return Optional.empty();
    }
    List<Part.Link> links = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      Column referred = other.column(key.get(i)).orElseThrow();
      Optional<Column> column =
          Columns.find(
              held.at,
              held.columns.get(i),
              task.name() + ": part " + config.name(),
              holder,
              UnaryOperator.identity(),
              findings);
      if (column.isEmpty()) {
        return Optional.empty();
      }
      Optional<Part.Link> link =
          byRoot ? link(column.get(), referred) : link(referred, column.get());
      if (link.isEmpty()) {
        findings.error(
            held.at,
            PartCompiler.part(task, config)
                + column.get().name()
                + " of "
                + holder.name()
                + " is "
                + column.get().nativeType()
                + " and cannot hold "
                + referred.name()
                + " of "
                + other.name()
                + ", which is "
                + referred.nativeType(),
            "Name the column that refers to it.");
        return Optional.empty();
      }
      links.add(link.get());
    }
    return byRoot && isKey(config, held, links)
        ? Optional.empty()
        : Optional.of(new Linked(held.holder, links));
  }

  private static Optional<Part.Link> link(Column root, Column part) {
    return TypePair.of(root.type(), part.type(), ZoneOffset.UTC)
        .filter(pair -> root.type().getClass() == part.type().getClass())
        .map(pair -> new Part.Link(part.name(), root.name(), pair));
  }

  /** Whether a record is known by what would refer to its part, so that it cannot let go of it. */
  private boolean isKey(PartConfig config, Held held, List<Part.Link> links) {
    Optional<String> inKey =
        links.stream().map(Part.Link::root).filter(root.identity()::contains).findFirst();
    inKey.ifPresent(
        column ->
            findings.error(
                held.at,
                PartCompiler.part(task, config) + column + " is of the key of " + root.name(),
                "A record is known by its key before it has a part. Name the part's columns that"
                    + " hold the key of "
                    + root.name()
                    + " under \"key\" instead, or give the part's table a task of its own, with a"
                    + " relation."));
    return inKey.isPresent();
  }

  private static String lastPart(String object) {
    return object.substring(object.lastIndexOf('.') + 1);
  }
}
