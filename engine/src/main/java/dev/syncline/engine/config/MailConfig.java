package dev.syncline.engine.config;

import java.util.Optional;

/**
 * The server that takes mails for people who started something.
 *
 * @param from the address that they come from
 * @param user the account's name, where the server wants one
 */
public record MailConfig(
    String host, int port, String from, Optional<String> user, Optional<Secret> password, Tls tls) {

  /** How the conversation with the server is kept from others. */
  public enum Tls {
    /** Not at all: for a server of the same machine. */
    NONE(25),
    /** It begins in the open and is encrypted before anything is said. */
    STARTTLS(587),
    /** It is encrypted from its first byte. */
    TLS(465);

    private final int port;

    Tls(int port) {
      this.port = port;
    }

    /** The port on which servers usually listen for it. */
    int port() {
      return port;
    }
  }
}
