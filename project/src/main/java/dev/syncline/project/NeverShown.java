package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.parts.Whole;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.PartConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.config.TaskConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns whose values some task never journals: who only looks at a system is not shown them.
 * Which ones go with those that are named is known once a task is compiled; of one that is not,
 * because it is wrong or its other system cannot be asked, they are all the columns of its objects.
 */
final class NeverShown {
  private final Project project;
  private final String connection;

  NeverShown(Project project, String connection) {
    this.project = project;
    this.connection = connection;
  }

  /** Names of such columns of an object, as the connection describes it. */
  Set<String> columns(ObjectSchema object) {
    Set<String> columns = new HashSet<>();
    for (SyncConfig sync : project.loaded().configuration().syncs()) {
      for (Side side : Side.values()) {
        if (sync.connection(side).text().equals(connection)) {
          columns.addAll(columns(sync, side, object));
        }
      }
    }
    return columns;
  }

  private Set<String> columns(SyncConfig sync, Side side, ObjectSchema object) {
    List<TaskConfig> tasks =
        sync.tasks().stream()
            .filter(task -> !task.whole() || !task.neverJournaled().isEmpty())
            .filter(task -> names(task, side).anyMatch(name -> isNamed(object.name(), name)))
            .toList();
    if (tasks.isEmpty()) {
      return Set.of();
    }
    Optional<CompiledSync> compiled = compiled(sync);
    return tasks.stream()
        .flatMap(
            task ->
                compiled
                    .filter(c -> task.whole())
                    .flatMap(c -> c.task(task.name()).map(t -> columns(c, t, side, object)))
                    .orElseGet(() -> object.columns().stream().map(Column::name)))
        .collect(Collectors.toSet());
  }

  /** The objects that a task reads on a side, as the user names them. */
  private static Stream<String> names(TaskConfig task, Side side) {
    return Stream.concat(
        Stream.of(task.object(side).text()),
        task.parts().on(side).stream().map(PartConfig::object).map(name -> name.text()));
  }

  /** Whether a name leads to an object, or may, where the system knows none or several of it. */
  private boolean isNamed(String object, String name) {
    try {
      return system().describe(name).name().equals(object);
    } catch (ConnectorException e) {
      return lastPart(object).equals(lastPart(name));
    }
  }

  private static String lastPart(String object) {
    return object.substring(object.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private Connector system() {
    return project.connector(connection);
  }

  private Optional<CompiledSync> compiled(SyncConfig sync) {
    try {
      return Optional.of(
              TaskCompiler.compile(
                  project.loaded().configuration(),
                  sync,
                  project.connector(sync.source().text()),
                  project.connector(sync.target().text())))
          .filter(compiled -> !compiled.hasErrors());
    } catch (ConnectorException | CommandError e) {
      return Optional.empty();
    }
  }

  private static Stream<String> columns(
      CompiledSync compiled, Task task, Side side, ObjectSchema object) {
    Set<String> never = task.neverJournaled().on(side);
    String root = task.schema(side).name();
    Stream<String> own =
        root.equals(object.name())
            ? object.columns().stream().map(Column::name).filter(never::contains)
            : Stream.of();
    Stream<String> ofParts =
        compiled.wholes().on(side).stream()
            .filter(whole -> whole.root().name().equals(root))
            .map(Whole::parts)
            .flatMap(List::stream)
            .filter(part -> part.object().name().equals(object.name()))
            .flatMap(
                part ->
                    part.columns().stream()
                        .map(Column::name)
                        .filter(c -> never.contains(part.calls(c))));
    return Stream.concat(own, ofParts);
  }
}
