package dev.syncline.project;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.rehearsal.Retrospect;
import dev.syncline.engine.rehearsal.Retrospect.Otherwise;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.screen.Hindsight;
import dev.syncline.project.screen.RehearsalScreen;
import dev.syncline.project.screen.Treatments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tries an edited configuration on the records that there are, and on what was written, beside the
 * one in force. Both plan on a copy of the state store, so that nothing of it changes; nothing is
 * written to the systems anyway.
 */
public final class Rehearsal implements AutoCloseable {
  private static final String APPLIED = "applied";

  private final Project now;
  private final Project edited;
  private final String with;

  /**
   * A rehearsal.
   *
   * @param project the configuration in force
   * @param other the file or folder of the edited one
   * @param with the same as the command line names it
   * @throws CommandError if the edited configuration has errors
   */
  public Rehearsal(Project project, Path other, String with, Map<String, String> environment) {
    Path copy = project.temp().resolve("rehearsal.db");
    if (project.hasStore() && !Files.exists(copy)) {
      project.store().backup(copy);
    }
    this.now =
        new Project(new Places(project.places().config(), copy), environment, project.clock());
    this.edited = new Project(new Places(other, copy), environment, project.clock());
    this.with = with;
  }

  /**
   * A stretch of time that ends now.
   *
   * @param text as the command line says it
   */
  public record Stretch(String text, Duration length) {}

  /** The edited configuration's passwords, which are shown as little as those of the other. */
  public List<String> secrets() {
    edited.configuration();
    return edited.secrets();
  }

  /**
   * Plans a sync under both.
   *
   * @param options makes what is asked for from the sync in force
   * @param history how far back what was written is looked at; empty for not at all
   * @param most how many records are shown of each task
   */
  public RehearsalScreen of(
      SyncConfig sync,
      Function<OpenSync, RunOptions> options,
      Optional<Stretch> history,
      Progress progress,
      int most) {
    OpenSync one = now.open(sync);
    OpenSync other = edited.open(counterpart(sync));
    RunOptions all = options.apply(one).everything();
    Treatments treatedNow = new Treatments(one.systems(), one.sync().tasks());
    Treatments treatedThen = new Treatments(other.systems(), other.sync().tasks());
    one.plan(all, progress, treatedNow);
    PlanResult then = other.plan(all, progress, treatedThen);
    List<Task> tasks =
        Stream.concat(one.sync().tasks().stream(), other.sync().tasks().stream()).toList();
    return new RehearsalScreen(
        one.systems(),
        with,
        tasks,
        treatedNow,
        treatedThen,
        then.halted(),
        history.stream().map(h -> hindsight(one, other, h, tasks, most)).toList(),
        most);
  }

  private SyncConfig counterpart(SyncConfig sync) {
    return edited.configuration().syncs().stream()
        .filter(s -> s.id() == sync.id())
        .findFirst()
        .orElseThrow(
            () ->
                CommandError.usage(
                    with
                        + " has no sync with the id "
                        + sync.id()
                        + ", which is "
                        + sync.name()
                        + ". A sync is known by its id, whatever it is called"));
  }

  private Hindsight hindsight(
      OpenSync one, OpenSync other, Stretch history, List<Task> tasks, int most) {
    long since = now.now() - history.length().toMillis();
    Retrospect retrospect = new Retrospect(one.sync(), other.sync());
    List<Hindsight.Case> first = new ArrayList<>();
    long[] counts = new long[2];
    Consumer<JournalBatch> each =
        batch -> {
          for (JournalEntry entry : batch.entries()) {
            if (batch.atMillis() < since || !entry.outcome().equals(APPLIED)) {
              continue;
            }
            counts[0]++;
            List<Otherwise> otherwise = retrospect.of(batch.task(), batch.side(), entry);
            if (!otherwise.isEmpty()) {
              counts[1]++;
              if (first.size() < most) {
                first.add(new Hindsight.Case(batch, entry, otherwise));
              }
            }
          }
        };
    List<RunRecord> runs = new ArrayList<>(now.store().runs(one.sync().id(), Integer.MAX_VALUE));
    runs.stream()
        .filter(r -> r.endedMillis() == 0 || r.endedMillis() >= since)
        .sorted((a, b) -> Long.compare(a.id(), b.id()))
        .forEach(r -> now.store().journal(r.id(), each));
    Map<Integer, String> names = new LinkedHashMap<>();
    tasks.forEach(t -> names.putIfAbsent(t.id(), t.name()));
    return new Hindsight(one.systems(), history.text(), since, counts[0], counts[1], first, names);
  }

  @Override
  public void close() {
    try (now) {
      edited.close();
    }
  }
}
