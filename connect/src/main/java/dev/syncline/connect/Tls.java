package dev.syncline.connect;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How what is said to a system is encrypted, and how both prove who they are.
 *
 * @param mode what is asked of the system
 * @param ca a PEM file of the certificates that sign the system's; without one, those that Java
 *     trusts
 * @param certificate a PEM file of our own certificate and those that signed it, or a PKCS #12 file
 *     with the key in it
 * @param key a PEM file of the key of our certificate; none where it is in the same file
 * @param keyPassword opens the key; empty where it is not locked
 */
public record Tls(
    Mode mode,
    Optional<Path> ca,
    Optional<Path> certificate,
    Optional<Path> key,
    String keyPassword) {

  /** What is asked of a system. */
  public enum Mode {
    /** Nothing is encrypted. */
    OFF,
    /** Encrypted where the system offers it; nobody proves anything. */
    PREFER,
    /** Encrypted, with whoever answers. */
    REQUIRE,
    /** Encrypted; its certificate has to be signed by one that is trusted. */
    VERIFY_CA,
    /** The same, and its certificate has to be for the host's name in the URL. */
    VERIFY_FULL;

    /** Whether the system has to prove who it is. */
    public boolean verifies() {
      return this == VERIFY_CA || this == VERIFY_FULL;
    }

    /** The word for it in a configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A mode, with nothing of our own. */
  public static Tls of(Mode mode) {
    return new Tls(mode, Optional.empty(), Optional.empty(), Optional.empty(), "");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "tls " + mode.word();
  }
}
