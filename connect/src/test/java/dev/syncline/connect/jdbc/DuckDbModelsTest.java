package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Model;
import dev.syncline.connect.open.Connections;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Special;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries and tables of a DuckDB database are read as tables are; nothing is written to it. */
class DuckDbModelsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void create() throws SQLException {
    file = folder.resolve("lake.duckdb");
    run("CREATE TABLE person (id integer PRIMARY KEY, name varchar)");
    run("INSERT INTO person VALUES (1, 'Ann'), (2, NULL), (3, 'ß')");
  }

  private void run(String sql) throws SQLException {
    try (Connection connection =
            new DuckDBDriver().connect("jdbc:duckdb:" + file, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connector open(Model... models) {
    return Connections.open(
        ConnectionSpec.of("lake", "duckdb", "jdbc:duckdb:" + file, "", "").with(List.of(models)));
  }

  private Connector open(String sql, String... key) {
    return open(new Model("m", sql, List.of(key)));
  }

  private static List<Row> read(Connector lake, Shape shape) {
    List<Row> rows = new ArrayList<>();
    try (Connector.RowStream stream = lake.read(shape, Connector.Order.KEY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void aTableIsReadAndNeitherWrittenNorTouched() throws Exception {
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    try (Connector lake = open(new Model("person", new Model.Table("person"), List.of("id")))) {
      ObjectSchema model = lake.describe("person");
      Shape shape = model.shape(List.of("id", "name"));
      assertThat(lake.product()).startsWith("DuckDB v1.");
      assertThat(lake.objects()).containsExactly("person");
      assertThat(read(lake, shape)).hasSize(3);
      assertThat(lake.count("person")).isEqualTo(3);
      assertThat(lake.fetch(shape, List.of(Key.of(2L), Key.of(9L)))).hasSize(1);
      assertThat(lake.find(shape, List.of("name"), List.<Object[]>of(new Object[] {"SS "}), true))
          .hasSize(1);
      assertThat(catchThrowableOfType(ConnectorException.class, lake::install))
          .hasMessageContaining("is a source of models, and is never written");
    }
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(0));
    try (var beside = Files.list(folder)) {
      assertThat(beside).containsExactly(file);
    }
  }

  /** A type's literal, its name, and the value as it comes. */
  record Sample(String sql, String type, Object value) {}

  static List<Sample> samples() {
    return List.of(
        new Sample("true", "BOOLEAN", true),
        new Sample("(-128)::tinyint", "TINYINT", -128L),
        new Sample("255::utinyint", "UTINYINT", 255L),
        new Sample("65535::usmallint", "USMALLINT", 65535L),
        new Sample("4294967295::uinteger", "UINTEGER", 4294967295L),
        new Sample("9223372036854775807::bigint", "BIGINT", Long.MAX_VALUE),
        new Sample("7::ubigint", "UBIGINT", 7L),
        new Sample(
            "18446744073709551615::ubigint", "UBIGINT", new BigInteger("18446744073709551615")),
        new Sample(
            "170141183460469231731687303715884105727::hugeint",
            "HUGEINT",
            new BigDecimal("170141183460469231731687303715884105727")),
        new Sample("1.50::decimal(38,2)", "DECIMAL(38,2)", new BigDecimal("1.50")),
        new Sample("0.1::float", "FLOAT", (double) 0.1f),
        new Sample("1e300::double", "DOUBLE", 1e300),
        new Sample("'😀 é'", "VARCHAR", "😀 é"),
        new Sample("'\\x00\\xFF'::blob", "BLOB", new byte[] {0, -1}),
        new Sample("date '2024-02-29'", "DATE", LocalDate.of(2024, 2, 29)),
        new Sample("date '0044-03-15 (BC)'", "DATE", LocalDate.of(-43, 3, 15)),
        new Sample("date '10000-01-01'", "DATE", LocalDate.of(10000, 1, 1)),
        new Sample("'infinity'::date", "DATE", Special.INFINITY),
        new Sample("'-infinity'::date", "DATE", Special.NEGATIVE_INFINITY),
        new Sample("time '12:34:56.789123'", "TIME", LocalTime.parse("12:34:56.789123")),
        new Sample("time '24:00:00'", "TIME", Duration.ofDays(1)),
        new Sample(
            "timestamp '2024-03-31 02:30:00.000001'",
            "TIMESTAMP",
            LocalDateTime.parse("2024-03-31T02:30:00.000001")),
        new Sample(
            "timestamp '0044-03-15 (BC) 12:00:00.5'",
            "TIMESTAMP",
            LocalDateTime.parse("-0043-03-15T12:00:00.5")),
        new Sample("'infinity'::timestamp", "TIMESTAMP", Special.INFINITY),
        new Sample("'-infinity'::timestamp", "TIMESTAMP", Special.NEGATIVE_INFINITY),
        new Sample(
            "'2024-01-01 00:00:00.123456789'::timestamp_ns",
            "TIMESTAMP_NS",
            LocalDateTime.parse("2024-01-01T00:00:00.123456789")),
        new Sample(
            "'2024-01-01 00:00:00.123'::timestamp_ms",
            "TIMESTAMP_MS",
            LocalDateTime.parse("2024-01-01T00:00:00.123")),
        new Sample(
            "timestamptz '2024-02-29 12:34:56.789123+02'",
            "TIMESTAMP WITH TIME ZONE",
            Instant.parse("2024-02-29T10:34:56.789123Z")),
        new Sample(
            "'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::uuid",
            "UUID",
            UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")),
        new Sample("'{\"a\":1.50}'::json", "JSON", "{\"a\":1.50}"),
        new Sample("[1, NULL, 3]", "INTEGER[]", "[1,null,3]"),
        new Sample("['a', '\"']", "VARCHAR[]", "[\"a\",\"\\\"\"]"),
        new Sample("[1, 2]::integer[2]", "INTEGER[2]", "[1,2]"),
        new Sample("{'a': 1, 'b': 'x'}", "STRUCT(a INTEGER, b VARCHAR)", "{\"a\":1,\"b\":\"x\"}"),
        new Sample("[{'a': 1}]", "STRUCT(a INTEGER)[]", "[{\"a\":1}]"),
        new Sample("map {'a': 1}", "MAP(VARCHAR, INTEGER)", "{\"a\":1}"),
        new Sample("'it''s'::enum('a', 'it''s')", "ENUM('a', 'it''s')", "it's"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyValueComesAsItIs(Sample sample) {
    String sql =
        "SELECT row_number() OVER () AS id, v FROM (VALUES (" + sample.sql + "), (NULL)) t(v)";
    try (Connector lake = open(sql, "id")) {
      ObjectSchema model = lake.describe("m");
      Column column = model.column("v").orElseThrow();
      assertThat(column.nativeType()).isEqualTo(sample.type);
      List<Row> rows = read(lake, model.shape(List.of("id", "v")));
      assertThat(rows.getFirst().get("v")).isEqualTo(sample.value);
      assertThat(rows.getLast().get("v")).isNull();
    }
  }

  @Test
  void aValueIsAKeyToFindItBy() {
    for (Sample sample : samples()) {
      try (Connector lake = open("SELECT " + sample.sql + " AS id, 1 AS one", "id")) {
        Shape shape = lake.describe("m").shape(List.of("id", "one"));
        Key key = read(lake, shape).getFirst().key();
        if (key != null) {
          assertThat(lake.fetch(shape, List.of(key))).as(sample.sql).hasSize(1);
        }
      }
    }
  }

  private String fault(String sql) {
    try (Connector lake = open(sql, "id")) {
      return catchThrowableOfType(ConnectorException.class, () -> lake.describe("m")).getMessage();
    }
  }

  @Test
  void aQueryThatDoesNotRunIsNamedWithItsReason() throws Exception {
    assertThat(fault("SELECT id, emial\nFROM person"))
        .startsWith("lake: the model m does not run: ")
        .contains("emial", ", at line 1. ")
        .endsWith("Mend its sql, and try it with: syncline preview m");
    assertThat(fault("SELECT id, name AS id FROM person"))
        .contains("gives two columns the name \"id\"");
    assertThat(fault("SELECT id AS no FROM person")).contains("has no column \"id\"");
    assertThat(fault("SELECT id FROM person WHERE id = ?")).contains("taken for a parameter");
    assertThat(fault("DELETE FROM person")).contains("does not run");
    assertThat(fault("SELECT * FROM read_csv('none.csv')")).contains("does not run", "none.csv");
    assertThat(fault("SELECT 1 AS id; DROP TABLE person; SELECT 1 AS id")).contains("does not run");
    try (Connector lake = open("SELECT id FROM person", "id")) {
      assertThat(lake.count("m")).isEqualTo(3);
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsNotMade() {
    file = folder.resolve("none.duckdb");
    assertThat(catchThrowableOfType(ConnectorException.class, () -> open("SELECT 1 AS id", "id")))
        .hasMessageContaining("lake: there is no file " + file);
    assertThat(file).doesNotExist();
  }

  /** Rows come while the query is under way, and what is left of them is not read to its end. */
  @Test
  void manyRowsAreStreamed() {
    try (Connector lake = open("SELECT range AS id, 'x' AS v FROM range(2000000000)", "id")) {
      Shape shape = lake.describe("m").shape(List.of("id", "v"));
      try (Connector.RowStream rows = lake.read(shape, Connector.Order.ANY)) {
        for (int i = 0; i < 10_000; i++) {
          assertThat(rows.next()).isNotNull();
        }
      }
      assertThat(lake.fetch(shape, List.of(Key.of(5L)))).hasSize(1);
    }
  }
}
