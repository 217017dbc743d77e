package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a sync joins, its runs, its records, and sequences, as a person meets them in a browser,
 * over PostgreSQL and MariaDB.
 */
class RunPagesTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";
  private static final String SYNCS =
      """
        customers:
          id: 1
          source: crm
          target: shop
          guard: { deletes: 2 }
          tasks:
            - name: customers
              id: 1
              source: customer
              target: client
              match: [ email <-> mail ]
              fields: [ email <-> mail, name, city ]
            - name: invoices
              id: 2
              source: invoice
              target: bill
              match: [ number ]
              fields: [ number, total, { relation: customer_id <-> client_id, through: customers } ]
        catalogue:
          id: 2
          source: crm
          target: shop
          direction: to-target
          tasks:
            - { name: products, id: 3, source: product, target: item, match: [ sku ] }
      sequences:
        nightly: { syncs: [ customers, catalogue ] }
      """;

  @TempDir Path folder;
  private Servers servers;

  @BeforeEach
  void fill() throws SQLException {
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    servers = new Servers(folder);
    servers.crm.run(
        "CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(60)"
            + " NOT NULL UNIQUE, name varchar(40), city varchar(60))",
        "CREATE TABLE invoice (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number varchar(20)"
            + " NOT NULL UNIQUE, customer_id bigint NOT NULL REFERENCES customer (id), total"
            + " numeric(10,2))",
        "CREATE TABLE product (id bigint PRIMARY KEY, sku varchar(20) NOT NULL UNIQUE, title"
            + " varchar(40))",
        "INSERT INTO customer (email, name, city) VALUES ('ann@x.org', 'Ann', 'Oslo'), ('bob@x.org',"
            + " 'Bob', 'Rome'), ('cy@x.org', '"
            + HOSTILE
            + "', 'Llanfairpwllgwyngyllgogerychwyrndrobwll'), ('eve@x.org', 'Eve', NULL)",
        "INSERT INTO invoice (number, customer_id, total) VALUES ('A-1', 1, 10.5), ('A-2', 2, 20)",
        "INSERT INTO product VALUES (1, 'P-1', 'Pencil'), (2, 'P-2', 'Paper')");
    servers.shop.run(
        "CREATE TABLE client (client_id int AUTO_INCREMENT PRIMARY KEY, mail varchar(60) NOT NULL"
            + " UNIQUE, name varchar(40), city varchar(20)) AUTO_INCREMENT = 501",
        "CREATE TABLE bill (bill_id int AUTO_INCREMENT PRIMARY KEY, number varchar(20) NOT NULL UNIQUE,"
            + " client_id int NOT NULL, total decimal(10,2), FOREIGN KEY (client_id) REFERENCES client"
            + " (client_id)) AUTO_INCREMENT = 9001",
        "CREATE TABLE item (id bigint PRIMARY KEY, sku varchar(20) NOT NULL UNIQUE, title varchar(40))",
        "INSERT INTO client (mail, name, city) VALUES ('bob@x.org', 'Bob', 'Rome'), ('dee@x.org',"
            + " 'Dee', 'Lima')");
    servers.configure(SYNCS);
  }

  private Serving serve() {
    return new Serving(folder, servers.shell.environment);
  }

  private static void enter(Serving serving, Page page) {
    page.navigate(
        serving.url("/link/" + serving.accounts.links().first().orElseThrow().secret().text()));
    page.getByLabel("User name").fill("ada");
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
        .fill("a long enough one");
    page.getByLabel("Password once more").fill("a long enough one");
    button(page, "Create and log in").click();
    assertThat(page).hasTitle("Syncs · Syncline");
  }

  private static Locator button(Page page, String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  private static Locator link(Page page, String label) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  /** A run waits for a row that somebody holds until a person has looked at it. */
  private void waitForRows() {
    servers.shell.file(
        "syncline.yaml",
        servers
            .shell
            .read("syncline.yaml")
            .replace("type: mariadb,", "type: mariadb, lock-timeout: 5m,"));
  }

  private String city(String mail) throws SQLException {
    return Shops.ask(servers.shop, "SELECT city FROM client WHERE mail = '" + mail + "'")
        .getFirst();
  }

  @Test
  void aRunIsReadRetriedAndTakenBack() throws Exception {
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/customers"));
      assertThat(page.locator(".picture svg[role=group]")).containsText("customers");
      button(page, "Run now").click();
      link(page, "Run 1").click();
      assertThat(page.locator("h1")).hasText("Run 1");
      assertThat(page.locator("#counts")).isVisible();
      assertThat(page.locator(".due")).containsText("customers 3");
      assertThat(page.locator(".due")).containsText("rejected");
      browser.picture("run-first");

      page.navigate(serving.url("/syncs/customers"));
      assertThat(page.locator(".picture svg[role=group]")).containsText("3 fields");
      browser.picture("sync-joined");
      page.locator("#due ~ a").click();
      assertThat(page.locator("h1")).hasText("Due");
      page.getByLabel("Reason").selectOption("rejected");
      button(page, "Filter").click();
      assertThat(page.locator(".due li")).hasCount(1);
      browser.picture("due");
      servers.crm.run("UPDATE customer SET city = 'Cardiff' WHERE email = 'cy@x.org'");
      button(page, "Retry customers 3").click();
      link(page, "Run 2").click();
      assertThat(page.locator(".due")).hasCount(0);
      assertThat(page.locator(".operations")).containsText(HOSTILE);
      assertThat(city("cy@x.org")).isEqualTo("Cardiff");

      servers.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
      servers.shop.run("UPDATE client SET name = 'Bobby' WHERE mail = 'bob@x.org'");
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Run now").click();
      link(page, "Run 3").click();
      assertThat(page.locator(".operations")).containsText("Bobby");
      for (int i = 0; i < 501; i++) {
        serving.accounts.audit().add(Actor.COMMAND_LINE, Event.sync(Event.Action.RUN, "customers"));
      }
      page.reload();
      assertThat(page.locator(".facts")).containsText("ada");
      page.getByLabel("Key", new Page.GetByLabelOptions().setExact(true)).fill("501");
      button(page, "Filter").click();
      assertThat(page.locator(".operations > li")).hasCount(1);
      page.goBack();
      browser.picture("run-edits");

      button(page, "Undo…").click();
      assertThat(page.locator(".operations")).containsText("Oslo");
      browser.picture("undo-plan");
      assertThat(city("ann@x.org")).as("only a plan yet").isEqualTo("Bergen");
      button(page, "Take it back").click();
      link(page, "Run 4").click();
      assertThat(page.locator(".operations")).containsText("Bergen");
      assertThat(city("ann@x.org")).isEqualTo("Oslo");

      page.navigate(serving.url("/syncs/customers/records"));
      browser.picture("record-search");
      page.getByLabel("Key in").selectOption("source");
      page.getByLabel("Key", new Page.GetByLabelOptions().setExact(true)).fill("1");
      button(page, "Find").click();
      assertThat(page.locator("h1")).containsText("customers 1 ⇄ ");
      assertThat(page.locator(".operations")).containsText("asked for by ada");
      assertThat(page.locator(".operations > li")).hasCount(3);
      browser.picture("record");
      button(page, "Release the pin").click();
      assertThat(button(page, "Release the pin")).hasCount(0);
      page.getByLabel("Key", new Page.GetByLabelOptions().setExact(true)).fill("77");
      button(page, "Find").click();
      assertThat(page.locator("[role=alert]")).containsText("77");

      page.navigate(serving.url("/syncs/customers"));
      button(page, "Verify").click();
      assertThat(page.locator("h2").first()).hasText("Certificate");
      browser.picture("certificate");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aRunIsFollowedWhileItGoesOn() throws Exception {
    waitForRows();
    servers.shell.call("run", "customers");
    servers.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/customers"));
      try (Connection other = servers.shop.open();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT * FROM client FOR UPDATE");
        button(page, "Run now").click();
        page.waitForCondition(
            () -> {
              page.navigate(serving.url("/syncs/customers"));
              return link(page, "2").isVisible();
            });
        assertThat(page.locator("[data-follow]")).isVisible();
        link(page, "2").click();
        assertThat(page.locator("h1 ~ p .state")).hasText("running");
        assertThat(page.locator("[data-follow]")).isVisible();
        assertThat(button(page, "Stop")).isVisible();
        browser.picture("run-running");
        other.rollback();
      }
      assertThat(page.locator("h1 ~ p .state")).hasText("done");
      assertThat(page.locator(".operations")).containsText("Bergen");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** What a start would make in the systems is read first; then a person has it made, or not. */
  @Test
  void aStartShowsFirstWhatItWouldMake() throws Exception {
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Start…").click();
      assertThat(page.locator(".words")).containsText("In crm:");
      assertThat(page.locator(".words")).containsText("customer");
      assertThat(page.locator("pre.terminal")).containsText("CREATE TRIGGER");
      assertThat(triggers()).isEmpty();
      browser.picture("start");
      button(page, "Start without").click();
      assertThat(page.locator("h2").first()).hasText("Run 1");
      assertThat(triggers()).isEmpty();

      page.navigate(serving.url("/syncs/catalogue"));
      button(page, "Start…").click();
      button(page, "Make this, and start").click();
      assertThat(page.locator("h2").first()).hasText("Run 2");
      assertThat(triggers()).isNotEmpty();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private List<String> triggers() throws SQLException {
    return Shops.ask(servers.crm, "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'syncline%'");
  }

  @Test
  void aRunOfASequenceIsFollowedOnThePagesOfItsSync() throws Exception {
    waitForRows();
    servers.shell.call("run", "customers");
    servers.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/sequences"));
      try (Connection other = servers.shop.open();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT * FROM client FOR UPDATE");
        button(page, "Run nightly").click();
        page.waitForCondition(
            () -> {
              page.navigate(serving.url("/syncs/customers"));
              return link(page, "2").isVisible();
            });
        Locator progress = page.locator("[data-follow]");
        assertThat(progress).containsText("Sequence nightly");
        assertThat(progress.getByRole(AriaRole.BUTTON)).hasText("Stop the sequence");
        browser.picture("sync-in-sequence");
        link(page, "2").click();
        assertThat(progress).containsText("Sequence nightly");
        assertThat(button(page, "Stop the sequence")).isVisible();
        page.navigate(serving.url("/"));
        assertThat(page.locator("tbody tr").first()).containsText("running");
        assertThat(page.locator("tbody")).not().containsText("another process");
        page.navigate(serving.url("/runs/2"));
        other.rollback();
      }
      assertThat(page.locator("h1 ~ p .state")).hasText("done");
      assertThat(page.locator("[data-follow]")).hasCount(0);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aRunOfAnotherProcessSaysWhereItRunsUntilItEnds() throws Exception {
    waitForRows();
    servers.shell.call("run", "customers");
    servers.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      Process process;
      try (Connection other = servers.shop.open();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT * FROM client FOR UPDATE");
        process = Child.start(servers.shell, "run.log", "run", "customers");
        page.waitForCondition(
            () -> {
              page.navigate(serving.url("/syncs/customers"));
              return link(page, "2").isVisible();
            },
            new Page.WaitForConditionOptions().setTimeout(120_000));
        Locator elsewhere = page.locator("#elsewhere");
        assertThat(elsewhere).containsText("In another process of this folder.");
        assertThat(elsewhere.getByRole(AriaRole.BUTTON)).hasCount(0);
        link(page, "2").click();
        assertThat(elsewhere).containsText("In another process of this folder.");
        browser.picture("run-elsewhere");
        other.rollback();
      }
      assertThat(page.locator("h1 ~ p .state")).hasText("done");
      assertThat(page.locator("#elsewhere")).hasCount(0);
      assertThat(process.waitFor()).isEqualTo(5);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void oneRowIsTested() throws Exception {
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      servers.shell.call("run", "customers");
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/customers"));
      link(page, "Test a row").click();
      page.locator("select[name=by]").selectOption("search");
      page.getByLabel("Key, or column and value").fill("email=ann@x.org");
      button(page, "Take it").click();
      assertThat(page.locator("h1")).hasText("Test customers 1");
      assertThat(page.locator(".cells")).containsText("it says which record this is");
      page.getByLabel("Value of city").fill("Turku");
      browser.picture("test-row");
      button(page, "Go on").click();
      assertThat(page.locator("#transcript")).containsText("Turku");
      assertThat(page.locator("#transcript")).containsText("UPDATE");
      browser.picture("test-row-said");
      assertThat(city("ann@x.org")).isEqualTo("Oslo");

      page.goBack();
      page.getByLabel("Value of city").fill("a city of far more than twenty letters");
      button(page, "Go on").click();
      assertThat(page.locator(".due")).containsText("rejected");
      page.goBack();
      page.getByLabel("Value of city").fill("Turku");
      page.getByLabel("What is written.").check();
      button(page, "Go on").click();
      assertThat(page.locator(".operations")).containsText("Turku");
      assertThat(city("ann@x.org")).as("shown before it is sent").isEqualTo("Oslo");
      browser.picture("test-row-plan");
      button(page, "Send it").click();
      assertThat(page.locator("#transcript")).containsText("Turku");
      assertThat(city("ann@x.org")).isEqualTo("Turku");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aValueOfSeveralLinesIsSentAsItIs() throws Exception {
    servers.crm.run("UPDATE customer SET city = E'\\nOslo\\nS\\r\\n' WHERE id = 1");
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/customers/test?by=record&value=1"));
      assertThat(page.getByLabel("Value of city")).hasValue("\nOslo\nS\n");
      page.getByLabel("Value of name").fill("Anna");
      page.getByLabel("What is written.").check();
      button(page, "Go on").click();
      assertThat(page.locator(".operations")).containsText("Anna");
      button(page, "Send it").click();
      assertThat(page.locator("#transcript")).containsText("Anna");
      assertThat(city("ann@x.org")).isEqualTo("\nOslo\nS\r\n");

      page.navigate(serving.url("/syncs/customers/test?by=record&value=1"));
      page.getByLabel("Value of city").fill("Oslo\nN");
      page.getByLabel("What is written.").check();
      button(page, "Go on").click();
      button(page, "Send it").click();
      assertThat(page.locator("#transcript")).containsText("UPDATE");
      assertThat(city("ann@x.org")).isEqualTo("Oslo\nN");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void whatTheGuardStopsIsReadAndApproved() throws Exception {
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      servers.shell.call("run", "customers");
      servers.crm.run("DELETE FROM invoice", "DELETE FROM customer WHERE email <> 'ann@x.org'");
      servers.shell.call("run", "customers");
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/customers"));
      assertThat(page.locator(".halted")).containsText("delete");
      browser.picture("sync-halted");
      button(page, "See what it would do, and approve it").click();
      assertThat(page.locator(".heed").first()).containsText("guard");
      browser.picture("plan-guarded");
      button(page, "Approve, and do it").click();
      assertThat(page.locator("h2").first()).containsText("Run");
      assertThat(Shops.ask(servers.shop, "SELECT count(*) FROM bill")).containsExactly("0");

      page.navigate(serving.url("/syncs/customers"));
      page.getByText("Resync, and what is remembered").click();
      browser.picture("sync-resets");
      button(page, "Ask… Forget links").click();
      assertThat(page.locator(".words")).containsText("would be forgotten");
      browser.picture("reset-links");
      link(page, "No").click();
      page.getByText("Resync, and what is remembered").click();
      button(page, "Ask… Resync").click();
      assertThat(page.locator(".words")).containsText("looked at again");
      button(page, "Resync").click();
      assertThat(page.locator("h2").first()).containsText("Run");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aConflictIsSettledOnTheRecordsPage() throws Exception {
    servers.configure(SYNCS.replace("guard:", "winner: hold\n    guard:"));
    servers.shell.call("run", "customers");
    servers.crm.run("UPDATE customer SET name = 'Anna' WHERE email = 'ann@x.org'");
    servers.shop.run("UPDATE client SET name = 'Anne' WHERE mail = 'ann@x.org'");
    servers.shell.call("run", "customers");
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/customers/records?task=customers&key=1"));
      assertThat(page.locator(".due")).containsText("conflict");
      assertThat(page.locator(".differs")).containsText("Anne");
      browser.picture("record-conflict");
      button(page, "Take shop\u2019s values").click();
      assertThat(page.locator(".notice")).containsText("from shop");
      button(page, "Retry this record").click();
      assertThat(page.locator("h2").first()).containsText("Run");
      assertThat(Shops.ask(servers.crm, "SELECT name FROM customer WHERE id = 1"))
          .containsExactly("Anne");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aSequenceIsRunAndFollowed() throws Exception {
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      link(page, "Sequences").click();
      assertThat(page.locator(".picture svg[role=group]")).containsText("customers");
      browser.picture("sequences");
      button(page, "Run nightly").click();
      assertThat(page.locator(".picture svg[role=group]")).containsText("rows rejected");
      assertThat(page.locator(".picture svg[role=group]")).containsText("catalogue: done");
      assertThat(button(page, "Run nightly")).isVisible();
      browser.picture("sequences-ran");
      assertThat(Shops.ask(servers.shop, "SELECT count(*) FROM item")).containsExactly("2");
      page.navigate(serving.url("/runs/2"));
      assertThat(page.locator(".counts tbody tr")).hasCount(1);
      assertThat(page.locator(".counts tbody tr td.number"))
          .hasText(new String[] {"2", "2", "2", "0"});
      assertThat(page.locator("#counts").locator("xpath=../..")).containsText("0 unchanged");
      page.navigate(serving.url("/runs/1"));
      assertThat(page.locator("#counts").locator("xpath=../.."))
          .containsText("1 left over, rejected");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void eachSyncOfASequenceSaysHowItStandsAndWhyWhileTheSequenceRuns() throws Exception {
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      servers.shell.call("run", "--sequence", "nightly");
      servers.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
      page.navigate(serving.url("/sequences"));
      Locator members = page.locator(".members li");
      assertThat(members.nth(0)).containsText("rows rejected");
      try (Connection other = servers.shop.open();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT * FROM client FOR UPDATE");
        button(page, "Run nightly").click();
        assertThat(members.nth(0)).containsText("customers: updating shop");
        assertThat(members.nth(0).locator(".state")).hasText("running");
        assertThat(members.nth(1).locator(".state")).hasText("waiting");
        assertThat(members.nth(1)).containsText("It comes after customers.");
        browser.picture("sequences-running");
        other.rollback();
      }
      assertThat(members.nth(1).locator(".state")).hasText("done");
      assertThat(members.nth(1)).containsText("Run 4.");

      servers.crm.run("DELETE FROM invoice", "DELETE FROM customer");
      button(page, "Run nightly").click();
      assertThat(members.nth(0).locator(".state")).hasText("halted");
      assertThat(members.nth(0)).containsText("delete");
      assertThat(members.nth(1).locator(".state")).hasText("not reached");
      assertThat(members.nth(1)).containsText("it comes after customers");
      browser.picture("sequences-halted");
      page.navigate(serving.url("/syncs/catalogue"));
      button(page, "Run now").click();
      link(page, "Run 6").waitFor();
      page.navigate(serving.url("/sequences"));
      assertThat(members.nth(1).locator(".state")).hasText("draft");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void thirtyTablesAreDrawn() throws Exception {
    servers.crm.run("CREATE TABLE t0 (id bigint PRIMARY KEY, v varchar(20))");
    servers.shop.run("CREATE TABLE u0 (id bigint PRIMARY KEY, v varchar(20))");
    for (int i = 1; i < 30; i++) {
      servers.crm.run(
          "CREATE TABLE t%d (id bigint PRIMARY KEY, v varchar(20), p bigint REFERENCES t%d)"
              .formatted(i, i / 3));
      servers.shop.run(
          "CREATE TABLE u%d (id bigint PRIMARY KEY, v varchar(20), p bigint, FOREIGN KEY (p) REFERENCES u%d (id))"
              .formatted(i, i / 3));
    }
    servers.configure(
        """
          wide:
            id: 9
            source: crm
            target: shop
            tasks:
        """
            + IntStream.range(0, 30)
                .mapToObj(
                    i ->
                        "      - { name: task%d, id: %d, source: t%d, target: u%d }\n"
                            .formatted(i, i + 1, i, i))
                .collect(Collectors.joining()));
    try (Serving serving = serve();
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/syncs/wide"));
      assertThat(page.locator(".picture .box")).hasCount(90);
      page.waitForCondition(
          () -> {
            page.reload();
            return page.locator(".picture svg[role=group] .reference").count() == 58;
          });
      browser.picture("sync-wide");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void whoMayOnlySeeChangesNothing() throws Exception {
    servers.shell.call("run", "customers");
    try (Serving serving = serve();
        HttpClient client = HttpClient.newHttpClient()) {
      User user =
          serving
              .accounts
              .users()
              .add(
                  Actor.COMMAND_LINE,
                  "vera",
                  new User.Profile("Vera", null, Role.VIEWER, Names.ALL, false),
                  null);
      String token =
          serving
              .accounts
              .tokens()
              .make(user, "t", Role.VIEWER, Names.ALL, null, "127.0.0.1")
              .text()
              .text();
      for (String path :
          List.of(
              "/syncs/customers",
              "/syncs/customers/due",
              "/syncs/customers/records?task=customers&key=1",
              "/runs/1",
              "/sequences")) {
        HttpResponse<String> page = send(client, serving, token, "GET", path);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        assertThat(page.body()).as(path).doesNotContain("method=\"post\" action=\"/syncs/");
        assertThat(page.body()).as(path).doesNotContain("action=\"/runs/1/undo\"");
      }
      for (String path :
          List.of(
              "/syncs/customers/run",
              "/syncs/customers/retry",
              "/syncs/customers/resync",
              "/syncs/customers/reset",
              "/syncs/customers/release",
              "/syncs/customers/resolve/source",
              "/syncs/customers/test",
              "/runs/1/undo",
              "/jobs/1/confirm/undo",
              "/sequences/nightly/run")) {
        assertThat(send(client, serving, token, "POST", path).statusCode()).as(path).isEqualTo(403);
      }
      assertThat(send(client, serving, token, "GET", "/syncs/customers/test").statusCode())
          .isEqualTo(403);
    }
  }

  private static HttpResponse<String> send(
      HttpClient client, Serving serving, String token, String method, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url(path)))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
