package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;

/** A database of PostgreSQL, {@code crm}, and one of MariaDB, {@code shop}, for a shell to join. */
final class Servers {
  final TestDatabase crm = TestDatabases.postgres();
  final TestDatabase shop = TestDatabases.mariadb();
  final Shell shell;

  Servers(Path folder) {
    shell = new Shell(folder);
    shell.environment.put("CRM", crm.password());
    shell.environment.put("SHOP", shop.password());
  }

  /** Configures syncs of both, which are written as they stand in the file. */
  void configure(String syncs) {
    configure("syncline.yaml", syncs);
  }

  /** The same in another file. */
  void configure(String file, String syncs) {
    String head =
        """
        version: 1
        connections:
          crm: { type: postgresql, url: "%s", user: "%s", password: "${CRM}" }
          shop: { type: mariadb, url: "%s", user: "%s", password: "${SHOP}" }
        syncs:
        """
            .formatted(crm.url(), crm.user(), shop.url(), shop.user());
    shell.file(file, head + syncs);
  }

  /** Runs a command that is to end with an exit code. */
  Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }
}
