package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.Messages;
import dev.syncline.project.Post;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.tell.Concern;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at how syncs stand, and tells whom it concerns. */
@Command(
    name = "tell",
    description = {
      "Looks at how syncs stand, and tells whom it concerns what began to be so, and what is no more.",
      "A server does that every minute. Without one, let cron do it."
    })
final class TellCommand extends ProjectCommand {
  @Option(
      names = "--stored",
      description = "Asks the state store alone: no system is asked what it keeps for Syncline.")
  boolean stored;

  @Option(
      names = "--test",
      paramLabel = "RECEIVER",
      description =
          "Only sends a test to a receiver of the configuration, or to an address; says whether it was"
              + " taken.")
  @Nullable String test;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    Post post =
        new Post(project, session.console().zone(), session.address(), session::hideSecrets);
    if (test != null) {
      post.test(test);
      return Notice.done(test + " was told.", Json.map("told", test));
    }
    Messages messages = new Messages(project);
    messages.settle();
    Optional<Lease> alone = project.store().take("lookout");
    if (alone.isPresent()) {
      try (Lease lease = alone.get()) {
        look(session, messages);
      }
    }
    Optional<String> unsent = post.send(session.isServed() ? Post.Tries.RESTED : Post.Tries.ALL);
    long open = project.store().messages(Message.State.STANDING).size();
    List<String> said = new ArrayList<>();
    said.add(
        open == 0
            ? "Nothing is other than it should be."
            : Words.count(open, "thing is", "things are") + " not as it should be.");
    unsent.ifPresent(said::add);
    return new Notice(
        unsent.isEmpty() ? ExitCode.IN_STEP : ExitCode.ERROR,
        said,
        open == 0 ? List.of() : List.of("syncline messages --open"),
        Json.map("open", open, "unsent", unsent.orElse(null)));
  }

  private void look(Session session, Messages messages) {
    messages.forgetGone();
    for (SyncConfig config : session.project().configuration().syncs()) {
      StatusScreen status = StatusCommand.of(session, config, !stored);
      messages.look(
          config,
          status.arrow(),
          Concern.of(status, !stored),
          status.last().map(RunRecord::id).orElse(0L));
    }
  }
}
