package dev.syncline.cli.command;

import dev.syncline.project.screen.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command over a project: hands back the screen that says what it found or did. */
abstract class ProjectCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  /** Does it. */
  abstract Screen perform(Session session);

  @Override
  public final Integer call() {
    Session session = ((SynclineCommand) spec.root().userObject()).session();
    return session.show(perform(session)).number();
  }
}
