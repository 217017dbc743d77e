package dev.syncline.connect.testing;

import dev.syncline.connect.testing.Certificates.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;

/** A MariaDB that encrypts; it stops with the JVM. */
final class TlsMariaDb implements TlsServer {
  private final Path folder;
  private final Certificates certificates;
  private final MariaDbServer server;

  TlsMariaDb(Path folder, Certificates certificates) {
    this.folder = folder;
    this.certificates = certificates;
    copy(Identity.SERVER);
    this.server =
        MariaDbServer.start(
            "--ssl-cert=" + folder.resolve("maria.pem"),
            "--ssl-key=" + folder.resolve("maria.key"),
            "--ssl-ca=" + certificates.ca());
    run(
        "CREATE DATABASE shop",
        "CREATE USER " + USER + "@'%' IDENTIFIED BY '" + PASSWORD + "'",
        "GRANT ALL PRIVILEGES ON shop.* TO " + USER + "@'%'",
        "CREATE USER " + GUARDED + "@'%' IDENTIFIED BY '" + PASSWORD + "' REQUIRE X509",
        "GRANT ALL PRIVILEGES ON shop.* TO " + GUARDED + "@'%'");
  }

  private void copy(Identity identity) {
    try {
      Files.copy(
          certificates.certificate(identity),
          folder.resolve("maria.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          certificates.key(identity),
          folder.resolve("maria.key"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String url(String host) {
    return server.url("shop").replace("127.0.0.1", host);
  }

  @Override
  public void shows(Identity identity) {
    copy(identity);
    run("FLUSH SSL");
  }

  private void run(String... sql) {
    try {
      server.system().run(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {}
}
