package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * CSV and Parquet files, a DuckDB database and one whose driver was dropped into {@code drivers/}
 * keep a table of SQLite up to date. What came of it is asked in SQL.
 */
class ModelSourcesTest {
  private static final String COLUMNS = "id, name, spent, since, seen";

  private static final List<String> FIRST =
      List.of(
          "1|Ann|1.50|2024-02-29|2024-02-29 12:34:56.789",
          "2|Bo, \"b\"|0.00|1999-12-31|2000-01-01 00:00:00",
          "3|Çağ|-12345678.90|2026-01-01|2026-01-01 01:02:03");

  private static final List<String> LATER =
      List.of(
          "1|Ann|2.75|2024-02-29|2024-02-29 12:34:56.789",
          "3|Çağ|-12345678.90|2026-01-01|2026-01-01 01:02:03",
          "4|Dan|7.00|2026-01-02|2026-01-01 01:02:04");

  /** Where the rows of the model {@code clients} come from. */
  enum Origin {
    CSV("", "file: clients.csv, types: {" + typed() + "}", "files"),
    SEMICOLONS(
        "",
        "file: clients.txt, delimiter: \";\", encoding: windows-1254, null-text: \"-\", types: {"
            + typed()
            + "}",
        "files"),
    PARQUET("", "file: clients.parquet", "files"),
    DUCKDB("  lake: { type: duckdb, url: \"jdbc:duckdb:lake.duckdb\" }\n", "table: client", "lake"),
    DROPPED(
        "  stock: { type: jdbc, url: \"jdbc:h2:file:%s/stock\", user: sa, password: \"\" }\n",
        "sql: \"SELECT * FROM client WHERE id > {{least}}\", variables: { least: 0 }", "stock");

    private final String connection;
    private final String from;
    private final String source;

    Origin(String connection, String from, String source) {
      this.connection = connection;
      this.from = from;
      this.source = source;
    }

    private static String typed() {
      return "id: integer, spent: \"decimal(10,2)\", since: date, seen: timestamp";
    }

    private String key() {
      return this == DROPPED ? "ID" : "id";
    }

    private String model() {
      return source.equals("files") ? from : "connection: " + source + ", " + from;
    }

    private String fields() {
      return this == DROPPED
          ? "[ID <-> id, NAME <-> name, SPENT <-> spent, SINCE <-> since, SEEN <-> seen]"
          : "[" + COLUMNS + "]";
    }

    /** Makes it hold some rows, and nothing else. */
    private void fill(Path folder, List<String> rows) throws Exception {
      switch (this) {
        case CSV -> write(folder.resolve("clients.csv"), ',', "UTF-8", rows);
        case SEMICOLONS -> write(folder.resolve("clients.txt"), ';', "windows-1254", rows);
        case PARQUET -> {
          try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties())) {
            table(duck, rows);
            run(duck, "COPY client TO '" + folder.resolve("clients.parquet") + "'");
          }
        }
        case DUCKDB -> {
          try (Connection duck =
              new DuckDBDriver()
                  .connect("jdbc:duckdb:" + folder.resolve("lake.duckdb"), new Properties())) {
            table(duck, rows);
          }
        }
        case DROPPED -> {
          try (Connection h2 = dropped(folder)) {
            table(h2, rows);
          }
        }
      }
    }

    private static void table(Connection connection, List<String> rows) throws SQLException {
      run(
          connection,
          "DROP TABLE IF EXISTS client",
          "CREATE TABLE client (id integer, name varchar(40), spent decimal(10,2), since date,"
              + " seen timestamp)");
      for (String row : rows) {
        run(
            connection,
            "INSERT INTO client VALUES ('" + row.replace("'", "''").replace("|", "', '") + "')");
      }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    }

    private static void write(Path file, char delimiter, String encoding, List<String> rows)
        throws IOException {
      StringBuilder text = new StringBuilder(COLUMNS.replace(", ", "" + delimiter)).append("\r\n");
      for (String row : rows) {
        List<String> values =
            Stream.of(row.split("\\|"))
                .map(v -> v.contains("\"") ? "\"" + v.replace("\"", "\"\"") + "\"" : v)
                .toList();
        text.append(String.join("" + delimiter, values)).append("\r\n");
      }
      Files.writeString(file, text, Charset.forName(encoding));
    }
  }

  @TempDir Path folder;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    shop = TestDatabases.sqlite(folder.resolve("shop.db"));
    shop.run(
        "CREATE TABLE client (id int PRIMARY KEY, name text, spent decimal(10,2), since date,"
            + " seen timestamp)");
    shell = new Shell(folder);
  }

  private static Connection dropped(Path folder) throws IOException, SQLException {
    Path drivers = Files.createDirectories(folder.resolve("drivers"));
    Path jar;
    try (Stream<Path> brought = Files.list(Path.of("target/drivers"))) {
      jar = brought.findFirst().orElseThrow();
    }
    Path there = drivers.resolve(jar.getFileName());
    if (Files.notExists(there)) {
      Files.copy(jar, there);
    }
    URLClassLoader loader =
        new URLClassLoader(new URL[] {there.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    Properties properties = new Properties();
    properties.put("user", "sa");
    properties.put("password", "");
    return ServiceLoader.load(Driver.class, loader)
        .findFirst()
        .orElseThrow()
        .connect("jdbc:h2:file:" + folder + "/stock", properties);
  }

  private void configure(Origin origin) {
    configure(origin, origin.model());
  }

  private void configure(Origin origin, String model) {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
        %smodels:
          clients: { key: %s, %s }
        syncs:
          value:
            id: 1
            source: %s
            target: shop
            direction: to-target
            tasks:
              - name: clients
                id: 1
                source: clients
                target: client
                match: %s <-> id
                fields: %s
        """
            .formatted(
                origin.connection.formatted(folder),
                origin.key(),
                model,
                origin.source,
                origin.key(),
                origin.fields()));
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  /** What stands on one line, wherever the terminal broke it. */
  private String saying(int exit, String... args) {
    Shell.Said said = call(exit, args);
    return (said.out() + said.err()).replaceAll("\\s+", " ");
  }

  private List<String> kept() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = shop.open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT id || '|' || name || '|' || printf('%.2f', spent) || '|' || since || '|'"
                    + " || seen FROM client ORDER BY id")) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource
  void itsRowsKeepATableUpToDate(Origin origin) throws Exception {
    configure(origin);
    origin.fill(folder, FIRST);
    call(0, "check");
    call(3, "plan");
    assertThat(kept()).isEmpty();
    call(0, "run");
    assertThat(kept()).isEqualTo(FIRST);
    assertThat(call(0, "plan").out()).contains("In step: there is nothing to do.");

    origin.fill(folder, LATER);
    call(3, "plan");
    call(0, "run");
    assertThat(kept()).isEqualTo(LATER);
    call(0, "verify");
    assertThat(saying(0, "preview", "clients", "--limit", "1"))
        .contains("3 rows, 1 of them shown. The key " + origin.key() + " tells them apart.");

    origin.fill(folder, List.of());
    call(4, "run");
    assertThat(kept()).isEqualTo(LATER);

    origin.fill(folder, List.of(LATER.getFirst(), LATER.getFirst()));
    assertThat(saying(3, "preview", "clients")).contains("more than one row with the same key");
    assertThat(saying(1, "run")).contains("gives more than one row with the key");
    assertThat(kept()).isEqualTo(LATER);
  }

  @Test
  void aFileThatIsNotWholeRemovesNothing() throws Exception {
    configure(Origin.CSV);
    Origin.CSV.fill(folder, FIRST);
    call(0, "run");
    Path file = folder.resolve("clients.csv");
    String whole = Files.readString(file);
    String[][] wrongs = {
      {"", "clients.csv is empty: it has not even a line with columns' names"},
      {whole.substring(0, whole.length() - 25), "clients.csv, line 4 has 4 values for 5 columns"},
      {
        whole.substring(0, whole.indexOf("\"\"b")),
        "clients.csv, line 3: a quote is opened and never closed, up to the file's end"
      },
      {whole.replace("1.50", "1.505"), "line 2: the value of \"spent\" is no decimal(10,2)"},
      {whole.replace("\n3,", "\nthree,"), "line 4: the value of \"id\" is no integer"},
      {whole.replace("spent,", "paid,"), "has no column \"spent\", which its \"types\" name"},
      {whole.replace("spent,", "name,"), "line 1: two columns have the name \"name\""},
      {whole.replace("id,", ",name").replace("name,name", "name"), "line 1: column 1 has no name"},
    };
    for (String[] wrong : wrongs) {
      Files.writeString(file, wrong[0]);
      assertThat(saying(1, "preview", "clients")).contains(wrong[1]);
      assertThat(saying(4, "run")).contains("files: the model clients cannot be read: ");
      assertThat(kept()).isEqualTo(FIRST);
    }
    Files.write(file, whole.getBytes("windows-1254"));
    assertThat(saying(1, "preview", "clients")).contains("is not text in UTF-8");
    Files.delete(file);
    assertThat(saying(1, "preview", "clients")).contains("there is no file " + file);
    assertThat(saying(4, "run")).contains("there is no file " + file);
    assertThat(kept()).isEqualTo(FIRST);
    Files.writeString(file, whole.replace("Ann", "Anna"));
    call(0, "run");
    assertThat(kept().getFirst()).startsWith("1|Anna|");
  }

  @Test
  void aParquetFileThatIsNotWholeRemovesNothing() throws Exception {
    configure(Origin.PARQUET);
    Origin.PARQUET.fill(folder, FIRST);
    call(0, "run");
    Path file = folder.resolve("clients.parquet");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(saying(4, "run")).contains("clients.parquet does not end as a Parquet file does");
    Files.write(file, new byte[0]);
    assertThat(saying(4, "run")).contains("clients.parquet is empty");
    assertThat(kept()).isEqualTo(FIRST);
  }

  @Test
  void aColumnOfAnotherTypeIsToldWithBoth() throws Exception {
    configure(Origin.DUCKDB);
    Origin.DUCKDB.fill(folder, FIRST);
    call(0, "run");
    configure(
        Origin.DUCKDB,
        "connection: lake, sql: \"SELECT id, name, spent::decimal(12,4) AS spent, since, seen FROM"
            + " client\"");
    assertThat(saying(0, "plan"))
        .contains("the model clients asks something else than before")
        .contains("DECIMAL(12,4)", "DECIMAL(10,2)");
    call(0, "run");
    assertThat(kept()).isEqualTo(FIRST);
    try (Connection duck =
        new DuckDBDriver()
            .connect("jdbc:duckdb:" + folder.resolve("lake.duckdb"), new Properties())) {
      Origin.run(duck, "ALTER TABLE client ALTER since TYPE timestamp");
    }
    assertThat(saying(0, "plan")).contains("DATE", "TIMESTAMP");
  }

  @Test
  void aDriverIsLookedForBesideTheConfiguration() throws Exception {
    configure(Origin.DROPPED);
    assertThat(saying(1, "check")).contains("stock: there is no driver in " + folder + "/drivers");
    dropped(folder).close();
    shell.file(
        "syncline.yaml",
        Files.readString(folder.resolve("syncline.yaml")).replace("jdbc:h2:", "jdbc:h3:"));
    assertThat(saying(1, "check")).contains("takes jdbc:h3:file:", "There is org.h2.Driver.");
  }
}
