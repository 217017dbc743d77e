package dev.syncline.server.account;

import dev.syncline.server.store.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that the operator holds, for secrets at rest: 32 bytes, written as base64. It comes from
 * the variable {@code SYNCLINE_KEY}, or from the file that {@code SYNCLINE_KEY_FILE} names.
 */
public final class VaultKey {
  /** The variable that holds a key. */
  public static final String VARIABLE = "SYNCLINE_KEY";

  /** The variable that names a file that holds a key. */
  public static final String FILE_VARIABLE = "SYNCLINE_KEY_FILE";

  private static final int BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final int LONGEST_FILE = 4096;
  private static final String HOW_TO_MAKE = "Make one with: openssl rand -base64 32";
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final SecretKey key;
  private final String id;

  private VaultKey(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, "AES");
    var digest = Sha256.digest();
    digest.update("id of key ".getBytes(StandardCharsets.UTF_8));
    this.id = HexFormat.of().formatHex(Arrays.copyOf(digest.digest(bytes), ID_BYTES));
  }

  /**
   * The key that the environment gives, or none.
   *
   * @param environment the variables of the process
   * @throws AccountException if what it gives is no key, or it gives two
   */
  public static Optional<VaultKey> of(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "");
    String file = environment.getOrDefault(FILE_VARIABLE, "");
    if (!text.isEmpty() && !file.isEmpty()) {
      throw new AccountException(
          "Both %s and %s are set, and only one can count. Unset one of them."
              .formatted(VARIABLE, FILE_VARIABLE));
    }
    if (!text.isEmpty()) {
      return Optional.of(parse("variable " + VARIABLE, text));
    }
    return file.isEmpty() ? Optional.empty() : Optional.of(inFile(Path.of(file)));
  }

  /**
   * The key in a file, which only its owner may read.
   *
   * @throws AccountException if it cannot be read, others may read it, or it holds no key
   */
  public static VaultKey inFile(Path file) {
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        throw new AccountException(
            "Key file %s can be read or written by other users. Run: chmod 600 %s"
                .formatted(file, file));
      }
      if (Files.size(file) > LONGEST_FILE) {
        throw noKey("file " + file);
      }
      return parse("file " + file, Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new AccountException(
          "Key file %s cannot be read (%s). Check the path in %s, and that this user may read it."
              .formatted(file, e.getClass().getSimpleName(), FILE_VARIABLE));
    }
  }

  private static VaultKey parse(String where, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw noKey(where);
    }
    if (bytes.length != BYTES) {
      throw noKey(where);
    }
    return new VaultKey(bytes);
  }

  private static AccountException noKey(String where) {
    return new AccountException(
        "The %s holds no key: a key is %d bytes as base64. %s"
            .formatted(where, BYTES, HOW_TO_MAKE));
  }

  /** What tells this key from others, and tells nothing of it. */
  public String id() {
    return id;
  }

  SecretKey key() {
    return key;
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
