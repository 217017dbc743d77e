package dev.syncline.server.account;

import dev.syncline.server.account.User.Identity;
import dev.syncline.server.account.User.Profile;
import dev.syncline.server.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users as rows of the store. */
final class UserRows {
  private UserRows() {}

  /**
   * A user with the hash of the password.
   *
   * @param password the hash, or null where the user has no password
   */
  record Row(User user, @Nullable String password) {}

  static Optional<Row> byId(Sql sql, long id) throws SQLException {
    return rows(sql, "WHERE id = ?", id).stream().findFirst();
  }

  static Optional<Row> byName(Sql sql, String name) throws SQLException {
    return rows(sql, "WHERE name_key = ?", Texts.key(name)).stream().findFirst();
  }

  static Optional<Row> byIdentity(Sql sql, Identity identity) throws SQLException {
    return rows(sql, "WHERE issuer = ? AND subject = ?", identity.issuer(), identity.subject())
        .stream()
        .findFirst();
  }

  static List<Row> all(Sql sql) throws SQLException {
    return rows(sql, "ORDER BY name_key");
  }

  static boolean any(Sql sql) throws SQLException {
    return sql.has("SELECT 1 FROM account LIMIT 1");
  }

  /** Whether somebody who may all can enter. */
  static boolean anyAdministrator(Sql sql) throws SQLException {
    return sql.has(
        "SELECT 1 FROM account WHERE role = ? AND disabled = 0"
            + " AND (password IS NOT NULL OR issuer IS NOT NULL)",
        Role.ADMIN.name());
  }

  private static List<Row> rows(Sql sql, String which, Object... parameters) throws SQLException {
    List<Row> users = new ArrayList<>();
    for (Row row : sql.list("SELECT * FROM account " + which, UserRows::row, parameters)) {
      User user = row.user();
      Profile profile = user.profile();
      if (!profile.environments().all()) {
        List<String> names =
            sql.list(
                "SELECT name FROM account_environment WHERE account = ?",
                name -> name.getString(1),
                user.id());
        user = with(user, profile.withEnvironments(Names.of(names)));
      }
      users.add(new Row(user, row.password()));
    }
    return users;
  }

  private static User with(User user, Profile profile) {
    return new User(
        user.id(),
        user.name(),
        profile,
        user.identity(),
        user.hasPassword(),
        user.created(),
        user.lastLogin());
  }

  private static Row row(ResultSet row) throws SQLException {
    Profile profile =
        new Profile(
            row.getString("display_name"),
            row.getString("email"),
            Role.valueOf(row.getString("role")),
            row.getInt("every_environment") == 1 ? Names.ALL : Names.NONE,
            row.getInt("disabled") == 1);
    String issuer = row.getString("issuer");
    String password = row.getString("password");
    User user =
        new User(
            row.getLong("id"),
            row.getString("name"),
            profile,
            issuer == null ? null : new Identity(issuer, row.getString("subject")),
            password != null,
            Objects.requireNonNull(Sql.moment(row, "created")),
            Sql.moment(row, "last_login"));
    return new Row(user, password);
  }

  /** Inserts a user and gives the id. */
  static long insert(
      Sql sql,
      String name,
      Profile profile,
      @Nullable Identity identity,
      @Nullable String password,
      Instant now)
      throws SQLException {
    long id =
        sql.number(
            "INSERT INTO account (name, name_key, display_name, email, role, every_environment,"
                + " disabled, password, issuer, subject, created)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            name,
            Texts.key(name),
            profile.displayName(),
            profile.email(),
            profile.role().name(),
            profile.environments().all(),
            profile.disabled(),
            password,
            identity == null ? null : identity.issuer(),
            identity == null ? null : identity.subject(),
            now);
    setEnvironments(sql, id, profile.environments());
    return id;
  }

  static void update(Sql sql, long id, Profile profile) throws SQLException {
    sql.update(
        "UPDATE account SET display_name = ?, email = ?, role = ?, every_environment = ?,"
            + " disabled = ? WHERE id = ?",
        profile.displayName(),
        profile.email(),
        profile.role().name(),
        profile.environments().all(),
        profile.disabled(),
        id);
    setEnvironments(sql, id, profile.environments());
  }

  private static void setEnvironments(Sql sql, long id, Names environments) throws SQLException {
    sql.update("DELETE FROM account_environment WHERE account = ?", id);
    for (String name : environments.names()) {
      sql.update("INSERT INTO account_environment (account, name) VALUES (?, ?)", id, name);
    }
  }

  /** Says who a user is for a provider of identities. */
  static void identify(Sql sql, long id, Identity identity) throws SQLException {
    sql.update(
        "UPDATE account SET issuer = ?, subject = ? WHERE id = ?",
        identity.issuer(),
        identity.subject(),
        id);
  }

  /** Sets a password's hash; whoever is in is out, and no link is good any more. */
  static void setPassword(Sql sql, long id, String hash) throws SQLException {
    rehash(sql, id, hash);
    shutOut(sql, id);
  }

  /** Sets another hash of the same password. */
  static void rehash(Sql sql, long id, String hash) throws SQLException {
    sql.update("UPDATE account SET password = ? WHERE id = ?", hash, id);
  }

  /** Ends the user's sessions and links. */
  static void shutOut(Sql sql, long id) throws SQLException {
    sql.update("DELETE FROM session WHERE account = ?", id);
    sql.update("DELETE FROM link WHERE account = ?", id);
  }

  static void entered(Sql sql, long id, Instant now) throws SQLException {
    sql.update("UPDATE account SET last_login = ? WHERE id = ?", now, id);
  }

  static void delete(Sql sql, long id) throws SQLException {
    sql.update("DELETE FROM account WHERE id = ?", id);
  }
}
