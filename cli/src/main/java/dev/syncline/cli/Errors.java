package dev.syncline.cli;

import dev.syncline.cli.command.Session;
import dev.syncline.cli.command.SynclineCommand;
import dev.syncline.cli.project.CommandError;
import dev.syncline.cli.screen.ErrorScreen;
import dev.syncline.cli.screen.ExitCode;
import dev.syncline.cli.screen.Json;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Nearest;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.store.StoreException;
import dev.syncline.engine.sync.Stopped;
import dev.syncline.engine.undo.UndoRefused;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one clear message and an exit code. */
final class Errors {
  private Errors() {}

  /** The command line was not understood. */
  static int usage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String help = line.getCommandSpec().qualifiedName() + " --help";
    String message = sentence(words(e, line)) + " See: " + help;
    return session(line)
        .showError(new ErrorScreen(ExitCode.USAGE, "usage", message, List.of()))
        .number();
  }

  private static String words(ParameterException e, CommandLine line) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String what = String.join(" ", unmatched.getUnmatched());
      // Of what could stand there the parser suggests the nearest, however far it is.
      Optional<String> near =
          Nearest.to(unmatched.getUnmatched().getFirst(), unmatched.getSuggestions());
      return "\""
          + what
          + "\" is not understood by "
          + line.getCommandSpec().qualifiedName()
          + near.map(n -> "; did you mean " + n + "?").orElse("");
    }
    boolean lacksCommand =
        !line.getSubcommands().isEmpty() && line.getCommandSpec().parent() != null;
    return lacksCommand
        ? line.getCommandSpec().qualifiedName()
            + " needs one of "
            + String.join(", ", line.getSubcommands().keySet())
        : String.valueOf(e.getMessage());
  }

  /** A command could not go on. */
  static int failure(Exception e, CommandLine line, ParseResult parsed) {
    Session session = session(line);
    if (session.debug()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      line.getErr().print(session.hideSecrets(trace.toString()));
      line.getErr().flush();
    }
    return session.showError(screen(e)).number();
  }

  private static Session session(CommandLine line) {
    return ((SynclineCommand) line.getCommandSpec().root().userObject()).session();
  }

  private static ErrorScreen screen(Exception e) {
    return switch (e) {
      case CommandError c ->
          new ErrorScreen(
              c.exit(),
              c.exit() == ExitCode.USAGE
                  ? "usage"
                  : c.findings().isEmpty() ? "failed" : "configuration",
              text(c),
              c.findings());
      case ConnectorException c -> error(Json.word(c.kind()), text(c));
      case StoreException s -> error("store", text(s));
      case UndoRefused r -> error("undo", text(r));
      case PlanFile.Refused r -> error("plan", text(r));
      case UncheckedIOException u -> error("disk", text(u));
      case Stopped s -> error("stopped", "stopped on request; nothing was written");
      default ->
          error(
              "internal",
              "this should not have happened: "
                  + e
                  + "\nNothing is lost: the next run settles what was begun. With --debug the message"
                  + " shows where it arose; please report it.");
    };
  }

  private static ErrorScreen error(String kind, String message) {
    return new ErrorScreen(ExitCode.ERROR, kind, message, List.of());
  }

  private static String text(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  private static String sentence(String message) {
    return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
  }
}
