package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.connect.parts.Whole;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.sync.Capturing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** The objects whose records have parts, by name. */
  private final BySide<Map<String, Whole>> wholes = BySide.of(side -> new LinkedHashMap<>());

  /** What is wrong with a task and nothing else, by its id. */
  private final Map<Integer, List<Finding>> faults = new LinkedHashMap<>();

  /** Tasks of which both objects are there, by id. */
  private final Set<Integer> found = new HashSet<>();

  private TaskCompiler(Configuration configuration, SyncConfig sync, BySide<Schemas> schemas) {
    this.configuration = configuration;
    this.sync = sync;
    this.schemas = schemas;
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
    return new TaskCompiler(configuration, sync, schemas(source, target)).compile(sync, List.of());
  }

  /**
   * Compiles of one task what is understood, whatever else is wrong with it or with others. Nothing
   * of it may run.
   *
   * @param task one of the sync's
   */
  public static TaskView view(
      Configuration configuration,
      SyncConfig sync,
      TaskConfig task,
      Connector source,
      Connector target) {
    return new TaskCompiler(configuration, sync, schemas(source, target)).view(task);
  }

  private TaskView view(TaskConfig task) {
    List<Draft> drafts = new ArrayList<>();
    sync.tasks().forEach(t -> faulty(t, () -> draft(t).ifPresent(drafts::add)));
    Optional<Draft> draft =
        drafts.stream().filter(d -> d.config().at().equals(task.at())).findFirst();
    if (draft.isEmpty()) {
      return new TaskView(
          sync,
          Optional.empty(),
          BySide.of(side -> Set.of()),
          wholesInOrder(),
          faults.getOrDefault(task.id(), List.of()));
    }
    Relations relations = new Relations(sync, drafts, schemas, findings);
    FieldCompiler fields =
        new FieldCompiler(sync, connections, schemas, wholes, relations, findings);
    MatchCompiler matches = new MatchCompiler(sync, fields, findings);
    FilterCompiler filters = new FilterCompiler(sync, connections, schemas, findings);
    Task known =
        rules(draft.get(), fields, filters, matches)
            .orElseGet(
                () ->
                    new TaskAssembly(sync, draft.get(), findings)
                        .assemble(matches.plain(draft.get())));
    boolean unsure = !task.neverJournaled().isEmpty() && findings.hasErrors();
    return new TaskView(
        sync,
        Optional.of(known),
        unsure ? BySide.of(side -> names(draft.get().schema(side))) : known.neverJournaled(),
        wholesInOrder(),
        List.of());
  }

  private static Set<String> names(ObjectSchema object) {
    return object.columns().stream().map(Column::name).collect(Collectors.toSet());
  }

  private BySide<List<Whole>> wholesInOrder() {
    return BySide.of(side -> List.copyOf(wholes.on(side).values()));
  }

  private static BySide<Schemas> schemas(Connector source, Connector target) {
    return new BySide<>(new Schemas(source), new Schemas(target));
  }

  /**
   * Compiles a sync that has run. Tasks that nobody edited since, and that do not fit the databases
   * any more, are paused; so are those that refer to them.
   *
   * @param last the sync as its last run knew it
   */
  public static CompiledSync compile(
      Configuration configuration,
      SyncConfig sync,
      Connector source,
      Connector target,
      Outline last) {
    Map<Integer, Paused> paused = new LinkedHashMap<>();
    BySide<Schemas> schemas = schemas(source, target);
    while (true) {
      TaskCompiler compiler =
          new TaskCompiler(configuration, sync.without(paused.keySet()), schemas);
      CompiledSync compiled = compiler.compile(sync, List.copyOf(paused.values()));
      List<Paused> more = compiler.unfit(sync, compiled, last);
      if (more.isEmpty()) {
        return compiled;
      }
      boolean followed = !paused.isEmpty() && compiled.hasErrors();
      String before = String.join(", ", paused.values().stream().map(Paused::name).toList());
      more.forEach(p -> paused.put(p.id(), followed ? follower(sync, p, before) : p));
    }
  }

  /** A task that fits, but for others that do not and to which it refers. */
  private static Paused follower(SyncConfig sync, Paused task, String others) {
    return new Paused(
        task.id(),
        task.name(),
        List.of(
            Finding.of(
                Finding.Severity.ERROR,
                sync.task(task.name()).orElseThrow().at(),
                "task " + task.name() + " rests, too: it refers to what rests (" + others + ")",
                "")));
  }

  /** Tasks that do not fit, if all errors come from those and nobody edited them. */
  private List<Paused> unfit(SyncConfig whole, CompiledSync compiled, Outline last) {
    List<Paused> unfit = new ArrayList<>();
    long errors = 0;
    for (TaskConfig task : sync.tasks()) {
      Outline.OfTask before = last.tasks().get(task.id());
      boolean edited =
          before == null
              || !last.systems().equals(compiled.outline().systems())
              || !before.configured().equals(Meaning.of(configuration, whole, task));
      List<Finding> wrong = new ArrayList<>(faults.getOrDefault(task.id(), List.of()));
      errors += wrong.size();
      Outline.OfTask now = compiled.outline().tasks().get(task.id());
      if (before != null && now != null && !edited && !compiled.hasErrors()) {
        wrong.addAll(lost(task, now, before));
      }
      if (!wrong.isEmpty() && edited) {
        return List.of();
      }
      if (!wrong.isEmpty()) {
        unfit.add(new Paused(task.id(), task.name(), wrong));
      }
    }
    if (errors != findings.errors()) {
      return List.of();
    }
    // Who refers to an object that is gone is only wrong because of that.
    List<Paused> gone = unfit.stream().filter(p -> !found.contains(p.id())).toList();
    return gone.isEmpty() ? unfit : gone;
  }

  /** Fields that were chosen by the names of columns which are no more. */
  private static List<Finding> lost(TaskConfig task, Outline.OfTask now, Outline.OfTask before) {
    return before.fields().keySet().stream()
        .filter(field -> !now.fields().containsKey(field))
        .map(
            field ->
                Finding.of(
                    Finding.Severity.ERROR,
                    task.at(),
                    "task " + task.name() + " has no field \"" + field + "\" any more",
                    "Its columns were dropped or renamed. List under \"fields\" what is to be kept"
                        + " the same from now on."))
        .toList();
  }

  private void faulty(TaskConfig task, Runnable part) {
    List<Finding> before = findings.inOrder();
    part.run();
    List<Finding> wrong =
        findings.inOrder().stream().filter(f -> f.isError() && !before.contains(f)).toList();
    if (!wrong.isEmpty()) {
      faults.computeIfAbsent(task.id(), id -> new ArrayList<>()).addAll(wrong);
    }
  }

  private CompiledSync compile(SyncConfig whole, List<Paused> paused) {
    UnreadableSides.check(sync, schemas, findings);
    List<Draft> drafts = new ArrayList<>();
    sync.tasks().forEach(t -> faulty(t, () -> draft(t).ifPresent(drafts::add)));
    drafts.forEach(d -> found.add(d.config().id()));
    Relations relations = new Relations(sync, drafts, schemas, findings);
    FieldCompiler fields =
        new FieldCompiler(sync, connections, schemas, wholes, relations, findings);
    MatchCompiler matches = new MatchCompiler(sync, fields, findings);
    FilterCompiler filters = new FilterCompiler(sync, connections, schemas, findings);
    List<Task> tasks = new ArrayList<>();
    for (Draft draft : drafts) {
      faulty(draft.config(), () -> rules(draft, fields, filters, matches).ifPresent(tasks::add));
    }
    refuseSharedObjects(drafts);
    Capturing capturing = new AuditCompiler(sync, connections, findings).compile(drafts);
    if (drafts.stream().anyMatch(Draft::isOpen) || !sync.unread().isEmpty()) {
      return new CompiledSync(
          whole,
          tasks,
          Set.of(),
          capturing,
          "",
          outline(tasks),
          BySide.of(side -> List.of()),
          paused,
          objects(),
          findings.inOrder());
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
        whole,
        order.tasks(),
        order.closing(),
        capturing,
        Meaning.of(configuration, sync, order.tasks()),
        outline(order.tasks()),
        wholesInOrder(),
        paused,
        objects(),
        findings.inOrder());
  }

  private BySide<Map<String, Optional<ObjectSchema>>> objects() {
    return BySide.of(side -> schemas.on(side).asked());
  }

  /** A draft with its rules; nothing where it has none, or hangs on a mistake elsewhere. */
  private Optional<Task> rules(
      Draft draft, FieldCompiler fields, FilterCompiler filters, MatchCompiler matches) {
    long errors = findings.errors();
    fields.given(draft);
    if (draft.isOpen()) {
      matches.look(draft);
      return Optional.empty();
    }
    matches.addUnmapped(draft);
    fields.chosen(draft);
    filters.add(draft);
    ChoiceCheck.check(sync, draft, findings);
    if (findings.errors() == errors) { // else a field may only be missing because it is wrong
      new RequiredColumns(sync, wholes, findings).of(draft);
    }
    Optional<List<MatchCompiler.Part>> match = matches.compile(draft);
    if (draft.rules().isEmpty()) {
      findings.error(
          draft.config().at(),
          "task " + draft.config().name() + " has nothing to keep in step",
          "No columns have the same name on both sides; list them under \"fields\".");
      return Optional.empty();
    }
    requireConnections(draft);
    return Optional.of(new TaskAssembly(sync, draft, findings).assemble(match.orElse(List.of())));
  }

  private Outline outline(List<Task> tasks) {
    return Outline.of(configuration, sync, tasks);
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
    Optional<String> fault = known.fault(name.text());
    if (fault.isPresent()) {
      findings.error(
          configuration.model(sync, task, side).map(ModelConfig::at).orElse(name.at()),
          "task " + task.name() + ": " + fault.get().replaceFirst("\\.$", ""),
          "");
      return Optional.empty();
    }
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
              ? "A view has none: name the table behind it, or read it by a model, which has a \"key\""
                  + " (docs/models.md)."
              : "Give it a primary key, or a unique key over columns that are NOT NULL.");
      return Optional.empty();
    }
    if (schema.get().isModel() && !canBe(task, side, schema.get())) {
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
    return task.parts().on(side).isEmpty() ? schema : parts(task, side, schema.get());
  }

  /** Whether a model stands where nothing is written, and is read whole. */
  private boolean canBe(TaskConfig task, Side side, ObjectSchema model) {
    String is = "task " + task.name() + ": " + model.name() + " is a model";
    if (sync.direction().writes(side)) {
      findings.error(
          task.object(side).at(),
          is + ", which is read and never written",
          "Set \"direction: "
              + Words.of(side == Side.SOURCE ? Direction.TO_TARGET : Direction.TO_SOURCE)
              + "\" in sync "
              + sync.name()
              + ", or name a table.");
      return false;
    }
    if (!task.parts().on(side).isEmpty()) {
      findings.error(
          task.object(side).at(),
          is + ", whose rows have no parts in other objects",
          "Join those in its sql, and remove its \"parts\".");
      return false;
    }
    return true;
  }

  /** An object as it is with the parts of its records. */
  private Optional<ObjectSchema> parts(TaskConfig task, Side side, ObjectSchema root) {
    if (sync.tasks().stream()
        .anyMatch(
            t ->
                t.id() != task.id()
                    && schemas
                        .on(side)
                        .find(t.object(side).text())
                        .filter(o -> o.name().equals(root.name()))
                        .isPresent())) {
      findings.error(
          task.object(side).at(),
          "task "
              + task.name()
              + ": another task keeps "
              + root.name()
              + ", too, whose records have parts here",
          "Let one task keep it, or put the other into a sync of its own.");
      return Optional.empty();
    }
    Optional<Whole> whole =
        new PartCompiler(sync, connections, schemas, findings).compile(task, side, root);
    whole.ifPresent(w -> wholes.on(side).put(root.name(), w));
    return whole.map(Whole::schema);
  }

  /**
   * Two tasks that write one object would each take the other's records for unwanted ones, unless
   * no record can be in the scope of both.
   */
  private void refuseSharedObjects(List<Draft> drafts) {
    for (Side side : Side.values()) {
      if (sync.direction() != Direction.TWO_WAY
          && !(sync.direction().writes(side) && drafts.stream().anyMatch(d -> isMirror(d)))) {
        continue;
      }
      for (int i = 0; i < drafts.size(); i++) {
        for (Draft before : drafts.subList(0, i)) {
          if (sync.direction() == Direction.TWO_WAY
              || isMirror(before)
              || isMirror(drafts.get(i))) {
            refuseShared(side, before, drafts.get(i));
          }
        }
      }
    }
  }

  private static boolean isMirror(Draft draft) {
    return draft.config().kind().mode() == Mode.MIRROR;
  }

  private void refuseShared(Side side, Draft before, Draft draft) {
    if (!before.schema(side).name().equals(draft.schema(side).name())
        || before.isOpen()
        || draft.isOpen()
        || before.narrowing(side).isDisjoint(draft.narrowing(side))) {
      return;
    }
    findings.error(
        draft.config().object(side).at(),
        "tasks "
            + before.config().name()
            + " and "
            + draft.config().name()
            + " both write "
            + draft.schema(side).name(),
        "Let filters or constants of the "
            + side.word()
            + " keep their records apart, such as region = 'EU' and region = 'US', so that none can"
            + " be in both; remove one; or put it into a sync of its own.");
  }

  /** While rows are read by one connection, what they lead to is looked up by another. */
  private void requireConnections(Draft draft) {
    for (Side side : Side.values()) {
      boolean asked =
          Stream.of(Side.values())
              .flatMap(from -> draft.rules().stream().flatMap(r -> r.lookups(from).stream()))
              .anyMatch(lookup -> lookup.on() == side);
      if (asked && connections.on(side).maxConnections() < 2) {
        findings.error(
            sync.connection(side).at(),
            "task "
                + draft.config().name()
                + ": its fields look up records of "
                + connections.on(side).name()
                + " while rows are read, which takes two connections",
            "Set \"max-connections\" of connection "
                + connections.on(side).name()
                + " to 2 at least.");
      }
    }
  }
}
