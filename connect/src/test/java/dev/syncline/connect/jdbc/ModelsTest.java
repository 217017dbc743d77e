package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncline.connect.Access;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Model;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A query of a connection is read as a table is, and never written. */
class ModelsTest {
  @RegisterExtension final Databases databases = new Databases();

  private static final String SPENT =
      """
      SELECT c.id AS customer, c.email, SUM(i.total) AS spent, COUNT(*) AS invoices
      FROM customer c JOIN invoice i ON i.customer = c.id
      GROUP BY c.id, c.email; -- what each spent
      """;

  /** Expressions of many kinds, over the tables of a shop. */
  private static final String EXPRESSIONS =
      """
      SELECT c.id, c.email, c.born, c.born AS birthday, i.total, i.at,
             SUM(i.total) OVER (PARTITION BY c.id) AS spent, COUNT(*) OVER () AS n,
             AVG(i.total) OVER () AS mean, i.total * 2 AS twice, UPPER(c.email) AS upper_email,
             COALESCE(c.email, '') AS some_email, CASE WHEN i.total > 5 THEN 1 ELSE 0 END AS big,
             CAST(c.id AS decimal(12,4)) AS exact, CAST(c.email AS char(7)) AS short, 1.5 AS half,
             'x' AS x, NULL AS none, c.id + 1 AS next, c.id / 2 AS part
      FROM customer c JOIN invoice i ON i.customer = c.id
      """;

  private TestDatabase shop(Brand brand) throws Exception {
    TestDatabase shop = databases.create(brand);
    shop.run(
        "CREATE TABLE customer (id integer PRIMARY KEY, email varchar(40), born date)",
        "CREATE TABLE invoice (id integer PRIMARY KEY, customer integer NOT NULL,"
            + " total decimal(10,2) NOT NULL, at timestamp(3) NULL)",
        "INSERT INTO customer VALUES (1, 'ada@example.org', '1815-12-10'), (2, NULL, NULL),"
            + " (3, 'eve@example.org', NULL)",
        "INSERT INTO invoice VALUES (1, 1, 10.50, '2026-01-02 03:04:05.678'), (2, 1, 2.25, NULL),"
            + " (3, 2, 7, NULL)");
    return shop;
  }

  private static Connector open(Brand brand, TestDatabase database, Model... models) {
    return Connections.open(brand.spec(database).with(List.of(models)));
  }

  private static Connector open(Brand brand, TestDatabase database, String sql, String... key) {
    return open(brand, database, new Model("m", sql, List.of(key)));
  }

  private static List<Row> read(Connector connector, Shape shape) {
    List<Row> rows = new ArrayList<>();
    try (Connector.RowStream stream = connector.read(shape, Connector.Order.KEY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Object> values(Row row) {
    return Arrays.asList(row.values()).stream()
        .map(v -> v instanceof Number n ? (Object) n.doubleValue() : v)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void aQueryIsReadAsATableIs(Brand brand) throws Exception {
    TestDatabase database = shop(brand);
    try (Connector shop = open(brand, database, SPENT.replace("; --", " --"), "customer")) {
      ObjectSchema model = shop.describe("m");

      assertThat(shop.objects()).containsExactly("customer", "invoice", "m");
      assertThat(model.isModel()).isTrue();
      assertThat(model.identity()).containsExactly("customer");
      assertThat(model.columns()).noneMatch(Column::writable);
      assertThat(model.column("customer").orElseThrow().nullable()).isFalse();
      assertThat(model.column("email").orElseThrow().nullable()).isTrue();
      assertThat(shop.count("m")).isEqualTo(2);
      Shape shape = model.shape(List.of("customer", "email", "spent", "invoices"));
      assertThat(read(shop, shape).stream().map(r -> values(r)).toList())
          .containsExactlyInAnyOrder(
              Arrays.asList(1.0, "ada@example.org", 12.75, 2.0),
              Arrays.asList(2.0, null, 7.0, 1.0));
      assertThat(shop.fetch(shape, List.of(Key.of(2L), Key.of(9L))))
          .singleElement()
          .satisfies(r -> assertThat(r.get("invoices")).isEqualTo(1L));
      assertThat(
              shop.find(
                  shape,
                  List.of("email"),
                  List.<Object[]>of(new Object[] {"ada@example.org"}),
                  false))
          .singleElement()
          .satisfies(r -> assertThat(r.get("customer")).isEqualTo(1L));
      assertThat(shop.defaults(shape)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void aTableIsReadByAKeyOfChoice(Brand brand) throws Exception {
    Model model = new Model("bills", new Model.Table("invoice"), List.of("customer", "total"));
    try (Connector shop = open(brand, shop(brand), model)) {
      ObjectSchema bills = shop.describe("bills");
      assertThat(bills.isModel()).isTrue();
      assertThat(bills.columns().stream().map(c -> c.name() + " " + c.type()).toList())
          .isEqualTo(
              shop.describe("invoice").columns().stream()
                  .map(c -> c.name() + " " + c.type())
                  .toList());
      Shape shape = bills.shape(List.of("customer", "total", "id"));
      assertThat(read(shop, shape)).hasSize(3);
    }
    Model gone = new Model("bills", new Model.Table("invioce"), List.of("id"));
    try (Connector shop = open(brand, shop(brand), gone)) {
      assertThat(
              catchThrowableOfType(ConnectorException.class, () -> shop.describe("bills"))
                  .getMessage())
          .startsWith("crm: the model bills does not run: ")
          .contains("invioce")
          .endsWith("Mend its \"table\", and try it with: syncline preview bills");
    }
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void itsTypesAreThoseOfAViewOfTheSameQuery(Brand brand) throws Exception {
    TestDatabase database = shop(brand);
    database.run("CREATE VIEW v AS " + EXPRESSIONS);
    try (Connector shop = open(brand, database, EXPRESSIONS, "id")) {
      ObjectSchema view = shop.describe("v");
      for (Column column : shop.describe("m").columns()) {
        Column there = view.column(column.name()).orElseThrow();
        if (brand != Brand.SQLITE
            || List.of("id", "email", "born", "total").contains(column.name())) {
          assertThat(column.type() + " " + withoutWidth(column.nativeType()))
              .as(column.name())
              .isEqualTo(there.type() + " " + withoutWidth(there.nativeType()));
        }
      }
    }
  }

  /** MariaDB's tables say how wide a number is shown, which is nothing of its type. */
  private static String withoutWidth(String type) {
    return type.replaceFirst("int\\(\\d+\\)", "int");
  }

  @Test
  void inSqliteValuesTellTheTypesThatNothingDeclares() throws Exception {
    try (Connector shop = open(Brand.SQLITE, shop(Brand.SQLITE), EXPRESSIONS, "id")) {
      assertThat(
              shop.describe("m").columns().stream()
                  .map(c -> c.name() + " " + c.nativeType())
                  .toList())
          .contains(
              "spent NUMERIC",
              "n INTEGER",
              "mean REAL",
              "twice NUMERIC",
              "upper_email TEXT",
              "half REAL",
              "none (no declared type)");
    }
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void aQueryThatDoesNotRunIsNamedWithItsReason(Brand brand) throws Exception {
    TestDatabase database = shop(brand);
    assertThat(fault(brand, database, "SELECT id, emial\nFROM customer", "id"))
        .startsWith("crm: the model m does not run: ")
        .contains("emial")
        .endsWith("Mend its sql, and try it with: syncline preview m");
    assertThat(fault(brand, database, "SELECT id FRUM customer WHERE", "id"))
        .startsWith("crm: the model m does not run: ");
    assertThat(fault(brand, database, "SELECT id, id FROM customer", "id"))
        .isEqualTo(
            "crm: the model m gives two columns the name \"id\". Give one of them another in its"
                + " sql: … AS another_name.");
    assertThat(fault(brand, database, "SELECT id, email FROM customer", "mail"))
        .isEqualTo(
            "crm: the model m has no column \"mail\", which its \"key\" names. Did you mean"
                + " \"email\"?");
    assertThat(fault(brand, database, "SELECT id FROM customer WHERE id = ?", "id"))
        .contains("a ? in it is taken for a parameter");
    assertThat(fault(brand, database, "DELETE FROM customer", "id"))
        .startsWith("crm: the model m ");
    try (Connector shop = open(brand, database)) {
      assertThat(shop.count("customer")).isEqualTo(3);
    }
  }

  @Test
  void postgresqlTellsWhere() throws Exception {
    TestDatabase database = shop(Brand.POSTGRESQL);
    assertThat(fault(Brand.POSTGRESQL, database, "SELECT id,\n  emial FROM customer", "id"))
        .contains("column \"emial\" does not exist, at line 2, column 3. Mend");
    assertThat(fault(Brand.POSTGRESQL, database, "SELECT id, 1 + 1 FROM customer", "id"))
        .isEqualTo("crm: the model m gives its column 2 no name. Name it in its sql: … AS a_name.");
  }

  private static String fault(Brand brand, TestDatabase database, String sql, String key) {
    try (Connector shop = open(brand, database, sql, key)) {
      ConnectorException e =
          catchThrowableOfType(ConnectorException.class, () -> shop.describe("m"));
      assertThat(e.kind()).isEqualTo(ConnectorException.Kind.MODEL);
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void aModelIsNotCalledAsATableIs(Brand brand) throws Exception {
    Model model = new Model("invoice", "SELECT id FROM customer", List.of("id"));
    try (Connector shop = open(brand, shop(brand), model)) {
      assertThat(
              catchThrowableOfType(ConnectorException.class, () -> shop.describe("invoice"))
                  .getMessage())
          .isEqualTo(
              "crm: the model invoice has the name of the table invoice. Give the model a name that"
                  + " no table has.");
    }
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void rowsOfOneKeyAreNotTakenForEachOther(Brand brand) throws Exception {
    String sql = "SELECT customer, total FROM invoice";
    try (Connector shop = open(brand, shop(brand), sql, "customer")) {
      Shape shape = shop.describe("m").shape(List.of("customer", "total"));
      assertThat(
              catchThrowableOfType(
                      ConnectorException.class, () -> shop.fetch(shape, List.of(Key.of(1L))))
                  .getMessage())
          .startsWith("crm: the model m gives more than one row with the key customer = 1. ");
    }
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void nothingButACompareTellsItsChanges(Brand brand) throws Exception {
    try (Connector shop = open(brand, shop(brand), "SELECT id, email FROM customer", "id")) {
      Optional<String> compared =
          Optional.of("m is a model, whose result is compared in full in every run.");
      assertThat(shop.tracking().orElseThrow().obstacle("m")).isEqualTo(compared);
      assertThat(shop.stamps().orElseThrow().obstacle("m")).isEqualTo(compared);
      assertThat(shop.stamps().orElseThrow().obstacle("customer")).isEmpty();
      assertThat(
              shop.missingRights(
                  List.of(new Access("m", List.of("id"), List.of(), List.of(), false)), false))
          .isEmpty();
    }
  }

  /** A first run reads new rows in the order of keys, or would ask for many of them one by one. */
  @ParameterizedTest
  @EnumSource(Brand.class)
  void textsComeInTheOrderOfKeys(Brand brand) throws Exception {
    TestDatabase database = databases.create(brand);
    database.run(
        "CREATE TABLE word (w varchar(20) NOT NULL, n integer NOT NULL)",
        "INSERT INTO word VALUES ('b', 1), ('A', 1), ('a', 2), ('a', 1), ('Z', 1), ('é', 1),"
            + " ('ab', 1), ('', 1), ('a b', 1)");
    try (Connector words = open(brand, database, "SELECT w, n FROM word", "w", "n")) {
      Shape shape = words.describe("m").shape(List.of("w", "n"));
      List<Key> keys = read(words, shape).stream().map(Row::key).toList();
      assertThat(keys).hasSize(9).isSorted().doesNotHaveDuplicates();
    }
  }

  /** A model that does not run is nothing to the tables beside it. */
  @ParameterizedTest
  @EnumSource(Brand.class)
  void aBrokenModelHindersNoTable(Brand brand) throws Exception {
    try (Connector shop = open(brand, shop(brand), "SELECT nonsense", "id")) {
      assertThat(shop.objects()).contains("m");
      assertThat(shop.count("customer")).isEqualTo(3);
    }
  }
}
