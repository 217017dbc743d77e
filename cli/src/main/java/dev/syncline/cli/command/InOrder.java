package dev.syncline.cli.command;

import dev.syncline.connect.ConnectorException;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.Name;
import dev.syncline.engine.config.SequenceConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Syncs one after another. What comes after one that failed does not run: one that ended with an
 * error, or waits for a person as a whole. Rejected records are no such failure.
 */
final class InOrder {
  private final List<SyncConfig> syncs;
  private final Map<String, Set<String>> before;

  /**
   * @param before by a sync's name those that have to have run well before it
   */
  private InOrder(List<SyncConfig> syncs, Map<String, Set<String>> before) {
    this.syncs = syncs;
    this.before = before;
  }

  /** Syncs as they were asked for, each after those that its {@code after} names. */
  static InOrder of(List<SyncConfig> syncs) {
    Map<String, SyncConfig> left = new LinkedHashMap<>();
    syncs.forEach(s -> left.put(s.name(), s));
    Map<String, Set<String>> before = new LinkedHashMap<>();
    List<SyncConfig> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      SyncConfig next =
          left.values().stream()
              .filter(s -> s.after().stream().noneMatch(name -> left.containsKey(name.text())))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("a circle in " + left.keySet()));
      left.remove(next.name());
      ordered.add(next);
      Set<String> names = new LinkedHashSet<>();
      next.after().forEach(name -> names.add(name.text()));
      before.put(next.name(), names);
    }
    return new InOrder(ordered, before);
  }

  /** The syncs of a sequence. */
  static InOrder of(Project project, String name) {
    Configuration configuration = project.configuration();
    List<String> names = configuration.sequences().stream().map(SequenceConfig::name).toList();
    SequenceConfig sequence =
        configuration
            .sequence(name)
            .orElseThrow(
                () ->
                    CommandError.unknown(
                        "there is no sequence \""
                            + name
                            + "\". "
                            + (names.isEmpty()
                                ? "Name one under \"sequences\""
                                : "There " + Words.are(names.size()) + " " + Words.list(names))));
    List<SyncConfig> syncs = new ArrayList<>();
    Map<String, Set<String>> before = new LinkedHashMap<>();
    Set<String> sofar = new LinkedHashSet<>();
    for (Name one : sequence.syncs()) {
      syncs.add(configuration.sync(one.text()).orElseThrow());
      before.put(
          one.text(),
          sequence.onFailure() == SequenceConfig.OnFailure.STOP
              ? new LinkedHashSet<>(sofar)
              : Set.of());
      sofar.add(one.text());
    }
    return new InOrder(syncs, before);
  }

  /** Runs them, until a person asks to stop. */
  Screen each(Session session, Function<SyncConfig, Screen> run) {
    List<Screen> screens = new ArrayList<>();
    Set<String> failed = new HashSet<>();
    for (SyncConfig sync : syncs) {
      List<String> why =
          Objects.requireNonNull(before.get(sync.name())).stream()
              .filter(failed::contains)
              .toList();
      Screen screen = why.isEmpty() ? tried(sync, run) : left(sync, why);
      if (hasFailed(screen)) {
        failed.add(sync.name());
      }
      screens.add(screen);
      if (session.cancelled()) {
        break;
      }
    }
    return new Screens(screens);
  }

  /** Records that are held or rejected wait for a person; the rest of the sync is done. */
  private static boolean hasFailed(Screen screen) {
    boolean done = screen instanceof RunScreen run && run.result().halted().isEmpty();
    return !done && screen.exit().compareTo(ExitCode.HELD) <= 0;
  }

  /** One sync alone ends the command with its own error; of several the others still run. */
  private Screen tried(SyncConfig sync, Function<SyncConfig, Screen> run) {
    if (syncs.size() == 1) {
      return run.apply(sync);
    }
    try {
      return run.apply(sync);
    } catch (CommandError e) {
      return new ErrorScreen(e.exit(), "failed", named(sync, e), e.findings());
    } catch (ConnectorException e) {
      return new ErrorScreen(ExitCode.ERROR, "failed", named(sync, e), List.of());
    }
  }

  private static String named(SyncConfig sync, RuntimeException e) {
    return sync.name() + ": " + e.getMessage();
  }

  private static Screen left(SyncConfig sync, List<String> failed) {
    return new Notice(
        ExitCode.HELD,
        List.of(sync.name() + " did not run, because it comes after " + Words.list(failed) + "."),
        List.of("syncline run " + sync.name()),
        Json.map("sync", sync.name(), "ran", false, "after", failed));
  }
}
