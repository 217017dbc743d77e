package dev.syncline.connect.testing;

import dev.syncline.connect.testing.Certificates.Identity;
import java.nio.file.Path;

/** A database server that encrypts, of its own for a test. */
public interface TlsServer extends AutoCloseable {
  /** An account that is asked for a password only. */
  String USER = "plain";

  /** An account that is let in only with a certificate of the CA. */
  String GUARDED = "guarded";

  /** The password of both. */
  String PASSWORD = "very-secret-password";

  /** The database by a host's name. */
  String url(String host);

  /** Shows another certificate from now on. */
  void shows(Identity identity);

  @Override
  void close();

  /** A PostgreSQL. */
  static TlsServer postgres(Path folder, Certificates certificates) {
    return new TlsPostgres(folder, certificates);
  }

  /** A MariaDB. */
  static TlsServer mariaDb(Path folder, Certificates certificates) {
    return new TlsMariaDb(folder, certificates);
  }
}
