package dev.syncline.cli.command;

import dev.syncline.connect.ChangeTracking.Burden;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.engine.Counts;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.store.CaptureState;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Resting;
import dev.syncline.project.Project;
import dev.syncline.project.Schedules;
import dev.syncline.project.screen.Alarm;
import dev.syncline.project.screen.Alarms;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.screen.StatusScreen.Captured;
import dev.syncline.project.screen.Upcoming;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how syncs stand, from the state store; it needs neither system to be there. */
@Command(
    name = "status",
    description = {
      "Shows how syncs stand: phase, last run, what is due.",
      "Due is what a run could not finish. Asks the state store, and a system only for how many marks"
          + " its triggers left."
    })
final class StatusCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "SYNC",
      description = "Only this sync; all when left out.")
  @Nullable String sync;

  @Option(names = "--due", description = "Lists the records that are due, with reason and remedy.")
  boolean due;

  @Option(
      names = "--stored",
      description = "Asks the state store alone: no system is asked how many marks wait there.")
  boolean stored;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description =
          "Writes the records that are due to FILE (.csv or .json), with the operation that was refused"
              + " and its values.")
  @Nullable Path export;

  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    List<Screen> screens = new ArrayList<>();
    List<Map<String, Object>> exported = new ArrayList<>();
    for (SyncConfig config : project.syncs(sync, sync == null)) {
      screens.add(status(session, config, exported));
    }
    if (export != null) {
      DueFile.write(export, exported);
    }
    return new Screens(screens);
  }

  /**
   * How a sync stands.
   *
   * @param asked whether its systems are asked, too
   */
  static StatusScreen of(Session session, SyncConfig config, boolean asked) {
    StatusCommand command = new StatusCommand();
    command.stored = !asked;
    command.shown = new Shown();
    return command.status(session, config, new ArrayList<>());
  }

  private StatusScreen status(
      Session session, SyncConfig config, List<Map<String, Object>> exported) {
    Project project = session.project();
    Upcoming upcoming = new Schedules(project).of(config, session.upcoming(config.id())).upcoming();
    ZoneId zone = session.console().zone();
    StateStore store = project.store();
    Map<Integer, String> names = new LinkedHashMap<>();
    Map<Integer, Long> links = new LinkedHashMap<>();
    config
        .tasks()
        .forEach(
            t -> {
              names.put(t.id(), t.name());
              links.put(t.id(), store.countLinks(t.id()));
            });
    List<Due> listed = new ArrayList<>();
    long[] unaccounted = {0};
    names
        .keySet()
        .forEach(
            task ->
                store.due(
                    task,
                    d -> {
                      if (d.message().isBlank()) {
                        unaccounted[0]++;
                      }
                      if (due || export != null) {
                        listed.add(d);
                      }
                    }));
    boolean selected = config.promotion().isPresent();
    boolean backsOff = config.direction() != Direction.TWO_WAY && !selected;
    if (export != null) {
      listed.forEach(d -> exported.add(DueFile.row(store, config.name(), names, d, backsOff)));
    }
    Map<String, String> unreachable = new LinkedHashMap<>();
    List<Captured> captured = stored ? List.of() : captured(project, config, unreachable);
    Optional<SyncState> state = store.sync(config.id());
    Map<Integer, Map<Due.Reason, Long>> counts = new LinkedHashMap<>();
    names.keySet().forEach(task -> counts.put(task, store.dueCounts(task)));
    List<RunRecord> latest = store.runs(config.id(), Alarms.runs());
    List<Alarm> alarms =
        new ArrayList<>(
            Alarms.of(
                config,
                state,
                counts.values().stream().flatMap(c -> c.values().stream()).mapToLong(n -> n).sum(),
                captured.stream().mapToLong(Captured::waiting).max().orElse(0),
                latest,
                project.now()));
    unreachable.values().forEach(why -> alarms.add(new Alarm(Alarm.Kind.UNREACHABLE, why)));
    captured.stream()
        .flatMap(c -> c.tooMuch(config).stream())
        .distinct()
        .forEach(much -> alarms.add(new Alarm(Alarm.Kind.TRACKING, much)));
    return new StatusScreen(
        config.name(),
        joined(config),
        systems(config),
        state,
        links,
        names,
        counts,
        due ? listed : List.of(),
        due,
        backsOff,
        selected,
        unaccounted[0],
        names.keySet().stream()
            .mapToLong(t -> store.decisions(t).stream().filter(Decision::isPin).count())
            .sum(),
        latest.stream().findFirst().map(project::told),
        project.holder(config),
        resting(config, latest),
        captured,
        review(store, config),
        waiting(project, config, zone),
        upcoming,
        zone,
        alarms,
        shown.most,
        project.now());
  }

  /** The latest plan that is kept, where that waits for a person. */
  private static Optional<KeptPlan> review(StateStore store, SyncConfig config) {
    return store.keptOf(config.id()).stream()
        .findFirst()
        .filter(plan -> plan.waits(store.message(plan.message())));
  }

  /** The plans that wait for their time. */
  private static List<MessageWords> waiting(Project project, SyncConfig config, ZoneId zone) {
    return project.store().messages(Message.State.WAITING).stream()
        .filter(m -> m.sync() == config.id())
        .map(m -> new MessageWords(m, Optional.of(config), zone))
        .toList();
  }

  /** What the latest run that came so far left alone, of the tasks that there still are. */
  private static List<Resting> resting(SyncConfig config, List<RunRecord> latest) {
    return latest.stream()
        .filter(run -> !run.counts().isEmpty())
        .findFirst()
        .map(run -> Counts.resting(run.counts()))
        .orElse(List.of())
        .stream()
        .filter(rests -> config.tasks().stream().anyMatch(t -> t.id() == rests.task()))
        .toList();
  }

  /** The sides by their connections, as far as these tell them apart. */
  private static BySide<String> systems(SyncConfig config) {
    String source = config.source().text();
    String target = config.target().text();
    return source.equals(target) ? BySide.of(Side::word) : new BySide<>(source, target);
  }

  /**
   * Asks a system for its marks only where there are triggers, and does without if it must.
   *
   * @param unreachable gets, by connection, why a system could not be asked; it is asked once only
   */
  private static List<Captured> captured(
      Project project, SyncConfig config, Map<String, String> unreachable) {
    List<CaptureState> states = project.store().captures(config.id());
    List<Captured> all = new ArrayList<>();
    for (TaskConfig task : config.tasks()) {
      for (Side side : Side.values()) {
        String connection = config.connection(side).text();
        List<CaptureState> here =
            config.capturing().on(side) == Method.SCAN
                ? List.of()
                : states.stream().filter(s -> s.task() == task.id() && s.side() == side).toList();
        Optional<CaptureState> state = here.stream().filter(s -> !s.lookedUp()).findFirst();
        all.add(
            new Captured(
                task.id(),
                side,
                connection,
                state.map(s -> Method.valueOf(s.method())),
                state.map(CaptureState::comparedMillis).orElse(0L),
                asked(connection, unreachable, () -> waiting(project, connection, here))
                    .orElse(-1L),
                state.flatMap(
                    s ->
                        asked(connection, unreachable, () -> burden(project, connection, s))
                            .flatMap(b -> b))));
      }
    }
    return all;
  }

  /** What a system says; nothing, and why, where it cannot be asked. */
  private static <T> Optional<T> asked(
      String connection, Map<String, String> unreachable, Supplier<T> question) {
    if (unreachable.containsKey(connection)) {
      return Optional.empty();
    }
    try {
      return Optional.of(question.get());
    } catch (ConnectorException e) {
      unreachable.put(connection, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Of the task's own object, and of those in which is looked for its records. */
  private static long waiting(Project project, String connection, List<CaptureState> states) {
    return states.stream()
        .mapToLong(s -> Captures.waiting(project.store(), project.connector(connection), s))
        .sum();
  }

  private static Optional<Burden> burden(Project project, String connection, CaptureState state) {
    return Captures.burden(project.store(), project.connector(connection), state);
  }

  /** What a sync joins: {@code crm ⇄ shop}. */
  static String joined(SyncConfig config) {
    return config.source().text() + arrow(config.direction()) + config.target().text();
  }

  private static String arrow(Direction direction) {
    return switch (direction) {
      case TWO_WAY -> " ⇄ ";
      case TO_TARGET -> " → ";
      case TO_SOURCE -> " ← ";
    };
  }
}
