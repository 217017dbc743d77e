package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are altered while a watch keeps two servers in step. Looked at by SQL only. */
class AlteredWatchTest {
  @TempDir Path folder;
  private TestDatabase crm;
  private TestDatabase shop;
  private Shell shell;
  private Process watch;

  @BeforeEach
  void open() throws Exception {
    crm = TestDatabases.postgres();
    shop = TestDatabases.mariadb();
    crm.run(
        "CREATE TABLE person (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE visit (id bigint PRIMARY KEY, person bigint REFERENCES person, place text)",
        "CREATE TABLE item (id bigint PRIMARY KEY, label text, price numeric(10,2))",
        "INSERT INTO person VALUES (1, 'Ann')",
        "INSERT INTO visit VALUES (1, 1, 'Oslo')",
        "INSERT INTO item VALUES (1, 'cup', 2)");
    shop.run(
        "CREATE TABLE person (id bigint PRIMARY KEY, name varchar(60))",
        "CREATE TABLE visit (id bigint PRIMARY KEY, person bigint, place varchar(60),"
            + " FOREIGN KEY (person) REFERENCES person (id))",
        "CREATE TABLE item (id bigint PRIMARY KEY, label varchar(60), price decimal(10,2))");
    shell = new Shell(folder);
    shell.environment.put("CRM", crm.password());
    shell.environment.put("SHOP", shop.password());
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          crm: { type: postgresql, url: "%s", user: %s, password: "${CRM}" }
          shop: { type: mariadb, url: "%s", user: %s, password: "${SHOP}" }
        syncs:
          people:
            id: 1
            source: crm
            target: shop
            capture: triggers
            tasks:
              - { name: people, id: 1, source: person, target: person, fields: [ id, name ] }
              - name: visits
                id: 2
                source: visit
                target: visit
                fields: [ id, place, { relation: person, through: people } ]
              - { name: items, id: 3, source: item, target: item, fields: [ id, label, price ] }
        """
            .formatted(crm.url(), crm.user(), shop.url(), shop.user()));
    assertThat(shell.call("start", "--yes").exit()).isZero();
    watch = Child.start(shell, "said", "run", "--watch");
    crm.run("UPDATE item SET label = 'pot'");
    until(() -> labels().equals(List.of("pot 2.00")));
  }

  @AfterEach
  void end() throws Exception {
    watch.destroyForcibly().waitFor();
  }

  private List<String> names() throws SQLException {
    return Shops.ask(shop, "SELECT name FROM person ORDER BY id");
  }

  private List<String> places() throws SQLException {
    return Shops.ask(shop, "SELECT place FROM visit ORDER BY id");
  }

  private List<String> labels() throws SQLException {
    return Shops.ask(shop, "SELECT concat(label, ' ', price) FROM item ORDER BY id");
  }

  private String said() throws IOException {
    return Child.said(shell, "said").replaceAll("\\s+", " ");
  }

  private interface Question {
    boolean holds() throws Exception;
  }

  private void until(Question question) throws Exception {
    while (!question.holds()) {
      assertThat(watch.isAlive()).as(Child.said(shell, "said")).isTrue();
      Thread.sleep(10);
    }
  }

  private int stopped() throws Exception {
    assertThat(shell.call("stop").exit()).isZero();
    return watch.waitFor();
  }

  /** A watch that has remembered what it wrote ends with nothing due; nothing rests. */
  private void endsInStep() throws Exception {
    until(() -> shell.call("status").exit() == 0);
    assertThat(stopped()).as(Child.said(shell, "said")).isZero();
  }

  @Test
  void aTaskWhoseColumnIsRenamedRestsAloneUntilItIsBack() throws Exception {
    shop.run("ALTER TABLE item RENAME COLUMN price TO amount");
    crm.run("UPDATE item SET price = 3", "UPDATE person SET name = 'Anna'");
    until(() -> said().contains("Task items rests"));
    assertThat(said()).contains("item has no column \"price\"").contains("The others go on.");
    until(() -> names().equals(List.of("Anna")));
    crm.run("UPDATE visit SET place = 'Rome'");
    until(() -> places().equals(List.of("Rome")));

    shop.run("ALTER TABLE item RENAME COLUMN amount TO price");
    until(() -> said().contains("Task items goes on"));
    until(() -> Shops.ask(shop, "SELECT price FROM item").equals(List.of("3.00")));
    crm.run("UPDATE item SET label = 'mug'");
    until(() -> labels().equals(List.of("mug 3.00")));
    endsInStep();
  }

  @Test
  void whoRefersToWhatRestsRestsToo() throws Exception {
    crm.run("ALTER TABLE person DROP COLUMN name", "UPDATE visit SET place = 'Rome'");
    until(() -> said().contains("Task visits rests"));
    assertThat(said()).contains("Task people rests: ").contains("person has no column \"name\"");
    crm.run("UPDATE item SET price = 4");
    until(() -> labels().equals(List.of("pot 4.00")));
    assertThat(names()).as("nothing is written for it").isEqualTo(List.of("Ann"));
    assertThat(stopped()).isEqualTo(4);
    assertThat(said()).contains("Paused until this is mended");
  }

  @Test
  void aTypeThatDoesNotPairPausesAndOneThatDoesIsTaken() throws Exception {
    shop.run("ALTER TABLE item MODIFY price blob");
    crm.run("UPDATE person SET name = 'Anna'");
    until(() -> said().contains("Task items rests"));
    until(() -> names().equals(List.of("Anna")));
    shop.run("ALTER TABLE item MODIFY price decimal(12,3)");
    until(() -> said().contains("Task items goes on"));
    crm.run("UPDATE item SET price = 12345678.25");
    until(() -> labels().equals(List.of("pot 12345678.250")));
    endsInStep();
  }
}
