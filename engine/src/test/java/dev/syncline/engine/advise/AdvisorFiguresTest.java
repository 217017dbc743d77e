package dev.syncline.engine.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.Side;
import dev.syncline.core.value.MatchForm;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The advisor's figures against plain SQL: each side's own counts from its own database, and what
 * only both sides together can tell from an SQLite database that holds the keys of both.
 */
class AdvisorFiguresTest {
  private static final int ROWS = 3000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, MARIADB", "SQLITE, POSTGRESQL", "MARIADB, SQLITE"})
  void figuresAreWhatSqlCounts(Systems source, Systems target) throws SQLException {
    TestDatabase left = source.create(folder, "left");
    TestDatabase right = target.create(folder, "right");
    left.run(
        source.sql(
            "CREATE TABLE customer (id generated key, email words, first_name words, city words)"),
        source.sql(
            "CREATE TABLE invoice (id generated key, customer_id integer REFERENCES customer (id),"
                + " placed date, total numeric(9,2))"));
    right.run(
        target.sql(
            "CREATE TABLE customers (id generated key, mail_address words, given_name words, city words)"),
        target.sql(
            "CREATE TABLE invoices (id generated key, customer_id integer REFERENCES customers (id),"
                + " placed date, total numeric(9,2))"));
    SplittableRandom random = new SplittableRandom(7);
    List<Object[]> leftCustomers = new ArrayList<>();
    List<Object[]> rightCustomers = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String email = "person" + i + "@example.org";
      Object[] person = {email, "Name" + random.nextInt(400), "City " + random.nextInt(30)};
      if (i < ROWS * 0.8) {
        leftCustomers.add(varied(person, random));
      }
      if (i > ROWS * 0.2) {
        rightCustomers.add(varied(person, random));
      }
    }
    Systems.insert(left, "customer", "email, first_name, city", leftCustomers);
    Systems.insert(right, "customers", "mail_address, given_name, city", rightCustomers);
    invoices(left, "customer", "email", "invoice", random);
    invoices(right, "customers", "mail_address", "invoices", random);

    Proposal proposal;
    try (Connector s = source.connect(left, "left");
        Connector t = target.connect(right, "right")) {
      AdviceOptions small =
          new AdviceOptions(
              folder,
              1,
              AdviceOptions.of(folder).sourceZone(),
              AdviceOptions.of(folder).targetZone(),
              AdviceOptions.of(folder).notation(),
              p -> {});
      proposal = Advisor.propose(s, t, small);
    }

    PairAdvice customers = proposal.pairs().getFirst();
    KeyAdvice email = customers.chosen().orElseThrow();
    assertThat(email.parts())
        .containsExactly(
            new KeyPart(List.of("email"), List.of("mail_address"), java.util.Optional.empty()));
    assertThat(customers.columns())
        .contains(
            new PairAdvice.ColumnPair("email", "mail_address", false),
            new PairAdvice.ColumnPair("first_name", "given_name", false),
            new PairAdvice.ColumnPair("city", "city", true));
    assertOwnFigures(email.source(), left, "SELECT email AS k FROM customer");
    assertOwnFigures(email.target(), right, "SELECT mail_address AS k FROM customers");
    assertThat(email.source().repeated()).isPositive();
    assertThat(email.source().firstRepeated()).hasSize(5);
    for (String repeated : email.source().firstRepeated()) {
      assertThat(
              Systems.count(left, "SELECT count(*) FROM customer WHERE email = '" + repeated + "'"))
          .isGreaterThan(1);
    }
    assertSharedFigures(
        email,
        Systems.query(left, "SELECT email FROM customer"),
        Systems.query(right, "SELECT mail_address FROM customers"));
    assertThat(email.moreLinks().get(MatchForm.TRIMMED_CASE_INSENSITIVE)).isPositive();

    PairAdvice invoices = proposal.pairs().getLast();
    assertThat(invoices.source().name()).isEqualTo("invoice");
    KeyAdvice composite = invoices.chosen().orElseThrow();
    assertThat(composite.parts())
        .containsExactlyInAnyOrder(
            new KeyPart(List.of("placed"), List.of("placed"), java.util.Optional.empty()),
            new KeyPart(
                List.of("customer_id"), List.of("customer_id"), java.util.Optional.of("customer")));
    String leftKeys =
        "SELECT i.placed AS a, c.email AS b FROM invoice i LEFT JOIN customer c ON c.id = i.customer_id";
    String rightKeys =
        "SELECT i.placed AS a, c.mail_address AS b FROM invoices i LEFT JOIN customers c ON c.id ="
            + " i.customer_id";
    assertOwnFigures(composite.source(), left, leftKeys);
    assertOwnFigures(composite.target(), right, rightKeys);
    assertSharedFigures(composite, Systems.query(left, leftKeys), Systems.query(right, rightKeys));
  }

  /** Some of a person's data is missing, spelled otherwise, or there twice. */
  private static Object[] varied(Object[] person, SplittableRandom random) {
    Object[] varied = person.clone();
    String email = (String) person[0];
    switch (random.nextInt(40)) {
      case 0 -> varied[0] = null;
      case 1 -> varied[0] = email.toUpperCase(java.util.Locale.ROOT);
      case 2 -> varied[0] = " " + email;
      case 3 -> varied[0] = "shared" + random.nextInt(30) + "@example.org";
      default -> {}
    }
    return varied;
  }

  private static void invoices(
      TestDatabase database, String parents, String key, String table, SplittableRandom random)
      throws SQLException {
    List<Object[]> customers =
        Systems.query(
            database,
            "SELECT id FROM " + parents + " WHERE " + key + " LIKE 'person1%' ORDER BY " + key);
    List<Object[]> invoices = new ArrayList<>();
    for (Object[] customer : customers) {
      for (int month = 1; month <= 3; month++) {
        boolean nobodys = random.nextInt(50) == 0;
        invoices.add(
            new Object[] {
              nobodys ? null : customer[0],
              LocalDate.of(2024, month, 10 + random.nextInt(2)),
              random.nextInt(100)
            });
      }
    }
    Systems.insert(database, table, "customer_id, placed, total", invoices);
  }

  private static void assertOwnFigures(SideFigures figures, TestDatabase database, String keys)
      throws SQLException {
    boolean two = keys.contains(" AS b");
    String columns = two ? "a, b" : "k";
    String whole = two ? "a IS NOT NULL AND b IS NOT NULL" : "k IS NOT NULL";
    String from = " FROM (" + keys + ") t";
    assertThat(figures.rows()).isEqualTo(Systems.count(database, "SELECT count(*)" + from));
    assertThat(figures.nulls())
        .isEqualTo(
            Systems.count(database, "SELECT count(*)" + from + " WHERE NOT (" + whole + ")"));
    assertThat(figures.distinct())
        .isEqualTo(
            Systems.count(
                database,
                "SELECT count(*) FROM (SELECT DISTINCT "
                    + columns
                    + from
                    + " WHERE "
                    + whole
                    + ") d"));
    assertThat(figures.repeated())
        .isEqualTo(
            Systems.count(
                database,
                "SELECT count(*) FROM (SELECT "
                    + columns
                    + from
                    + " WHERE "
                    + whole
                    + " GROUP BY "
                    + columns
                    + " HAVING count(*) > 1) d"));
  }

  private void assertSharedFigures(KeyAdvice key, List<Object[]> source, List<Object[]> target)
      throws SQLException {
    TestDatabase both = TestDatabases.sqlite(folder.resolve("both" + System.nanoTime() + ".db"));
    both.run("CREATE TABLE s (k text)", "CREATE TABLE t (k text)");
    Systems.insert(both, "s", "k", texts(source));
    Systems.insert(both, "t", "k", texts(target));
    Map<MatchForm, String> forms =
        Map.of(
            MatchForm.EXACT, "k",
            MatchForm.TRIMMED, "trim(k)",
            MatchForm.CASE_INSENSITIVE, "lower(k)",
            MatchForm.TRIMMED_CASE_INSENSITIVE, "lower(trim(k))");
    String groups =
        "(SELECT %1$s AS k, sum(s) AS s, sum(t) AS t FROM (SELECT k, 1 AS s, 0 AS t FROM s UNION ALL"
            + " SELECT k, 0, 1 FROM t) WHERE k IS NOT NULL GROUP BY %1$s)";
    String exact = groups.formatted("k");
    assertThat(key.overlap())
        .isEqualTo(Systems.count(both, "SELECT count(*) FROM " + exact + " WHERE s > 0 AND t > 0"));
    assertThat(key.links())
        .isEqualTo(Systems.count(both, "SELECT count(*) FROM " + exact + " WHERE s = 1 AND t = 1"));
    assertThat(key.createsInTarget())
        .isEqualTo(Systems.count(both, "SELECT count(*) FROM " + exact + " WHERE s = 1 AND t = 0"));
    assertThat(key.createsInSource())
        .isEqualTo(Systems.count(both, "SELECT count(*) FROM " + exact + " WHERE s = 0 AND t = 1"));
    assertThat(key.ambiguous())
        .isEqualTo(
            Systems.count(
                both, "SELECT coalesce(sum(s + t), 0) FROM " + exact + " WHERE s > 1 OR t > 1"));
    boolean ownText = key.parts().stream().allMatch(p -> p.parent().isEmpty());
    for (Map.Entry<MatchForm, String> form : forms.entrySet()) {
      if (!ownText) {
        break; // a parent is known by its own key, in that key's form
      }
      long links =
          Systems.count(
              both,
              "SELECT count(*) FROM "
                  + groups.formatted(form.getValue())
                  + " WHERE s = 1 AND t = 1");
      assertThat(key.moreLinks().getOrDefault(form.getKey(), 0L))
          .as("%s", form.getKey())
          .isEqualTo(Math.max(0, links - key.links()));
    }
    for (Side side : Side.values()) {
      assertThat(key.figures(side).rows())
          .isEqualTo(
              Systems.count(both, "SELECT count(*) FROM " + (side == Side.SOURCE ? "s" : "t")));
    }
  }

  private static List<Object[]> texts(List<Object[]> rows) {
    List<Object[]> texts = new ArrayList<>();
    for (Object[] row : rows) {
      StringBuilder text = new StringBuilder();
      boolean whole = true;
      for (Object part : row) {
        whole &= part != null;
        text.append(row.length > 1 ? "|" : "").append(part);
      }
      texts.add(new Object[] {whole ? text.toString() : null});
    }
    return texts;
  }
}
