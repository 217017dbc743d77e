package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables of one system are made in another. */
class CreateTablesTest {
  private static final List<Type> TYPES =
      List.of(
          new Type.Bool(),
          new Type.Int(8, true),
          new Type.Int(16, false),
          new Type.Int(24, true),
          new Type.Int(32, true),
          new Type.Int(64, false),
          new Type.Int(64, true),
          new Type.Decimal(12, 3),
          Type.Decimal.UNBOUNDED,
          new Type.Real(32),
          new Type.Real(64),
          Type.Text.UNBOUNDED,
          new Type.Text(40, 0, false),
          new Type.Text(20_000, 0, false),
          new Type.Text(0, 65_535, false),
          new Type.Text(3, 0, true),
          new Type.Enumeration(List.of("a", "it's")),
          new Type.Date(),
          new Type.Time(3),
          new Type.Timestamp(6, false),
          new Type.Timestamp(9, true),
          new Type.Binary(16, true),
          new Type.Binary(300, false),
          new Type.Binary(0, false),
          new Type.Uuid(),
          new Type.Json(),
          new Type.Array(new Type.Int(32, false)),
          new Type.Opaque("money"));

  @RegisterExtension final Databases databases = new Databases();

  private static Column column(String name, Type type, boolean nullable, Origin origin) {
    return new Column(name, type, "native", nullable, origin);
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeHasACounterpart(Brand brand) throws Exception {
    List<Column> columns = new ArrayList<>();
    columns.add(column("id", new Type.Int(64, false), false, Origin.GENERATED));
    for (Type type : TYPES) {
      columns.add(column("c" + columns.size(), type, true, Origin.DEFAULT));
    }
    ObjectSchema model =
        new ObjectSchema("sales.everything", columns, List.of("id"), List.of(), List.of());
    TestDatabase database = databases.create(brand);
    database.run();
    try (Scene scene = new Scene(brand.open(database))) {
      List<String> statements = scene.connector.createStatements("every \"thing", model);
      assertThat(statements.getFirst()).contains("left out").contains("c" + TYPES.size());
      String zoned =
          "-- c" + (TYPES.indexOf(new Type.Timestamp(9, true)) + 1) + ": TIMESTAMP holds";
      if (brand == Brand.MARIADB) {
        assertThat(statements.getFirst()).contains(zoned + " 1970 to 2038").contains("DATETIME(6)");
      } else {
        assertThat(statements.getFirst()).doesNotContain("TIMESTAMP holds");
      }
      scene.connector.execute(statements);
      ObjectSchema made = scene.connector.describe("every \"thing");
      assertThat(made.columns()).hasSize(columns.size() - 1);
      assertThat(made.primaryKey()).containsExactly("id");
      assertThat(made.column("id").orElseThrow().origin()).isEqualTo(Origin.GENERATED);
      assertThat(made.columns()).noneMatch(c -> c.type() instanceof Type.Opaque);
      for (Column original : columns) {
        if (original.type() instanceof Type.Bool
            || original.type() instanceof Type.Date
            || original.type() instanceof Type.Uuid
            || original.type() instanceof Type.Json
            || original.type().equals(new Type.Text(40, 0, false))
            || original.type().equals(new Type.Decimal(12, 3))) {
          assertThat(made.column(original.name()).orElseThrow().type()).isEqualTo(original.type());
        }
        if (original.type() instanceof Type.Timestamp t) {
          assertThat(((Type.Timestamp) made.column(original.name()).orElseThrow().type()).zoned())
              .isEqualTo(t.zoned());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysComeAlong(Brand brand) throws Exception {
    ObjectSchema parent =
        new ObjectSchema(
            "sales.parent",
            List.of(
                column("code", Type.Text.UNBOUNDED, false, Origin.GIVEN),
                column("part", new Type.Int(32, false), false, Origin.GIVEN),
                column("email", new Type.Text(80, 0, false), true, Origin.GIVEN),
                column("boss", Type.Text.UNBOUNDED, true, Origin.GIVEN),
                column("boss_part", new Type.Int(32, false), true, Origin.GIVEN)),
            List.of("code", "part"),
            List.of(new UniqueKey("u", List.of("email"), MatchForm.EXACT)),
            List.of(
                new ForeignKey(
                    "f",
                    List.of("boss", "boss_part"),
                    "sales.parent",
                    List.of("code", "part"),
                    true,
                    true)));
    TestDatabase database = databases.create(brand);
    database.run();
    if (brand == Brand.POSTGRESQL) {
      database.run("CREATE SCHEMA sales");
    }
    try (Scene scene = new Scene(brand.open(database))) {
      Connector connector = scene.connector;
      String name = brand == Brand.POSTGRESQL ? "sales.parent" : "parent";
      connector.execute(connector.createStatements(name, parent));
      ObjectSchema made = connector.describe("parent");
      assertThat(made.name()).isEqualTo(name);
      assertThat(made.primaryKey()).containsExactly("code", "part");
      assertThat(made.uniqueKeys())
          .singleElement()
          .satisfies(
              k -> {
                assertThat(k.columns()).containsExactly("email");
                assertThat(k.form()).isEqualTo(MatchForm.EXACT);
              });
      assertThat(made.foreignKeys())
          .singleElement()
          .satisfies(
              k -> {
                assertThat(k.references()).isEqualTo(name);
                assertThat(k.cascadesDelete()).isTrue();
                assertThat(k.columns()).containsExactly("boss", "boss_part");
              });
      assertThat(made.column("email").orElseThrow().nullable()).isTrue();
      assertThat(made.column("code").orElseThrow().nullable()).isFalse();
      var shape = scene.shape("parent");
      scene
          .write(
              scene.insert(shape, Map.of("code", "a", "part", 1L, "email", "x")),
              scene.insert(shape, Map.of("code", "A", "part", 1L, "email", "X")),
              scene.insert(shape, Map.of("code", "a ", "part", 1L, "boss", "A", "boss_part", 1L)))
          .forEach(Scene::applied);
    }
  }
}
