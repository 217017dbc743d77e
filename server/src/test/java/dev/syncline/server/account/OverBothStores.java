package dev.syncline.server.account;

import dev.syncline.server.account.User.Profile;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.TestStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Accounts over a store in each place, at a time that tests set, with passwords that cost little.
 */
@ParameterizedClass
@EnumSource(TestStore.class)
abstract class OverBothStores {
  static final String HERE = "192.0.2.1";
  static final String PASSWORD = "a correct horse";
  static final Passwords.Cost CHEAP = new Passwords.Cost(64, 1, 1);

  @Parameter TestStore where;
  @TempDir Path folder;

  final SetClock clock = new SetClock();
  final SecureRandom random = new SecureRandom();
  ServerStore store;
  Accounts accounts;

  @BeforeEach
  void open() throws Exception {
    where.clear(folder);
    store = where.open(folder);
    accounts = over(CHEAP, 8);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** The same store in a process that begins anew. */
  void restart() {
    store.close();
    store = where.open(folder);
    accounts = over(CHEAP, 8);
  }

  Accounts over(Passwords.Cost cost, int places) {
    return Accounts.over(
        store,
        clock,
        random,
        Sessions.Limits.USUAL,
        null,
        new Passwords(random, cost, places, places == 0 ? Duration.ZERO : Duration.ofMinutes(1)));
  }

  /** The first administrator, whose name is root. */
  User administrator() {
    return accounts
        .links()
        .createAdministrator(
            accounts.links().first().orElseThrow().secret().text(),
            "root",
            "Rita Root",
            "root@example.org",
            PASSWORD,
            HERE);
  }

  /** A user with a password. */
  User user(String name, Role role) {
    User made = accounts.users().add(Actor.COMMAND_LINE, name, profile(name, role), null);
    Links.Link link = accounts.links().forPassword(Actor.COMMAND_LINE, made.id());
    return accounts.links().setPassword(link.secret().text(), PASSWORD, HERE);
  }

  static Profile profile(String name, Role role) {
    return new Profile(name, null, role, Names.NONE, false);
  }

  List<AuditLog.Line> audited() {
    return accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 500);
  }

  /** Whether a text stands anywhere in the store. */
  boolean holds(String text) {
    return store.read(
        "look for a text",
        sql -> {
          for (String table :
              List.of(
                  "account",
                  "session",
                  "token",
                  "link",
                  "attempt",
                  "familiar",
                  "audit",
                  "secret")) {
            List<String> rows =
                sql.list(
                    "SELECT * FROM " + table,
                    row -> {
                      StringBuilder all = new StringBuilder();
                      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        Object value = row.getObject(i);
                        all.append(value instanceof byte[] b ? new String(b) : value).append('\n');
                      }
                      return all.toString();
                    });
            if (rows.stream().anyMatch(row -> row.contains(text))) {
              return true;
            }
          }
          return false;
        });
  }
}
