package dev.syncline.project;

import dev.syncline.engine.config.MailConfig;
import dev.syncline.engine.config.ReceiverConfig;
import dev.syncline.engine.config.ReceiverConfig.Mail;
import dev.syncline.engine.config.ReceiverConfig.Webhook;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Delivery;
import dev.syncline.engine.store.Delivery.Channel;
import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.mail.Hook;
import dev.syncline.project.mail.Letter;
import dev.syncline.project.mail.NotSent;
import dev.syncline.project.mail.Smtp;
import dev.syncline.project.screen.HookBody;
import dev.syncline.project.screen.MessageWords;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to whom they are to be sent: those that are new, and those that could not be sent
 * before. What is to be sent stands in the state store. One process at a time sends by each way,
 * and notes each delivery before it goes on to the next.
 */
public final class Post {
  /** Where a person says once for all to whom mails go. */
  public static final String ADDRESS = "SYNCLINE_MAIL";

  private static final String NO_SERVER =
      "there is no server that takes mails: name it in the configuration under \"mail\"";

  private static final Duration FIRST_REST = Duration.ofMinutes(1);
  private static final Duration LONGEST_REST = Duration.ofHours(1);
  private static final int LONGEST_AFTER = 7;

  /** After that nobody waits for it any more. */
  private static final long TRIED_MILLIS = Duration.ofDays(1).toMillis();

  private final Project project;
  private final ZoneId zone;
  private final Optional<String> server;
  private final UnaryOperator<String> hidden;

  /**
   * The post of a project.
   *
   * @param zone of the times in mails
   * @param server how people reach its pages, without a slash at its end, if there are any
   * @param hidden takes secrets out of a text
   */
  public Post(Project project, ZoneId zone, Optional<String> server, UnaryOperator<String> hidden) {
    this.project = project;
    this.zone = zone;
    this.server = server;
    this.hidden = hidden;
  }

  /** What of all that is to be sent is tried now. */
  public enum Tries {
    /** What is new, and what has rested long enough since it could not be sent. */
    RESTED,
    /** All: a person asks. */
    ALL
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
   * Sends what is to be sent. What goes wrong with mails does not keep requests from being sent.
   *
   * @return that something could not be sent and why, for a person; empty where all was
   */
  public Optional<String> send(Tries tries) {
    Optional<String> mails;
    Optional<String> hooks;
    try {
      mails = send(Channel.MAIL, tries);
    } finally {
      hooks = send(Channel.WEBHOOK, tries);
    }
    return hooks.or(() -> mails);
  }

  private Optional<String> send(Channel channel, Tries tries) {
    if (due(channel, tries).isEmpty()) {
      return Optional.empty();
    }
    Optional<Lease> alone = project.store().take("post-" + channel.name().toLowerCase(Locale.ROOT));
    if (alone.isEmpty()) {
      return Optional.empty();
    }
    try (Lease lease = alone.get();
        Way way = channel == Channel.MAIL ? new Mails() : new Hooks()) {
      return send(way, due(channel, tries));
    }
  }

  private List<Delivery> due(Channel channel, Tries tries) {
    long now = project.now();
    return project.store().deliveries(channel, tries == Tries.ALL ? Long.MAX_VALUE : now).stream()
        .filter(d -> d.madeMillis() >= now - TRIED_MILLIS)
        .toList();
  }

  /** Whom one message did not reach, the next ones would not reach either. */
  private Optional<String> send(Way way, List<Delivery> deliveries) {
    Optional<String> failure = Optional.empty();
    Set<String> unreached = new HashSet<>();
    for (Delivery delivery : deliveries) {
      if (unreached.contains(delivery.receiver())) {
        continue;
      }
      try {
        Message message = project.store().message(delivery.message()).orElseThrow();
        way.send(delivery, words(message));
        save(delivery.sent());
      } catch (NotSent e) {
        failure = Optional.of(failed(delivery, e));
        if (!e.isForGood()) {
          unreached.add(delivery.receiver());
        }
      }
    }
    return failure;
  }

  private String failed(Delivery delivery, NotSent e) {
    String why = hidden.apply(String.valueOf(e.getMessage()));
    long rest = Math.max(rest(delivery.attempts()).toMillis(), e.notBefore().toMillis());
    save(e.isForGood() ? delivery.givenUp(why) : delivery.again(project.now() + rest, why));
    String what =
        delivery.channel() == Channel.MAIL ? "A mail" : "A message to " + delivery.receiver();
    return what
        + (e.isForGood()
            ? " was refused for good, and is not tried again: "
            : " could not be sent, and the next command that shows or sends some tries it again: ")
        + why;
  }

  /**
   * How long it rests.
   *
   * @param attempts before this one
   */
  static Duration rest(int attempts) {
    Duration rest = FIRST_REST.multipliedBy(1L << Math.min(attempts, LONGEST_AFTER));
    return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
  }

  private void save(Delivery delivery) {
    try (StateStore.Change change = project.store().begin()) {
      change.putDelivery(delivery);
      change.commit();
    }
  }

  /** The address of the page that a message is about. */
  private Optional<String> page(MessageWords words) {
    return server.map(address -> address + words.page());
  }

  private MessageWords words(Message message) {
    Optional<SyncConfig> sync =
        project.configuration().syncs().stream().filter(s -> s.id() == message.sync()).findFirst();
    return new MessageWords(message, sync, zone);
  }

  /**
   * Tells somebody something at once, to see whether it arrives.
   *
   * @param receiver the name of one in the configuration, or an address
   * @throws CommandError if there is no such receiver, or it cannot be told
   */
  public void test(String receiver) {
    Optional<ReceiverConfig> known = project.configuration().receiver(receiver);
    if (known.isEmpty() && !Letter.isAddress(receiver)) {
      List<String> names =
          project.configuration().receivers().stream().map(ReceiverConfig::name).toList();
      throw CommandError.unknown(
          "there is no receiver \""
              + receiver
              + "\" under \"notify\", and it is no address. "
              + (names.isEmpty() ? "There are none" : "There are " + String.join(", ", names)));
    }
    String title = "Test: Syncline can tell you";
    String text =
        "Somebody asked for this test. What is told of syncs, and to whom, stands in the"
            + " configuration under \"notify\".";
    String address =
        known
            .map(ReceiverConfig::way)
            .map(w -> w instanceof Mail m ? m.address() : "")
            .orElse(receiver);
    if (!address.isEmpty() && project.configuration().mail().isEmpty()) {
      throw CommandError.usage(NO_SERVER);
    }
    try {
      if (!address.isEmpty()) {
        try (Smtp smtp = Smtp.open(server(address))) {
          smtp.send(new Letter(address, title, text + "\n"), project.now());
        }
      } else if (known.orElseThrow().way() instanceof Webhook hook) {
        String id = UUID.randomUUID().toString();
        try (Hook hooks = new Hook()) {
          hooks.send(hook, id, HookBody.test(hook.form(), id, title, text), project.now());
        }
      }
    } catch (NotSent e) {
      throw CommandError.failed(
          receiver + " was not told: " + hidden.apply(String.valueOf(e.getMessage())));
    }
  }

  /** The server that takes mails, if it is of any use to send one to an address. */
  private MailConfig server(String address) throws NotSent {
    if (!Letter.isAddress(address)) {
      throw NotSent.forGood("\"" + address + "\" is no address for mails");
    }
    return project.configuration().mail().orElseThrow(() -> NotSent.forGood(NO_SERVER));
  }

  /** A way by which messages leave. */
  private interface Way extends AutoCloseable {
    void send(Delivery delivery, MessageWords words) throws NotSent;

    @Override
    default void close() {}
  }

  /** One conversation for all mails; a server that is not there is asked once. */
  private final class Mails implements Way {
    private @Nullable Smtp smtp;
    private @Nullable NotSent problem;

    @Override
    public void send(Delivery delivery, MessageWords words) throws NotSent {
      MailConfig server = server(delivery.receiver());
      Letter letter =
          new Letter(
              delivery.receiver(),
              hidden.apply(words.title(delivery.atEnd())),
              hidden.apply(words.letter(delivery.atEnd(), page(words))));
      open(server).send(letter, project.now());
    }

    private Smtp open(MailConfig server) throws NotSent {
      Smtp open = smtp;
      if (open != null) {
        return open;
      }
      if (problem != null) {
        throw problem;
      }
      try {
        open = Smtp.open(server);
        smtp = open;
        return open;
      } catch (NotSent e) {
        problem = e;
        throw e;
      }
    }

    @Override
    public void close() {
      if (smtp != null) {
        smtp.close();
      }
    }
  }

  private final class Hooks implements Way {
    private final Hook hooks = new Hook();

    @Override
    public void send(Delivery delivery, MessageWords words) throws NotSent {
      Optional<ReceiverConfig> receiver = project.configuration().receiver(delivery.receiver());
      if (receiver.isEmpty() || !(receiver.get().way() instanceof Webhook hook)) {
        throw NotSent.forGood("the configuration has no such receiver any more");
      }
      String body = HookBody.of(hook.form(), words, delivery.id(), delivery.atEnd(), page(words));
      hooks.send(hook, delivery.id(), hidden.apply(body), project.now());
    }

    @Override
    public void close() {
      hooks.close();
    }
  }
}
