package dev.syncline.connect.secure;

import dev.syncline.connect.testing.Certificates;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.connect.testing.TlsContract;
import dev.syncline.connect.testing.TlsServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that encrypts. */
class PostgresTlsTest extends TlsContract {
  @TempDir static Path folder;
  private static Certificates certificates;
  private static TlsServer server;

  @BeforeAll
  static void start() {
    certificates = Certificates.in(folder);
    server = TlsServer.postgres(folder, certificates);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected String type() {
    return "postgresql";
  }

  @Override
  protected TlsServer server() {
    return server;
  }

  @Override
  protected TestDatabase plain() {
    return TestDatabases.postgres();
  }

  @Override
  protected Certificates certificates() {
    return certificates;
  }

  @Override
  protected Map<String, String> inDriversWords(Path ca) {
    return Map.of("sslmode", "verify-full", "sslrootcert", ca.toString());
  }
}
