package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.config.TaskView;
import dev.syncline.engine.sync.Ends;
import dev.syncline.expression.Setting;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task that is connected to be looked at, whatever is wrong with other tasks or with some of its
 * own fields.
 *
 * @param project whose it is
 * @param configuration in which it stands
 * @param view what of it is understood
 * @param ends both systems, records with their parts
 */
public record OpenTask(Project project, Configuration configuration, TaskView view, Ends ends) {

  /**
   * Opens one as the files say.
   *
   * @param sync the sync's name; null for the only one there is
   * @throws CommandError if there is no such task, or one of its tables is not there
   */
  public static OpenTask open(Project project, @Nullable String sync, String task) {
    LoadedConfiguration loaded = project.loaded();
    List<SyncConfig> syncs = loaded.configuration().syncs();
    SyncConfig of =
        syncs.stream()
            .filter(s -> sync == null ? syncs.size() == 1 : s.name().equals(sync))
            .findFirst()
            .orElseGet(() -> project.sync(sync));
    Optional<TaskConfig> config =
        of.tasks().stream().filter(t -> t.name().equals(task)).findFirst();
    if (config.isEmpty()) {
      project.configuration(); // what is wrong there may be why
      throw CommandError.usage(
          "sync "
              + of.name()
              + " has no task \""
              + task
              + "\". It has "
              + String.join(", ", of.tasks().stream().map(TaskConfig::name).toList()));
    }
    OpenTask open = of(project, loaded.configuration(), of, config.get());
    if (open.view().task().isEmpty()) {
      throw CommandError.configuration(
          open.view().findings().stream().filter(Finding::isError).toList());
    }
    return open;
  }

  /** One of a configuration that may not be saved yet. */
  static OpenTask of(
      Project project, Configuration configuration, SyncConfig sync, TaskConfig task) {
    Connector source = project.connector(sync.source().text());
    Connector target = project.connector(sync.target().text());
    TaskView view = TaskCompiler.view(configuration, sync, task, source, target);
    return new OpenTask(project, configuration, view, view.ends(source, target));
  }

  /** The task; one that was opened by its name has both its tables. */
  Task task() {
    return view.task().orElseThrow();
  }

  /** The columns of a side whose values no message shows. */
  Set<String> hidden(Side side) {
    return view.hidden().on(side);
  }

  /** The columns of a side whose values whoever asks may not see. */
  Set<String> masked(Side side) {
    return project.masks() ? hidden(side) : Set.of();
  }

  /** The same of any object of that side's system. */
  Set<String> masked(Side side, ObjectSchema object) {
    return project.masked(view.sync().connection(side).text(), object);
  }

  /** What expressions about a side's records are told of the world around them. */
  public Setting setting(Side side) {
    SyncConfig sync = view.sync();
    return sync.setting(
        configuration
            .connection(sync.connection(side).text())
            .map(ConnectionConfig::zone)
            .orElse(ZoneOffset.UTC));
  }
}
