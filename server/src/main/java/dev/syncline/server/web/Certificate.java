package dev.syncline.server.web;

import dev.syncline.connect.secure.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate by which browsers know that they speak to this server, with its key: two PEM
 * files. They are read again when they are renewed, so that nobody has to start the server anew.
 */
public final class Certificate {
  private static final Logger LOG = Logger.getLogger(Certificate.class.getName());
  private static final String PROTOCOLS = "TLSv1.3 TLSv1.2";

  private final Path chain;
  private final Path key;
  private final SslContextFactory.Server tls = new SslContextFactory.Server();
  private byte[] read;

  /**
   * @param chain the file of the certificate, its own first and those that signed it after it
   * @param key the file of its private key, which no password locks
   * @throws Unusable if they cannot be read, or do not belong together
   */
  public Certificate(Path chain, Path key) throws Unusable {
    this.chain = chain;
    this.key = key;
    this.read = bytes();
    tls.setIncludeProtocols(PROTOCOLS.split(" "));
    tls.setRenegotiationAllowed(false);
    use(tls);
  }

  /** The certificate or its key cannot be used. The message says which, why and what to do. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private Unusable(Path file, String why, Exception cause) {
      super("%s cannot be used for TLS: %s".formatted(file, why), cause);
    }

    private Unusable(Path file, String why) {
      super("%s cannot be used for TLS: %s".formatted(file, why));
    }
  }

  SslContextFactory.Server tls() {
    return tls;
  }

  /**
   * Takes the files anew if they changed; connections that are open keep the former ones. Where the
   * new ones cannot be used the former stay, and the log says why.
   *
   * @return whether new ones are in use
   */
  public synchronized boolean renew() {
    try {
      byte[] now = bytes();
      if (Arrays.equals(now, read)) {
        return false;
      }
      KeyStore keys = keys(now);
      tls.reload(
          context -> {
            context.setKeyStore(keys);
            context.setKeyStorePassword("");
          });
      read = now;
      LOG.info(() -> chain + " was renewed, and is in use from now on.");
      return true;
    } catch (Exception e) {
      LOG.log(Level.WARNING, "{0}. The former one stays in use.", e.getMessage());
      return false;
    }
  }

  private byte[] bytes() throws Unusable {
    return (text(chain) + "\0" + text(key)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(Path file) throws Unusable {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new Unusable(
          file, "it cannot be read (" + e.getClass().getSimpleName() + "). Check its rights", e);
    }
  }

  private void use(SslContextFactory.Server server) throws Unusable {
    server.setKeyStore(keys(read));
    server.setKeyStorePassword("");
  }

  private KeyStore keys(byte[] files) throws Unusable {
    if (new String(files, StandardCharsets.ISO_8859_1).contains("BEGIN ENCRYPTED")) {
      throw new Unusable(
          key, "it is locked by a password. Write it without: openssl pkey -in KEY -out FILE");
    }
    try {
      List<X509Certificate> certificates = Pem.certificates(chain);
      PrivateKey secret = secret();
      requirePair(certificates.getFirst(), secret);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, new char[0]);
      keys.setKeyEntry(
          "server",
          secret,
          new char[0],
          certificates.toArray(java.security.cert.Certificate[]::new));
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw new Unusable(chain, String.valueOf(e.getMessage()), e);
    }
  }

  private PrivateKey secret() throws Unusable {
    try {
      return Pem.key(key, "");
    } catch (IOException | GeneralSecurityException e) {
      throw new Unusable(key, String.valueOf(e.getMessage()), e);
    }
  }

  /** What one of them signs the other one has to confirm. */
  private void requirePair(X509Certificate certificate, PrivateKey secret)
      throws Unusable, GeneralSecurityException {
    KeyPair pair = new KeyPair(certificate.getPublicKey(), secret);
    if (!confirms(pair.getPublic(), pair.getPrivate())) {
      throw new Unusable(key, "it is not the key of the certificate in " + chain);
    }
    if (certificate.getNotAfter().before(new Date())) {
      LOG.log(
          Level.WARNING,
          "{0} ended on {1}: browsers refuse it. Renew it.",
          new Object[] {chain, certificate.getNotAfter().toInstant()});
    }
  }

  private static boolean confirms(PublicKey open, PrivateKey secret)
      throws GeneralSecurityException {
    if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] challenge = new byte[32];
    new SecureRandom().nextBytes(challenge);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(secret);
    signature.update(challenge);
    byte[] signed = signature.sign();
    signature.initVerify(open);
    signature.update(challenge);
    return signature.verify(signed);
  }
}
