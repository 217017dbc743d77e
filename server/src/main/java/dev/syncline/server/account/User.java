package dev.syncline.server.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user, without the password's hash.
 *
 * @param id never given twice
 * @param name by which the user enters and others know who it is
 * @param profile what can be changed
 * @param identity who the user is elsewhere, or null
 * @param hasPassword whether the user can enter with a password
 * @param lastLogin when the user last entered, or null
 */
public record User(
    long id,
    String name,
    Profile profile,
    @Nullable Identity identity,
    boolean hasPassword,
    Instant created,
    @Nullable Instant lastLogin) {

  /**
   * What an administrator can change of a user.
   *
   * @param displayName any text; who shows it escapes it
   * @param environments from which the user may start a promotion
   * @param disabled may not enter, nor may the user's tokens
   */
  public record Profile(
      String displayName, @Nullable String email, Role role, Names environments, boolean disabled) {

    /** The same with another name to show, and another address for mails. */
    public Profile withName(String name, @Nullable String address) {
      return new Profile(name, address, role, environments, disabled);
    }

    /** The same with another role. */
    public Profile withRole(Role other) {
      return new Profile(displayName, email, other, environments, disabled);
    }

    /** The same with other environments. */
    public Profile withEnvironments(Names others) {
      return new Profile(displayName, email, role, others, disabled);
    }

    /** The same, disabled or not. */
    public Profile withDisabled(boolean now) {
      return new Profile(displayName, email, role, environments, now);
    }
  }

  /**
   * Who a user is for a provider of identities.
   *
   * @param issuer the provider's address, as its tokens name it
   * @param subject the user there, never given to another
   */
  public record Identity(String issuer, String subject) {}
}
