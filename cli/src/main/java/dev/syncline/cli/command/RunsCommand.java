package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.RunsScreen;
import dev.syncline.project.screen.Screen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists runs. */
@Command(name = "runs", description = "Lists the latest runs.")
final class RunsCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "SYNC",
      description = "Only this sync; all when left out.")
  @Nullable String sync;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N runs. Default: ${DEFAULT-VALUE}")
  int limit = 20;

  @Override
  Screen perform(Session session) {
    if (limit < 1) {
      throw CommandError.usage("--limit " + limit + " shows nothing; name at least 1");
    }
    Project project = session.project();
    List<RunRecord> runs = new ArrayList<>();
    Map<Integer, String> names = new LinkedHashMap<>();
    for (SyncConfig config : project.syncs(sync, sync == null)) {
      names.put(config.id(), config.name());
      project.store().runs(config.id(), limit).stream().map(project::told).forEach(runs::add);
    }
    runs.sort(Comparator.comparingLong(RunRecord::id).reversed());
    List<RunRecord> latest = runs.stream().limit(limit).toList();
    return new RunsScreen(
        latest,
        names,
        RunsScreen.open(latest, project.store()),
        RunsScreen.forgotten(latest, project.store()),
        session.console().zone());
  }
}
