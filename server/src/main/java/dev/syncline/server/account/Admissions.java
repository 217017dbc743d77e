package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Event.Outcome;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets users in whom a provider of identities knows. Nobody becomes a user who is there already by
 * having the same name: an administrator says whom a newcomer is, by adding a user with the
 * newcomer's address and without a password.
 */
public final class Admissions {
  private final ServerStore store;
  private final Clock clock;
  private final AuditLog audit;

  Admissions(ServerStore store, Clock clock, AuditLog audit) {
    this.store = store;
    this.clock = clock;
    this.audit = audit;
  }

  /**
   * Lets somebody in: the user who has entered so before, else the one who was added with that
   * address and never had a password, else a new one where newcomers have a role.
   *
   * @param newcomers the role of whom nobody added; null if they are not let in
   * @return the user; nothing if the user is disabled, or nobody added it
   */
  public Optional<User> enter(Newcomer newcomer, @Nullable Role newcomers, String address) {
    return store.change(
        "let a user in",
        sql -> {
          Optional<User> user = known(sql, newcomer);
          if (user.isEmpty()) {
            user = added(sql, newcomer, newcomers, address);
          }
          Optional<User> in = user.filter(u -> !u.profile().disabled());
          if (in.isPresent()) {
            UserRows.entered(sql, in.get().id(), clock.instant());
          }
          audit.add(
              sql,
              in.map(u -> Actor.of(u, address)).orElseGet(() -> Actor.unknown(address)),
              Event.about(Action.LOGIN, user.map(User::name).orElse(null))
                  .with(in.isPresent() ? Outcome.DONE : Outcome.REFUSED)
                  .detail("through " + newcomer.identity().issuer()));
          return in;
        });
  }

  private static Optional<User> known(Sql sql, Newcomer newcomer) throws SQLException {
    Optional<User> before = UserRows.byIdentity(sql, newcomer.identity()).map(UserRows.Row::user);
    if (before.isPresent() || newcomer.email() == null) {
      return before;
    }
    List<User> expected =
        UserRows.all(sql).stream()
            .filter(row -> row.password() == null)
            .map(UserRows.Row::user)
            .filter(user -> user.identity() == null)
            .filter(user -> newcomer.email().equalsIgnoreCase(user.profile().email()))
            .toList();
    if (expected.size() != 1) {
      return Optional.empty();
    }
    UserRows.identify(sql, expected.getFirst().id(), newcomer.identity());
    return Optional.of(Users.user(sql, expected.getFirst().id()));
  }

  private Optional<User> added(Sql sql, Newcomer newcomer, @Nullable Role newcomers, String address)
      throws SQLException {
    String name = Objects.requireNonNullElse(newcomer.name(), newcomer.email());
    if (newcomers == null || name == null || UserRows.byName(sql, name).isPresent()) {
      return Optional.empty();
    }
    User.Profile profile =
        Users.checked(
            new User.Profile(
                Objects.requireNonNullElse(newcomer.displayName(), name),
                newcomer.email(),
                newcomers,
                Names.NONE,
                false));
    long id =
        UserRows.insert(sql, Texts.name(name), profile, newcomer.identity(), null, clock.instant());
    User user = Users.user(sql, id);
    audit.add(
        sql,
        Actor.of(user, address),
        Event.about(Action.USER_ADDED, user.name()).detail("role " + newcomers.word()));
    return Optional.of(user);
  }
}
