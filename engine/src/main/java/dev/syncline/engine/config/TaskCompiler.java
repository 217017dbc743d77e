package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.sync.Capturing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles a sync against the live schemas of both connections: names become columns, what was left
 * out is chosen and shown, and everything that would fail in a run is found before it.
 *
 * <p>It passes over the tasks three times, because a relation needs the other task's objects, and a
 * relation chosen automatically needs to know that the other task exists: objects, then fields and
 * unique keys, then order.
 */
public final class TaskCompiler {
  private final Configuration configuration;
  private final SyncConfig sync;
  private final BySide<Schemas> schemas;
  private final BySide<ConnectionConfig> connections;
  private final Findings findings = new Findings();

  private TaskCompiler(
      Configuration configuration, SyncConfig sync, Connector source, Connector target) {
    this.configuration = configuration;
    this.sync = sync;
    this.schemas = new BySide<>(new Schemas(source), new Schemas(target));
    this.connections = BySide.of(side -> connection(configuration, sync.connection(side).text()));
  }

  private static ConnectionConfig connection(Configuration configuration, String name) {
    return configuration
        .connection(name)
        .orElseThrow(() -> new IllegalArgumentException("no connection " + name));
  }

  /**
   * Compiles a sync. What was not understood when it was read is left out, and nothing is said that
   * would follow from it; the result is then of no use but for its findings.
   *
   * @param configuration what was read; both connections of the sync are among it
   * @param sync one of its syncs
   * @param source connected to the sync's source
   * @param target connected to the sync's target
   * @throws dev.syncline.connect.ConnectorException when a system cannot be asked
   */
  public static CompiledSync compile(
      Configuration configuration, SyncConfig sync, Connector source, Connector target) {
    return new TaskCompiler(configuration, sync, source, target).compile();
  }

  private CompiledSync compile() {
    List<Draft> drafts = new ArrayList<>();
    sync.tasks().forEach(t -> draft(t).ifPresent(drafts::add));
    refuseSharedObjects(drafts);
    Relations relations = new Relations(sync, drafts, schemas, findings);
    FieldCompiler fields = new FieldCompiler(sync, connections, relations, findings);
    MatchCompiler matches = new MatchCompiler(sync, fields, findings);
    List<Task> tasks = new ArrayList<>();
    for (Draft draft : drafts) {
      long errors = findings.errors();
      fields.given(draft);
      if (draft.isOpen()) {
        matches.look(draft);
        continue;
      }
      matches.addUnmapped(draft);
      fields.chosen(draft);
      if (findings.errors() == errors) { // else a field may only be missing because it is wrong
        required(draft);
      }
      Optional<List<MatchCompiler.Part>> match = matches.compile(draft);
      if (draft.rules().isEmpty()) {
        findings.error(
            draft.config().at(),
            "task " + draft.config().name() + " has nothing to keep in step",
            "No columns have the same name on both sides; list them under \"fields\".");
      } else {
        tasks.add(new TaskAssembly(sync, draft, findings).assemble(match.orElse(List.of())));
      }
    }
    Capturing capturing = new AuditCompiler(sync, connections, findings).compile(drafts);
    if (drafts.stream().anyMatch(Draft::isOpen) || !sync.unread().isEmpty()) {
      return new CompiledSync(sync, tasks, Set.of(), capturing, "", findings.inOrder());
    }
    new ReferencesByValue(drafts, findings).check();
    TaskOrder order = TaskOrder.of(tasks);
    for (TaskOrder.Stuck stuck : order.stuck()) {
      findings.note(
          position(stuck.task()),
          "tasks "
              + String.join(", ", stuck.members())
              + " refer to each other in a cycle and \""
              + stuck.relation()
              + "\" of task "
              + stuck.task()
              + " can never be null",
          "Records of such a cycle are written together, at most 200 at a time.");
    }
    return new CompiledSync(
        sync,
        order.tasks(),
        order.closing(),
        capturing,
        Meaning.of(configuration, sync, order.tasks()),
        findings.inOrder());
  }

  private Position position(String task) {
    return sync.task(task).map(TaskConfig::at).orElse(sync.at());
  }

  private Optional<Draft> draft(TaskConfig task) {
    Optional<ObjectSchema> source = object(task, Side.SOURCE);
    Optional<ObjectSchema> target = object(task, Side.TARGET);
    if (source.isEmpty() || target.isEmpty()) {
      return Optional.empty();
    }
    if (source.get().name().equals(target.get().name())
        && sync.source().text().equals(sync.target().text())) {
      findings.error(
          task.target().at(),
          "task " + task.name() + " would keep an object in step with itself",
          "");
      return Optional.empty();
    }
    return Optional.of(new Draft(task, source.get(), target.get()));
  }

  private Optional<ObjectSchema> object(TaskConfig task, Side side) {
    Name name = task.object(side);
    Schemas known = schemas.on(side);
    Optional<ObjectSchema> schema = known.find(name.text());
    if (schema.isEmpty()) {
      findings.error(
          name.at(),
          "task "
              + task.name()
              + ": "
              + known.connection()
              + " has no object \""
              + name.text()
              + "\"",
          known.remedy(name.text()));
      return Optional.empty();
    }
    boolean readOnly = schema.get().columns().stream().noneMatch(Column::writable);
    if (schema.get().identity().isEmpty()) {
      findings.error(
          name.at(),
          "task "
              + task.name()
              + ": "
              + schema.get().name()
              + " has no key, so its records cannot be"
              + " told apart",
          readOnly
              ? "A view has none: name the table behind it, or a table that is filled from it and has a"
                  + " primary key."
              : "Give it a primary key, or a unique key over columns that are NOT NULL.");
      return Optional.empty();
    }
    if (sync.direction().writes(side) && readOnly) {
      findings.error(
          name.at(),
          "task " + task.name() + ": " + schema.get().name() + " cannot be written",
          "Name the table behind it, or set \"direction\" so that only the "
              + side.other().word()
              + " is written.");
      return Optional.empty();
    }
    return schema;
  }

  /** Two tasks that write one object would each take the other's records for unwanted ones. */
  private void refuseSharedObjects(List<Draft> drafts) {
    for (Side side : Side.values()) {
      if (sync.direction() != Direction.TWO_WAY
          && !(sync.mirror() && sync.direction().writes(side))) {
        continue;
      }
      Map<String, Draft> seen = new HashMap<>();
      for (Draft draft : drafts) {
        Draft before = seen.putIfAbsent(draft.schema(side).name(), draft);
        if (before != null) {
          findings.error(
              draft.config().object(side).at(),
              "tasks "
                  + before.config().name()
                  + " and "
                  + draft.config().name()
                  + " both write "
                  + draft.schema(side).name(),
              "Each object may be written by one task of a sync; remove one, or put it into a sync of"
                  + " its own.");
        }
      }
    }
  }

  /** Whether the column of the same name on the other side is one that its system generates. */
  private static boolean isGeneratedOpposite(Draft draft, Side side, String column) {
    return draft.schema(side.other()).columns().stream()
        .anyMatch(
            c ->
                c.origin() == Column.Origin.GENERATED
                    && Columns.normal(c.name()).equals(Columns.normal(column)));
  }

  /** A column that every new record needs and no rule gives would reject each create. */
  private void required(Draft draft) {
    for (Side side : Side.values()) {
      if (!sync.creates(side)) {
        continue;
      }
      List<String> given =
          draft.rules().stream()
              .filter(r -> r.flow().writes(side))
              .flatMap(r -> r.names(side).stream())
              .toList();
      List<String> lacking =
          draft.schema(side).columns().stream()
              .filter(Column::required)
              .map(Column::name)
              .filter(c -> !given.contains(c))
              .toList();
      if (!lacking.isEmpty()) {
        String key = side == Side.SOURCE ? "to-source" : "to-target";
        findings.error(
            draft.config().at(),
            "task "
                + draft.config().name()
                + ": new records in "
                + draft.schema(side).name()
                + " need "
                + String.join(", ", lacking)
                + " (NOT NULL without a default), which no"
                + " field gives",
            "Add "
                + (lacking.size() == 1 ? "it" : "them")
                + " to \"fields\""
                + (lacking.stream().anyMatch(c -> isGeneratedOpposite(draft, side, c))
                        && !draft.config().settlement().sameIds()
                    ? ", with \"same-ids: true\" because the other side generates it, if one number"
                        + " is the same record on both sides"
                    : "")
                + ", or add nothing there:"
                + " \"create: { "
                + key
                + ": false }\".");
      }
    }
  }
}
