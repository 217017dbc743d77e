package dev.syncline.server.account;

import org.jspecify.annotations.Nullable;

/**
 * Who asks: a user in a session, or a program with a token of a user's.
 *
 * @param token the token, or null for a session
 */
public record Caller(User user, @Nullable Token token) {

  /** The role that counts: a token never has more than its user has by now. */
  public Role role() {
    Role own = user.profile().role();
    return token == null ? own : own.atMost(token.role());
  }
}
