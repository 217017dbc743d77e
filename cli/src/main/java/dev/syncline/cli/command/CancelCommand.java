package dev.syncline.cli.command;

import dev.syncline.engine.store.Message;
import dev.syncline.project.CommandError;
import dev.syncline.project.Messages;
import dev.syncline.project.Project;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels what waits. */
@Command(
    name = "cancel",
    description = {
      "Cancels a plan that waits for its time.",
      "What is being applied already is not cancelled: Ctrl-C stops it where it runs."
    })
final class CancelCommand extends ProjectCommand {
  @Parameters(paramLabel = "NUMBER", description = "The message, as \"messages\" lists it.")
  long number;

  @Option(
      names = "--of",
      paramLabel = "SYNC",
      description = "Only if it is a message of this sync.")
  @Nullable String of;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    if (of != null && message(project, number).sync() != project.sync(of).id()) {
      throw missing(number);
    }
    return cancel(session, number);
  }

  /** Cancels a message that waits. */
  static Screen cancel(Session session, long number) {
    Project project = session.project();
    Messages messages = new Messages(project);
    messages.settle();
    Message message = message(project, number);
    if (message.state() != Message.State.WAITING || !messages.cancel(message)) {
      throw CommandError.failed(refusal(message(project, number)));
    }
    Applying.post(session);
    MessageWords words =
        new MessageWords(
            message,
            project.configuration().syncs().stream()
                .filter(s -> s.id() == message.sync())
                .findFirst(),
            session.console().zone());
    return Notice.done(
        "Message "
            + number
            + " is cancelled: "
            + words.what()
            + " is not applied, and nothing was written.",
        Json.map("cancelled", number));
  }

  private static Message message(Project project, long number) {
    return project.store().message(number).orElseThrow(() -> missing(number));
  }

  private static CommandError missing(long number) {
    return CommandError.unknown("there is no message " + number + ". See: syncline messages");
  }

  private static String takenBack(Message message) {
    return message.run() > 0
        ? "Take it back with: syncline undo " + message.run()
        : "Nothing was written";
  }

  private static String refusal(Message message) {
    return "message "
        + message.id()
        + switch (message.state()) {
          case WAITING -> " is being changed by another process; try it again";
          case RUNNING ->
              " is being applied. Stop it with Ctrl-C where it runs, or take it back when it ended,"
                  + " with: syncline undo";
          case SUCCESS -> " was carried out already. " + takenBack(message);
          case FAILURE ->
              " waits no more: "
                  + message.text()
                  + (message.run() > 0 ? " " + takenBack(message) : "");
          case CANCELLED -> " is cancelled already";
          case COMPARED -> " is a comparison, which waits for nothing";
          case STANDING, OVER -> " says how a sync stands, and waits for nothing";
        };
  }
}
