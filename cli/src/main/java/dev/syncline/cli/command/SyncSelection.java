package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Project;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which syncs a command is about: one by name, the only one there is, or all. */
final class SyncSelection {
  @Parameters(
      arity = "0..1",
      paramLabel = "SYNC",
      description = "The sync's name; may be left out when there is only one.")
  @Nullable String sync;

  @Option(names = "--all", description = "All syncs, one after the other.")
  boolean all;

  List<SyncConfig> of(Project project) {
    return project.syncs(sync, all);
  }

  /** The screens of each chosen sync. */
  Screen each(Project project, Function<OpenSync, Screen> perform) {
    List<Screen> screens = new ArrayList<>();
    for (SyncConfig config : of(project)) {
      screens.add(perform.apply(project.open(config)));
    }
    return new Screens(screens);
  }

  /** The same of what writes, of which the person who began it is told. */
  Screen told(Session session, Function<OpenSync, Screen> perform) {
    Project project = session.project();
    List<Screen> screens = new ArrayList<>();
    for (SyncConfig config : of(project)) {
      screens.add(Told.of(session, config, () -> perform.apply(Runs.open(session, config))));
    }
    return new Screens(screens);
  }
}
