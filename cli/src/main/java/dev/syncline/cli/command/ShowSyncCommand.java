package dev.syncline.cli.command;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.config.FieldConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Project;
import dev.syncline.project.screen.JoinedScreen;
import dev.syncline.project.screen.JoinedScreen.Join;
import dev.syncline.project.screen.JoinedScreen.Reference;
import dev.syncline.project.screen.JoinedScreen.Thing;
import dev.syncline.project.screen.Screen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a sync joins. */
@Command(
    name = "sync",
    description = "Shows what a sync joins: objects of both sides, their relations, its tasks.")
final class ShowSyncCommand extends ProjectCommand {
  @Parameters(
      paramLabel = "SYNC",
      arity = "0..1",
      description = "The sync's name; may be left out when there is only one.")
  @Nullable String sync;

  @Option(
      names = "--stored",
      description = "Asks no system: relations are those that the configuration names.")
  boolean stored;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    SyncConfig config = project.sync(sync);
    Optional<OpenSync> open = stored ? Optional.empty() : Optional.of(project.open(config));
    List<Join> joins = new ArrayList<>();
    BySide<Map<String, Set<Reference>>> objects = BySide.of(side -> new LinkedHashMap<>());
    for (TaskConfig task : config.tasks()) {
      joins.add(join(project, task));
      for (Side side : Side.values()) {
        names(task, side).forEach(n -> objects.on(side).putIfAbsent(n, new LinkedHashSet<>()));
        lookups(task, side).forEach(n -> objects.on(side).putIfAbsent(n, new LinkedHashSet<>()));
        if (open.isEmpty()) {
          Set<Reference> to = objects.on(side).get(task.object(side).text());
          if (to != null) {
            to.addAll(configured(config, task, side));
          }
        }
      }
    }
    return new JoinedScreen(
        config.name(),
        config.source().text(),
        config.target().text(),
        arrow(config),
        BySide.of(side -> things(open, side, objects.on(side))),
        joins,
        !stored);
  }

  private static String arrow(SyncConfig config) {
    return config.promotion().isPresent()
        ? "⇄"
        : config.direction() == Direction.TWO_WAY
            ? "⇄"
            : config.direction() == Direction.TO_TARGET ? "→" : "←";
  }

  private static Join join(Project project, TaskConfig task) {
    boolean known = project.hasStore();
    StateStore store = project.store();
    return new Join(
        task.name(),
        task.id(),
        BySide.of(side -> names(task, side)),
        BySide.of(side -> lookups(task, side)),
        task.fields().map(List::size).orElse(-1),
        known ? store.countLinks(task.id()) : 0,
        known ? store.dueCounts(task.id()).values().stream().mapToLong(n -> n).sum() : 0);
  }

  /** Its object on a side, and those of its parts. */
  private static List<String> names(TaskConfig task, Side side) {
    List<String> names = new ArrayList<>();
    names.add(task.object(side).text());
    task.parts().on(side).forEach(p -> names.add(p.object().text()));
    return names.stream().distinct().toList();
  }

  /** The objects of a side in which it looks values up. */
  private static List<String> lookups(TaskConfig task, Side side) {
    return task.fields().orElse(List.of()).stream()
        .filter(FieldConfig.LookupField.class::isInstance)
        .map(FieldConfig.LookupField.class::cast)
        .filter(lookup -> lookup.side() == side)
        .map(lookup -> lookup.object().text())
        .distinct()
        .toList();
  }

  /** What relations say that lead through another task. */
  private static List<Reference> configured(SyncConfig config, TaskConfig task, Side side) {
    List<Reference> references = new ArrayList<>();
    for (FieldConfig field : task.fields().orElse(List.of())) {
      if (field instanceof FieldConfig.RelationField relation) {
        relation
            .through()
            .flatMap(config::task)
            .ifPresent(
                parent ->
                    references.add(
                        new Reference(
                            side == Side.SOURCE ? relation.source() : relation.target(),
                            parent.object(side).text())));
      }
    }
    return references;
  }

  private static List<Thing> things(
      Optional<OpenSync> open, Side side, Map<String, Set<Reference>> objects) {
    Map<String, ObjectSchema> described = new LinkedHashMap<>();
    open.ifPresent(
        sync -> objects.keySet().forEach(n -> described(sync, side, n, s -> described.put(n, s))));
    List<Thing> things = new ArrayList<>();
    objects.forEach(
        (name, references) -> {
          ObjectSchema schema = described.get(name);
          things.add(
              schema == null
                  ? new Thing(name, -1, List.copyOf(references))
                  : new Thing(name, schema.columns().size(), references(schema, described)));
        });
    return things;
  }

  private static void described(
      OpenSync sync, Side side, String name, Consumer<ObjectSchema> found) {
    try {
      found.accept(sync.described(side, name));
    } catch (ConnectorException gone) {
      // It is drawn all the same, as the configuration names it.
    }
  }

  /** Its references to others of the sync, under the names that the configuration gives them. */
  private static List<Reference> references(
      ObjectSchema schema, Map<String, ObjectSchema> described) {
    List<Reference> references = new ArrayList<>();
    for (ObjectSchema.ForeignKey key : schema.foreignKeys()) {
      described.forEach(
          (name, other) -> {
            if (other.name().equals(key.references())) {
              references.add(new Reference(key.columns(), name));
            }
          });
    }
    return references;
  }
}
