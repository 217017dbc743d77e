package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names of any kind work everywhere, and tables are found by the names people give them. */
class NamesTest {
  private static final List<String> NAMES =
      List.of(
          "with space",
          "Mixed Case",
          "qu\"ote",
          "back`tick",
          "apos'trophe",
          "back\\slash",
          "semi;colon -- comment",
          "Ünïcödé 漢字",
          "select",
          "a.b",
          "Robert'); DROP TABLE person; --",
          "per%cent_",
          "question?mark :colon $1 ?1 {fn x}");

  @RegisterExtension final Databases databases = new Databases();

  @ParameterizedTest
  @EnumSource
  void anyNameWorks(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    for (String name : NAMES) {
      String q = brand.quote(name);
      database.run(
          "CREATE TABLE "
              + q
              + " ("
              + q
              + " integer PRIMARY KEY, "
              + brand.quote("v " + name)
              + " varchar(20) NOT NULL UNIQUE, "
              + brand.quote("r " + name)
              + " integer REFERENCES "
              + q
              + " ("
              + q
              + "))");
    }
    try (Scene scene = new Scene(brand.open(database))) {
      for (String name : NAMES) {
        String object = name.equals("a.b") ? "\"a.b\"" : name;
        assertThat(scene.connector.objects()).contains(object);
        usable(scene, object, name);
      }
    }
  }

  private static void usable(Scene scene, String object, String name) {
    ObjectSchema schema = scene.connector.describe(object);
    assertThat(schema.primaryKey()).containsExactly(name);
    assertThat(schema.uniqueKeys()).anyMatch(k -> k.columns().equals(List.of("v " + name)));
    assertThat(schema.foreignKeys())
        .singleElement()
        .satisfies(
            k -> {
              assertThat(k.references()).isEqualTo(schema.name());
              assertThat(k.columns()).containsExactly("r " + name);
              assertThat(k.referencedColumns()).containsExactly(name);
            });
    Shape shape = scene.shape(object);
    Row one =
        Scene.applied(
            scene.write(scene.insert(shape, Map.of(name, 1L, "v " + name, "x"))).getFirst());
    assertThat(one.get("v " + name)).isEqualTo("x");
    Key key = Key.of(1L);
    Scene.applied(scene.write(scene.update(shape, key, Map.of("v " + name, "y"))).getFirst());
    WriteOutcome.Rejected twice =
        Scene.rejected(
            scene.write(scene.insert(shape, Map.of(name, 2L, "v " + name, "y"))).getFirst());
    assertThat(twice.cause()).isEqualTo(WriteOutcome.Cause.UNIQUE);
    assertThat(scene.connector.fetch(shape, List.of(key))).hasSize(1);
    assertThat(
            scene.connector.find(
                shape,
                List.of("v " + name, name),
                List.<Object[]>of(new Object[] {" Y", 1L}),
                true))
        .hasSize(1);
    assertThat(scene.all(shape)).hasSize(1);
    assertThat(scene.connector.count(object)).isEqualTo(1);
    assertThat(scene.write(scene.delete(shape, key)).getFirst())
        .isInstanceOf(WriteOutcome.Applied.class);
  }

  @Test
  void publicMayBeLeftOutAndOtherSchemasMayNot() throws SQLException {
    TestDatabase database = databases.create(Brand.POSTGRESQL);
    database.run(
        "CREATE TABLE person (id integer PRIMARY KEY)",
        "CREATE SCHEMA sales",
        "CREATE TABLE sales.person (id integer PRIMARY KEY, other integer REFERENCES public.person)",
        "CREATE TABLE sales.offer (id integer PRIMARY KEY)",
        "CREATE SCHEMA \"my.sales\"",
        "CREATE TABLE \"my.sales\".offer (id integer PRIMARY KEY)");
    try (Connector connector = Brand.POSTGRESQL.open(database)) {
      assertThat(connector.objects())
          .containsExactly("\"my.sales\".offer", "person", "sales.offer", "sales.person");
      assertThat(connector.describe("public.person").name()).isEqualTo("person");
      assertThat(connector.describe("person").name()).isEqualTo("person");
      assertThat(connector.describe("sales.person").foreignKeys().getFirst().references())
          .isEqualTo("person");
      assertThat(connector.describe("\"my.sales\".\"offer\"").name())
          .isEqualTo("\"my.sales\".offer");
      assertThatThrownBy(() -> connector.describe("offer"))
          .isInstanceOf(ConnectorException.class)
          .hasMessageContaining("sales.offer")
          .hasMessageContaining("schema");
      assertThatThrownBy(() -> connector.describe("sales.persons"))
          .hasMessageContaining("sales.person");
    }
  }
}
