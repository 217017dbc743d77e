package dev.syncline.engine.config;

import dev.syncline.connect.parts.Part;
import dev.syncline.connect.parts.Whole;
import dev.syncline.core.BySide;
import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Where;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compiles the parts of a task's records against the objects that hold their rows. */
final class PartCompiler {
  private final SyncConfig sync;
  private final BySide<ConnectionConfig> connections;
  private final BySide<Schemas> schemas;
  private final Findings findings;

  PartCompiler(
      SyncConfig sync,
      BySide<ConnectionConfig> connections,
      BySide<Schemas> schemas,
      Findings findings) {
    this.sync = sync;
    this.connections = connections;
    this.schemas = schemas;
    this.findings = findings;
  }

  /**
   * The records of a side of a task with their parts.
   *
   * @return nothing when something speaks against it, which is said
   */
  Optional<Whole> compile(TaskConfig task, Side side, ObjectSchema root) {
    List<PartConfig> configs = task.parts().on(side);
    if (!connections.on(side).isDatabase()) {
      refuse(
          task,
          configs.getFirst(),
          connections.on(side).type().isApplication()
              ? "records of an application have no parts in other objects"
              : "files have no parts in other objects",
          "Give the related object a task of its own, with a relation.");
      return Optional.empty();
    }
    if (connections.on(side).maxConnections() < 2) {
      findings.error(
          sync.connection(side).at(),
          "task "
              + task.name()
              + ": parts of its records are looked up in "
              + connections.on(side).name()
              + " while rows are read, which takes two connections",
          "Set \"max-connections\" of connection "
              + connections.on(side).name()
              + " to 2 at least.");
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    for (PartConfig config : configs) {
      part(task, side, root, config)
          .filter(p -> isApart(task, config, p, parts))
          .ifPresent(parts::add);
    }
    return parts.size() == configs.size() ? Optional.of(new Whole(root, parts)) : Optional.empty();
  }

  private Optional<Part> part(TaskConfig task, Side side, ObjectSchema root, PartConfig config) {
    Schemas known = schemas.on(side);
    String named = config.object().text();
    Optional<ObjectSchema> found = known.find(named);
    if (found.isEmpty()) {
      findings.error(
          config.object().at(),
          part(task, config) + known.connection() + " has no object \"" + named + "\"",
          known.remedy(named));
      return Optional.empty();
    }
    ObjectSchema object = found.get();
    String reason = unfit(side, root, object);
    if (reason != null) {
      findings.error(config.object().at(), part(task, config) + object.name() + " " + reason, "");
      return Optional.empty();
    }
    Optional<PartLinks.Linked> linked = new PartLinks(task, root, findings).of(config, object);
    Optional<List<Part.Slot>> slots = slots(task, config, object);
    if (linked.isEmpty() || slots.isEmpty()) {
      return Optional.empty();
    }
    Part part =
        new Part(config.name(), object, linked.get().links(), linked.get().holder(), slots.get());
    if (part.columns().isEmpty()) {
      refuse(
          task,
          config,
          object.name() + " has no columns beside those that say whose a row is",
          "Leave the part out.");
      return Optional.empty();
    }
    if (part.isHeldByRoot()) {
      noteShared(task, config, new Whole(root, List.of(part)));
    } else {
      noteSeveral(task, config, part);
    }
    return Optional.of(part);
  }

  /** Why an object cannot hold parts of records; null if it can. */
  private @Nullable String unfit(Side side, ObjectSchema root, ObjectSchema object) {
    if (object.name().equals(root.name())) {
      return "holds the records themselves. Name another object.";
    }
    if (object.identity().isEmpty()) {
      return "has no key, so its rows cannot be told apart. Give it a primary key.";
    }
    if (sync.direction().writes(side) && object.columns().stream().noneMatch(Column::writable)) {
      return "cannot be written. Name the table behind it.";
    }
    return sync.tasks().stream()
        .filter(t -> isOf(t, side, object))
        .findFirst()
        .map(
            t ->
                "is also what task "
                    + t.name()
                    + " keeps: each would take the other's writes for edits. Let either the task or"
                    + " the part keep it.")
        .orElse(null);
  }

  private boolean isOf(TaskConfig task, Side side, ObjectSchema object) {
    return schemas
        .on(side)
        .find(task.object(side).text())
        .filter(o -> o.name().equals(object.name()))
        .isPresent();
  }

  private Optional<List<Part.Slot>> slots(TaskConfig task, PartConfig config, ObjectSchema object) {
    List<Part.Slot> slots = new ArrayList<>();
    if (config.where().isEmpty()) {
      return Optional.of(slots);
    }
    Name where = config.where().get();
    try {
      for (Where.Fixed fixed : Where.fixed(where.text())) {
        slots.add(slot(object, fixed, where.text()));
      }
      return Optional.of(slots);
    } catch (InvalidExpression e) {
      findings.error(
          where.at(),
          part(task, config) + "\"where\", " + e.place() + ": " + e.reason(),
          "It says by constants which rows are the part's, such as: kind = 'home'.");
      return Optional.empty();
    }
  }

  private static Part.Slot slot(ObjectSchema object, Where.Fixed fixed, String text)
      throws InvalidExpression {
    Optional<Column> found = Columns.find(object, fixed.column().name());
    if (found.isEmpty()) {
      List<String> names = object.columns().stream().map(Column::name).toList();
      String remedy = Nearest.remedy(fixed.column().name(), "Its columns", names);
      throw fixed
          .column()
          .invalid(
              text,
              object.name()
                  + " has no column \""
                  + fixed.column().name()
                  + "\". "
                  + remedy.substring(0, remedy.length() - (remedy.endsWith(".") ? 1 : 0)));
    }
    Column column = found.get();
    Where.Operand.Constant constant = fixed.constant();
    Object value;
    try {
      value =
          TypePair.of(constant.type(), column.type(), ZoneOffset.UTC)
              .orElseThrow(() -> new Unrepresentable("it is " + column.nativeType()))
              .carry(Side.SOURCE, constant.value());
    } catch (Unrepresentable e) {
      throw fixed
          .column()
          .invalid(text, column.name() + " can never equal that: " + e.getMessage());
    }
    TypePair own =
        TypePair.of(column.type(), column.type(), ZoneOffset.UTC)
            .orElseThrow(() -> new IllegalStateException(column + " does not pair with itself"));
    return new Part.Slot(column.name(), Objects.requireNonNull(value), own);
  }

  /** Whether no row can be of two parts. */
  private boolean isApart(TaskConfig task, PartConfig config, Part part, List<Part> others) {
    for (Part other : others) {
      if (!Collections.disjoint(part.referring(), other.referring())) {
        refuse(
            task,
            config,
            "its \"from\" has a column of that of part " + other.name(),
            "Let each refer to its rows by columns of its own.");
        return false;
      }
      boolean apart =
          !other.object().name().equals(part.object().name())
              || part.isHeldByRoot() && other.isHeldByRoot()
              || part.slots().stream()
                  .anyMatch(
                      s ->
                          other.slots().stream()
                              .anyMatch(
                                  o ->
                                      o.column().equals(s.column())
                                          && !s.pair().same(o.value(), s.value())));
      if (!apart) {
        refuse(
            task,
            config,
            "a row of " + part.object().name() + " could be of part " + other.name() + ", too",
            part.isHeldByRoot() || other.isHeldByRoot()
                ? "Let both be found by \"key\", or both by \"from\"."
                : "Tell them apart by \"where\" of both, such as kind = 'home' and kind ="
                    + " 'work'.");
        return false;
      }
    }
    return true;
  }

  /** Says that there may be several rows, where no unique key rules that out. */
  private void noteSeveral(TaskConfig task, PartConfig config, Part part) {
    Set<String> fixed = part.fixed();
    boolean unique =
        Stream.concat(
                Stream.of(part.object().identity()),
                part.object().uniqueKeys().stream().map(ObjectSchema.UniqueKey::columns))
            .anyMatch(fixed::containsAll);
    if (!unique) {
      findings.note(
          config.at(),
          part(task, config)
              + "several rows of "
              + part.object().name()
              + " may belong to one record; nothing is guessed then, and the record is left alone",
          "A unique key over "
              + String.join(", ", fixed.stream().sorted().toList())
              + " would rule it out.");
    }
  }

  /** Says that records may share a row, where no unique key rules that out. */
  private void noteShared(TaskConfig task, PartConfig config, Whole whole) {
    Part part = whole.parts().getFirst();
    if (!whole.isUnique(part)) {
      findings.note(
          config.at(),
          part(task, config)
              + "several records may refer to one row of "
              + part.object().name()
              + "; what would change it for the others is refused then",
          "A unique key over "
              + String.join(", ", part.referring())
              + " of "
              + whole.root().name()
              + " would rule it out.");
    }
  }

  private void refuse(TaskConfig task, PartConfig config, String message, String remedy) {
    findings.error(config.at(), part(task, config) + message, remedy);
  }

  static String part(TaskConfig task, PartConfig config) {
    return "task " + task.name() + ": part " + config.name() + ": ";
  }
}
