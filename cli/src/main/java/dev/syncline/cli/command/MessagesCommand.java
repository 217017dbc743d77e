package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.Topic;
import dev.syncline.project.CommandError;
import dev.syncline.project.Messages;
import dev.syncline.project.Project;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.MessagesScreen;
import dev.syncline.project.screen.Screen;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Shows messages. */
@Command(
    name = "messages",
    description = {
      "Shows what became of what people started, and what is not as it should be.",
      "Plans that wait, success, failure with the reason, and what is so until it is mended; the latest"
          + " first."
    })
final class MessagesCommand extends ProjectCommand {
  private static final List<Message.State> STILL =
      List.of(Message.State.WAITING, Message.State.RUNNING, Message.State.STANDING);

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

  @Option(names = "--open", description = "Only what is still so, waits, or is being done.")
  boolean open;

  @Option(
      names = "--about",
      paramLabel = "TOPIC",
      split = ",",
      converter = TopicName.class,
      description =
          "Only these topics: plan, run, failing, halted, paused, review, rejected, late, due, tracking.")
  List<Topic> about = List.of();

  /** A topic by its name. */
  static final class TopicName implements ITypeConverter<Topic> {
    @Override
    public Topic convert(String name) {
      return Stream.of(Topic.values())
          .filter(topic -> topic.word().equals(name))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("there is no topic \"" + name + "\""));
    }
  }

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
    List<Message> all = new ArrayList<>();
    Map<Integer, SyncConfig> configs = new HashMap<>();
    for (SyncConfig config : syncs) {
      configs.put(config.id(), config);
      if (!open) {
        all.addAll(project.store().messages(config.id(), limit));
      }
    }
    for (Message.State state : STILL) {
      project.store().messages(state).stream()
          .filter(m -> configs.containsKey(m.sync()) && !all.contains(m))
          .forEach(all::add);
    }
    return new MessagesScreen(
        all.stream()
            .filter(m -> about.isEmpty() || about.contains(m.topic()))
            .filter(m -> !open || m.isOpen())
            .sorted(Comparator.comparingLong(Message::id).reversed())
            .limit(limit)
            .map(
                m ->
                    new MessagesScreen.Line(
                        new MessageWords(m, Optional.ofNullable(configs.get(m.sync())), zone),
                        project.store().deliveries(m.id())))
            .toList(),
        project.configuration().receivers(),
        project.configuration().mail(),
        project.now());
  }
}
