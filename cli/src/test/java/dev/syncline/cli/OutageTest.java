package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.connect.testing.Wire;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two servers goes away while a watch keeps them in step. */
class OutageTest {
  @TempDir Path folder;
  private TestDatabase crm;
  private TestDatabase shop;
  private Wire wire;
  private Shell shell;
  private Process watch;

  @BeforeEach
  void open() throws Exception {
    crm = TestDatabases.postgres();
    shop = TestDatabases.mariadb();
    wire = Wire.to(shop.url());
    crm.run("CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL)");
    shop.run("CREATE TABLE person (id bigint PRIMARY KEY, name varchar(60) NOT NULL)");
    crm.run("INSERT INTO person VALUES (1, 'Ann')");
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
              - { name: people, id: 1, source: person, target: person }
        """
            .formatted(crm.url(), crm.user(), wire.through(shop.url()), shop.user()));
    assertThat(shell.call("start", "--yes").exit()).isZero();
    watch = Child.start(shell, "said", "run", "--watch");
    called("Anna");
    until(() -> name().equals("Anna"));
  }

  @AfterEach
  void end() throws Exception {
    watch.destroyForcibly().waitFor();
    wire.close();
  }

  private void called(String name) throws SQLException {
    crm.run("UPDATE person SET name = '" + name + "'");
  }

  private String name() throws SQLException {
    return Shops.ask(shop, "SELECT name FROM person").getFirst();
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

  private int ends() throws InterruptedException {
    assertThat(watch.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return watch.exitValue();
  }

  private void saysWhatIsTrue() throws IOException {
    assertThat(said().replaceAll(".*!", ""))
        .matches(
            " Stopped. A system could not be reached since \\d\\d:\\d\\d:\\d\\d: shop: cannot reach"
                + " .* What changed meanwhile is carried by the next run. Next: .*")
        .doesNotContain("In step");
  }

  @Test
  void theWatchSaysSoAndGoesOnOrEndsAsItIsTold() throws Exception {
    wire.down();
    called("Berta");
    until(() -> said().contains("Trying again in 1.0 s"));
    assertThat(said()).contains("shop: cannot reach").contains("Trying again in 500 ms");
    Shell.Said status = shell.call("status");
    assertThat(status.exit()).as("%s", status).isEqualTo(3);
    assertThat(status.out().replaceAll("\\s+", " "))
        .contains("alarm shop: cannot reach")
        .contains("shop: triggers, marks not known");
    assertThat(shell.call("status", "--output", "json").sync().at("/alarms/0").asString())
        .startsWith("shop: cannot reach");
    wire.up();
    until(() -> name().equals("Berta"));
    until(() -> said().contains("Both systems answer again, after"));
    assertThat(shell.call("status").exit()).isZero();

    wire.down();
    called("Carla");
    long before = said().length();
    until(() -> said().substring((int) before).contains("Trying again"));
    assertThat(shell.call("stop").exit()).isZero();
    assertThat(ends()).as(said()).isEqualTo(1);
    saysWhatIsTrue();
    wire.up();
    assertThat(shell.call("start", "--yes").exit()).isZero();
    assertThat(name()).isEqualTo("Carla");
  }

  @Test
  void aProcessThatIsAskedToEndDoes() throws Exception {
    assumeFalse(File.separatorChar == '\\', "there are no such signals");
    wire.down();
    called("Berta");
    until(() -> said().contains("Trying again"));
    watch.destroy();
    assertThat(ends()).as(said()).isEqualTo(143);
    saysWhatIsTrue();
  }
}
