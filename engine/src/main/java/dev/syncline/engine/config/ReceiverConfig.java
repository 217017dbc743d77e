package dev.syncline.engine.config;

import dev.syncline.engine.store.Topic;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Somebody who is told of syncs, whoever started what.
 *
 * @param at where it is configured
 * @param name its name
 * @param way how it is told
 * @param syncs of which it is told; empty for all
 * @param about what it is told of
 */
public record ReceiverConfig(
    Position at, String name, Way way, List<Name> syncs, Set<Topic> about) {
  /** Of what a receiver is told that does not say so: all but each run that a person began. */
  public static final Set<Topic> USUAL = EnumSet.complementOf(EnumSet.of(Topic.RUN));

  public ReceiverConfig {
    syncs = List.copyOf(syncs);
    about = Set.copyOf(about);
  }

  /** How somebody is told. */
  public sealed interface Way {}

  /** By mail to an address. */
  public record Mail(String address) implements Way {}

  /**
   * By a request to a web address, which may be a secret itself.
   *
   * @param form of its body
   * @param secret with which it is signed
   */
  public record Webhook(Secret url, Form form, Optional<Secret> secret) implements Way {
    /** The address. */
    public URI address() {
      return URI.create(url.reveal());
    }
  }

  /** What a request holds. */
  public enum Form {
    /** What Slack takes, and others that take the same. */
    SLACK,
    /** The message as the command line gives it to programs. */
    MESSAGE
  }

  /** What of it must never be shown. */
  public List<String> secrets() {
    return way instanceof Webhook hook
        ? Stream.concat(Stream.of(hook.url()), hook.secret().stream()).map(Secret::reveal).toList()
        : List.of();
  }

  /** Whether it is told of a topic of a sync. */
  public boolean hears(Topic topic, String sync) {
    return about.contains(topic)
        && (syncs.isEmpty() || syncs.stream().anyMatch(s -> s.text().equals(sync)));
  }
}
