package dev.syncline.connect;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How what is said to a system is kept from others, as it is configured.
 *
 * @param tls how it is encrypted, where that is said
 * @param ssh the tunnel it goes through, where there is one
 */
public record Privacy(Optional<Tls> tls, Optional<Ssh> ssh) {

  /** Nothing is said: as drivers do by themselves. */
  public static final Privacy UNSAID = new Privacy(Optional.empty(), Optional.empty());

  /** The passwords of keys and of the tunnel, which are never shown. */
  public List<String> secrets() {
    return Stream.concat(
            tls.stream().map(Tls::keyPassword),
            ssh.stream().flatMap(s -> Stream.of(s.keyPassword(), s.password())))
        .filter(secret -> !secret.isEmpty())
        .toList();
  }
}
