package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.engine.advise.AdviceOptions;
import dev.syncline.engine.advise.Advisor;
import dev.syncline.engine.advise.Proposal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWriterTest {
  @TempDir Path folder;
  private TestDatabase crm;
  private TestDatabase shop;

  @BeforeEach
  void fill() throws SQLException {
    crm = TestDatabases.sqlite(folder.resolve("crm.db"));
    shop = TestDatabases.sqlite(folder.resolve("shop.db"));
    crm.run(
        "CREATE TABLE customer (id integer PRIMARY KEY, email varchar(40) COLLATE NOCASE UNIQUE, first_name text,"
            + " \"odd: name, #1\" text, boss_id integer REFERENCES customer (id))",
        "CREATE TABLE orders (id integer PRIMARY KEY, number varchar(10) NOT NULL UNIQUE,"
            + " customer_id integer NOT NULL REFERENCES customer (id), placed date)",
        "CREATE TABLE log (id integer PRIMARY KEY, line text)",
        "CREATE TABLE heap (a text)",
        "CREATE TABLE \"audit\nlog\" (id integer PRIMARY KEY)",
        "INSERT INTO customer VALUES (1, 'ann@x.org', 'Ann', 'a', NULL), (2, 'Bob@x.org', 'Bob', 'b', 1),"
            + " (3, ' eve@x.org', 'Eve', 'c', 1), (4, NULL, 'Max', 'd', 2)",
        "INSERT INTO orders VALUES (1, 'A-1', 1, '2024-01-01'), (2, 'A-2', 2, '2024-01-02')",
        "INSERT INTO log VALUES (1, 'x'), (2, 'x'), (3, 'x'), (4, 'x')");
    shop.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(60) UNIQUE, given_name text,"
            + " \"odd: name, #1\" text, boss_id integer REFERENCES customers (id), region text NOT NULL)",
        "CREATE TABLE orders (id integer PRIMARY KEY, number varchar(10) NOT NULL UNIQUE,"
            + " customer_id integer NOT NULL REFERENCES customers (id), placed date)",
        "CREATE TABLE log (id integer PRIMARY KEY, line text)",
        "INSERT INTO customers VALUES (7, 'ANN@x.org', 'Ann', 'a', NULL, 'n'), (8, 'bob@x.org', 'Bob', 'b', 7, 'n'),"
            + " (9, 'eve@x.org', 'Eve', 'z', 7, 's')",
        "INSERT INTO orders VALUES (5, 'A-2', 8, '2024-01-02'), (6, 'A-3', 9, '2024-01-03')",
        "INSERT INTO log VALUES (1, 'x'), (2, 'x'), (3, 'y'), (4, 'x')");
  }

  private Connector connect(TestDatabase database, String name) {
    return Connections.open(ConnectionSpec.of(name, "sqlite", database.url(), "", ""));
  }

  private static ConnectionText text(String name) {
    return new ConnectionText(
        name,
        ConnectionConfig.Type.SQLITE,
        "jdbc:sqlite:" + name + ".db",
        Optional.of("me"),
        Optional.of("${" + name.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD}"));
  }

  private String write() {
    try (Connector source = connect(crm, "crm");
        Connector target = connect(shop, "shop")) {
      Proposal proposal = Advisor.propose(source, target, AdviceOptions.of(folder));
      return ConfigurationWriter.write(
          text("crm"),
          text("shop"),
          "crm-shop",
          Direction.TO_TARGET,
          proposal,
          ConfigurationWriter.Ids.FIRST);
    }
  }

  @Test
  void writesWhatTheAdvisorProposesWithItsFigures() {
    assertThat(write()).isEqualTo(Corpus.resource("proposed.yaml"));
  }

  @Test
  void whatItWritesIsReadAndCompiles() {
    LoadedConfiguration loaded =
        ConfigurationReader.read(
            folder, "syncline.yaml", write(), Map.of("CRM_PASSWORD", "", "SHOP_PASSWORD", ""));
    assertThat(loaded.findings()).isEmpty();
    try (Connector source = connect(crm, "crm");
        Connector target = connect(shop, "shop")) {
      CompiledSync compiled =
          TaskCompiler.compile(
              loaded.configuration(), loaded.configuration().syncs().getFirst(), source, target);
      assertThat(compiled.findings().stream().filter(Finding::isError).map(Finding::message))
          .containsExactly(
              "task customer: new records in customers need region (NOT NULL without a default),"
                  + " which no field gives");
      assertThat(compiled.tasks()).hasSize(2);
    }
  }

  /** Else what an edit makes untrue would stay in the file. */
  @Test
  void whatItRemarksIsToldFromWhatPeopleWrite() {
    List<String> remarks =
        Corpus.resource("proposed.yaml")
            .lines()
            .filter(l -> l.startsWith("        # ") && !l.startsWith("        #   "))
            .map(l -> l.substring("        # ".length()))
            .filter(l -> !l.startsWith("never by "))
            .toList();
    assertThat(remarks)
        .hasSizeGreaterThan(10)
        .allMatch(
            r ->
                ProposedComments.isOfKey(r)
                    || ProposedComments.candidate(r).isPresent()
                    || ProposedComments.leftOutWithout(r, "crm", c -> false).isPresent()
                    || ProposedComments.leftOutWithout(r, "shop", c -> false).isPresent());
  }
}
