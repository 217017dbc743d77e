package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sql;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tokens with which programs ask in a user's name. Their texts are shown once and kept as hashes
 * ({@link Secret#hash} says why that is enough).
 */
public final class Tokens {
  private static final int MOST_OF_A_USER = 100;
  private static final Duration NOTED = Duration.ofMinutes(1);

  private final ServerStore store;
  private final Clock clock;
  private final SecureRandom random;
  private final AuditLog audit;

  Tokens(ServerStore store, Clock clock, SecureRandom random, AuditLog audit) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.audit = audit;
  }

  /**
   * A token just made.
   *
   * @param text what programs send, and nobody can be shown again
   */
  public record Made(Token token, Secret text) {}

  /**
   * Makes a token for its user.
   *
   * @param role at most the user's own
   * @param expires when it ends, or null for never
   * @throws AccountException if it would have more than the user, has ended before it begins, or a
   *     text is not taken
   */
  public Made make(
      User user, String name, Role role, Names syncs, @Nullable Instant expires, String address) {
    String kept = Texts.shown("name of a token", name);
    TreeSet<String> names = new TreeSet<>();
    for (String sync : syncs.names()) {
      names.add(Texts.shown("name of a sync", sync));
    }
    if (!syncs.all() && names.isEmpty()) {
      throw new AccountException("The token would be for no sync. Name one, or take all of them.");
    }
    Instant now = clock.instant();
    if (expires != null && !expires.isAfter(now)) {
      throw new AccountException("The token would have ended already. Choose a later end.");
    }
    Secret text = TokenText.draw(random);
    long id =
        store.change(
            "make a token",
            sql -> {
              mayHaveOneMore(sql, user, role);
              long made =
                  sql.number(
                      "INSERT INTO token (hash, account, name, role, every_sync, created, expires)"
                          + " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                      text.hash(),
                      user.id(),
                      kept,
                      role.name(),
                      syncs.all(),
                      now,
                      expires);
              for (String sync : names) {
                sql.update("INSERT INTO token_sync (token, name) VALUES (?, ?)", made, sync);
              }
              audit.add(
                  sql,
                  Actor.of(user, address),
                  Event.about(Action.TOKEN_MADE, kept)
                      .detail("role %s, syncs %s".formatted(role.word(), syncs)));
              return made;
            });
    Names kind = syncs.all() ? Names.ALL : Names.of(names);
    return new Made(new Token(id, kept, role, kind, now, expires, null, null), text);
  }

  private static void mayHaveOneMore(Sql sql, User user, Role role) throws SQLException {
    Role own = Users.user(sql, user.id()).profile().role();
    if (role.compareTo(own) > 0) {
      throw new AccountException(
          "The token would be %s, and its user is %s. Choose %s or less."
              .formatted(role.word(), own.word(), own.word()));
    }
    long count =
        sql.number("SELECT count(*) FROM token WHERE account = ? AND revoked IS NULL", user.id());
    if (count >= MOST_OF_A_USER) {
      throw new AccountException(
          "A user has at most %d tokens. Revoke one that is not used any more."
              .formatted(MOST_OF_A_USER));
    }
  }

  /**
   * Who asks with this token, and notes that it is used.
   *
   * @param text what a program sent; any text
   * @return nobody if it is no token, was revoked, or has ended, or its user is disabled or gone
   */
  public Optional<Caller> use(String text) {
    if (!TokenText.isOne(text)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<Caller> caller = store.read("read a token", sql -> find(sql, text, now));
    caller.ifPresent(found -> note(Objects.requireNonNull(found.token()), now));
    return caller;
  }

  private static Optional<Caller> find(Sql sql, String text, Instant now) throws SQLException {
    record Row(Token token, long account) {}
    Optional<Row> row =
        sql.first(
            "SELECT * FROM token WHERE hash = ?",
            found -> new Row(token(found), found.getLong("account")),
            (Object) Secret.hash(text));
    if (row.isEmpty() || !row.get().token().isGood(now)) {
      return Optional.empty();
    }
    Token token = withSyncs(sql, row.get().token());
    return UserRows.byId(sql, row.get().account())
        .map(UserRows.Row::user)
        .filter(user -> !user.profile().disabled())
        .map(user -> new Caller(user, token));
  }

  private void note(Token token, Instant now) {
    if (token.lastUsed() == null || token.lastUsed().plus(NOTED).isBefore(now)) {
      store.change(
          "note that a token is used",
          sql -> sql.update("UPDATE token SET last_used = ? WHERE id = ?", now, token.id()));
    }
  }

  /** The user's tokens, also those that are good no more, the latest first. */
  public List<Token> of(User user) {
    return store.read(
        "read the tokens",
        sql -> {
          List<Token> tokens = new ArrayList<>();
          for (Token token :
              sql.list(
                  "SELECT * FROM token WHERE account = ? ORDER BY id DESC",
                  Tokens::token,
                  user.id())) {
            tokens.add(withSyncs(sql, token));
          }
          return tokens;
        });
  }

  /**
   * A token, and whose it is.
   *
   * @param user the user's id
   */
  public record Owned(long user, Token token) {}

  /** The tokens of all users, the latest first. */
  public List<Owned> all() {
    return store.read(
        "read the tokens",
        sql -> {
          List<Owned> tokens = new ArrayList<>();
          for (Owned owned :
              sql.list(
                  "SELECT * FROM token ORDER BY id DESC",
                  row -> new Owned(row.getLong("account"), token(row)))) {
            tokens.add(new Owned(owned.user(), withSyncs(sql, owned.token())));
          }
          return tokens;
        });
  }

  /**
   * Revokes a token of a user; one that is revoked already stays so.
   *
   * @throws AccountException if the user has no such token
   */
  public void revoke(Actor by, User user, long id) {
    store.change(
        "revoke a token",
        sql -> {
          Token token =
              sql.first(
                      "SELECT * FROM token WHERE id = ? AND account = ?",
                      Tokens::token,
                      id,
                      user.id())
                  .orElseThrow(
                      () ->
                          new AccountException(
                              "User %s has no such token. Look at the list again."
                                  .formatted(user.name())));
          if (token.revoked() == null) {
            sql.update("UPDATE token SET revoked = ? WHERE id = ?", clock.instant(), id);
            audit.add(
                sql,
                by,
                Event.about(Action.TOKEN_REVOKED, token.name()).detail("of " + user.name()));
          }
          return true;
        });
  }

  /** Forgets tokens that have been good no more for this long. */
  int forget(Sql sql, Duration older) throws SQLException {
    Instant before = clock.instant().minus(older);
    return sql.update("DELETE FROM token WHERE revoked < ? OR expires < ?", before, before);
  }

  private static Token token(ResultSet row) throws SQLException {
    return new Token(
        row.getLong("id"),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getInt("every_sync") == 1 ? Names.ALL : Names.NONE,
        Objects.requireNonNull(Sql.moment(row, "created")),
        Sql.moment(row, "expires"),
        Sql.moment(row, "last_used"),
        Sql.moment(row, "revoked"));
  }

  private static Token withSyncs(Sql sql, Token token) throws SQLException {
    if (token.syncs().all()) {
      return token;
    }
    List<String> names =
        sql.list(
            "SELECT name FROM token_sync WHERE token = ?", row -> row.getString(1), token.id());
    return new Token(
        token.id(),
        token.name(),
        token.role(),
        Names.of(names),
        token.created(),
        token.expires(),
        token.lastUsed(),
        token.revoked());
  }
}
