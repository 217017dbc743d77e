package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.Project;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.screen.RunDetailScreen.Written;
import dev.syncline.project.screen.Screen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a run and what it wrote. */
@Command(name = "run", description = "Shows a run and every record that it wrote.")
final class ShowRunCommand extends ProjectCommand {
  /** So many of the latest runs are looked at for one that settled another. */
  private static final int LATER = 100;

  @Parameters(paramLabel = "ID", description = "The run's number; see: syncline runs")
  long id;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Shows the first N records. Default: ${DEFAULT-VALUE}")
  int most = 20;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    RunRecord run = project.run(id);
    Map<Integer, String> tasks = new HashMap<>();
    String name = "sync " + run.sync();
    for (SyncConfig sync : project.configuration().syncs()) {
      sync.tasks().forEach(t -> tasks.put(t.id(), t.name()));
      name = sync.id() == run.sync() ? sync.name() : name;
    }
    List<Written> written = new ArrayList<>();
    long[] total = {0};
    project
        .store()
        .journal(
            id,
            batch -> {
              for (JournalEntry entry : batch.entries()) {
                total[0]++;
                if (written.size() < most) {
                  written.add(new Written(batch, entry));
                }
              }
            });
    return new RunDetailScreen(
        run,
        name,
        tasks,
        written,
        total[0],
        run.endedMillis() > 0 ? 0 : project.store().applied(id),
        isSettled(project.store(), run),
        session.console().zone());
  }

  /** Whether a later run, which begins with that, has settled what this one left open. */
  private static boolean isSettled(StateStore store, RunRecord run) {
    return store.openBatches(run.sync()).stream().noneMatch(batch -> batch.run() == run.id())
        && store.runs(run.sync(), LATER).stream()
            .anyMatch(
                later ->
                    later.id() > run.id()
                        && later.endedMillis() > 0
                        && !later.result().equals("failed"));
  }
}
