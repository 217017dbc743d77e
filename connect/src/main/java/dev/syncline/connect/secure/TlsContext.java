package dev.syncline.connect.secure;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** What Java needs to speak TLS as a connection asks for it. */
final class TlsContext {
  private final String connection;
  private final Tls tls;

  private TlsContext(String connection, Tls tls) {
    this.connection = connection;
    this.tls = tls;
  }

  /**
   * Reads the files.
   *
   * @param connection the connection's name, for messages
   * @throws ConnectorException UNTRUSTED, naming the file that is of no use
   */
  static SSLContext of(String connection, Tls tls) {
    return new TlsContext(connection, tls).made();
  }

  private SSLContext made() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), new TrustManager[] {trust()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new ConnectorException(
          Kind.UNTRUSTED,
          connection + ": its certificates cannot be used (" + e.getMessage() + "). Check \"tls\".",
          e);
    }
  }

  private Trust trust() throws GeneralSecurityException {
    if (!tls.mode().verifies()) {
      return new Trust(tls.mode(), null);
    }
    KeyStore trusted = null;
    Optional<Path> ca = tls.ca();
    if (ca.isPresent()) {
      trusted = empty();
      for (X509Certificate certificate : read(ca.get(), "ca", Pem::certificates)) {
        trusted.setCertificateEntry(UUID.randomUUID().toString(), certificate);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return new Trust(tls.mode(), (X509ExtendedTrustManager) factory.getTrustManagers()[0]);
  }

  private KeyManager @Nullable [] keys() throws GeneralSecurityException {
    Optional<Path> certificate = tls.certificate();
    if (certificate.isEmpty()) {
      return null;
    }
    char[] password = tls.keyPassword().toCharArray();
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(
        isStore(certificate.get())
            ? read(certificate.get(), "certificate", this::store)
            : pair(certificate.get(), tls.key().orElse(certificate.get()), password),
        password);
    return factory.getKeyManagers();
  }

  private static boolean isStore(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".p12") || name.endsWith(".pfx");
  }

  private KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, tls.keyPassword().toCharArray());
    }
    return store;
  }

  private KeyStore pair(Path certificate, Path key, char[] password)
      throws GeneralSecurityException {
    List<X509Certificate> chain = read(certificate, "certificate", Pem::certificates);
    KeyStore pair = empty();
    pair.setKeyEntry(
        "own",
        read(key, "key", file -> Pem.key(file, tls.keyPassword())),
        password,
        chain.toArray(X509Certificate[]::new));
    return pair;
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return store;
  }

  /** Makes something of a file. */
  private interface Reading<T> {
    T read(Path file) throws IOException, GeneralSecurityException;
  }

  private <T> T read(Path file, String key, Reading<T> reading) {
    try {
      return reading.read(file);
    } catch (NoSuchFileException e) {
      throw unusable(file, key, "it is not there", e);
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, key, String.valueOf(e.getMessage()), e);
    }
  }

  private ConnectorException unusable(Path file, String key, String why, Exception e) {
    return new ConnectorException(
        Kind.UNTRUSTED,
        connection
            + ": "
            + file
            + " cannot be used ("
            + why
            + "). Check \""
            + key
            + "\" in \"tls\" of the connection.",
        e);
  }
}
