package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Knows through which task's links a foreign key is translated. */
final class Relations {
  private final SyncConfig sync;
  private final List<Draft> drafts;
  private final BySide<Schemas> schemas;
  private final Findings findings;

  Relations(SyncConfig sync, List<Draft> drafts, BySide<Schemas> schemas, Findings findings) {
    this.sync = sync;
    this.drafts = drafts;
    this.schemas = schemas;
    this.findings = findings;
  }

  /** Columns of both sides that are to be one relation, and how the user wants it. */
  record Wanted(
      Position at,
      Flow flow,
      List<Column> source,
      List<Column> target,
      Optional<String> through,
      MissingParent missingParent) {
    List<Column> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    Set<String> names(Side side) {
      return new HashSet<>(columns(side).stream().map(Column::name).toList());
    }

    String written() {
      return new Arrow(
              source.stream().map(Column::name).toList(),
              flow,
              target.stream().map(Column::name).toList())
          .toString();
    }
  }

  /** The relation that a user wrote; nothing when it leads nowhere, which is then a finding. */
  Optional<Draft.Relation> given(Draft child, Wanted wanted) {
    Optional<Draft> parent =
        wanted.through().isPresent()
            ? named(child, wanted, wanted.through().get())
            : byForeignKey(child, wanted);
    return parent.flatMap(p -> relation(child, p, wanted));
  }

  /** The relation that foreign keys make of these columns, if they make one and one only. */
  Optional<Draft.Relation> implied(Draft child, Wanted wanted) {
    Set<Draft> parents = parents(child, wanted);
    return parents.size() == 1
        ? relation(child, parents.iterator().next(), wanted)
        : Optional.empty();
  }

  private Optional<Draft> named(Draft child, Wanted wanted, String through) {
    Optional<Draft> parent =
        drafts.stream().filter(d -> d.config().name().equals(through)).findFirst();
    if (parent.isEmpty() && (sync.task(through).isPresent() || sync.mayHave(through))) {
      child.leaveOpen();
      return Optional.empty();
    }
    if (parent.isEmpty()) {
      findings.error(
          wanted.at(),
          "task "
              + child.config().name()
              + ": relation \""
              + wanted.written()
              + "\" goes through \""
              + through
              + "\", which is not a task of this sync",
          Nearest.remedy(
              through, "The tasks", sync.tasks().stream().map(TaskConfig::name).toList()));
      return Optional.empty();
    }
    for (Side side : Side.values()) {
      String object = parent.get().schema(side).name();
      List<ForeignKey> keys = over(child.schema(side), wanted.names(side));
      if (!keys.isEmpty() && keys.stream().noneMatch(k -> k.references().equals(object))) {
        findings.error(
            wanted.at(),
            "task "
                + child.config().name()
                + ": on the "
                + side.word()
                + ", relation \""
                + wanted.written()
                + "\" refers to "
                + keys.getFirst().references()
                + ", but task "
                + through
                + " keeps "
                + object
                + " in step",
            "Name the task of " + keys.getFirst().references() + ".");
        return Optional.empty();
      }
      if (byValue(child, wanted, parent.get(), side)) {
        return Optional.empty();
      }
    }
    return parent;
  }

  /**
   * Whether the columns refer to a parent by something else than the key by which its records are
   * linked, which is then said: links would take the value for another record's key.
   */
  private boolean byValue(Draft child, Wanted wanted, Draft parent, Side side) {
    ObjectSchema object = parent.schema(side);
    List<ForeignKey> keys =
        over(child.schema(side), wanted.names(side)).stream()
            .filter(k -> k.references().equals(object.name()))
            .toList();
    if (keys.isEmpty() || keys.stream().anyMatch(k -> refersTo(k, object))) {
      return false;
    }
    String referenced = String.join(", ", keys.getFirst().referencedColumns());
    findings.error(
        wanted.at(),
        "task "
            + child.config().name()
            + ": on the "
            + side.word()
            + ", relation \""
            + wanted.written()
            + "\" refers to "
            + referenced
            + " of "
            + object.name()
            + ", but its records are linked by "
            + String.join(", ", object.identity()),
        "Keep what refers and what it refers to as plain columns (\"fields\" of task "
            + child.config().name()
            + ", and of task "
            + parent.config().name()
            + "): the values mean the same on both sides then.");
    return true;
  }

  private Optional<Draft> byForeignKey(Draft child, Wanted wanted) {
    Set<Draft> parents = parents(child, wanted);
    if (parents.size() == 1) {
      return Optional.of(parents.iterator().next());
    }
    String start = "task " + child.config().name() + ": relation \"" + wanted.written() + "\" ";
    if (parents.size() > 1) {
      List<String> names = parents.stream().map(d -> d.config().name()).sorted().toList();
      findings.error(
          wanted.at(),
          start + "may go through tasks " + String.join(", ", names),
          "Add \"through\" with one of them.");
      return Optional.empty();
    }
    Optional<String> object =
        Stream.of(Side.values())
            .flatMap(s -> over(child.schema(s), wanted.names(s)).stream())
            .map(ForeignKey::references)
            .findFirst();
    for (Draft draft : drafts) {
      for (Side side : Side.values()) {
        if (byValue(child, wanted, draft, side)) {
          return Optional.empty();
        }
      }
    }
    boolean lost = drafts.size() < sync.tasks().size() || !sync.unread().isEmpty();
    if (object.isPresent() && lost) {
      child.leaveOpen(); // perhaps the task of that object is the one that is wrong
      return Optional.empty();
    }
    findings.error(
        wanted.at(),
        object
            .map(o -> start + "refers to " + o + ", whose key no task of this sync links")
            .orElse(start + "is no foreign key on either side"),
        object.isPresent()
            ? "Add a task for " + object.get() + "."
            : "Add \"through\" with the name of the task it refers to.");
    return Optional.empty();
  }

  /**
   * The tasks whose objects the columns refer to on both sides, or on the only side that says so.
   */
  private Set<Draft> parents(Draft child, Wanted wanted) {
    Set<Draft> parents = new HashSet<>();
    for (Draft draft : drafts) {
      boolean anySays = false;
      boolean allAgree = true;
      for (Side side : Side.values()) {
        List<ForeignKey> keys = over(child.schema(side), wanted.names(side));
        if (!keys.isEmpty()) {
          anySays = true;
          allAgree &= keys.stream().anyMatch(k -> refersTo(k, draft.schema(side)));
        }
      }
      if (anySays && allAgree) {
        parents.add(draft);
      }
    }
    return parents;
  }

  /** Whether a foreign key refers to the columns by which links know an object's records. */
  static boolean refersTo(ForeignKey key, ObjectSchema parent) {
    return key.references().equals(parent.name())
        && new HashSet<>(key.referencedColumns()).equals(new HashSet<>(parent.identity()));
  }

  private static List<ForeignKey> over(ObjectSchema child, Set<String> columns) {
    return child.foreignKeys().stream()
        .filter(k -> new HashSet<>(k.columns()).equals(columns))
        .toList();
  }

  private Optional<Draft.Relation> relation(Draft child, Draft parent, Wanted wanted) {
    for (Side side : Side.values()) {
      List<String> key = parent.schema(side).identity();
      if (wanted.columns(side).size() != key.size()) {
        findings.error(
            wanted.at(),
            "task "
                + child.config().name()
                + ": relation \""
                + wanted.written()
                + "\" has "
                + wanted.columns(side).size()
                + " "
                + side.word()
                + " columns, but the key of "
                + parent.schema(side).name()
                + " has "
                + key.size(),
            "The key is " + String.join(", ", key) + "; give a column for each.");
        return Optional.empty();
      }
    }
    return Optional.of(
        new Draft.Relation(
            wanted.at(),
            wanted.flow(),
            ordered(child, parent, Side.SOURCE, wanted),
            ordered(child, parent, Side.TARGET, wanted),
            parent.config().id(),
            parent.config().name(),
            wanted.missingParent()));
  }

  /** The columns in the order of the parent's key, where a foreign key tells which is which. */
  private static List<Column> ordered(Draft child, Draft parent, Side side, Wanted wanted) {
    ObjectSchema schema = child.schema(side);
    Optional<ForeignKey> key =
        over(schema, wanted.names(side)).stream()
            .filter(k -> refersTo(k, parent.schema(side)))
            .findFirst();
    return key.map(k -> ordered(schema, k, parent.schema(side))).orElse(wanted.columns(side));
  }

  static List<Column> ordered(ObjectSchema child, ForeignKey key, ObjectSchema parent) {
    return parent.identity().stream()
        .map(c -> key.columns().get(key.referencedColumns().indexOf(c)))
        .map(c -> child.column(c).orElseThrow())
        .toList();
  }

  /** The tasks that keep what a foreign key of {@code side} refers to. */
  List<Draft> keepers(ForeignKey key, Side side) {
    return drafts.stream().filter(d -> refersTo(key, d.schema(side))).toList();
  }

  /**
   * A foreign key over one column whose values mean nothing on the other side, because the parent's
   * keys are generated; nothing when the column may be copied.
   */
  Optional<ForeignKey> untranslatable(Draft child, Side side, String column) {
    for (ForeignKey key : child.schema(side).foreignKeys()) {
      int at = key.columns().indexOf(column);
      if (at < 0) {
        continue;
      }
      List<Draft> keepers = keepers(key, side);
      boolean sameIds =
          keepers.isEmpty()
              ? child.config().settlement().sameIds()
              : keepers.stream().allMatch(d -> d.config().settlement().sameIds());
      boolean generated =
          isGenerated(schemas.on(side).find(key.references()), key.referencedColumns().get(at))
              || keepers.stream().anyMatch(Relations::hasGeneratedKey);
      if (generated && !sameIds) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  private static boolean hasGeneratedKey(Draft draft) {
    return Stream.of(Side.values())
        .map(draft::schema)
        .anyMatch(s -> s.identity().stream().anyMatch(c -> isGenerated(Optional.of(s), c)));
  }

  private static boolean isGenerated(Optional<ObjectSchema> schema, String column) {
    return schema
        .flatMap(s -> s.column(column))
        .map(c -> c.origin() == Origin.GENERATED)
        .orElse(false);
  }
}
