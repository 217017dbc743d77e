package dev.syncline.connect.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.Ssh;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.SshGate;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.model.ObjectSchema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases behind a real server that speaks SSH. */
class TunnelTest {
  private static final int ROWS = 200_000;

  @TempDir Path folder;
  private SshGate gate;

  @BeforeEach
  void open() {
    gate = new SshGate(folder);
  }

  @AfterEach
  void close() {
    gate.close();
  }

  private static TestDatabase database(String type) {
    return type.equals("mariadb") ? TestDatabases.mariadb() : TestDatabases.postgres();
  }

  private static ConnectionSpec spec(TestDatabase database, Ssh ssh) {
    String type = database.url().split(":")[1];
    return ConnectionSpec.of("crm", type, database.url(), database.user(), database.password())
        .with(new Privacy(Optional.empty(), Optional.of(ssh)));
  }

  private String refused(Ssh ssh, Kind kind) {
    ConnectionSpec spec = spec(TestDatabases.postgres(), ssh);
    ConnectorException e =
        catchThrowableOfType(ConnectorException.class, () -> Connections.open(spec).close());
    assertThat(e).as("it connected").isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
    assertThat(e.getMessage()).startsWith("crm: ").doesNotContain(SshGate.PASSWORD);
    return String.valueOf(e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql, ssh-ed25519, 256, ''",
    "mariadb, ssh-ed25519, 256, opens-it",
    "postgresql, ssh-rsa, 2048, opens-it",
    "mariadb, ecdsa-sha2-nistp256, 256, ''"
  })
  void aKeyOpensTheWay(String type, String kind, int bits, String password) throws Exception {
    TestDatabase database = database(type);
    database.run("CREATE TABLE person (id int PRIMARY KEY)", "INSERT INTO person VALUES (1), (2)");
    Ssh ssh = gate.byKey(gate.key(kind, bits, password, true), password);
    try (Connector connector = Connections.open(spec(database, ssh))) {
      assertThat(connector.count("person")).isEqualTo(2);
      assertThat(connector.encryption().orElseThrow().tunnel()).startsWith("sync@127.0.0.1:");
      assertThat(gate.open()).isPositive();
    }
    while (gate.open() > 0) { // it is closed with the connector
      Thread.onSpinWait();
    }
  }

  @Test
  void aHostThatNobodyKnowsIsNotSpokenTo() throws IOException {
    gate.forget();
    assertThat(refused(gate.byPassword(), Kind.UNTRUSTED))
        .contains(gate.fingerprint())
        .contains("add this line there: " + gate.line());
    Files.writeString(gate.knownHosts(), gate.line() + "\n", StandardOpenOption.APPEND);
    Connections.open(spec(TestDatabases.postgres(), gate.byPassword())).close();
  }

  @Test
  void aHostWhoseKeyChangedIsNotSpokenTo() {
    gate.mistake();
    assertThat(refused(gate.byPassword(), Kind.UNTRUSTED))
        .contains("shows another key than the one in " + gate.knownHosts())
        .contains(gate.fingerprint())
        .contains("Somebody may be between you and it");
  }

  @Test
  void aKeyThatTheGateDoesNotKnowIsRefused() {
    Path stranger = gate.key("ssh-ed25519", 256, "", false);
    assertThat(refused(gate.byKey(stranger, ""), Kind.LOGIN))
        .contains("did not let sync in by SSH")
        .contains("\"key\"");
  }

  @Test
  void aLockedKeyNeedsItsPassword() {
    Path locked = gate.key("ssh-ed25519", 256, "opens-it", true);
    assertThat(refused(gate.byKey(locked, "wrong-one"), Kind.LOGIN))
        .contains("key-password may not open it")
        .doesNotContain("wrong-one");
    assertThat(refused(gate.byKey(locked, ""), Kind.LOGIN)).contains("it may be locked");
  }

  @Test
  void aGateThatIsNotThereIsNamed() {
    Ssh ssh = gate.byPassword();
    gate.close();
    assertThat(refused(ssh, Kind.UNREACHABLE))
        .contains("the SSH server 127.0.0.1, port " + ssh.port() + ", cannot be reached");
  }

  @Test
  void aGateThatBreaksOffIsTriedLater() throws Exception {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> breakOff(door));
      Ssh known = gate.byPassword();
      Ssh ssh =
          new Ssh(
              known.host(),
              door.getLocalPort(),
              known.user(),
              known.key(),
              known.keyPassword(),
              known.password(),
              known.knownHosts());
      assertThat(refused(ssh, Kind.UNREACHABLE)).contains("try later");
    }
  }

  private static void breakOff(ServerSocket door) {
    while (!door.isClosed()) {
      try (Socket caller = door.accept()) {
        caller.getOutputStream().write("SSH-2.0-gate\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Test
  void theLogIsNotReadThroughIt() throws Exception {
    TestDatabase database = TestDatabases.postgres();
    database.run("CREATE TABLE person (id int PRIMARY KEY)");
    try (Connector connector =
        Connections.open(
            spec(database, gate.byPassword()), folder.resolve("log"), folder.resolve("sent"))) {
      assertThat(connector.log().orElseThrow().obstacle("person").orElseThrow())
          .contains("Capture it by triggers");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb"})
  void whoReadsWhileItBreaksIsToldAndTheNextGetsThrough(String type) throws Exception {
    TestDatabase database = database(type);
    database.run("CREATE TABLE person (id int PRIMARY KEY, name varchar(200))");
    database.run(
        type.equals("mariadb")
            ? "INSERT INTO person SELECT seq, REPEAT('x', 200) FROM seq_1_to_" + ROWS
            : "INSERT INTO person SELECT i, repeat('x', 200) FROM generate_series(1, "
                + ROWS
                + ") i");
    try (Connector connector = Connections.open(spec(database, gate.byPassword()))) {
      ObjectSchema person = connector.describe("person");
      assertThatThrownBy(
              () -> {
                try (Connector.RowStream rows =
                    connector.read(person.shape(List.of("id", "name")), Order.KEY)) {
                  rows.next();
                  gate.breakOff();
                  while (rows.next() != null) {
                    // on to where it breaks
                  }
                }
              })
          .isInstanceOfSatisfying(
              ConnectorException.class,
              e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNREACHABLE));
      assertThat(connector.count("person")).isEqualTo(ROWS);
    }
  }
}
