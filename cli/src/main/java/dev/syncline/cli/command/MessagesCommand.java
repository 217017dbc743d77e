package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Message;
import dev.syncline.project.CommandError;
import dev.syncline.project.Messages;
import dev.syncline.project.Project;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.MessagesScreen;
import dev.syncline.project.screen.Screen;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows messages. */
@Command(
    name = "messages",
    description = {
      "Shows what became of comparisons and of plans that were applied or wait.",
      "In process, success, or failure with the reason; the latest first."
    })
final class MessagesCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "SYNC",
      description = "Only this sync; all when left out.")
  @Nullable String sync;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N messages. Default: ${DEFAULT-VALUE}")
  int limit = 20;

  @Override
  Screen perform(Session session) {
    if (limit < 1) {
      throw CommandError.usage("--limit " + limit + " shows nothing; name at least 1");
    }
    Project project = session.project();
    List<SyncConfig> syncs = project.syncs(sync, sync == null);
    new Messages(project).settle();
    Applying.post(session);
    ZoneId zone = session.console().zone();
    List<MessageWords> all = new ArrayList<>();
    for (SyncConfig config : syncs) {
      for (Message message : project.store().messages(config.id(), limit)) {
        all.add(new MessageWords(message, Optional.of(config), zone));
      }
    }
    all.sort(Comparator.comparingLong((MessageWords w) -> w.message().id()).reversed());
    return new MessagesScreen(all.stream().limit(limit).toList(), project.now());
  }
}
