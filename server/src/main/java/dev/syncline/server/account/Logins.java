package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Event.Outcome;
import dev.syncline.server.store.ServerStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets users in who know their password, and makes others wait. */
public final class Logins {
  private final ServerStore store;
  private final Clock clock;
  private final AuditLog audit;
  private final Passwords passwords;
  private final Throttle throttle;

  Logins(ServerStore store, Clock clock, AuditLog audit, Passwords passwords, Throttle throttle) {
    this.store = store;
    this.clock = clock;
    this.audit = audit;
    this.passwords = passwords;
    this.throttle = throttle;
  }

  /** What became of an attempt to enter. */
  public sealed interface Result {
    /** The user may enter. */
    record In(User user) implements Result {}

    /** Name or password are wrong, or the user is disabled; nobody is told which of these. */
    record Wrong() implements Result {}

    /**
     * Too many attempts failed, and this one was not looked at.
     *
     * @param time how long to wait until the next
     */
    record Wait(Duration time) implements Result {}
  }

  /**
   * Checks a name and a password. It takes as long for a name that nobody has as for any other.
   *
   * @param address the address from which somebody tries
   * @throws BusyException if too many do so at once
   */
  public Result enter(String name, String password, String address) {
    return check(name, password, address, Optional.empty());
  }

  /**
   * Changes a user's own password. All sessions of the user end: who asked gets a new one.
   *
   * @return {@link Result.In} if it was changed
   * @throws AccountException if the new password is not taken
   * @throws BusyException if too many do so at once
   */
  public Result changePassword(User user, String old, String fresh, String address) {
    PasswordPolicy.check(fresh, user.name(), user.profile().email());
    return check(user.name(), old, address, Optional.of(fresh));
  }

  /**
   * How long attempts for a user's name have to wait, because too many failed; nothing if they need
   * not. Where the user was in lately, attempts are counted apart.
   */
  public Duration waiting(User user) {
    return store.read("read the logins", sql -> throttle.left(sql, Texts.key(user.name())));
  }

  private Result check(String name, String password, String address, Optional<String> fresh) {
    String key = Texts.key(name);
    Duration wait = store.change("count a login", sql -> throttle.begin(sql, key, address));
    if (wait.isPositive()) {
      return new Result.Wait(wait);
    }
    UserRows.Row known = store.read("read a user", sql -> UserRows.byName(sql, name)).orElse(null);
    boolean right;
    String hash;
    try {
      right = passwords.matches(password, known == null ? null : usable(known));
      hash = right ? newHash(known, password, fresh) : null;
    } catch (BusyException e) {
      store.change(
          "count a login",
          sql -> {
            throttle.takeBack(sql, key, address);
            return true;
          });
      throw e;
    }
    Action action = fresh.isPresent() ? Action.PASSWORD_CHANGED : Action.LOGIN;
    return right && known != null
        ? succeed(known, hash, action, key, address)
        : fail(known, action, address);
  }

  /** The hash of one who may enter. */
  private static @Nullable String usable(UserRows.Row row) {
    return row.user().profile().disabled() ? null : row.password();
  }

  /** What is to be kept from now on: of the new password, or of this one where that costs more. */
  private @Nullable String newHash(
      UserRows.@Nullable Row known, String password, Optional<String> fresh) {
    if (fresh.isPresent()) {
      return passwords.hash(fresh.get());
    }
    String stored = known == null ? null : known.password();
    return stored != null && passwords.isOutdated(stored) ? passwords.hash(password) : null;
  }

  private Result succeed(
      UserRows.Row known, @Nullable String hash, Action action, String key, String address) {
    User user = known.user();
    return store.change(
        "log in",
        sql -> {
          UserRows.Row now = UserRows.byId(sql, user.id()).orElse(null);
          // Hashing takes its time, in which another may have changed or disabled the user.
          String hashNow = now == null ? null : usable(now);
          if (hashNow == null || !hashNow.equals(known.password())) {
            return new Result.Wrong();
          }
          throttle.succeeded(sql, key, address);
          if (action == Action.LOGIN) {
            UserRows.entered(sql, user.id(), clock.instant());
          }
          if (hash != null && action == Action.LOGIN) {
            UserRows.rehash(sql, user.id(), hash);
          } else if (hash != null) {
            UserRows.setPassword(sql, user.id(), hash);
          }
          audit.add(sql, Actor.of(user, address), Event.about(action, user.name()));
          return new Result.In(Users.user(sql, user.id()));
        });
  }

  /** A name that nobody has is not written down: it may be a password in the wrong place. */
  private Result fail(UserRows.@Nullable Row known, Action action, String address) {
    String name = known == null ? null : known.user().name();
    audit.add(Actor.unknown(address), Event.about(action, name).with(Outcome.REFUSED));
    return new Result.Wrong();
  }
}
