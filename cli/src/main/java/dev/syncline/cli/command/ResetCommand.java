package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets a part of the state, saying first what that means. */
@Command(
    name = "reset",
    description = "Forgets a part of what is remembered, saying first what that means.")
final class ResetCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "SYNC",
      description = "The sync's name; may be left out when there is only one.")
  @Nullable String sync;

  @ArgGroup(multiplicity = "1")
  What what;

  /** Which part. */
  static final class What {
    @Option(
        names = "--links",
        required = true,
        description = "Which records belong together, and what both sides agreed on.")
    boolean links;

    @Option(names = "--cursor", required = true, description = "How far changes were read.")
    boolean cursor;

    @Option(names = "--tracking", required = true, description = "Triggers and what they marked.")
    boolean tracking;

    @Option(
        names = "--cdc",
        required = true,
        description = "What was not sent yet: all rows count as sent, as they are.")
    boolean cdc;
  }

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "With --cursor: timestamps count as read up to TIME, such as \"2026-11-23 06:30\"; what was"
              + " stamped since is looked at again.")
  @Nullable String to;

  @Option(
      names = {"-y", "--yes"},
      description = "Does it without asking.")
  boolean yes;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    SyncConfig config = project.sync(sync);
    List<TaskConfig> tasks = tasks(config);
    if (to != null && !what.cursor) {
      throw CommandError.usage(
          "--to says up to when timestamps count as read: it goes with --cursor");
    }
    if (what.tracking) {
      return new TrackingReset(session, project.open(config), task).perform(yes);
    }
    if (what.cdc) {
      return new SnapshotReset(session, project.open(config), task).perform(yes);
    }
    if (what.cursor) {
      return new CursorReset(session, config, task, tasks).perform(to, yes);
    }
    StateStore store = project.store();
    long links = tasks.stream().mapToLong(t -> store.countLinks(t.id())).sum();
    if (links == 0) {
      return Notice.done(
          "There are no links to forget.", Json.map("sync", config.name(), "reset", false));
    }
    List<String> meaning =
        List.of(
            Words.count(links, "link")
                + " of "
                + Words.list(tasks.stream().map(TaskConfig::name).toList())
                + " would be forgotten, with what both sides agreed on. Nothing changes in either"
                + " system.",
            "The next run matches records by their unique keys again. Where the sides differ then, the"
                + " policy decides as for records that were never in step, a record deleted on one"
                + " side since the last run comes back, and one without a match is created again.");
    if (!yes && !confirmed(session, meaning, "Forget these links?")) {
      List<String> lines = new ArrayList<>(meaning);
      lines.add("Nothing was done.");
      return new Notice(
          ExitCode.HELD,
          lines,
          List.of(
              "syncline reset --links " + (task == null ? "" : "--task " + task + " ") + "--yes"),
          Json.map("sync", config.name(), "links", links, "reset", false));
    }
    forget(store, config, tasks);
    return Notice.done(
        "Forgot " + Words.count(links, "link") + ".",
        Json.map("sync", config.name(), "links", links, "reset", true),
        "syncline plan " + config.name());
  }

  private List<TaskConfig> tasks(SyncConfig config) {
    if (task == null) {
      return config.tasks();
    }
    return List.of(
        config
            .task(task)
            .orElseThrow(
                () ->
                    CommandError.unknown(
                        "sync "
                            + config.name()
                            + " has no task \""
                            + task
                            + "\". It has "
                            + String.join(
                                ", ", config.tasks().stream().map(TaskConfig::name).toList()))));
  }

  /** Says what it means, and asks. */
  static boolean confirmed(Session session, List<String> meaning, String question) {
    var page = session.page();
    meaning.forEach(m -> page.flow("", dev.syncline.project.text.Style.PLAIN, m, 0));
    if (session.console().asks() && !session.json()) {
      session.say(page);
    }
    return session.confirm(question);
  }

  /** The tasks begin anew, with their historical sync. */
  private static void forget(StateStore store, SyncConfig config, List<TaskConfig> tasks) {
    Optional<SyncState> before = store.sync(config.id());
    try (StateStore.Change change = store.begin()) {
      Map<Integer, Boolean> complete = new HashMap<>(before.map(SyncState::tasks).orElse(Map.of()));
      for (TaskConfig t : tasks) {
        change.clearLinks(t.id());
        for (Due.Reason reason : Due.Reason.values()) {
          change.clearDue(t.id(), reason);
        }
        complete.remove(t.id());
      }
      before.ifPresent(
          s ->
              change.putSync(
                  new SyncState(
                      s.id(),
                      s.name(),
                      s.phase(),
                      s.reason(),
                      s.lastSyncMillis(),
                      complete,
                      s.configHash(),
                      s.resumes())));
      change.commit();
    }
  }
}
