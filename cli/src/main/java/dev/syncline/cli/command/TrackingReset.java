package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Drops the triggers of a sync with what they marked, saying first what that means. */
final class TrackingReset {
  private final Session session;
  private final OpenSync sync;
  private final List<Task> tasks;
  private final @Nullable String only;

  /**
   * @param task the only task; null for all
   */
  TrackingReset(Session session, OpenSync sync, @Nullable String task) {
    this.session = session;
    this.sync = sync;
    this.tasks = sync.tasks(task);
    this.only = task;
  }

  Screen perform(boolean yes) {
    String name = sync.sync().name();
    List<String> tracked =
        sync.store().captures(sync.sync().id()).stream()
            .filter(Captures::isTracked)
            .filter(s -> tasks.stream().anyMatch(t -> t.id() == s.task()))
            .sorted(Comparator.comparing(CaptureState::side))
            .map(TrackingReset::words)
            .distinct()
            .toList();
    if (tracked.isEmpty()) {
      return Notice.done(
          "There is nothing to reset: no changes of " + name + " are tracked.",
          Json.map("sync", name, "reset", false));
    }
    List<String> meaning =
        List.of(
            (log() ? "What reads the log of " : "The triggers on ")
                + Words.list(tracked)
                + " would be dropped, and what was marked forgotten, unless another sync reads it too."
                + " No record and no link changes.",
            "The next run compares everything, so nothing is missed. " + afterwards());
    if (!yes && !ResetCommand.confirmed(session, meaning, "Drop this?")) {
      List<String> lines = new ArrayList<>(meaning);
      lines.add("Nothing was done.");
      return new Notice(
          ExitCode.HELD,
          lines,
          List.of(
              "syncline reset "
                  + name
                  + " --tracking "
                  + (only == null ? "" : "--task " + only + " ")
                  + "--yes"),
          Json.map("sync", name, "tracked", tracked, "reset", false));
    }
    Set<String> dropped = sync.captures().untrack(tasks);
    return Notice.done(
        dropped.isEmpty()
            ? "Forgot how far changes were read; what marks them stays for others that read it."
            : (log() ? "Let go the log of " : "Dropped the triggers on ")
                + Words.list(List.copyOf(dropped))
                + ". "
                + afterwards(),
        Json.map("sync", name, "tracked", tracked, "dropped", List.copyOf(dropped), "reset", true));
  }

  private boolean log() {
    return Arrays.stream(Side.values())
        .anyMatch(side -> sync.sync().capturing().on(side) == Method.LOG);
  }

  private static String words(CaptureState state) {
    return state.connection() + " " + state.object();
  }

  private String afterwards() {
    Set<Method> methods =
        Arrays.stream(Side.values())
            .map(side -> sync.sync().capturing().on(side))
            .collect(Collectors.toSet());
    if (methods.contains(Method.LOG)) {
      return "It also begins to read the log anew, since the configuration says \"capture: log\".";
    }
    if (methods.contains(Method.TRIGGERS)) {
      return "It also makes triggers anew, since the configuration says \"capture: triggers\".";
    }
    return methods.contains(Method.AUTO)
        ? "So does every later run, until triggers are made again with: syncline start "
            + sync.sync().name()
        : "So does every later run, since the configuration says \"capture: scan\".";
  }
}
