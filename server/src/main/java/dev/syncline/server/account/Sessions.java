package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sha256;
import dev.syncline.server.store.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sessions of people who entered. A session's id is a secret that only the browser has; what is
 * kept is its hash. It ends when it was not used for a while, after a time in any case, on logout,
 * with another password, and when the user is disabled.
 */
public final class Sessions {
  private static final int MOST_OF_A_USER = 20;
  private static final Duration NOTED = Duration.ofMinutes(1);
  private static final Pattern HANDLE = Pattern.compile("[0-9a-f]{64}");

  private final ServerStore store;
  private final Clock clock;
  private final SecureRandom random;
  private final AuditLog audit;
  private final Limits limits;

  Sessions(ServerStore store, Clock clock, SecureRandom random, AuditLog audit, Limits limits) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.audit = audit;
    this.limits = limits;
  }

  /**
   * When a session ends by itself.
   *
   * @param idle after that long without use
   * @param absolute that long after it began
   */
  public record Limits(Duration idle, Duration absolute) {
    /** Two hours without use, and half a day. */
    public static final Limits USUAL = new Limits(Duration.ofHours(2), Duration.ofHours(12));
  }

  /** When a session ends by itself. */
  public Limits limits() {
    return limits;
  }

  /**
   * Begins a session of a user who was let in, always under a new id. The oldest of very many ends.
   *
   * @param agent what the browser says that it is
   * @return the id
   */
  public Secret begin(User user, String address, String agent) {
    Secret id = Secret.draw(random);
    Instant now = clock.instant();
    store.change(
        "begin a session",
        sql -> {
          sql.update(
              "INSERT INTO session (hash, account, address, agent, created, seen)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              id.hash(),
              user.id(),
              Texts.logged(address),
              Texts.logged(agent),
              now,
              now);
          return sql.update(
              "DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE account = ?"
                  + " ORDER BY created DESC, hash LIMIT 1000 OFFSET ?)",
              user.id(),
              MOST_OF_A_USER);
        });
    return id;
  }

  /**
   * Who has this session, and notes that it is used.
   *
   * @param id what a browser sent; any text
   */
  public Optional<Caller> use(String id) {
    byte[] hash = Secret.hash(id);
    Instant now = clock.instant();
    Optional<Used> used = store.read("read a session", sql -> find(sql, hash, now));
    if (used.isPresent() && used.get().seen().plus(NOTED).isBefore(now)) {
      store.change(
          "note that a session is used",
          sql -> sql.update("UPDATE session SET seen = ? WHERE hash = ?", now, hash));
    }
    return used.map(Used::caller);
  }

  private record Used(Caller caller, Instant seen) {}

  private Optional<Used> find(Sql sql, byte[] hash, Instant now) throws SQLException {
    record Row(long account, Instant seen) {}
    Optional<Row> row =
        sql.first(
            "SELECT account, seen FROM session WHERE hash = ? AND seen > ? AND created > ?",
            found -> new Row(found.getLong(1), Objects.requireNonNull(Sql.moment(found, "seen"))),
            hash,
            now.minus(limits.idle()),
            now.minus(limits.absolute()));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    return UserRows.byId(sql, row.get().account())
        .map(UserRows.Row::user)
        .filter(user -> !user.profile().disabled())
        .map(user -> new Used(new Caller(user, null), row.get().seen()));
  }

  /**
   * The token that a session's pages send with everything that changes something. It is made of the
   * session's id, which other sites' pages cannot know, and does not tell that id.
   */
  public static String formToken(String id) {
    MessageDigest digest = Sha256.digest();
    digest.update("form token of session ".getBytes(StandardCharsets.UTF_8));
    digest.update(id.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
  }

  /** Whether what was sent is the session's form token; in the same time whatever it is. */
  public static boolean isFormToken(String id, String sent) {
    return MessageDigest.isEqual(
        formToken(id).getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
  }

  /** The user's sessions, the last one used first. */
  public List<Session> of(User user) {
    Instant now = clock.instant();
    return store.read(
        "read the sessions",
        sql ->
            sql.list(
                "SELECT * FROM session WHERE account = ? AND seen > ? AND created > ?"
                    + " ORDER BY seen DESC, created DESC",
                row ->
                    new Session(
                        HexFormat.of().formatHex(row.getBytes("hash")),
                        row.getString("address"),
                        row.getString("agent"),
                        Objects.requireNonNull(Sql.moment(row, "created")),
                        Objects.requireNonNull(Sql.moment(row, "seen"))),
                user.id(),
                now.minus(limits.idle()),
                now.minus(limits.absolute())));
  }

  /** Whether a session in a list is the one with this id. */
  public static boolean is(Session session, String id) {
    return session.handle().equals(HexFormat.of().formatHex(Secret.hash(id)));
  }

  /** Ends a session: a logout. */
  public void end(User user, String id, String address) {
    store.change(
        "end a session",
        sql -> {
          int ended = sql.update("DELETE FROM session WHERE hash = ?", (Object) Secret.hash(id));
          if (ended > 0) {
            audit.add(sql, Actor.of(user, address), Event.about(Action.LOGOUT, user.name()));
          }
          return ended;
        });
  }

  /** Ends the session of a user that is listed with this handle, if there is one. */
  public void end(Actor by, User user, String handle) {
    if (!HANDLE.matcher(handle).matches()) {
      return;
    }
    ended(
        by,
        user,
        sql ->
            sql.update(
                "DELETE FROM session WHERE account = ? AND hash = ?",
                user.id(),
                HexFormat.of().parseHex(handle)));
  }

  /** Ends all sessions of a user. */
  public void endAll(Actor by, User user) {
    ended(by, user, sql -> sql.update("DELETE FROM session WHERE account = ?", user.id()));
  }

  /** Ends all sessions of a user but the one with this id. */
  public void endOthers(Actor by, User user, String id) {
    ended(
        by,
        user,
        sql ->
            sql.update(
                "DELETE FROM session WHERE account = ? AND hash <> ?", user.id(), Secret.hash(id)));
  }

  private void ended(Actor by, User user, ServerStore.Work<Integer> deletion) {
    store.change(
        "end sessions",
        sql -> {
          int count = deletion.on(sql);
          if (count > 0) {
            audit.add(sql, by, Event.about(Action.SESSIONS_ENDED, user.name()));
          }
          return count;
        });
  }

  /** Forgets sessions that ended by themselves. */
  int forget(Sql sql) throws SQLException {
    Instant now = clock.instant();
    return sql.update(
        "DELETE FROM session WHERE seen <= ? OR created <= ?",
        now.minus(limits.idle()),
        now.minus(limits.absolute()));
  }
}
