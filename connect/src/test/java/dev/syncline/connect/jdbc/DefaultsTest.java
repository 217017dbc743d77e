package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connector says of defaults is what the database stores where an insert names nothing. */
class DefaultsTest {
  @RegisterExtension final Databases databases = new Databases();

  /** Columns with constant defaults. */
  private static List<String> constants(Brand brand) {
    return switch (brand) {
      case POSTGRESQL ->
          List.of(
              "int DEFAULT 0",
              "smallint DEFAULT -1",
              "bigint DEFAULT '7'",
              "varchar(10) DEFAULT 'it''s'",
              "text DEFAULT ''",
              "char(4) DEFAULT 'ab'",
              "boolean DEFAULT true",
              "numeric(10,2) DEFAULT 1",
              "numeric DEFAULT 1.50",
              "float8 DEFAULT 0",
              "real DEFAULT 0.2",
              "date DEFAULT '2020-02-29'",
              "timestamp DEFAULT '2020-02-29 01:02:03'",
              "timestamptz DEFAULT '2020-02-29 01:02:03+02'",
              "jsonb DEFAULT '{\"a\":1}'",
              "int[] DEFAULT '{}'",
              "uuid DEFAULT '00000000-0000-0000-0000-000000000000'",
              "bytea DEFAULT 'a'",
              "interval DEFAULT '1 day'",
              "mood DEFAULT 'it''s fine'");
      case MARIADB ->
          List.of(
              "int DEFAULT 0",
              "smallint DEFAULT -1",
              "bigint unsigned DEFAULT '7'",
              "varchar(20) DEFAULT 'it''s a \\\\ or \\''",
              "text DEFAULT ''",
              "char(4) DEFAULT 'ab'",
              "boolean DEFAULT true",
              "bit(1) DEFAULT b'1'",
              "decimal(10,2) DEFAULT 1",
              "double DEFAULT 1e3",
              "float DEFAULT 0.2",
              "date DEFAULT '2020-02-29'",
              "datetime DEFAULT '2020-02-29 01:02:03'",
              "timestamp DEFAULT '2020-02-29 01:02:03'",
              "json DEFAULT '{}'",
              "enum('a', 'it''s') DEFAULT 'it''s'");
      case SQLITE ->
          List.of(
              "INTEGER DEFAULT 0",
              "INTEGER DEFAULT '7'",
              "INTEGER DEFAULT -1",
              "INTEGER DEFAULT 1.0",
              "TEXT DEFAULT 'it''s'",
              "TEXT DEFAULT 5",
              "TEXT DEFAULT new",
              "TEXT DEFAULT \"so \"\"new\"",
              "BOOLEAN DEFAULT TRUE",
              "BOOLEAN DEFAULT 0",
              "DECIMAL(10,2) DEFAULT 1.50",
              "DECIMAL DEFAULT 0.0",
              "DECIMAL DEFAULT '2.0'",
              "REAL DEFAULT 0",
              "REAL DEFAULT 0.2",
              "DATE DEFAULT '2020-02-29'",
              "DATETIME DEFAULT '2020-02-29 01:02:03'",
              "JSON DEFAULT '{}'",
              "BLOB DEFAULT x'0a'");
    };
  }

  /** Columns with none, or with one that is worked out for each row. */
  private static List<String> others(Brand brand) {
    return switch (brand) {
      case POSTGRESQL ->
          List.of(
              "timestamptz DEFAULT now()",
              "date DEFAULT CURRENT_DATE",
              "timestamp DEFAULT ('now'::text)::timestamp",
              "uuid DEFAULT gen_random_uuid()",
              "int DEFAULT 1 + random()",
              "text DEFAULT 'a' || current_user",
              "bigserial",
              "text DEFAULT NULL",
              "text");
      case MARIADB ->
          List.of(
              "timestamp DEFAULT current_timestamp()",
              "varchar(40) DEFAULT uuid()",
              "double DEFAULT (1 + rand())",
              "varchar(40) DEFAULT concat('a', rand())",
              "text DEFAULT NULL",
              "text");
      case SQLITE ->
          List.of(
              "TEXT DEFAULT CURRENT_TIMESTAMP",
              "INTEGER DEFAULT (random())",
              "TEXT DEFAULT ('a' || random())",
              "TEXT DEFAULT NULL",
              "TEXT");
    };
  }

  @ParameterizedTest
  @EnumSource
  void constantOnesAreToldAsTheyAreStored(Brand brand) throws Exception {
    List<String> constants = constants(brand);
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < constants.size(); i++) {
      columns.append(", constant").append(i).append(' ').append(constants.get(i));
    }
    List<String> others = others(brand);
    for (int i = 0; i < others.size(); i++) {
      columns.append(", other").append(i).append(' ').append(others.get(i));
    }
    TestDatabase database = databases.create(brand);
    if (brand == Brand.POSTGRESQL) {
      database.run("CREATE TYPE mood AS ENUM ('it''s fine', 'bad')");
    }
    database.run("CREATE TABLE item (" + brand.id() + columns + ")");
    try (Scene scene = new Scene(brand.open(database))) {
      Shape shape = scene.shape("item");
      assertThat(scene.connector.defaults(shape).keySet())
          .noneMatch(column -> column.startsWith("other"));
      database.run("INSERT INTO item (id) VALUES (1)");
      Row stored = scene.all(shape).getFirst();
      Map<String, Object> expected = new TreeMap<>();
      for (Column column : shape.columns()) {
        Object value = stored.get(column.name());
        if (column.name().startsWith("constant")) {
          assertThat(value).as(column.name()).isNotNull();
          expected.put(column.name(), value);
        }
      }
      Map<String, Object> defaults = new TreeMap<>(scene.connector.defaults(shape));
      assertThat(defaults.keySet()).isEqualTo(expected.keySet());
      defaults.forEach(
          (column, value) ->
              assertThat(new Object[] {value})
                  .as("%s of %s", column, columns)
                  .isEqualTo(new Object[] {expected.get(column)}));
    }
  }
}
