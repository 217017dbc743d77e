package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sql;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that the server needs as they are, such as passwords of connections, encrypted with a key
 * that is not in the store. Each is sealed with AES-256-GCM under a nonce of its own and bound to
 * its name, so that who can write the store can neither read, change nor exchange them. Without a
 * key everything else works, and a secret is an error that says what to do.
 */
public final class Vault {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LONGEST = 64 << 10;

  private final ServerStore store;
  private final Clock clock;
  private final SecureRandom random;
  private final AuditLog audit;
  private volatile @Nullable VaultKey key;

  Vault(
      ServerStore store, Clock clock, SecureRandom random, AuditLog audit, @Nullable VaultKey key) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.audit = audit;
    this.key = key;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Box(String name, String keyId, byte[] bytes) {}

  /**
   * Sees to it that all secrets can be opened, so that a wrong key is found when the server starts.
   *
   * @throws AccountException if one cannot
   */
  public void check() {
    for (Box box : store.read("read the secrets", Vault::all)) {
      open(key(box.name()), box);
    }
  }

  /** Whether there is a key, without which no secret can be kept. */
  public boolean hasKey() {
    return key != null;
  }

  /** The names of all secrets. */
  public List<String> names() {
    return store.read("read the secrets", sql -> all(sql).stream().map(Box::name).toList());
  }

  /**
   * The secret of this name.
   *
   * @throws AccountException if it cannot be opened
   */
  public Optional<Secret> find(String name) {
    return store
        .read("read a secret", sql -> box(sql, name))
        .map(box -> new Secret(open(key(name), box)));
  }

  /**
   * Keeps a secret under a name, in place of the one that has it.
   *
   * @throws AccountException if there is no key, the name is not taken, or the secret is too long
   */
  public void put(Actor by, String name, Secret secret) {
    String kept = Texts.shown("name of a secret", name);
    if (secret.text().length() > LONGEST || !Texts.isWhole(secret.text())) {
      throw new AccountException(
          "Secret %s has more than %d characters, or some that are broken. Shorten or correct it."
              .formatted(kept, LONGEST));
    }
    VaultKey used = key(kept);
    byte[] sealed = seal(used, kept, secret.text());
    store.change(
        "keep a secret",
        sql -> {
          // One key for all: a process that still holds the one before a change must not bring it
          // back.
          for (Box other : all(sql)) {
            belongs(used, other);
          }
          write(sql, kept, used, sealed);
          return audit.add(sql, by, Event.about(Action.SECRET_STORED, kept));
        });
  }

  /** Forgets a secret, also where it cannot be opened. */
  public void remove(Actor by, String name) {
    store.change(
        "forget a secret",
        sql -> {
          int gone = sql.update("DELETE FROM secret WHERE name = ?", Texts.logged(name));
          if (gone > 0) {
            audit.add(sql, by, Event.about(Action.SECRET_REMOVED, name));
          }
          return gone;
        });
  }

  /**
   * Encrypts all secrets with another key, and goes on with that one; all of them or none.
   *
   * @return how many
   * @throws AccountException if one cannot be opened with the present key
   */
  public int changeKey(Actor by, VaultKey fresh) {
    int count =
        store.change(
            "change the key of the secrets",
            sql -> {
              List<Box> all = all(sql);
              for (Box box : all) {
                String text = open(key(box.name()), box);
                write(sql, box.name(), fresh, seal(fresh, box.name(), text));
              }
              audit.add(sql, by, Event.about(Action.KEY_CHANGED, "key " + fresh.id()));
              return all.size();
            });
    key = fresh;
    return count;
  }

  private void write(Sql sql, String name, VaultKey with, byte[] sealed) throws SQLException {
    sql.update(
        "INSERT INTO secret (name, key_id, sealed, changed) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id,"
            + " sealed = excluded.sealed, changed = excluded.changed",
        name,
        with.id(),
        sealed,
        clock.instant());
  }

  private static List<Box> all(Sql sql) throws SQLException {
    return sql.list("SELECT * FROM secret ORDER BY name", Vault::box);
  }

  private static Optional<Box> box(Sql sql, String name) throws SQLException {
    return sql.first("SELECT * FROM secret WHERE name = ?", Vault::box, Texts.logged(name));
  }

  private static Box box(ResultSet row) throws SQLException {
    return new Box(row.getString("name"), row.getString("key_id"), row.getBytes("sealed"));
  }

  private VaultKey key(String name) {
    VaultKey present = key;
    if (present == null) {
      throw new AccountException(
          ("There is no key for secret %s. Set %s to the key, or %s to the path of a file that holds"
                  + " it, and start the server again. Make a key with: openssl rand -base64 32")
              .formatted(name, VaultKey.VARIABLE, VaultKey.FILE_VARIABLE));
    }
    return present;
  }

  /** A nonce, and what AES-GCM makes under it of the text. */
  private byte[] seal(VaultKey with, String name, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, with, name, nonce);
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
      return both;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  private String open(VaultKey with, Box box) {
    belongs(with, box);
    if (box.bytes().length < NONCE_BYTES) {
      throw changed(box);
    }
    byte[] nonce = Arrays.copyOf(box.bytes(), NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, with, box.name(), nonce);
      int length = box.bytes().length - NONCE_BYTES;
      byte[] text = cipher.doFinal(box.bytes(), NONCE_BYTES, length);
      return new String(text, StandardCharsets.UTF_8);
    } catch (AEADBadTagException e) {
      throw changed(box);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  private void belongs(VaultKey with, Box box) {
    if (!with.id().equals(box.keyId())) {
      throw new AccountException(
          ("Secret %s in %s was encrypted with key %s, and the one at hand is key %s. Set %s or %s to"
                  + " the former one, or remove the secret and enter it anew.")
              .formatted(
                  box.name(),
                  store.place(),
                  box.keyId(),
                  with.id(),
                  VaultKey.VARIABLE,
                  VaultKey.FILE_VARIABLE));
    }
  }

  private AccountException changed(Box box) {
    return new AccountException(
        ("Secret %s in %s is damaged, or was changed by somebody without the key. Find out who may"
                + " write there; then enter the secret anew.")
            .formatted(box.name(), store.place()));
  }

  private static Cipher cipher(int mode, VaultKey with, String name, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, with.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(("secret " + name).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
