package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Shape;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Foreign keys: told, obeyed, and closed in circles. */
class ReferencesTest {
  @RegisterExtension final Databases databases = new Databases();

  private Scene circle(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE a (id integer PRIMARY KEY, b integer NOT NULL"
            + (brand == Brand.SQLITE ? " REFERENCES b (id)" : "")
            + ")",
        "CREATE TABLE b (id integer PRIMARY KEY, a integer NOT NULL REFERENCES a (id))");
    if (brand != Brand.SQLITE) {
      database.run("ALTER TABLE a ADD CONSTRAINT a_to_b FOREIGN KEY (b) REFERENCES b (id)");
    }
    return new Scene(brand.open(database));
  }

  @ParameterizedTest
  @EnumSource
  void aCircleIsInsertedChangedAndDeletedTogether(Brand brand) throws SQLException {
    try (Scene scene = circle(brand)) {
      Shape a = scene.shape("a");
      Shape b = scene.shape("b");
      List<WriteOutcome> inserted =
          scene.together(
              scene.insert(a, Map.of("id", 1L, "b", 10L)),
              scene.insert(b, Map.of("id", 10L, "a", 1L)),
              scene.insert(a, Map.of("id", 2L, "b", 20L)),
              scene.insert(b, Map.of("id", 20L, "a", 2L)));
      inserted.forEach(Scene::applied);
      List<WriteOutcome> moved =
          scene.together(
              scene.update(a, Key.of(1L), Map.of("b", 20L)),
              scene.update(a, Key.of(2L), Map.of("b", 10L)));
      assertThat(Scene.applied(moved.getFirst()).get("b")).isEqualTo(20L);
      List<WriteOutcome> deleted =
          scene.together(
              scene.delete(a, Key.of(1L)),
              scene.delete(a, Key.of(2L)),
              scene.delete(b, Key.of(10L)),
              scene.delete(b, Key.of(20L)));
      assertThat(deleted).allMatch(WriteOutcome.Applied.class::isInstance);
      assertThat(scene.all(a)).isEmpty();
      assertThat(scene.all(b)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCircleThatDoesNotCloseIsRefusedWhole(Brand brand) throws SQLException {
    try (Scene scene = circle(brand)) {
      Shape a = scene.shape("a");
      Shape b = scene.shape("b");
      List<WriteOutcome> open =
          scene.together(
              scene.insert(a, Map.of("id", 1L, "b", 10L)),
              scene.insert(b, Map.of("id", 11L, "a", 1L)));
      assertThat(Scene.rejected(open.getFirst()).cause()).isEqualTo(Cause.FOREIGN_KEY);
      String why = Scene.rejected(open.getFirst()).message();
      assertThat(open.getLast())
          .as("what is not at fault itself waits, where the system tells which is")
          .satisfiesAnyOf(
              o -> assertThat(Scene.rejected(o).cause()).isEqualTo(Cause.FOREIGN_KEY),
              o -> assertThat(((WriteOutcome.Retry) o).message()).contains(why));
      assertThat(scene.all(a)).isEmpty();
      assertThat(scene.all(b)).isEmpty();
      scene
          .together(
              scene.insert(a, Map.of("id", 1L, "b", 10L)),
              scene.insert(b, Map.of("id", 10L, "a", 1L)))
          .forEach(Scene::applied);
      List<WriteOutcome> half = scene.together(scene.delete(a, Key.of(1L)));
      assertThat(Scene.rejected(half.getFirst()).cause()).isEqualTo(Cause.FOREIGN_KEY);
      assertThat(scene.all(a)).hasSize(1);
    }
  }

  /** A tree of which each row may be the parent of any other or of itself. */
  private Scene tree(Brand brand, String parent, String onDelete) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE tree (id integer PRIMARY KEY, code varchar(9) UNIQUE, parent integer "
            + parent
            + ", CONSTRAINT up FOREIGN KEY (parent) REFERENCES tree (id)"
            + onDelete
            + ")",
        "CREATE TABLE leaf (id integer PRIMARY KEY, code varchar(9),"
            + " CONSTRAINT leaf_of FOREIGN KEY (code) REFERENCES tree (code)"
            + onDelete.replace("CASCADE", "RESTRICT")
            + ")");
    Scene scene = new Scene(brand.open(database));
    Shape tree = scene.shape("tree");
    scene
        .together(
            scene.insert(tree, Map.of("id", 1L, "code", "x", "parent", 2L)),
            scene.insert(tree, Map.of("id", 2L, "code", "y", "parent", 1L)),
            scene.insert(tree, Map.of("id", 3L, "code", "z", "parent", 3L)))
        .forEach(Scene::applied);
    return scene;
  }

  @ParameterizedTest
  @EnumSource
  void whatRefersToEachOtherOrItselfIsDeletedTogether(Brand brand) throws SQLException {
    for (String parent :
        List.of("", "NOT NULL", "RESTRICT", "NOT NULL RESTRICT", "CASCADE", "NOT NULL CASCADE")) {
      String action = parent.replace("NOT NULL", "");
      String onDelete = action.isBlank() ? "" : " ON DELETE " + action;
      try (Scene scene = tree(brand, parent.startsWith("NOT") ? "NOT NULL" : "", onDelete)) {
        Shape tree = scene.shape("tree");
        assertThat(scene.together(scene.delete(tree, Key.of(3L))))
            .allMatch(WriteOutcome.Applied.class::isInstance);
        assertThat(scene.together(scene.delete(tree, Key.of(1L)), scene.delete(tree, Key.of(2L))))
            .allMatch(WriteOutcome.Applied.class::isInstance);
        assertThat(scene.all(tree)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneThatAnotherStillNeedsKeepsAll(Brand brand) throws SQLException {
    for (String onDelete : List.of("", " ON DELETE RESTRICT", " ON DELETE CASCADE")) {
      try (Scene scene = tree(brand, "", onDelete)) {
        Shape tree = scene.shape("tree");
        Shape leaf = scene.shape("leaf");
        Scene.applied(scene.write(scene.insert(leaf, Map.of("id", 1L, "code", "y"))).getFirst());
        assertThat(scene.together(scene.delete(tree, Key.of(1L)), scene.delete(tree, Key.of(2L))))
            .allSatisfy(o -> assertThat(Scene.rejected(o).cause()).isEqualTo(Cause.FOREIGN_KEY));
        assertThat(scene.all(tree)).hasSize(3);
        assertThat(scene.all(leaf)).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysAreTold(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE parent (x integer NOT NULL, y varchar(10) NOT NULL, z integer,"
            + " PRIMARY KEY (y, x), UNIQUE (z))",
        "CREATE TABLE child ("
            + brand.id()
            + ", x integer, y varchar(10), p integer,"
            + " CONSTRAINT both_of_it FOREIGN KEY (y, x) REFERENCES parent (y, x) ON DELETE CASCADE,"
            + " FOREIGN KEY (p) REFERENCES child (id))");
    try (Scene scene = new Scene(brand.open(database))) {
      assertThat(scene.connector.describe("parent").primaryKey()).containsExactly("y", "x");
      var keys = scene.connector.describe("child").foreignKeys();
      assertThat(keys).hasSize(2);
      assertThat(keys)
          .anySatisfy(
              k -> {
                assertThat(k.columns()).containsExactly("y", "x");
                assertThat(k.referencedColumns()).containsExactly("y", "x");
                assertThat(k.references()).isEqualTo("parent");
                assertThat(k.cascadesDelete()).isTrue();
              })
          .anySatisfy(
              k -> {
                assertThat(k.references()).isEqualTo("child");
                assertThat(k.cascadesDelete()).isFalse();
              });
      Shape parent = scene.shape("parent");
      Shape child = scene.shape("child");
      Scene.applied(scene.write(scene.insert(parent, Map.of("x", 1L, "y", "a"))).getFirst());
      List<WriteOutcome> outcomes =
          scene.write(
              scene.insert(child, Map.of("x", 1L, "y", "a")),
              scene.insert(child, Map.of("x", 2L, "y", "a")),
              scene.insert(child, Map.of("p", 999L)));
      Scene.applied(outcomes.get(0));
      assertThat(Scene.rejected(outcomes.get(1)).cause()).isEqualTo(Cause.FOREIGN_KEY);
      assertThat(Scene.rejected(outcomes.get(2)).cause()).isEqualTo(Cause.FOREIGN_KEY);
      if (brand != Brand.SQLITE) { // SQLite does not say which
        assertThat(Scene.rejected(outcomes.get(1)).message()).contains("parent", "\"y\", \"x\"");
      }
      Key key = Key.of("a", 1L);
      assertThat(scene.connector.fetch(parent, List.of(key, Key.of("a", 2L)))).hasSize(1);
      Scene.applied(scene.write(scene.update(parent, key, Map.of("z", 5L))).getFirst());
    }
  }
}
