package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.History;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.screen.RunDetailScreen.Written;
import dev.syncline.project.screen.Screen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--skip",
      paramLabel = "N",
      description = "Leaves out the first N. Default: ${DEFAULT-VALUE}")
  long skip;

  @Option(
      names = "--sync",
      paramLabel = "SYNC",
      description = "The sync that it has to be a run of; any when left out.")
  @Nullable String sync;

  @Option(names = "--task", paramLabel = "TASK", description = "Only records of this task.")
  @Nullable String task;

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description = "Only writes that ended so: applied, stale, rejected, retry or unknown.")
  @Nullable String outcome;

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "Only records with this text in a key, on either side.")
  @Nullable String search;

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
    if (sync != null && !name.equals(sync)) {
      throw CommandError.unknown(
          "run " + id + " is none of " + sync + ". See: syncline runs " + sync);
    }
    List<Written> written = new ArrayList<>();
    Map<RunDetailScreen.What, RunDetailScreen.Fate> fates = new TreeMap<>();
    long[] total = {0};
    long[] matching = {0};
    project
        .store()
        .journal(
            id,
            batch -> {
              String of = tasks.getOrDefault(batch.task(), "task " + batch.task());
              for (JournalEntry entry : batch.entries()) {
                total[0]++;
                Written one = new Written(batch, entry);
                fates.merge(
                    new RunDetailScreen.What(of, batch.side(), entry.kind()),
                    one.fate(),
                    RunDetailScreen.Fate::plus);
                if (isMeant(of, one) && matching[0]++ >= skip && written.size() < most) {
                  written.add(one);
                }
              }
            });
    return new RunDetailScreen(
        run,
        name,
        tasks,
        written,
        Math.min(skip, matching[0]),
        matching[0],
        total[0],
        fates,
        run.endedMillis() > 0 ? 0 : project.store().applied(id),
        isSettled(project.store(), run),
        session.console().zone());
  }

  private boolean isMeant(String of, Written one) {
    return (task == null || of.equals(task))
        && (outcome == null
            || History.outcome(one.batch(), one.entry())
                .replace("not known yet", "unknown")
                .equals(outcome))
        && (search == null
            || History.key(one.entry())
                .toLowerCase(Locale.ROOT)
                .contains(search.strip().toLowerCase(Locale.ROOT)));
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
