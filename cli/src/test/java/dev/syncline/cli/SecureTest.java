package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Ssh;
import dev.syncline.connect.testing.Certificates;
import dev.syncline.connect.testing.SshGate;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.connect.testing.TlsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is said to databases is kept from others, as the configuration asks. */
@SuppressWarnings("NullAway.Init") // the folder is filled before each test
class SecureTest {
  private static final String LOCK = "a-locked-up-key";

  @TempDir private Path folder;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    shell = new Shell(folder);
    TestDatabase shop = TestDatabases.sqlite(folder.resolve("shop.db"));
    shop.run(
        "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)",
        "INSERT INTO person VALUES (1, 'Ada')");
  }

  private void configure(String connection) {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
          crm:
        %s
        syncs:
          persons:
            id: 1
            source: shop
            target: crm
            tasks:
              - { name: persons, id: 1, source: person, target: person, match: id, same-ids: true,
                  fields: [ id, name ] }
        """
            .formatted(connection.indent(4).stripTrailing()));
  }

  private Shell.Said calls(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    assertThat(said.toString()).doesNotContain(TlsServer.PASSWORD, LOCK, SshGate.PASSWORD);
    return said;
  }

  @Test
  void checkSaysThatTheServerProvedWhoItIs() throws Exception {
    Certificates certificates = Certificates.in(folder);
    try (TlsServer server = TlsServer.postgres(folder, certificates)) {
      String url = server.url("localhost");
      try (Connection connection =
              DriverManager.getConnection(url.replace("localhost", "127.0.0.1"), "postgres", "");
          Statement statement = connection.createStatement()) {
        statement.execute("GRANT CREATE ON DATABASE postgres TO " + TlsServer.USER);
        statement.execute("GRANT ALL ON SCHEMA public TO " + TlsServer.USER);
        statement.execute("CREATE TABLE person (id int PRIMARY KEY, name text)");
        statement.execute("ALTER TABLE person OWNER TO " + TlsServer.USER);
      }
      shell.environment.put("CRM", TlsServer.PASSWORD);
      String crm =
          "type: postgresql\nurl: %s\nuser: %s\npassword: \"${CRM}\"\ntls: { ca: %%s }"
              .formatted(url, TlsServer.USER);
      configure(crm.formatted("ca.pem"));
      Shell.Said said = calls(0, "check");
      assertThat(said.out()).contains("encrypted by TLSv1.").contains("it proved to be localhost");
      JsonNode connection = calls(0, "check", "--output", "json").json().get("connections").get(0);
      assertThat(connection.get("name").asString()).isEqualTo("crm");
      assertThat(connection.get("encrypted").asBoolean()).isTrue();
      assertThat(connection.get("mode").asString()).isEqualTo("verify-full");
      calls(0, "run");
      configure(crm.formatted("other.pem"));
      assertThat(calls(1, "check").toString().replaceAll("\\s+", " "))
          .contains("crm: no safe connection with")
          .contains("Name the file of the CA that signed it");
      assertThat(calls(1, "run", "--output", "json").toString()).contains("untrusted");
    }
  }

  @Test
  void aRunGoesThroughATunnel() throws Exception {
    TestDatabase crm = TestDatabases.mariadb();
    crm.run("CREATE TABLE person (id INT PRIMARY KEY, name VARCHAR(40))");
    try (SshGate gate = new SshGate(folder)) {
      Path key = gate.key("ssh-ed25519", 256, LOCK, true);
      Files.writeString(folder.resolve("lock.txt"), LOCK + "\n");
      Ssh way = gate.byKey(key, LOCK);
      shell.environment.put("CRM", crm.password());
      configure(
          """
          type: mariadb
          url: %s
          user: %s
          password: "${CRM}"
          ssh:
            host: %s
            port: %d
            user: %s
            key: %s
            key-password-file: lock.txt
            known-hosts: known_hosts
          """
              .formatted(crm.url(), crm.user(), way.host(), way.port(), way.user(), key));
      assertThat(calls(0, "check").out()).contains("through SSH by sync@127.0.0.1");
      calls(0, "run");
      assertThat(Shops.ask(crm, "SELECT name FROM person")).containsExactly("Ada");
      calls(0, "verify");
      gate.mistake();
      assertThat(calls(1, "run").toString())
          .contains("shows another key than the one in")
          .contains(gate.fingerprint());
      gate.forget();
      assertThat(calls(1, "run").toString().replaceAll("\\s+", " "))
          .contains("add this line there: " + gate.line());
    }
  }
}
