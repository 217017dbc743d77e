package dev.syncline.connect.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.Tls;
import dev.syncline.connect.Tls.Mode;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Certificates;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.connect.testing.TlsContract;
import dev.syncline.connect.testing.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

  @Test
  void oneThatStopsInTheMiddleOfItsHandshakeIsTriedLater() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> breakOff(door));
      String url = "jdbc:postgresql://localhost:" + door.getLocalPort() + "/crm";
      ConnectionSpec spec =
          ConnectionSpec.of("crm", "postgresql", url, TlsServer.USER, TlsServer.PASSWORD)
              .with(new Privacy(Optional.of(Tls.of(Mode.REQUIRE)), Optional.empty()));
      assertThatThrownBy(() -> Connections.open(spec))
          .isInstanceOfSatisfying(
              ConnectorException.class,
              e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNREACHABLE));
    }
  }

  /** Agrees to encrypt, and is gone. */
  private static void breakOff(ServerSocket door) {
    while (!door.isClosed()) {
      try (Socket caller = door.accept()) {
        caller.getInputStream().readNBytes(8); // the question whether it encrypts
        caller.getOutputStream().write('S');
        caller.getInputStream().read();
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Override
  protected Map<String, String> inDriversWords(Path ca) {
    return Map.of("sslmode", "verify-full", "sslrootcert", ca.toString());
  }
}
