package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.User.Identity;
import dev.syncline.server.account.User.Profile;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The users of the server. Whether whoever asks may do this is asked of {@link Access} before. One
 * administrator at least is always left who can enter.
 */
public final class Users {
  private final ServerStore store;
  private final Clock clock;
  private final AuditLog audit;

  Users(ServerStore store, Clock clock, AuditLog audit) {
    this.store = store;
    this.clock = clock;
    this.audit = audit;
  }

  /** All users, by name. */
  public List<User> all() {
    return store.read(
        "read the users", sql -> UserRows.all(sql).stream().map(UserRows.Row::user).toList());
  }

  /** The user with this id. */
  public Optional<User> find(long id) {
    return store.read("read a user", sql -> UserRows.byId(sql, id).map(UserRows.Row::user));
  }

  /** The user with this name, however it is written. */
  public Optional<User> find(String name) {
    return store.read("read a user", sql -> UserRows.byName(sql, name).map(UserRows.Row::user));
  }

  /** The user who is this for a provider of identities. */
  public Optional<User> find(Identity identity) {
    if (!isKept(identity)) {
      return Optional.empty();
    }
    return store.read(
        "read a user", sql -> UserRows.byIdentity(sql, identity).map(UserRows.Row::user));
  }

  /**
   * Adds a user without a password, who enters with a link or through a provider of identities.
   *
   * @param identity who the user is for that provider, or null
   * @throws AccountException if there is such a user, or a text is not taken
   */
  public User add(Actor by, String name, Profile profile, @Nullable Identity identity) {
    String kept = Texts.name(name);
    Profile checked = checked(profile);
    if (identity != null && !isKept(identity)) {
      throw new AccountException(
          "The provider's issuer and subject have 1 to 255 characters. Check the provider.");
    }
    return store.change(
        "add a user",
        sql -> {
          free(sql, kept, identity);
          long id = UserRows.insert(sql, kept, checked, identity, null, clock.instant());
          audit.add(sql, by, Event.about(Action.USER_ADDED, kept).detail(inWords(checked)));
          return user(sql, id);
        });
  }

  private static boolean isKept(Identity identity) {
    return isKept(identity.issuer()) && isKept(identity.subject());
  }

  private static boolean isKept(String text) {
    return !text.isEmpty()
        && text.length() <= 255
        && text.chars().noneMatch(Character::isISOControl)
        && Texts.isWhole(text);
  }

  private static void free(Sql sql, String name, @Nullable Identity identity) throws SQLException {
    if (UserRows.byName(sql, name).isPresent()) {
      throw new AccountException(
          "There is a user %s already. Choose another name.".formatted(name));
    }
    if (identity != null && UserRows.byIdentity(sql, identity).isPresent()) {
      throw new AccountException(
          "Another user is this one for the provider already. Remove that user first.");
    }
  }

  /** A profile as it is kept. */
  static Profile checked(Profile profile) {
    TreeSet<String> environments = new TreeSet<>();
    for (String name : profile.environments().names()) {
      environments.add(Texts.shown("name of an environment", name));
    }
    return new Profile(
        Texts.shown("display name", profile.displayName()),
        Texts.email(profile.email()),
        profile.role(),
        profile.environments().all() ? Names.ALL : Names.of(environments),
        profile.disabled());
  }

  /**
   * Gives a user another profile. It holds from the next request on; who is disabled is out at
   * once.
   *
   * @throws AccountException if there is no such user, a text is not taken, or nobody would be left
   *     who may all
   */
  public User change(Actor by, long id, Profile profile) {
    return change(by, id, before -> profile);
  }

  /**
   * Changes what is said of a user's profile as it is now, whoever else changes it meanwhile.
   *
   * @param change makes the new one of the one before
   * @throws AccountException if there is no such user, a text is not taken, or nobody would be left
   *     who may all
   */
  public User change(Actor by, long id, UnaryOperator<Profile> change) {
    return store.change(
        "change a user",
        sql -> {
          User before = user(sql, id);
          Profile checked = checked(change.apply(before.profile()));
          UserRows.update(sql, id, checked);
          if (checked.disabled()) {
            UserRows.shutOut(sql, id);
          }
          administratorStays(sql);
          audit.add(
              sql,
              by,
              Event.about(Action.USER_CHANGED, before.name())
                  .detail(changes(before.profile(), checked)));
          return user(sql, id);
        });
  }

  /**
   * Removes a user with all sessions and tokens. The audit log keeps the name.
   *
   * @throws AccountException if there is no such user, or nobody would be left who may all
   */
  public void remove(Actor by, long id) {
    store.change(
        "remove a user",
        sql -> {
          User before = user(sql, id);
          UserRows.delete(sql, id);
          administratorStays(sql);
          return audit.add(sql, by, Event.about(Action.USER_REMOVED, before.name()));
        });
  }

  private static void administratorStays(Sql sql) throws SQLException {
    if (!UserRows.anyAdministrator(sql)) {
      throw new AccountException(
          "No administrator would be left who can log in. Make another user one first.");
    }
  }

  static User user(Sql sql, long id) throws SQLException {
    return UserRows.byId(sql, id)
        .map(UserRows.Row::user)
        .orElseThrow(
            () -> new AccountException("There is no such user any more. Look at the list again."));
  }

  private static String inWords(Profile profile) {
    return "role %s, environments %s".formatted(profile.role().word(), profile.environments());
  }

  /** What the audit log says of a change; what it says nothing of is the name and the address. */
  private static String changes(Profile before, Profile after) {
    List<String> changes = new ArrayList<>();
    if (before.role() != after.role()) {
      changes.add("role %s → %s".formatted(before.role().word(), after.role().word()));
    }
    if (!before.environments().equals(after.environments())) {
      changes.add("environments %s → %s".formatted(before.environments(), after.environments()));
    }
    if (before.disabled() != after.disabled()) {
      changes.add(after.disabled() ? "disabled" : "enabled");
    }
    return changes.isEmpty() ? "name or address" : String.join(", ", changes);
  }
}
