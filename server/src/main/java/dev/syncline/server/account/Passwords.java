package dev.syncline.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with Argon2id (RFC 9106), and compares. A hash is a text in the PHC format,
 * which names its own cost, so that the cost can grow: {@code
 * $argon2id$v=19$m=…,t=…,p=…$salt$hash}.
 */
final class Passwords {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /**
   * What one hash costs.
   *
   * @param kibibytes memory
   * @param passes over that memory
   * @param lanes that could be computed at the same time
   */
  record Cost(int kibibytes, int passes, int lanes) {
    /**
     * More than three times the memory that OWASP's Password Storage Cheat Sheet asks for at least
     * (19 MiB, 2 passes, 1 lane).
     */
    static final Cost PRESENT = new Cost(64 << 10, 2, 1);
  }

  private final SecureRandom random;
  private final Cost cost;
  private final Semaphore places;
  private final Duration patience;
  private final String nobodys;

  /**
   * @param places how many are hashed at once, each with the memory of its cost
   * @param patience how long somebody waits for a place
   */
  Passwords(SecureRandom random, Cost cost, int places, Duration patience) {
    this.random = random;
    this.cost = cost;
    this.places = new Semaphore(places, true);
    this.patience = patience;
    this.nobodys = phc(cost, bytes(SALT_BYTES), bytes(HASH_BYTES));
  }

  /**
   * Hashes a password that the policy let pass.
   *
   * @throws BusyException if there is no place
   */
  String hash(String password) {
    String form = PasswordPolicy.form(password).orElseThrow();
    byte[] salt = bytes(SALT_BYTES);
    return phc(cost, salt, argon2(form, salt, cost, HASH_BYTES));
  }

  /**
   * Whether a password is the one of which this is the hash. It takes as long where there is no
   * hash, because there is no such user, as where there is one.
   *
   * @throws BusyException if there is no place
   */
  boolean matches(String password, @Nullable String stored) {
    Matcher parts = PHC.matcher(stored == null ? nobodys : stored);
    if (!parts.matches()) {
      throw new IllegalStateException(
          "a stored password hash is damaged. Make a new link for its user.");
    }
    byte[] salt = Base64.getDecoder().decode(parts.group(4));
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    String form = PasswordPolicy.form(password).orElse("");
    byte[] found = argon2(form, salt, cost(parts), expected.length);
    // No password is empty, so that what cannot be one is never right either.
    return MessageDigest.isEqual(expected, found) && stored != null && !form.isEmpty();
  }

  /** Whether a hash was made at another cost than the present one. */
  boolean isOutdated(String stored) {
    Matcher parts = PHC.matcher(stored);
    return !parts.matches() || !cost(parts).equals(cost);
  }

  private static Cost cost(Matcher parts) {
    return new Cost(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  private byte[] argon2(String password, byte[] salt, Cost cost, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.kibibytes())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    takePlace();
    try {
      generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    } finally {
      places.release();
    }
    return hash;
  }

  private void takePlace() {
    try {
      if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
  }

  private static BusyException busy() {
    return new BusyException(
        "Too many passwords are being checked just now. Try again in a few seconds.");
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String phc(Cost cost, byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.kibibytes(),
            cost.passes(),
            cost.lanes(),
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }
}
