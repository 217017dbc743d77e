package dev.syncline.cli.command;

import dev.syncline.cli.project.CommandError;
import dev.syncline.cli.screen.Screen;
import picocli.CommandLine.Command;

/** Proposes a configuration. */
@Command(name = "init", description = "Proposes a configuration for two systems.")
final class InitCommand extends ProjectCommand {
  @Override
  Screen perform(Session session) {
    throw CommandError.failed("not yet");
  }
}
