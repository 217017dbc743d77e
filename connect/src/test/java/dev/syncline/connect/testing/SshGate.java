package dev.syncline.connect.testing;

import dev.syncline.connect.Ssh;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.jspecify.annotations.Nullable;

/** A server that speaks SSH and lets one account through to whatever it asks for. */
public final class SshGate implements AutoCloseable {
  /** The account. */
  public static final String USER = "sync";

  /** Its password, where it comes without a key. */
  public static final String PASSWORD = "gate-secret";

  private final Path folder;
  private final SshServer server;
  private volatile @Nullable PublicKey welcome;

  /** Opens a gate that keeps its files in a folder, and is known in {@code known_hosts} there. */
  public SshGate(Path folder) {
    this.folder = folder;
    this.server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(pair("ssh-ed25519", 256)));
    server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    server.setPasswordAuthenticator((user, given, session) -> given.equals(PASSWORD));
    server.setPublickeyAuthenticator(
        (user, key, session) -> user.equals(USER) && KeyUtils.compareKeys(key, welcome));
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    know(hostKey());
  }

  private PublicKey hostKey() {
    try {
      return server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair(String type, int bits) {
    try {
      return KeyUtils.generateKeyPair(type, bits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its fingerprint, as people compare it. */
  public String fingerprint() {
    return KeyUtils.getFingerPrint(hostKey());
  }

  /** The line by which it is known. */
  public String line() {
    return line(hostKey());
  }

  private String line(PublicKey key) {
    return "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key);
  }

  private void know(PublicKey key) {
    write(line(key) + "\n");
  }

  /** Nobody knows it any more. */
  public void forget() {
    write("# nobody\n");
  }

  /** It is known by another key. */
  public void mistake() {
    know(pair("ssh-ed25519", 256).getPublic());
  }

  private void write(String known) {
    try {
      Files.writeString(knownHosts(), known);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of known hosts. */
  public Path knownHosts() {
    return folder.resolve("known_hosts");
  }

  /**
   * A new private key in OpenSSH's form.
   *
   * @param password locks it; empty for none
   * @param welcomed whether the gate lets in who has it
   */
  public Path key(String type, int bits, String password, boolean welcomed) {
    KeyPair pair = pair(type, bits);
    OpenSSHKeyEncryptionContext lock = new OpenSSHKeyEncryptionContext();
    lock.setPassword(password);
    lock.setCipherType("256");
    Path file = folder.resolve("id_" + type + "_" + System.nanoTime());
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
          pair, "test", password.isEmpty() ? null : lock, out);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    if (welcomed) {
      welcome = pair.getPublic();
    }
    return file;
  }

  /** Through it with a password. */
  public Ssh byPassword() {
    return by(Optional.empty(), "", PASSWORD);
  }

  /** Through it with a key. */
  public Ssh byKey(Path key, String keyPassword) {
    return by(Optional.of(key), keyPassword, "");
  }

  private Ssh by(Optional<Path> key, String keyPassword, String password) {
    return new Ssh("127.0.0.1", server.getPort(), USER, key, keyPassword, password, knownHosts());
  }

  /** Breaks every tunnel that is open. */
  public void breakOff() {
    server.getActiveSessions().forEach(session -> session.close(true));
  }

  /** How many tunnels are open. */
  public long open() {
    return server.getActiveSessions().stream().filter(Session::isOpen).count();
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
