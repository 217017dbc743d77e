package dev.syncline.project;

import dev.syncline.engine.config.MailConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.mail.Letter;
import dev.syncline.project.mail.NotSent;
import dev.syncline.project.mail.Smtp;
import dev.syncline.project.screen.MessageWords;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Sends the mails of messages: those that are new, and those that could not be sent before. */
public final class Post {
  /** Where a person says once for all to whom mails go. */
  public static final String ADDRESS = "SYNCLINE_MAIL";

  /** After that nobody waits for it any more. */
  private static final long TRIED_MILLIS = Duration.ofDays(1).toMillis();

  private final Project project;
  private final ZoneId zone;
  private final UnaryOperator<String> hidden;

  /**
   * The post of a project.
   *
   * @param zone of the times in mails
   * @param hidden takes secrets out of a text
   */
  public Post(Project project, ZoneId zone, UnaryOperator<String> hidden) {
    this.project = project;
    this.zone = zone;
    this.hidden = hidden;
  }

  /**
   * To whom mails go.
   *
   * @param asked the address that the command line names; empty where it names none
   * @return empty where nobody is to be mailed
   * @throws CommandError if it is no address, or no server takes mails
   */
  public String address(Optional<String> asked) {
    Optional<String> address =
        asked.or(() -> project.environment(ADDRESS)).map(String::strip).filter(a -> !a.isEmpty());
    if (address.isEmpty()) {
      return "";
    }
    if (project.configuration().mail().isEmpty()) {
      if (asked.isEmpty()) {
        return "";
      }
      throw CommandError.usage(
          "--mail needs a server that takes mails: name it in the configuration under \"mail\"");
    }
    if (!Letter.isAddress(address.get())) {
      throw CommandError.usage(
          (asked.isPresent() ? "--mail " : ADDRESS + " ")
              + "does not hold one address, such as ann@example.org");
    }
    return address.get();
  }

  /**
   * Sends what is not sent yet. One process at a time does, so that nobody gets two.
   *
   * @return that mails could not be sent and why, for a person; empty where all were
   */
  public Optional<String> send() {
    Optional<MailConfig> server = project.configuration().mail();
    if (server.isEmpty() || unsent().isEmpty()) {
      return Optional.empty();
    }
    Optional<Lease> alone = project.store().take("mail");
    if (alone.isEmpty()) {
      return Optional.empty();
    }
    try (Lease lease = alone.get()) {
      return send(server.get(), unsent());
    }
  }

  private List<Message> unsent() {
    return project.store().unsentMessages(project.now() - TRIED_MILLIS);
  }

  private Optional<String> send(MailConfig server, List<Message> messages) {
    Optional<String> failure = Optional.empty();
    try (Smtp smtp = Smtp.open(server)) {
      for (Message message : messages) {
        try {
          smtp.send(letter(message), project.now());
          save(message.mailed(Message.SENT));
        } catch (NotSent e) {
          failure = Optional.of(failed(message, e));
        }
      }
    } catch (NotSent e) {
      for (Message message : messages) {
        failure = Optional.of(failed(message, e));
      }
    }
    return failure;
  }

  private String failed(Message message, NotSent e) {
    String why = hidden.apply(String.valueOf(e.getMessage()));
    save(message.mailed(e.isForGood() ? Message.GIVEN_UP + why : why));
    return (e.isForGood()
            ? "A mail was refused for good, and is not tried again: "
            : "A mail could not be sent, and the next command that shows or sends some tries it"
                + " again: ")
        + why;
  }

  private Letter letter(Message message) {
    Optional<SyncConfig> sync =
        project.configuration().syncs().stream().filter(s -> s.id() == message.sync()).findFirst();
    MessageWords words = new MessageWords(message, sync, zone);
    return new Letter(message.mailTo(), hidden.apply(words.title()), hidden.apply(words.letter()));
  }

  private void save(Message message) {
    try (StateStore.Change change = project.store().begin()) {
      change.putMessage(message, message.state());
      change.commit();
    }
  }
}
