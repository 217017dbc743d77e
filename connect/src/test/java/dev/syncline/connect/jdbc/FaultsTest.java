package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.Wire;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can go wrong with a database, and what is said of it. */
class FaultsTest {
  @TempDir Path directory;
  @RegisterExtension final Databases databases = new Databases();

  private static Consumer<ConnectorException> kind(Kind kind) {
    return e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
  }

  private static ConnectionSpec patient(
      Brand brand, TestDatabase database, String url, int lockSeconds) {
    return ConnectionSpec.of("crm", brand.type(), url, database.user(), database.password())
        .within(new Bounds(4, Duration.ofSeconds(lockSeconds), Duration.ofMinutes(1), 1 << 20));
  }

  // Connecting

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void aWrongPasswordIsNotPrinted(Brand brand) {
    TestDatabase database = databases.create(brand);
    ConnectionSpec spec =
        ConnectionSpec.of("crm", brand.type(), database.url(), database.user(), "hunter2-wrong");
    assertThatThrownBy(() -> Connections.open(spec))
        .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.LOGIN))
        .hasMessageContaining("crm")
        .hasMessageContaining("user")
        .hasStackTraceContaining("crm")
        .satisfies(e -> assertThat(trace(e)).doesNotContain("hunter2"));
    ConnectionSpec inUrl =
        ConnectionSpec.of(
            "crm", brand.type(), database.url() + "?user=app&password=hunter2-wrong", "", "");
    assertThatThrownBy(() -> Connections.open(inUrl))
        .isInstanceOf(ConnectorException.class)
        .satisfies(e -> assertThat(trace(e)).doesNotContain("hunter2"));
    assertThat(inUrl.toString()).doesNotContain("hunter2").contains("***");
    for (String account : List.of("app:hunter2@", "app:hunter2/word@", "app:hunter%32@")) {
      ConnectionSpec before =
          ConnectionSpec.of(
              "crm", brand.type(), database.url().replace("://", "://" + account), "", "");
      assertThatThrownBy(() -> Connections.open(before))
          .isInstanceOf(ConnectorException.class)
          .satisfies(e -> assertThat(trace(e)).doesNotContain("hunter"));
      assertThat(before.toString()).doesNotContain("hunter").contains("***");
    }
  }

  private static String trace(Throwable e) {
    java.io.StringWriter text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void anUnreachableServerAndAMissingDatabaseAreTold(Brand brand) {
    TestDatabase database = databases.create(brand);
    String nowhere = database.url().replaceAll(":\\d+/", ":1/");
    assertThatThrownBy(
            () -> Connections.open(ConnectionSpec.of("crm", brand.type(), nowhere, "u", "p")))
        .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.UNREACHABLE))
        .hasMessageContaining(":1/");
    String noSuch = database.url().replaceAll("/[^/]*$", "/no_such_database");
    assertThatThrownBy(() -> Connections.open(patient(brand, database, noSuch, 1)))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("no_such_database");
  }

  @Test
  void aUrlOfAnotherKindIsRefused() {
    for (String url :
        List.of(
            "jdbc:postgres://u:hunter2@localhost/db",
            "postgresql://localhost/db",
            "jdbc:postgresql://localhost:port/db?password=hunter2")) {
      assertThatThrownBy(
              () -> Connections.open(ConnectionSpec.of("crm", "postgresql", url, "", "")))
          .isInstanceOf(ConnectorException.class)
          .satisfies(e -> assertThat(trace(e)).doesNotContain("hunter2"));
    }
    TestDatabase database = databases.create(Brand.MARIADB);
    String mysql = database.url().replace("jdbc:mariadb:", "jdbc:mysql:");
    try (Connector connector =
        Connections.open(
            ConnectionSpec.of("shop", "mysql", mysql, database.user(), database.password()))) {
      assertThat(connector.product()).startsWith("MariaDB 1");
    }
  }

  @Test
  void aSqliteFileIsNotMadeOfATypingMistake() {
    Path missing = directory.resolve("missing.db");
    assertThatThrownBy(
            () ->
                Connections.open(
                    ConnectionSpec.of("crm", "sqlite", "jdbc:sqlite:" + missing, "", "")))
        .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.UNREACHABLE))
        .hasMessageContaining("missing.db");
    assertThat(missing).doesNotExist();
    assertThatThrownBy(
            () ->
                Connections.open(
                    ConnectionSpec.of("crm", "sqlite", "jdbc:sqlite::memory:", "", "")))
        .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.UNSUPPORTED));
    assertThatThrownBy(() -> Connections.open(ConnectionSpec.of("crm", "oracle", "jdbc:x", "", "")))
        .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.UNSUPPORTED));
  }

  // Rights

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void missingRightsAreNamed(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    TestDatabase admin = database.asAdmin();
    String name = database.url().replaceAll(".*/", "");
    admin.run(
        "CREATE TABLE secret (id integer PRIMARY KEY, v varchar(10))",
        "INSERT INTO secret VALUES (1, 'x')");
    if (brand == Brand.MARIADB) {
      admin.run(
          "REVOKE ALL PRIVILEGES ON " + name + ".* FROM 'app'@'%'",
          "GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON "
              + name
              + ".syncline_applied TO 'app'@'%'",
          "GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON "
              + name
              + ".syncline_owner TO 'app'@'%'",
          "GRANT INSERT ON " + name + ".secret TO 'app'@'%'");
    }
    try (Connector connector = brand.open(database)) {
      Shape shape = brand.open(admin).describe("secret").shape(List.of("id", "v"));
      connector.claim(1, Scene.STORE, false);
      assertThatThrownBy(() -> connector.read(shape, Order.ANY).next())
          .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.DENIED))
          .hasMessageContaining("GRANT SELECT ON")
          .hasMessageContaining("secret");
    }
    if (brand == Brand.MARIADB) {
      admin.run(
          "GRANT SELECT ON " + name + ".secret TO 'app'@'%'",
          "REVOKE INSERT ON " + name + ".secret FROM 'app'@'%'");
    } else {
      admin.run("GRANT SELECT ON secret TO app");
    }
    try (Scene scene = new Scene(brand.open(database))) {
      Shape shape = scene.shape("secret");
      List<Write> writes = new ArrayList<>();
      for (long i = 10; i < 300; i++) {
        writes.add(scene.insert(shape, Map.of("id", i, "v", "y")));
      }
      for (WriteOutcome outcome : scene.connector.write(scene.batch(false, writes))) {
        assertThat(Scene.rejected(outcome).cause()).isEqualTo(Cause.DENIED);
        assertThat(Scene.rejected(outcome).message()).contains("GRANT INSERT ON", "secret");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void theRightToInstallIsNamed(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    String name = database.url().replaceAll(".*/", "");
    database
        .asAdmin()
        .run(
            brand == Brand.POSTGRESQL
                ? "ALTER DATABASE " + name + " OWNER TO postgres"
                : "REVOKE CREATE ON " + name + ".* FROM 'app'@'%'");
    try (Connector connector = brand.open(database)) {
      assertThatThrownBy(() -> connector.claim(1, Scene.STORE, false))
          .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.DENIED))
          .hasMessageContaining("GRANT")
          .hasMessageContaining("CREATE")
          .hasMessageContaining(name);
    }
  }

  @ParameterizedTest
  @EnumSource
  void viewsAndTablesWithoutKeysAreReadOnly(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE base (a integer, b varchar(5))",
        "INSERT INTO base VALUES (1, 'x')",
        "CREATE VIEW seen AS SELECT a, b FROM base");
    try (Scene scene = new Scene(brand.open(database))) {
      for (String object : List.of("seen", "base")) {
        Shape shape = scene.shape(object);
        assertThat(scene.connector.describe(object).identity()).isEmpty();
        assertThat(scene.all(shape)).hasSize(1);
        assertThatThrownBy(() -> scene.write(scene.insert(shape, Map.of("a", 1L))))
            .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.UNSUPPORTED))
            .hasMessageContaining(object);
      }
      assertThat(scene.connector.describe("seen").columns()).noneMatch(c -> c.writable());
    }
  }

  // Large values

  @ParameterizedTest
  @EnumSource
  void aHundredMegabytesStayWhereTheyAre(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    String text = brand == Brand.MARIADB ? "longtext" : "text";
    String bytes =
        brand == Brand.POSTGRESQL ? "bytea" : brand == Brand.MARIADB ? "longblob" : "blob";
    database.run(
        "CREATE TABLE large (" + brand.id() + ", t " + text + ", b " + bytes + ", n " + text + ")");
    String fill =
        switch (brand) {
          case POSTGRESQL -> "repeat('x', 100000000), convert_to(repeat('y', 100000000), 'UTF8')";
          case MARIADB -> "repeat('x', 100000000), repeat('y', 100000000)";
          case SQLITE -> "hex(zeroblob(50000000)), zeroblob(100000000)";
        };
    database.run(
        "INSERT INTO large (t, b, n) SELECT " + fill + ", 'n'",
        "INSERT INTO large (t, b, n) VALUES ('small', NULL, NULL)");
    try (Scene scene = new Scene(brand.open(database))) {
      Shape shape = scene.shape("large");
      List<Row> rows = scene.all(shape);
      assertThat(rows).hasSize(2);
      assertThat(rows.get(0).get("t")).isInstanceOf(Flaw.class);
      assertThat(rows.get(0).get("b")).isInstanceOf(Flaw.class);
      assertThat(((Flaw) rows.get(0).get("t")).reason()).contains("16777216");
      assertThat(rows.get(0).get("n")).isEqualTo("n");
      assertThat(rows.get(1).get("t")).isEqualTo("small");
      assertThat(rows.get(1).get("b")).isNull();
      Key key = rows.get(0).key();
      assertThat(scene.connector.fetch(shape, List.of(key)).getFirst().get("b"))
          .isInstanceOf(Flaw.class);
    }
  }

  // Locks and lost connections

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void aLockedRowDoesNotHoldUpTheOthers(Brand brand) throws SQLException {
    TestDatabase database = people(brand);
    try (Scene scene = new Scene(Connections.open(patient(brand, database, database.url(), 1)));
        Connection other = database.open();
        Statement statement = other.createStatement()) {
      Shape shape = scene.shape("person");
      other.setAutoCommit(false);
      statement.executeUpdate("UPDATE person SET name = 'held' WHERE id = 2");
      List<WriteOutcome> outcomes =
          scene.write(
              scene.update(shape, Key.of(1L), Map.of("name", "one")),
              scene.update(shape, Key.of(2L), Map.of("name", "two")),
              scene.update(shape, Key.of(3L), Map.of("name", "three")));
      Scene.applied(outcomes.get(0));
      assertThat(outcomes.get(1)).isInstanceOf(WriteOutcome.Retry.class);
      assertThat(((WriteOutcome.Retry) outcomes.get(1)).message()).contains("locked");
      Scene.applied(outcomes.get(2));
      other.rollback();
      Scene.applied(scene.write(scene.update(shape, Key.of(2L), Map.of("name", "two"))).getFirst());
    }
  }

  @Test
  void aLockedSqliteFileIsForLater() throws SQLException {
    TestDatabase database = people(Brand.SQLITE);
    try (Scene scene =
            new Scene(Connections.open(patient(Brand.SQLITE, database, database.url(), 0)));
        Connection other = database.open();
        Statement statement = other.createStatement()) {
      Shape shape = scene.shape("person");
      statement.execute("BEGIN IMMEDIATE");
      assertThat(scene.write(scene.update(shape, Key.of(1L), Map.of("name", "one"))).getFirst())
          .isInstanceOf(WriteOutcome.Retry.class);
      assertThat(scene.all(shape)).hasSize(3);
      statement.execute("ROLLBACK");
      Scene.applied(scene.write(scene.update(shape, Key.of(1L), Map.of("name", "one"))).getFirst());
    }
  }

  private TestDatabase people(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE person (" + brand.id() + ", name varchar(20) UNIQUE)",
        "INSERT INTO person (name) VALUES ('a'), ('b'), ('c')");
    return database;
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void aLostAnswerIsUnknownAndCanBeAskedFor(Brand brand) throws Exception {
    TestDatabase database = people(brand);
    for (Wire.Cut cut : List.of(Wire.Cut.BEFORE_COMMIT, Wire.Cut.AFTER_COMMIT)) {
      try (Scene scene = new Scene(brand.open(database));
          Wire wire = Wire.to(database.url());
          Connector wired =
              Connections.open(patient(brand, database, wire.through(database.url()), 2))) {
        Shape shape = scene.shape("person");
        Write insert =
            scene.insert(shape, Map.of("name", cut == Wire.Cut.AFTER_COMMIT ? "after" : "before"));
        WriteBatch batch = scene.batch(false, List.of(insert));
        wire.cutAt(cut);
        assertThat(wired.write(batch).getFirst())
            .as(cut.name())
            .isInstanceOf(WriteOutcome.Unknown.class);
        boolean done =
            wired
                .applied(Scene.STORE, batch.id(), List.of(insert.operation()))
                .containsKey(insert.operation());
        assertThat(done).isEqualTo(cut == Wire.Cut.AFTER_COMMIT);
        Scene.applied(wired.write(batch).getFirst());
        assertThat(
                wired.find(
                    shape,
                    List.of("name"),
                    List.<Object[]>of(
                        new Object[] {cut == Wire.Cut.AFTER_COMMIT ? "after" : "before"}),
                    false))
            .hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void aConnectionThatIsKilledIsReplaced(Brand brand) throws SQLException {
    TestDatabase database = people(brand);
    try (Scene scene = new Scene(brand.open(database))) {
      Shape shape = scene.shape("person");
      RowStream stream = scene.connector.read(shape, Order.ANY);
      stream.next();
      killAll(brand, database);
      stream.close();
      assertThat(scene.all(shape)).hasSize(3);
      killAll(brand, database);
      Scene.applied(scene.write(scene.update(shape, Key.of(1L), Map.of("name", "one"))).getFirst());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void allConnectionsThatAreKilledAreReplaced(Brand brand) throws SQLException {
    TestDatabase database = people(brand);
    try (Scene scene = new Scene(brand.open(database))) {
      Shape shape = scene.shape("person");
      useThreeAtOnce(scene.connector, shape);
      killAll(brand, database);
      assertThat(scene.connector.count("person")).isEqualTo(3);
      useThreeAtOnce(scene.connector, shape);
      killAll(brand, database);
      assertThat(scene.all(shape)).hasSize(3);
      useThreeAtOnce(scene.connector, shape);
      killAll(brand, database);
      Scene.applied(scene.write(scene.update(shape, Key.of(1L), Map.of("name", "one"))).getFirst());
    }
  }

  private static void useThreeAtOnce(Connector connector, Shape shape) {
    try (RowStream one = connector.read(shape, Order.ANY);
        RowStream two = connector.read(shape, Order.ANY);
        RowStream three = connector.read(shape, Order.ANY)) {
      for (RowStream stream : List.of(one, two, three)) {
        while (stream.next() != null) {}
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void whoTriesAgainIsToldAtOnceThatAServerIsGone(Brand brand) throws Exception {
    TestDatabase database = people(brand);
    try (Wire wire = Wire.to(database.url());
        Connector connector =
            Connections.open(patient(brand, database, wire.through(database.url()), 2))) {
      AtomicInteger looks = new AtomicInteger();
      connector.retried(() -> looks.incrementAndGet() < 0);
      assertThat(connector.count("person")).isEqualTo(3);
      wire.down();
      assertThatThrownBy(() -> connector.count("person"))
          .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.UNREACHABLE))
          .hasMessageContaining("crm: cannot reach")
          .hasMessageContaining("Check host, port");
      assertThat(looks).as("it does not go on for half a minute").hasValueLessThan(40);
      wire.up();
      assertThat(connector.count("person")).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void nobodyWaitsForAServerThatDoesNotAnswerOnceItIsOver(Brand brand) throws Exception {
    TestDatabase database = people(brand);
    try (Wire wire = Wire.to(database.url());
        Connector connector =
            Connections.open(patient(brand, database, wire.through(database.url()), 2))) {
      AtomicInteger looks = new AtomicInteger();
      connector.retried(() -> looks.incrementAndGet() == 3);
      wire.silence();
      assertThatThrownBy(() -> connector.count("person"))
          .isInstanceOfSatisfying(ConnectorException.class, kind(Kind.UNREACHABLE))
          .hasMessageContaining("it has not answered yet");
      assertThat(looks).hasValue(3);
    }
  }

  private static void killAll(Brand brand, TestDatabase database) throws SQLException {
    String name = database.url().replaceAll(".*/", "");
    try (Connection connection = database.asAdmin().open();
        Statement statement = connection.createStatement()) {
      if (brand == Brand.POSTGRESQL) {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + name
                + "' AND pid <> pg_backend_pid() AND usename = 'app'");
        return;
      }
      List<Long> ids = new ArrayList<>();
      try (var row =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist WHERE db = '"
                  + name
                  + "' AND user = 'app'")) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
      for (long id : ids) {
        statement.execute("KILL " + id);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void writersThatCollideAllGetThrough(Brand brand) throws Exception {
    TestDatabase database = databases.create(brand);
    database.run("CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL)");
    try (Connection connection = database.open();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO counter VALUES (?, 0)")) {
      for (int i = 0; i < 50; i++) {
        insert.setInt(1, i);
        insert.executeUpdate();
      }
    }
    try (Scene scene = new Scene(Connections.open(patient(brand, database, database.url(), 20)))) {
      Shape shape = scene.shape("counter");
      List<CompletableFuture<Integer>> writers = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        int writer = w;
        writers.add(CompletableFuture.supplyAsync(() -> adds(scene, shape, writer)));
      }
      int added = 0;
      for (CompletableFuture<Integer> writer : writers) {
        added += writer.get();
      }
      long sum = scene.all(shape).stream().mapToLong(r -> (Long) r.get("n")).sum();
      assertThat(sum).isEqualTo(added);
      assertThat(added).isGreaterThan(0);
    }
  }

  /**
   * Adds one to every row in an order of its own, five times; the number of additions that were
   * applied.
   */
  private static int adds(Scene scene, Shape shape, int writer) {
    int added = 0;
    for (int round = 0; round < 5; round++) {
      List<Row> rows = new ArrayList<>(scene.all(shape));
      java.util.Collections.shuffle(rows, new java.util.Random(writer));
      List<Write> writes = new ArrayList<>();
      for (Row row : rows) {
        long n = (Long) row.get("n");
        writes.add(
            new Write.Update(
                "w" + writer + "r" + round + "k" + row.key(),
                shape,
                row.key(),
                List.of("n"),
                new Object[] {n + 1},
                now -> now.get("n").equals(n),
                now -> new byte[0]));
      }
      for (WriteOutcome outcome :
          scene.connector.write(
              new WriteBatch(
                  "w" + writer + "r" + round,
                  Scene.STORE,
                  1,
                  1,
                  scene.token,
                  false,
                  false,
                  writes))) {
        added += outcome instanceof WriteOutcome.Applied ? 1 : 0;
      }
    }
    return added;
  }
}
