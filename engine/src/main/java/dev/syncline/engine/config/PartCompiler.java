package dev.syncline.engine.config;

import dev.syncline.connect.parts.Part;
import dev.syncline.connect.parts.Whole;
import dev.syncline.core.BySide;
import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Where;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
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
    if (connections.on(side).type() == ConnectionConfig.Type.APP) {
      refuse(
          task,
          configs.getFirst(),
          "records of an application have no parts in other objects",
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
    Optional<List<Part.Link>> links = links(task, root, config, object);
    Optional<List<Part.Slot>> slots = slots(task, config, object);
    if (links.isEmpty() || slots.isEmpty()) {
      return Optional.empty();
    }
    Part part = new Part(config.name(), object, links.get(), slots.get());
    if (part.columns().isEmpty()) {
      refuse(
          task,
          config,
          object.name() + " has no columns beside those that say whose a row is",
          "Leave the part out.");
      return Optional.empty();
    }
    noteSeveral(task, config, part);
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

  private Optional<List<Part.Link>> links(
      TaskConfig task, ObjectSchema root, PartConfig config, ObjectSchema object) {
    List<String> key = root.identity();
    List<String> columns;
    if (config.key().isPresent()) {
      columns = config.key().get().columns();
    } else {
      List<ForeignKey> keys =
          object.foreignKeys().stream()
              .filter(k -> k.references().equals(root.name()) && k.referencedColumns().equals(key))
              .toList();
      if (keys.size() != 1) {
        findings.error(
            config.object().at(),
            part(task, config)
                + object.name()
                + " has "
                + (keys.isEmpty() ? "no foreign key" : keys.size() + " foreign keys")
                + " to the key of "
                + root.name()
                + " ("
                + String.join(", ", key)
                + ")",
            "Name the columns that hold it under \"key\", such as key: "
                + lastPart(root.name())
                + "_id.");
        return Optional.empty();
      }
      columns = keys.getFirst().columns();
    }
    Position at = config.key().map(PartConfig.Names::at).orElse(config.object().at());
    if (columns.size() != key.size()) {
      findings.error(
          at,
          part(task, config)
              + "its key has "
              + columns.size()
              + " columns, that of "
              + root.name()
              + " has "
              + key.size()
              + " ("
              + String.join(", ", key)
              + ")",
          "Name a column of " + object.name() + " for each, in that order.");
      return Optional.empty();
    }
    List<Part.Link> links = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      Column own = root.column(key.get(i)).orElseThrow();
      Optional<Column> column =
          Columns.find(at, columns.get(i), task.name(), object, UnaryOperator.identity(), findings);
      if (column.isEmpty()) {
        return Optional.empty();
      }
      Optional<TypePair> pair = TypePair.of(own.type(), column.get().type(), ZoneOffset.UTC);
      if (pair.isEmpty() || column.get().type().getClass() != own.type().getClass()) {
        findings.error(
            at,
            part(task, config)
                + column.get().name()
                + " of "
                + object.name()
                + " is "
                + column.get().nativeType()
                + " and cannot hold "
                + own.name()
                + " of "
                + root.name()
                + ", which is "
                + own.nativeType(),
            "Name the column that refers to it.");
        return Optional.empty();
      }
      links.add(new Part.Link(column.get().name(), own.name(), pair.get()));
    }
    return Optional.of(links);
  }

  private Optional<List<Part.Slot>> slots(TaskConfig task, PartConfig config, ObjectSchema object) {
    List<Part.Slot> slots = new ArrayList<>();
    if (config.where().isEmpty()) {
      return Optional.of(slots);
    }
    Name where = config.where().get();
    try {
      for (Where.Equation equation : Where.of(where.text()).equations()) {
        slots.add(slot(object, equation, where.text()));
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

  private static Part.Slot slot(ObjectSchema object, Where.Equation equation, String text)
      throws InvalidExpression {
    Optional<Column> found = Columns.find(object, equation.column().name());
    if (found.isEmpty()) {
      List<String> names = object.columns().stream().map(Column::name).toList();
      String remedy = Nearest.remedy(equation.column().name(), "Its columns", names);
      throw equation
          .column()
          .invalid(
              text,
              object.name()
                  + " has no column \""
                  + equation.column().name()
                  + "\". "
                  + remedy.substring(0, remedy.length() - (remedy.endsWith(".") ? 1 : 0)));
    }
    Column column = found.get();
    if (!(equation.operand() instanceof Where.Operand.Constant constant)) {
      throw equation
          .column()
          .invalid(text, column.name() + " is to equal a constant, the same for every record");
    }
    Object value;
    try {
      value =
          TypePair.of(constant.type(), column.type(), ZoneOffset.UTC)
              .orElseThrow(() -> new Unrepresentable("it is " + column.nativeType()))
              .carry(Side.SOURCE, constant.value());
    } catch (Unrepresentable e) {
      throw equation
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
      boolean apart =
          !other.object().name().equals(part.object().name())
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
            "Tell them apart by \"where\" of both, such as kind = 'home' and kind = 'work'.");
        return false;
      }
    }
    return true;
  }

  /** Says that there may be several rows, where no unique key rules that out. */
  private void noteSeveral(TaskConfig task, PartConfig config, Part part) {
    Set<String> fixed = new HashSet<>();
    part.links().forEach(l -> fixed.add(l.column()));
    part.slots().forEach(s -> fixed.add(s.column()));
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

  private void refuse(TaskConfig task, PartConfig config, String message, String remedy) {
    findings.error(config.at(), part(task, config) + message, remedy);
  }

  private static String part(TaskConfig task, PartConfig config) {
    return "task " + task.name() + ": part " + config.name() + ": ";
  }

  private static String lastPart(String object) {
    return object.substring(object.lastIndexOf('.') + 1);
  }
}
