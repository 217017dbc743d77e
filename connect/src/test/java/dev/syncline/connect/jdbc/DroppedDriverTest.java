package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Model;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose driver is on no class path is a source of models; here it is H2. */
class DroppedDriverTest {
  private static final Path DRIVERS = Path.of("target/drivers");

  @TempDir Path folder;
  private Connection h2;

  private ConnectionSpec spec() {
    return spec(DRIVERS);
  }

  private ConnectionSpec spec(Path drivers) {
    Bounds usual = Bounds.USUAL;
    return new ConnectionSpec(
        "stock",
        "jdbc",
        "jdbc:h2:file:" + folder + "/stock;AUTO_SERVER=TRUE",
        "sa",
        "",
        "",
        new Bounds(usual.connections(), usual.lockTimeout(), usual.statementTimeout(), 100),
        ZoneOffset.UTC,
        Map.of(),
        drivers.toString(),
        List.of());
  }

  private Connector open(String sql, String... key) {
    return SourceConnector.open(spec().with(List.of(new Model("m", sql, List.of(key)))));
  }

  private void run(String... statements) throws SQLException {
    try (Statement statement = h2.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @BeforeEach
  void create() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", "sa");
    properties.put("password", "");
    Driver driver = new DriverFolder(spec()).driver();
    h2 = driver.connect(spec().url(), properties);
    run(
        "CREATE TABLE person (id integer PRIMARY KEY, name varchar(40))",
        "INSERT INTO person VALUES (1, 'Ann'), (2, NULL), (3, 'bob ')");
  }

  @AfterEach
  void close() throws SQLException {
    h2.close();
  }

  private static List<Row> read(Connector stock, Shape shape) {
    List<Row> rows = new ArrayList<>();
    try (Connector.RowStream stream = stock.read(shape, Connector.Order.KEY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void nothingOfItIsOnTheClassPath() {
    assertThat(
            catchThrowableOfType(
                ClassNotFoundException.class, () -> Class.forName("org.h2.Driver")))
        .isNotNull();
    assertThat(DriverManager.drivers()).noneMatch(d -> d.getClass().getName().contains("h2"));
  }

  @Test
  void aQueryIsReadAsATableIs() {
    String sql = "SELECT id, name, 'x' || id AS part FROM person";
    try (Connector stock = open(sql, "ID", "PART")) {
      ObjectSchema model = stock.describe("m");
      Shape shape = model.shape(List.of("ID", "PART", "NAME"));
      assertThat(stock.product()).startsWith("H2 2.");
      assertThat(model.columns()).noneMatch(Column::writable);
      assertThat(stock.count("m")).isEqualTo(3);
      assertThat(read(stock, shape)).hasSize(3);
      assertThat(stock.fetch(shape, List.of(Key.of(2L, "x2"), Key.of(2L, "x3"), Key.of(3L, "x3"))))
          .hasSize(2);
      assertThat(stock.find(shape, List.of("NAME"), List.<Object[]>of(new Object[] {"BOB"}), true))
          .hasSize(1);
      assertThat(stock.find(shape, List.of("NAME"), List.<Object[]>of(new Object[] {"Ann"}), false))
          .hasSize(1);
    }
  }

  @Test
  void itsTypesAreThoseTheDriverTells() throws Exception {
    run(
        "CREATE TABLE kinds (id bigint, b boolean, i8 tinyint, d decimal(12,3), r real, f double"
            + " precision, t text, c char(4), da date, ti time(6), ts timestamp(9), tz timestamp(6)"
            + " with time zone, bi varbinary(9), u uuid)",
        "INSERT INTO kinds VALUES (1, true, -128, 1.5, 0.5, 1e300, '😀', 'ab', '2024-02-29',"
            + " '12:34:56.789123', '2024-03-31 02:30:00.123456789',"
            + " '2024-02-29 12:34:56.789123+02:00', X'00FF',"
            + " 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6')",
        "INSERT INTO kinds (id) VALUES (2)");
    try (Connector stock = open("SELECT * FROM kinds", "ID")) {
      ObjectSchema model = stock.describe("m");
      assertThat(model.columns().stream().map(Column::type))
          .containsExactly(
              new Type.Int(64, false),
              new Type.Bool(),
              new Type.Int(8, false),
              new Type.Decimal(12, 3),
              new Type.Real(32),
              new Type.Real(64),
              Type.Text.UNBOUNDED,
              new Type.Text(4, 0, true),
              new Type.Date(),
              new Type.Time(6),
              new Type.Timestamp(9, false),
              new Type.Timestamp(6, true),
              new Type.Binary(9, false),
              new Type.Uuid());
      List<String> all = model.columns().stream().map(Column::name).toList();
      List<Row> rows = read(stock, model.shape(all));
      assertThat(rows.getFirst().values())
          .containsExactly(
              1L,
              true,
              -128L,
              new BigDecimal("1.500"),
              0.5,
              1e300,
              "😀",
              "ab  ",
              LocalDate.of(2024, 2, 29),
              LocalTime.parse("12:34:56.789123"),
              LocalDateTime.parse("2024-03-31T02:30:00.123456789"),
              Instant.parse("2024-02-29T10:34:56.789123Z"),
              new byte[] {0, -1},
              UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
      assertThat(Arrays.asList(rows.getLast().values()).subList(1, all.size())).containsOnlyNulls();
      for (String column : all) {
        Object value = rows.getFirst().get(column);
        assertThat(
                stock.find(
                    model.shape(all),
                    List.of(column),
                    List.<Object[]>of(new Object[] {value}),
                    false))
            .as(column)
            .hasSize(1);
      }
    }
  }

  @Test
  void whatIsTooLongIsAFlaw() {
    try (Connector stock = open("SELECT id, repeat('é', 51) AS v FROM person", "ID")) {
      Shape shape = stock.describe("m").shape(List.of("ID", "V"));
      assertThat(read(stock, shape).getFirst().get("V")).isInstanceOf(Flaw.class);
    }
  }

  private String fault(String sql) {
    try (Connector stock = open(sql, "ID")) {
      return catchThrowableOfType(ConnectorException.class, () -> stock.describe("m")).getMessage();
    }
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    assertThat(fault("SELECT emial FROM person"))
        .startsWith("stock: the model m does not run: ")
        .contains("EMIAL");
    assertThat(fault("SELECT id, name AS id FROM person"))
        .contains("gives two columns the name \"ID\"");
    assertThat(fault("SELECT id AS no FROM person"))
        .contains("has no column \"ID\", which its \"key\" names");
    assertThat(fault("SELECT id FROM person WHERE id = ?")).contains("taken for a parameter");
    assertThat(fault("DELETE FROM person")).startsWith("stock: the model m ");
    try (Statement statement = h2.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM person")) {
      row.next();
      assertThat(row.getInt(1)).isEqualTo(3);
    }
  }

  @Test
  void aTableIsNamedAsInSql() throws Exception {
    run("CREATE TABLE \"Odd one\" (\"Key\" integer)");
    for (String[] table : new String[][] {{"person", "ID"}, {"\"Odd one\"", "Key"}}) {
      Model model = new Model("m", new Model.Table(table[0]), List.of(table[1]));
      try (Connector stock = SourceConnector.open(spec().with(List.of(model)))) {
        assertThat(stock.describe("m").identity()).containsExactly(table[1]);
      }
    }
  }

  @Test
  void aFolderWithoutTheDriverIsNamed() throws Exception {
    Path drivers = Files.createDirectory(folder.resolve("drivers"));
    ConnectionSpec elsewhere = spec(drivers);
    assertThat(
            catchThrowableOfType(ConnectorException.class, () -> SourceConnector.open(elsewhere)))
        .hasMessageContaining("stock: there is no driver in " + drivers);
    Files.writeString(drivers.resolve("broken.jar"), "no jar");
    assertThat(
            catchThrowableOfType(ConnectorException.class, () -> SourceConnector.open(elsewhere)))
        .hasMessageContaining("no jar in " + drivers + " names a JDBC driver");
  }
}
