package dev.syncline.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.engine.store.StoreException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special to a file, and to a schema of PostgreSQL. */
class PlacesTest {
  @TempDir Path folder;

  @Test
  void onlyTheOwnerMayReadTheFiles() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    try (ServerStore store = ServerStore.inFile(folder.resolve("new/server.db"));
        Stream<Path> files = Files.list(folder.resolve("new"))) {
      store.change("write", sql -> sql.update("UPDATE server_store SET version = version"));
      List<Path> all = files.toList();
      assertThat(all).hasSizeGreaterThan(1);
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsSaidToBeDamaged() throws IOException {
    Path file = Files.writeString(folder.resolve("server.db"), "no database at all".repeat(300));
    assertThatThrownBy(() -> ServerStore.inFile(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("restore the latest backup");
    assertThat(file).hasContent("no database at all".repeat(300));
  }

  @Test
  void anothersDatabaseIsLeftAlone() throws SQLException {
    Path file = folder.resolve("server.db");
    TestDatabases.sqlite(file).run("CREATE TABLE customers (id INTEGER)");
    assertThatThrownBy(() -> ServerStore.inFile(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds something else");
  }

  @Test
  void aFolderInPlaceOfTheFileIsAnError() throws IOException {
    Path file = Files.createDirectory(folder.resolve("server.db"));
    assertThatThrownBy(() -> ServerStore.inFile(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown() {
    TestDatabase database = TestStore.database();
    assertThatThrownBy(() -> ServerStore.inPostgres(database.url(), database.user(), "hunter2!"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("refuses user " + database.user())
        .hasMessageNotContaining("hunter2!");
  }

  @Test
  void aPasswordInTheAddressIsNotShown() {
    TestDatabase database = TestStore.database();
    String url = database.url().replaceFirst("/[^/]*$", "/nowhere?password=" + database.password());
    assertThatThrownBy(() -> ServerStore.inPostgres(url, database.user(), ""))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("/nowhere")
        .hasMessageContaining("no such database")
        .hasMessageNotContaining(database.password());
  }

  @Test
  void aSchemaThatTheUserMayNotMakeIsAnError() throws SQLException {
    TestDatabase database = TestDatabases.postgres();
    database.asAdmin().run("CREATE ROLE guest LOGIN PASSWORD 'guest-secret'");
    assertThatThrownBy(() -> ServerStore.inPostgres(database.url(), "guest", "guest-secret"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Grant it CREATE");
  }
}
