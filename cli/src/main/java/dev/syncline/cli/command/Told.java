package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.Message.State;
import dev.syncline.engine.store.Topic;
import dev.syncline.project.Messages;
import dev.syncline.project.Messages.Taken;
import dev.syncline.project.screen.Both;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Outcome;
import dev.syncline.project.screen.RetryScreen;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A run that a person began on the server: what becomes of it is a message, and that person is
 * told, also if its process dies in the middle.
 */
final class Told {
  private Told() {}

  /** Runs a sync, and keeps what came of it where a person began it. */
  static Screen of(Session session, SyncConfig config, Supplier<Screen> run) {
    if (session.person().isEmpty()) {
      return run.get();
    }
    Messages messages = new Messages(session.project());
    Messages.Asked asked =
        new Messages.Asked(
            config, Topic.RUN, StatusCommand.joined(config), "", session.person().get());
    try (Taken taken = messages.begin(asked)) {
      Set<Due> before = due(session, config);
      try {
        Screen screen = run.get();
        end(taken, screen, before);
        return screen;
      } catch (RuntimeException e) {
        taken.fail(session.hideSecrets(Applying.reason(e)));
        throw e;
      }
    }
  }

  private static void end(Taken taken, Screen screen, Set<Due> before) {
    switch (screen) {
      case RunScreen run -> {
        Outcome outcome = Outcome.of(run, before);
        taken.end(outcome.state(), run.result().run(), outcome.text());
      }
      case RetryScreen retry -> end(taken, retry.run(), before);
      case Both(Screen first, String name, Screen second) -> end(taken, first, before);
      case Notice notice ->
          taken.end(
              notice.exit() == ExitCode.IN_STEP ? State.SUCCESS : State.FAILURE,
              0,
              String.join(" ", notice.lines()));
      default ->
          taken.end(
              screen.exit() == ExitCode.IN_STEP ? State.SUCCESS : State.FAILURE,
              0,
              "It ended with exit code " + screen.exit().number() + ".");
    }
  }

  private static Set<Due> due(Session session, SyncConfig config) {
    Set<Due> due = new HashSet<>();
    for (TaskConfig task : config.tasks()) {
      session.project().store().due(task.id(), due::add);
    }
    return due;
  }
}
