package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.project.CommandError;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Secret;
import dev.syncline.server.store.ServerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server keeps is copied, put back, and encrypted anew with the rest. */
class ServerBackupTest {
  @TempDir Path folder;

  private Path key(String name, int fill) throws IOException {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    Path file = folder.resolve(name);
    Files.writeString(file, Base64.getEncoder().encodeToString(bytes));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Serving serving(Path key) {
    return new Serving(folder, Map.of("SYNCLINE_KEY_FILE", key.toString()));
  }

  @Test
  void usersAndSecretsComeBackWithTheState() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    Path key = key("one.key", 1);
    String token;
    try (Serving serving = serving(key)) {
      token = serving.token(Role.OPERATOR, Names.ALL);
      serving.accounts.vault().put(Actor.COMMAND_LINE, "crm", new Secret("s3cret"));
      assertThat(shops.shell.call("backup", "monday.db").exit()).isZero();
    }
    assertThat(folder.resolve("monday.db.server")).isRegularFile();
    assertThat(shops.shell.call("restore", "monday.db").err()).contains("is there already");

    for (String file : new String[] {"state.db", "state.db-wal", "state.db-shm"}) {
      Files.deleteIfExists(folder.resolve(".syncline").resolve(file));
    }
    assertThat(shops.shell.call("restore", "monday.db").err()).contains("server.db", "already");
    assertThat(folder.resolve(".syncline/state.db")).doesNotExist();

    for (String file : new String[] {"server.db", "server.db-wal", "server.db-shm"}) {
      Files.deleteIfExists(folder.resolve(".syncline").resolve(file));
    }
    assertThat(shops.shell.call("restore", "monday.db").exit()).isZero();
    try (Serving serving = serving(key)) {
      assertThat(serving.accounts.tokens().use(token)).isPresent();
      assertThat(serving.accounts.vault().find("crm").orElseThrow().text()).isEqualTo("s3cret");
    }
  }

  @Test
  void aRestoreThatCannotBeDoneWholeIsNotBegunAndCanBeRepeated() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    Path key = key("one.key", 1);
    String token;
    try (Serving serving = serving(key)) {
      token = serving.token(Role.OPERATOR, Names.ALL);
      assertThat(shops.shell.call("backup", "monday.db").exit()).isZero();
    }
    Path kept = folder.resolve(".syncline");
    for (String store : new String[] {"state.db", "server.db"}) {
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        Files.deleteIfExists(kept.resolve(store + suffix));
      }
    }
    Path server = folder.resolve("monday.db.server");
    byte[] whole = Files.readAllBytes(server);
    Files.write(server, Arrays.copyOf(whole, whole.length / 2));
    assertThat(shops.shell.call("restore", "monday.db").err()).contains("monday.db.server");
    assertThat(kept.resolve("state.db")).doesNotExist();
    assertThat(kept.resolve("server.db")).doesNotExist();

    Files.write(server, whole);
    ServerStore.inFile(kept.resolve("server.db")).close(); // as one that failed may have left it
    Shell.Said said = shops.shell.call("restore", "monday.db");
    assertThat(said.exit()).as("%s", said).isZero();
    try (Serving serving = serving(key)) {
      assertThat(serving.accounts.tokens().use(token)).isPresent();
    }
  }

  @Test
  void theKeyIsChangedAndAWrongOneIsSaidAtTheStart() throws Exception {
    Shops shops = new Shops(folder);
    Path one = key("one.key", 1);
    Path two = key("two.key", 2);
    try (Serving serving = serving(one)) {
      serving.accounts.vault().put(Actor.COMMAND_LINE, "crm", new Secret("s3cret"));
    }
    assertThatThrownBy(() -> serving(two))
        .isInstanceOf(CommandError.class)
        .hasMessageContaining("crm");
    shops.shell.environment.put("SYNCLINE_KEY_FILE", one.toString());
    shops.shell.answering("from the service");
    assertThat(shops.shell.call("serve", "secret", "webhook fivetran").exit()).isZero();
    assertThat(shops.shell.call("serve", "key", two.toString()).out()).contains("2 secrets");
    try (Serving serving = serving(two)) {
      assertThat(serving.accounts.vault().find("crm").orElseThrow().text()).isEqualTo("s3cret");
      assertThat(serving.accounts.vault().find("webhook fivetran").orElseThrow().text())
          .isEqualTo("from the service");
    }
    assertThat(shops.shell.call("serve", "secret", "--remove", "crm").exit()).isZero();
    assertThat(shops.shell.call("serve", "secret", "--remove", "crm").exit()).isEqualTo(2);
    assertThatThrownBy(() -> serving(one)).isInstanceOf(CommandError.class);
  }
}
