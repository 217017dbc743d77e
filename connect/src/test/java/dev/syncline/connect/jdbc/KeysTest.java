package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.MatchForm;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows are found by keys of every type, and exactly by them, whatever a collation thinks. */
class KeysTest {
  @RegisterExtension final Databases databases = new Databases();

  /** A key column's type and some keys. */
  record Kind(Brand brand, String declaration, boolean ordered, List<Object> keys) {
    static Kind of(Brand brand, String declaration, boolean ordered, Object... keys) {
      return new Kind(brand, declaration, ordered, List.of(keys));
    }
  }

  static Stream<Kind> kinds() {
    Object[] integers = {3L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 0L};
    Object[] texts = {"b", "B", "a ", "é", "😀", "\uFFFD", "Z", "_", "a'b\\", ""};
    Object[] dates = {LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31), LocalDate.of(2024, 2, 29)};
    Object[] times = {LocalDateTime.of(1, 1, 1, 0, 0), LocalDateTime.of(2024, 2, 29, 1, 2, 3)};
    Object[] uuids = {new UUID(-1, 5), new UUID(1, -5), new UUID(1, 5), new UUID(1L << 60, 0)};
    Object[] decimals = {new BigDecimal("1.50"), new BigDecimal("-1.25"), new BigDecimal("10.00")};
    byte[][] bytes = {{1, 2}, {1}, {(byte) 200, 0}, {0}};
    Brand pg = Brand.POSTGRESQL;
    Brand maria = Brand.MARIADB;
    Brand lite = Brand.SQLITE;
    return Stream.of(
        Kind.of(pg, "bigint", true, integers),
        Kind.of(pg, "text", true, texts),
        Kind.of(pg, "text COLLATE \"POSIX\"", true, texts),
        Kind.of(pg, "varchar(20)", true, texts),
        Kind.of(pg, "char(10)", false, "b", "B", "a", "é"),
        Kind.of(pg, "uuid", true, uuids),
        Kind.of(pg, "bytea", true, (Object[]) bytes),
        Kind.of(pg, "date", true, dates),
        Kind.of(pg, "timestamp", true, times),
        Kind.of(
            pg, "timestamptz", true, Instant.EPOCH, Instant.parse("2024-02-29T01:02:03.000001Z")),
        Kind.of(pg, "numeric(10, 2)", false, decimals),
        Kind.of(pg, "numeric", false, decimals),
        Kind.of(pg, "real", false, (double) 0.1f, 1.5),
        Kind.of(pg, "double precision", false, 0.1, 1.0 / 3),
        Kind.of(pg, "boolean", false, true, false),
        Kind.of(maria, "bigint", true, integers),
        Kind.of(
            maria,
            "bigint unsigned",
            true,
            0L,
            Long.MAX_VALUE,
            new BigInteger("18446744073709551615")),
        Kind.of(maria, "varchar(20) collate utf8mb4_nopad_bin", true, texts),
        Kind.of(maria, "varchar(20)", false, "b", "é", "😀", "Z", "a'b\\"),
        Kind.of(maria, "char(20)", false, "b", "é", "Z"),
        Kind.of(maria, "uuid", false, uuids),
        Kind.of(maria, "binary(2)", true, bytes[0], bytes[2], new byte[] {0, 0}),
        Kind.of(maria, "varbinary(20)", true, (Object[]) bytes),
        Kind.of(maria, "date", true, dates),
        Kind.of(maria, "datetime", true, times),
        Kind.of(maria, "decimal(10, 2)", false, decimals),
        Kind.of(maria, "float", false, (double) 0.1f, 1.5),
        Kind.of(maria, "double", false, 0.1, 1.0 / 3),
        Kind.of(maria, "enum('x','Y')", false, "x", "Y"),
        Kind.of(lite, "INTEGER", true, integers),
        Kind.of(lite, "BIGINT", true, integers),
        Kind.of(lite, "TEXT", true, texts),
        Kind.of(lite, "BLOB", true, (Object[]) bytes),
        Kind.of(lite, "DATE", false, dates),
        Kind.of(lite, "DATETIME", false, times),
        Kind.of(lite, "DECIMAL(10,2)", false, decimals),
        Kind.of(lite, "UUID", false, uuids),
        Kind.of(lite, "REAL", false, 0.1, 1.0 / 3));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void keysOfEveryTypeFindTheirRows(Kind kind) throws SQLException {
    TestDatabase database = databases.create(kind.brand);
    database.run(
        "CREATE TABLE one (k " + kind.declaration + " NOT NULL PRIMARY KEY, v integer)",
        "CREATE TABLE two (n integer NOT NULL, k "
            + kind.declaration
            + " NOT NULL, v integer, PRIMARY KEY (n, k))");
    try (Scene scene = new Scene(kind.brand.open(database))) {
      for (String table : List.of("one", "two")) {
        Shape shape = scene.shape(table);
        List<Key> keys = new ArrayList<>();
        for (Object part : kind.keys) {
          Map<String, Object> values =
              table.equals("one") ? Map.of("k", part) : Map.of("k", part, "n", 7L);
          Row row = Scene.applied(scene.write(scene.insert(shape, values)).getFirst());
          keys.add(table.equals("one") ? Key.of(part) : Key.of(7L, part));
          assertThat(row.key()).isEqualTo(keys.getLast());
        }
        assertThat(scene.connector.fetch(shape, keys))
            .extracting(Row::key)
            .containsExactlyInAnyOrderElementsOf(keys);
        for (Key key : keys) { // one by one, and as the key that the store gives back
          Row row =
              Scene.applied(
                  scene
                      .write(scene.update(shape, Key.fromBytes(key.bytes()), Map.of("v", 1L)))
                      .getFirst());
          assertThat(row.get("v")).isEqualTo(1L);
        }
        if (kind.ordered) {
          assertThat(scene.all(shape).stream().map(Row::key).toList())
              .containsExactlyElementsOf(keys.stream().sorted().toList());
        }
        assertThat(
                scene.write(keys.stream().map(k -> scene.delete(shape, k)).toArray(Write[]::new)))
            .allMatch(WriteOutcome.Applied.class::isInstance);
        assertThat(scene.connector.count(table)).isZero();
      }
    }
  }

  @Test
  void aCollationDoesNotDecideWhoIsWho() throws SQLException {
    TestDatabase database = databases.create(Brand.MARIADB);
    database.run(
        "CREATE TABLE person (name varchar(20) PRIMARY KEY, v int, label varchar(20) UNIQUE)",
        "INSERT INTO person VALUES ('smith', 1, 'x')");
    try (Scene scene = new Scene(Brand.MARIADB.open(database))) {
      Shape shape = scene.shape("person");
      ObjectSchema schema = scene.connector.describe("person");
      assertThat(schema.uniqueKeys())
          .extracting(UniqueKey::name, UniqueKey::form)
          .containsExactly(
              tuple("PRIMARY", MatchForm.TRIMMED_CASE_INSENSITIVE),
              tuple("label", MatchForm.TRIMMED_CASE_INSENSITIVE));
      assertThat(scene.connector.fetch(shape, List.of(Key.of("Smith ")))).isEmpty();
      assertThat(scene.write(scene.update(shape, Key.of("Smith"), Map.of("v", 2L))).getFirst())
          .isEqualTo(new WriteOutcome.Stale(null));
      assertThat(scene.write(scene.delete(shape, Key.of("smith "))).getFirst())
          .isEqualTo(new WriteOutcome.Stale(null));
      assertThat(
              Scene.rejected(scene.write(scene.insert(shape, Map.of("name", "SMITH"))).getFirst())
                  .cause())
          .isEqualTo(WriteOutcome.Cause.UNIQUE);
      Row renamed =
          Scene.applied(
              scene
                  .write(scene.update(shape, Key.of("smith"), Map.of("name", "Smith")))
                  .getFirst());
      assertThat(renamed.key()).isEqualTo(Key.of("Smith"));
      assertThat(scene.all(shape))
          .singleElement()
          .satisfies(r -> assertThat(r.get("v")).isEqualTo(1L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void naturalKeysChangePlaces(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE place (code varchar(10) NOT NULL PRIMARY KEY, slot integer NOT NULL UNIQUE, v varchar(9))",
        "INSERT INTO place VALUES ('a', 1, 'first'), ('b', 2, 'second'), ('c', 3, 'third')");
    try (Scene scene = new Scene(brand.open(database))) {
      Shape shape = scene.shape("place");
      List<WriteOutcome> outcomes =
          scene.together(
              scene.update(shape, Key.of("a"), Map.of("code", "b", "slot", 2L)),
              scene.update(shape, Key.of("b"), Map.of("code", "c", "slot", 3L)),
              scene.update(shape, Key.of("c"), Map.of("code", "a", "slot", 1L)));
      assertThat(Scene.applied(outcomes.get(0)).values())
          .isEqualTo(new Object[] {"b", 2L, "first"});
      assertThat(scene.connector.fetch(shape, List.of(Key.of("a"))).getFirst().get("v"))
          .isEqualTo("third");
      assertThat(scene.connector.fetch(shape, List.of(Key.of("c"))).getFirst().get("v"))
          .isEqualTo("second");
    }
  }

  @Test
  void databaseWithoutUnicodeCaseFoldsAllTheSame() throws SQLException {
    assumeThat(TestDatabases.postgresVersion()).isGreaterThanOrEqualTo(15); // has LOCALE_PROVIDER
    TestDatabase database = databases.create(Brand.POSTGRESQL);
    String name = database.url().replaceAll(".*/", "") + "_c";
    database
        .asAdmin()
        .run(
            "CREATE DATABASE "
                + name
                + " OWNER app TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'");
    TestDatabase plain =
        new TestDatabase(
            database.url() + "_c",
            database.user(),
            database.password(),
            database.adminUser(),
            database.adminPassword());
    plain.run(
        "CREATE TABLE person (id integer PRIMARY KEY, name text)",
        "INSERT INTO person VALUES (1, ' ÉLODIE STRAẞE ')");
    try (Scene scene = new Scene(Brand.POSTGRESQL.open(plain))) {
      Shape shape = scene.shape("person");
      assertThat(scene.connector.describe("person").columns().stream().map(Column::name))
          .contains("name");
      assertThat(
              scene.connector.find(
                  shape, List.of("name"), List.<Object[]>of(new Object[] {"élodie strasse"}), true))
          .hasSize(1);
    }
  }
}
