package dev.syncline.server.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token of a user's, with which programs ask; without what is secret in it.
 *
 * @param role at most what programs may do with it; less, if the user may less
 * @param syncs for which syncs; if not for all, it is for nothing that is the server's as a whole
 * @param expires when it ends, or null
 * @param lastUsed when it was last used, to within a minute, or null
 * @param revoked when it was revoked, or null
 */
public record Token(
    long id,
    String name,
    Role role,
    Names syncs,
    Instant created,
    @Nullable Instant expires,
    @Nullable Instant lastUsed,
    @Nullable Instant revoked) {

  /** Whether it opens anything still, as far as it is known of the token alone. */
  public boolean isGood(Instant now) {
    return revoked == null && (expires == null || now.isBefore(expires));
  }
}
