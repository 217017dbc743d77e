package dev.syncline.server.account;

import dev.syncline.server.store.ServerStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that the server knows of people, over one store.
 *
 * @param users who there is
 * @param logins who is let in with a password
 * @param admissions who is let in because another knows who it is
 * @param links links that are used once
 * @param sessions people who are in
 * @param tokens programs that may ask
 * @param audit who did what
 * @param vault secrets at rest
 */
public record Accounts(
    ServerStore store,
    Users users,
    Logins logins,
    Admissions admissions,
    Links links,
    Sessions sessions,
    Tokens tokens,
    AuditLog audit,
    Vault vault) {
  private static final int MOST_PASSWORDS_AT_ONCE = 4;
  private static final int MOST_ATTEMPTS = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration TOKENS_LISTED = Duration.ofDays(90);

  /**
   * Over a store.
   *
   * @param key the operator's key for secrets, or null
   */
  public static Accounts over(
      ServerStore store,
      Clock clock,
      SecureRandom random,
      Sessions.Limits limits,
      @Nullable VaultKey key) {
    int places = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_PASSWORDS_AT_ONCE);
    Passwords passwords = new Passwords(random, Passwords.Cost.PRESENT, places, PATIENCE);
    return over(store, clock, random, limits, key, passwords);
  }

  static Accounts over(
      ServerStore store,
      Clock clock,
      SecureRandom random,
      Sessions.Limits limits,
      @Nullable VaultKey key,
      Passwords passwords) {
    AuditLog audit = new AuditLog(store, clock);
    Throttle throttle = new Throttle(clock, MOST_ATTEMPTS);
    return new Accounts(
        store,
        new Users(store, clock, audit),
        new Logins(store, clock, audit, passwords, throttle),
        new Admissions(store, clock, audit),
        new Links(store, clock, random, audit, passwords, throttle),
        new Sessions(store, clock, random, audit, limits),
        new Tokens(store, clock, random, audit),
        audit,
        new Vault(store, clock, random, audit, key));
  }

  /**
   * Forgets what is of no use any more: sessions and links that ended, tokens that ended long ago,
   * and lines of the audit log. To be called now and then.
   *
   * @param auditKept how long lines of the audit log are kept
   */
  public void forget(Duration auditKept) {
    store.change(
        "forget what ended",
        sql -> sessions.forget(sql) + links.forget(sql) + tokens.forget(sql, TOKENS_LISTED));
    audit.forget(Actor.SCHEDULER, auditKept);
  }
}
