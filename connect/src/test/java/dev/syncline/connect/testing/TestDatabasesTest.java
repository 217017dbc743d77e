package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers behind the other tests are what those tests take them for. */
class TestDatabasesTest {

  @Test
  void postgresIsUtf8AndDoesNotFlush() throws SQLException {
    TestDatabase database = TestDatabases.postgres();
    roundTrip(database);
    assertThat(ask(database, "SHOW fsync")).isEqualTo("off");
    assertThat(ask(database, "SHOW server_encoding")).isEqualTo("UTF8");
    assertThat(ask(database, "SELECT lower('ÉÖ')")).isEqualTo("éö");
  }

  @Test
  void mariadbIsUtf8AndStrict() throws SQLException {
    TestDatabase database = TestDatabases.mariadb();
    roundTrip(database);
    assertThat(ask(database, "SELECT @@character_set_database")).isEqualTo("utf8mb4");
    assertThat(ask(database, "SELECT @@sql_mode")).contains("STRICT_TRANS_TABLES");
  }

  @Test
  void sqliteLivesInItsFile(@TempDir Path directory) throws SQLException {
    TestDatabase database = TestDatabases.sqlite(directory.resolve("a.db"));
    roundTrip(database);
    assertThat(directory.resolve("a.db")).exists();
  }

  @Test
  void eachCallIsADatabaseOfItsOwn() {
    assertThat(TestDatabases.postgres().url()).isNotEqualTo(TestDatabases.postgres().url());
    assertThat(TestDatabases.mariadb().url()).isNotEqualTo(TestDatabases.mariadb().url());
  }

  @Test
  void wrongPasswordsAreRefused() {
    for (TestDatabase database : new TestDatabase[] {postgres(), mariadb()}) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(database.url(), database.user(), "wrong").close())
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void ownersCannotTouchOtherThings() throws SQLException {
    for (TestDatabase database : new TestDatabase[] {postgres(), mariadb()}) {
      assertThatThrownBy(() -> database.run("CREATE DATABASE elsewhere"))
          .isInstanceOf(SQLException.class);
      database.asAdmin().run("CREATE DATABASE elsewhere", "DROP DATABASE elsewhere");
    }
  }

  private static TestDatabase postgres() {
    return TestDatabases.postgres();
  }

  private static TestDatabase mariadb() {
    return TestDatabases.mariadb();
  }

  private static void roundTrip(TestDatabase database) throws SQLException {
    database.run("CREATE TABLE t (v varchar(20))", "INSERT INTO t VALUES ('é 😀')");
    assertThat(ask(database, "SELECT v FROM t")).isEqualTo("é 😀");
  }

  private static String ask(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
