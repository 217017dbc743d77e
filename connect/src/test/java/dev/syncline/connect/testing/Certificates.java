package dev.syncline.connect.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates for tests, made by the JDK's keytool: of a CA, and of one that nobody trusts. */
public final class Certificates {
  private static final String PASSWORD = "test-only";

  /** Whose certificate it is. */
  public enum Identity {
    /** The server's, as it should be, for localhost. */
    SERVER,
    /** The server's, for a host of another name. */
    ELSEWHERE,
    /** The server's, until yesterday. */
    EXPIRED,
    /** The server's, signed by another CA. */
    STRANGER,
    /** That of whoever connects. */
    CLIENT,
    /** That of whoever connects, signed by another CA. */
    INTRUDER
  }

  private final Path folder;
  private final KeyStore keys;

  private Certificates(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    Path store = folder.resolve("keys.p12");
    for (String ca : List.of("ca", "other")) {
      keytool(store, "-genkeypair", "-alias", ca, "-dname", "CN=" + ca, "-ext", "bc:c");
    }
    make(store, Identity.SERVER, "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
    make(store, Identity.ELSEWHERE, "ca", "-ext", "san=dns:db.example.org");
    make(store, Identity.EXPIRED, "ca", "-ext", "san=dns:localhost", "-startdate", "-5d");
    make(store, Identity.STRANGER, "other", "-ext", "san=dns:localhost");
    make(store, Identity.CLIENT, "ca");
    make(store, Identity.INTRUDER, "other");
    keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    write("ca.pem", pem("CERTIFICATE", keys.getCertificate("ca").getEncoded()));
    write("other.pem", pem("CERTIFICATE", keys.getCertificate("other").getEncoded()));
    for (Identity identity : Identity.values()) {
      StringBuilder chain = new StringBuilder();
      for (Certificate certificate : keys.getCertificateChain(identity.name())) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      write(identity + ".pem", chain.toString());
      write(
          identity + ".key",
          pem("PRIVATE KEY", keys.getKey(identity.name(), PASSWORD.toCharArray()).getEncoded()));
    }
  }

  /** Makes all of them in a folder. */
  public static Certificates in(Path folder) {
    try {
      return new Certificates(folder);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificates for tests", e);
    }
  }

  private static void make(Path store, Identity identity, String signer, String... further)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", identity.name(), "-dname", "CN=" + identity));
    arguments.addAll(List.of("-signer", signer));
    arguments.addAll(List.of(further));
    keytool(store, arguments.toArray(String[]::new));
  }

  private static void keytool(Path store, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "4"));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** A block of a PEM file. */
  public static String pem(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The CA that signs all but strangers and intruders. */
  public Path ca() {
    return folder.resolve("ca.pem");
  }

  /** The CA of strangers and intruders. */
  public Path other() {
    return folder.resolve("other.pem");
  }

  /** An identity's certificate, with those that signed it. */
  public Path certificate(Identity identity) {
    return folder.resolve(identity + ".pem");
  }

  /** An identity's key. */
  public Path key(Identity identity) {
    return folder.resolve(identity + ".key");
  }

  /** All of them, with their keys. */
  public KeyStore keys() {
    return keys;
  }

  /** What opens the keys. */
  public char[] password() {
    return PASSWORD.toCharArray();
  }
}
