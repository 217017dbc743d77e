package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.User.Profile;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sql;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Links that are used once: to create the first administrator, and to set a user's password. Only
 * the hash of what is secret in them is kept.
 */
public final class Links {
  /** How long a link can be used. */
  public static final Duration LASTS = Duration.ofHours(24);

  private final ServerStore store;
  private final Clock clock;
  private final SecureRandom random;
  private final AuditLog audit;
  private final Passwords passwords;
  private final Throttle throttle;

  Links(
      ServerStore store,
      Clock clock,
      SecureRandom random,
      AuditLog audit,
      Passwords passwords,
      Throttle throttle) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.audit = audit;
    this.passwords = passwords;
    this.throttle = throttle;
  }

  /**
   * A new link.
   *
   * @param secret what stands in its address
   * @param until when it ends
   */
  public record Link(Secret secret, Instant until) {}

  /** What a link is for. */
  public sealed interface Purpose {
    /** To create the first administrator. */
    record First() implements Purpose {}

    /** To set this user's password. */
    record Password(User user) implements Purpose {}
  }

  /**
   * Makes a link to create the first administrator; none as soon as there is any user. One that was
   * made before is good no more, whichever node made it.
   */
  public Optional<Link> first() {
    return store.change(
        "make a link",
        sql -> {
          if (UserRows.any(sql)) {
            return Optional.empty();
          }
          sql.update("DELETE FROM link WHERE account IS NULL");
          return Optional.of(make(sql, null));
        });
  }

  /**
   * Makes a link with which a user sets a password, so that nobody else ever knows it. Links of
   * that user that were made before are good no more.
   *
   * @throws AccountException if there is no such user, or the user is disabled
   */
  public Link forPassword(Actor by, long user) {
    return store.change(
        "make a link",
        sql -> {
          User found = Users.user(sql, user);
          if (found.profile().disabled()) {
            throw new AccountException(
                "User %s is disabled. Enable the user first.".formatted(found.name()));
          }
          return make(sql, by, found);
        });
  }

  /**
   * Lets an administrator in again who is locked out or disabled: makes a link to set a password,
   * which also ends the waiting after failed logins. For the command line, whose user has the store
   * anyway.
   *
   * @throws AccountException if there is no such administrator
   */
  public Link recover(String name) {
    return store.change(
        "make a link",
        sql -> {
          User found =
              UserRows.byName(sql, name)
                  .map(UserRows.Row::user)
                  .filter(user -> user.profile().role() == Role.ADMIN)
                  .orElseThrow(
                      () ->
                          new AccountException(
                              "There is no administrator of this name. Check how it is written."));
          if (found.profile().disabled()) {
            UserRows.update(sql, found.id(), found.profile().withDisabled(false));
          }
          return make(sql, Actor.COMMAND_LINE, found);
        });
  }

  private Link make(Sql sql, Actor by, User user) throws SQLException {
    sql.update("DELETE FROM link WHERE account = ?", user.id());
    audit.add(sql, by, Event.about(Action.LINK_MADE, user.name()));
    return make(sql, user.id());
  }

  private Link make(Sql sql, @Nullable Long account) throws SQLException {
    forget(sql);
    Secret secret = Secret.draw(random);
    Instant until = clock.instant().plus(LASTS);
    sql.update(
        "INSERT INTO link (hash, account, expires) VALUES (?, ?, ?)",
        secret.hash(),
        account,
        until);
    return new Link(secret, until);
  }

  /** What a link is for; nothing if it is used, ended, replaced, or was never made. */
  public Optional<Purpose> find(String secret) {
    return store.read("read a link", sql -> find(sql, secret));
  }

  private Optional<Purpose> find(Sql sql, String secret) throws SQLException {
    Optional<Long> account =
        sql.first(
            "SELECT coalesce(account, 0) FROM link WHERE hash = ? AND expires > ?",
            row -> row.getLong(1),
            Secret.hash(secret),
            clock.instant());
    if (account.isEmpty()) {
      return Optional.empty();
    }
    if (account.get() == 0) {
      return UserRows.any(sql) ? Optional.empty() : Optional.of(new Purpose.First());
    }
    return UserRows.byId(sql, account.get())
        .map(UserRows.Row::user)
        .filter(user -> !user.profile().disabled())
        .map(Purpose.Password::new);
  }

  /**
   * Creates the first administrator, who is let in with it, and may start promotions from every
   * environment. Of many links that are used at the same time one does so.
   *
   * @throws AccountException if the link is not good (any more), or a text is not taken
   * @throws BusyException if too many passwords are hashed at once
   */
  public User createAdministrator(
      String secret,
      String name,
      String displayName,
      @Nullable String email,
      String password,
      String address) {
    String kept = Texts.name(name);
    Profile profile = Users.checked(new Profile(displayName, email, Role.ADMIN, Names.ALL, false));
    PasswordPolicy.check(password, kept, profile.email());
    good(find(secret), Purpose.First.class);
    String hash = passwords.hash(password);
    return store.change(
        "create the administrator",
        sql -> {
          good(find(sql, secret), Purpose.First.class);
          long id = UserRows.insert(sql, kept, profile, null, hash, clock.instant());
          sql.update("DELETE FROM link");
          UserRows.entered(sql, id, clock.instant());
          User made = Users.user(sql, id);
          audit.add(sql, Actor.of(made, address), Event.about(Action.FIRST_ADMINISTRATOR, kept));
          return made;
        });
  }

  /**
   * Sets a password of a user, who is let in with it. Sessions of that user end.
   *
   * @throws AccountException if the link is not good (any more), or the password is not taken
   * @throws BusyException if too many passwords are hashed at once
   */
  public User setPassword(String secret, String password, String address) {
    User user = good(find(secret), Purpose.Password.class).user();
    PasswordPolicy.check(password, user.name(), user.profile().email());
    String hash = passwords.hash(password);
    return store.change(
        "set a password",
        sql -> {
          good(find(sql, secret), Purpose.Password.class);
          UserRows.setPassword(sql, user.id(), hash);
          UserRows.entered(sql, user.id(), clock.instant());
          throttle.begunAnew(sql, Texts.key(user.name()), address);
          audit.add(
              sql, Actor.of(user, address), Event.about(Action.PASSWORD_CHANGED, user.name()));
          return Users.user(sql, user.id());
        });
  }

  private static <P extends Purpose> P good(Optional<Purpose> found, Class<P> wanted) {
    return found
        .filter(wanted::isInstance)
        .map(wanted::cast)
        .orElseThrow(
            () ->
                new AccountException(
                    "This link was used, has ended, or was replaced by a newer one. Ask an"
                        + " administrator for a new one, or start the server again if there is"
                        + " none yet."));
  }

  /** Forgets links that ended. */
  int forget(Sql sql) throws SQLException {
    return sql.update("DELETE FROM link WHERE expires <= ?", clock.instant());
  }
}
