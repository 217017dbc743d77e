package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.ReceiverConfig.Form;
import dev.syncline.engine.config.ReceiverConfig.Mail;
import dev.syncline.engine.config.ReceiverConfig.Way;
import dev.syncline.engine.config.ReceiverConfig.Webhook;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.store.Topic;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads entries of {@code notify}: who is told of syncs. */
final class ReceiverReader {
  private static final List<String> WAYS = List.of("mail", "slack", "webhook");

  private final ConnectionReader secrets;
  private final Collection<String> syncs;
  private final boolean mails;
  private final Findings findings;

  /**
   * @param syncs names of all syncs
   * @param mails whether there is a server that takes mails
   */
  ReceiverReader(
      ConnectionReader secrets, Collection<String> syncs, boolean mails, Findings findings) {
    this.secrets = secrets;
    this.syncs = syncs;
    this.mails = mails;
    this.findings = findings;
  }

  Optional<ReceiverConfig> read(Entry entry) {
    return Block.open(entry.value(), "receiver " + entry.key(), Vocabulary.RECEIVER, findings)
        .flatMap(block -> of(entry, block));
  }

  private Optional<ReceiverConfig> of(Entry entry, Block block) {
    long errors = findings.errors();
    Optional<Way> way = way(block);
    List<Name> of = block.names("syncs");
    for (Name name : of) {
      if (!syncs.contains(name.text())) {
        findings.error(
            name.at(),
            block.place() + " names \"" + name.text() + "\", which is not a sync",
            Nearest.remedy(name.text(), "The syncs", syncs));
      }
    }
    Set<Topic> about = EnumSet.noneOf(Topic.class);
    for (YamlNode item : block.items("about", true)) {
      block.word(item, "about", Topic.class).ifPresent(about::add);
    }
    return way.filter(w -> findings.errors() == errors)
        .map(
            w ->
                new ReceiverConfig(
                    entry.at(),
                    entry.key(),
                    w,
                    of,
                    block.has("about") ? about : ReceiverConfig.USUAL));
  }

  private Optional<Way> way(Block block) {
    List<String> given = WAYS.stream().filter(block::has).toList();
    if (given.size() != 1) {
      findings.error(
          block.at(),
          block.place() + " must have exactly one of mail, slack and webhook",
          "Say how it is told: mail: ops@example.org, slack: ${SLACK_URL} or webhook: https://….");
      return Optional.empty();
    }
    if (!given.getFirst().equals("webhook")) {
      for (String key : List.of("secret", "secret-file")) {
        if (block.has(key)) {
          findings.error(
              block.at(key),
              block.place() + " has a \"" + key + "\", which only a webhook is signed with",
              "Remove it.");
        }
      }
    }
    return switch (given.getFirst()) {
      case "mail" -> address(block).map(Mail::new);
      case "slack" ->
          url(block, "slack").map(url -> new Webhook(url, Form.SLACK, Optional.empty()));
      default ->
          url(block, "webhook")
              .map(url -> new Webhook(url, Form.MESSAGE, secrets.secret(block, "secret")));
    };
  }

  private Optional<String> address(Block block) {
    Optional<String> address = secrets.substituted(block, "mail");
    if (address.isPresent() && !MailReader.ADDRESS.matcher(address.get()).matches()) {
      block.wrong("mail", "an address", "Write one like ops@example.org.");
      return Optional.empty();
    }
    if (!mails) {
      findings.error(
          block.at("mail"),
          block.place() + " is told by mail, and there is no server that takes mails",
          "Name it at the top of a file under \"mail\", with host and from.");
      return Optional.empty();
    }
    return address;
  }

  private Optional<Secret> url(Block block, String key) {
    Optional<String> url = secrets.substituted(block, key).map(String::strip);
    if (url.isPresent() && !isWebAddress(url.get())) {
      block.wrong(
          key,
          "an address that begins with https:// or http://, without an account",
          "Write one like https://example.org/syncline, best as ${VARIABLE} if it is a secret.");
      return Optional.empty();
    }
    return url.map(Secret::new);
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = new URI(text);
      return Stream.of("http", "https").anyMatch(s -> s.equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
