package dev.syncline.cli.command;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Stamps;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.capture.StampPosition;
import dev.syncline.engine.capture.StampedRows;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Forgets how far timestamps were read: all of it, or back to a moment, of which it says first
 * which records that makes due.
 */
final class CursorReset {
  private static final int NAMED = 20;

  private final Session session;
  private final SyncConfig config;
  private final @Nullable String only;
  private final List<Integer> tasks;

  /**
   * @param only the only task; null for all
   */
  CursorReset(Session session, SyncConfig config, @Nullable String only, List<TaskConfig> tasks) {
    this.session = session;
    this.config = config;
    this.only = only;
    this.tasks = tasks.stream().map(TaskConfig::id).toList();
  }

  Screen perform(@Nullable String to, boolean yes) {
    StateStore store = session.project().store();
    List<CaptureState> stamped =
        store.captures(config.id()).stream()
            .filter(s -> Captures.isStamped(s) && tasks.contains(s.task()) && !s.lookedUp())
            .toList();
    if (stamped.isEmpty()) {
      return Notice.done(
          "There is nothing to reset: " + config.name() + " finds changes without a cursor.",
          Json.map("sync", config.name(), "reset", false));
    }
    return to == null ? all(store, stamped, yes) : back(store, stamped, to, yes);
  }

  private Screen all(StateStore store, List<CaptureState> stamped, boolean yes) {
    String meaning =
        "How far timestamps were read would be forgotten. The next run compares everything on "
            + Words.count(stamped.size(), "side")
            + ", so nothing is missed.";
    if (!yes && !ResetCommand.confirmed(session, List.of(meaning), "Forget it?")) {
      return held(List.of(meaning), "", Json.map("sides", stamped.size()));
    }
    int sides = Captures.forgetCursors(store, config.id(), tasks);
    return Notice.done(
        "Forgot how far timestamps were read. The next run compares everything on "
            + Words.count(sides, "side")
            + ", so nothing is missed.",
        Json.map("sync", config.name(), "sides", sides, "reset", true));
  }

  private Screen back(StateStore store, List<CaptureState> stamped, String to, boolean yes) {
    Instant moment = Moment.past(to, session.project().now(), session.zone());
    OpenSync sync = session.project().open(config);
    List<String> meaning = new ArrayList<>();
    List<CaptureState> moved = new ArrayList<>();
    Map<String, Object> due = Json.map();
    for (CaptureState state : stamped) {
      Task task = sync.sync().task(state.task()).orElse(null);
      if (task != null && position(sync, state).cursor() == null) {
        meaning.add(
            task.name()
                + " in "
                + state.connection()
                + ": no timestamp was read yet, so that everything is looked at anyway.");
      } else if (task != null) {
        CaptureState before = before(sync, state, moment);
        StampedRows rows = since(sync, task, before);
        List<String> keys = rows.keys().stream().map(Object::toString).toList();
        meaning.add(words(task, state, keys, rows.whole()));
        due.put(task.name() + " " + state.side().word(), keys);
        moved.add(before);
      }
    }
    if (!yes && !ResetCommand.confirmed(session, meaning, "Set it back?")) {
      return held(meaning, "--to \"" + to + "\" ", Json.map("due", due));
    }
    try (StateStore.Change change = store.begin()) {
      moved.forEach(change::putCapture);
      change.commit();
    }
    return Notice.done(
        "Timestamps count as read up to "
            + moment
            + ". The next run looks at what was stamped since.",
        Json.map("sync", config.name(), "due", due, "to", moment.toString(), "reset", true),
        "syncline plan " + config.name());
  }

  /** Only back: what was not read yet would be passed over. */
  private static CaptureState before(OpenSync sync, CaptureState state, Instant moment) {
    StampPosition now = position(sync, state);
    Instant cursor = now.cursor();
    if (cursor != null && moment.isAfter(cursor)) {
      throw CommandError.usage(
          "--to "
              + moment
              + ": timestamps of "
              + state.object()
              + " in "
              + state.connection()
              + " were read up to "
              + cursor
              + ", and what comes after was not looked at yet. A cursor is only set back");
    }
    return state.at(new StampPosition(now.columns(), moment, now.keysMillis()).text());
  }

  private static StampPosition position(OpenSync sync, CaptureState state) {
    return StampPosition.of(state.position(), columns(sync, state));
  }

  private static AuditColumns columns(OpenSync sync, CaptureState state) {
    return sync.sync().capturing().stamping().of(state.task(), state.side());
  }

  private static StampedRows since(OpenSync sync, Task task, CaptureState at) {
    Stamps stamps =
        sync.ends()
            .on(at.side())
            .stamps()
            .orElseThrow(() -> CommandError.failed(at.connection() + " tells no timestamps"));
    AuditColumns columns = columns(sync, at);
    return StampedRows.read(
        stamps,
        task.schema(at.side()),
        columns,
        StampPosition.of(at.position(), columns),
        Duration.ZERO,
        sync.sync().capturing().ignored(at.side())::contains,
        false);
  }

  private static String words(Task task, CaptureState at, List<String> keys, String whole) {
    String of = task.name() + " in " + at.connection() + ": ";
    if (!whole.isEmpty()) {
      return of + "everything would be looked at, because " + whole + ".";
    }
    String named = keys.stream().limit(NAMED).collect(Collectors.joining(", "));
    return of
        + Words.count(keys.size(), "record")
        + " would be due"
        + (keys.isEmpty() ? "" : ": " + named)
        + (keys.size() > NAMED ? " and " + Words.number(keys.size() - NAMED) + " more." : ".");
  }

  private Notice held(List<String> meaning, String to, Map<String, Object> facts) {
    List<String> lines = new ArrayList<>(meaning);
    lines.add("Nothing was done.");
    Map<String, Object> json = Json.map("sync", config.name(), "reset", false);
    json.putAll(facts);
    return new Notice(
        ExitCode.HELD,
        lines,
        List.of(
            "syncline reset "
                + config.name()
                + " --cursor "
                + to
                + (only == null ? "" : "--task " + only + " ")
                + "--yes"),
        json);
  }
}
