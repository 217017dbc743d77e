package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.walk.ChinookDatabase;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The same store twice, as the environments test and prod, and a shell to promote from. */
final class TwoStores implements AutoCloseable {
  final TestDatabase test;
  final TestDatabase prod;
  final Shell shell;

  private TwoStores(TestDatabase test, TestDatabase prod, Shell shell) {
    this.test = test;
    this.prod = prod;
    this.shell = shell;
  }

  /**
   * Chinook in PostgreSQL, as it comes; the test is skipped where its files are not.
   *
   * @param configuration what follows on the connections {@code test_db} and {@code prod_db}
   */
  static TwoStores chinook(Path folder, String configuration) throws Exception {
    Path data = ChinookDatabase.required();
    TestDatabase test = ChinookDatabase.POSTGRESQL.whole(data, folder);
    TestDatabase prod = ChinookDatabase.POSTGRESQL.whole(data, folder);
    Shell shell = new Shell(folder);
    shell.environment.put("TEST", test.password());
    shell.environment.put("PROD", prod.password());
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          test_db: { type: postgresql, url: "%s", user: "%s", password: "${TEST}" }
          prod_db: { type: postgresql, url: "%s", user: "%s", password: "${PROD}" }
        """
                .formatted(test.url(), test.user(), prod.url(), prod.user())
            + configuration);
    return new TwoStores(test, prod, shell);
  }

  /**
   * In {@code test.db} and {@code prod.db} of SQLite, and the shell in prod.
   *
   * @param tables statements, with semicolons between them
   * @param configuration the whole
   */
  static TwoStores sqlite(Path folder, String tables, String configuration) throws SQLException {
    TestDatabase test = TestDatabases.sqlite(folder.resolve("test.db"));
    TestDatabase prod = TestDatabases.sqlite(folder.resolve("prod.db"));
    test.run(tables.split(";"));
    prod.run(tables.split(";"));
    Shell shell = new Shell(folder);
    shell.environment.put("SYNCLINE_ENVIRONMENT", "prod");
    shell.file("syncline.yaml", configuration);
    return new TwoStores(test, prod, shell);
  }

  Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  /** Every row of every table of the live store in PostgreSQL, Syncline's own ones among them. */
  Map<String, List<String>> everything() throws SQLException {
    Map<String, List<String>> all = new TreeMap<>();
    for (String table :
        Shops.ask(
            prod,
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
      all.put(table, Shops.ask(prod, "SELECT t::text FROM " + table + " t ORDER BY 1"));
    }
    return all;
  }

  @Override
  public void close() throws SQLException {
    TestDatabases.drop(test);
    TestDatabases.drop(prod);
  }
}
