package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.syncline.connect.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that a person does with a server, from its first start in an empty folder to a run that is
 * taken back, on its pages alone: {@code serve} in a process of its own, between a PostgreSQL and a
 * MariaDB, whose rows are looked at after each step.
 */
class StoryTest {
  private static final String PASSWORD = "a long enough one";

  @TempDir Path folder;
  private Servers servers;
  private Browser browser;
  private Page page;
  private Process process;
  private String server;

  @BeforeEach
  void start() throws Exception {
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    browser = Browser.open();
    page = browser.page;
    servers = new Servers(folder);
    servers.shell.environment.put("SYNCLINE_KEY_FILE", key());
    fill();
    process = Child.start(servers.shell, "said", "serve", "--port=0");
    server = said("(http://[^/\\s]+)/\\s");
  }

  @AfterEach
  void end() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    browser.close();
  }

  private String key() throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  /** Bob is in both, under other keys; the others on one side alone. */
  private void fill() throws SQLException {
    servers.crm.run(
        "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL"
            + " UNIQUE, name varchar(40), city varchar(40))",
        "INSERT INTO person (email, name, city) VALUES ('ann@x.org', 'Ann', 'Oslo'), ('bob@x.org',"
            + " 'Bob', 'Rome'), ('cy@x.org', 'Cy', NULL)");
    servers.shop.run(
        "CREATE TABLE people (person_id int AUTO_INCREMENT PRIMARY KEY, email varchar(100) NOT NULL"
            + " UNIQUE, name varchar(40), town varchar(40), label varchar(100),"
            + " CONSTRAINT real_names CHECK (name <> 'Nobody')) AUTO_INCREMENT = 501",
        "INSERT INTO people (email, name, town) VALUES ('bob@x.org', 'Bob', 'Rome'), ('dee@x.org',"
            + " 'Dee', 'Lima')");
  }

  private String said(String pattern) throws Exception {
    return Child.said(process, servers.shell, "said", pattern);
  }

  private List<String> persons() throws SQLException {
    return ask(
        servers.crm,
        "SELECT email || ' ' || name || ' ' || coalesce(city, '-') FROM person ORDER BY email");
  }

  private List<String> people() throws SQLException {
    return ask(
        servers.shop,
        "SELECT concat(email, ' ', name, ' ', coalesce(town, '-')) FROM people ORDER BY email");
  }

  private Locator button(String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  private void follow(String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true)).click();
  }

  private void fill(String field, String value) {
    page.locator("[name='" + field + "']").fill(value);
  }

  private Locator select(String field) {
    return page.locator("select[name=" + field + "]");
  }

  private void open(String path) {
    page.navigate(server + path);
  }

  private Locator record(String text) {
    return page.locator("article.record").filter(new Locator.FilterOptions().setHasText(text));
  }

  private void picture(String step) {
    browser.picture("story-" + step);
  }

  /** Runs the sync by the button on its page, and waits for the end. */
  private void run(int number) {
    open("/syncs/people");
    button("Run now").click();
    assertThat(page.locator("pre.terminal")).containsText("run " + number);
    picture("run-" + number);
  }

  @Test
  void fromTheFirstStartToAnUndo() throws Exception {
    theAdministratorIsCreatedByThePrintedLink();
    twoDatabasesAreConnected();
    theyAreJoinedByANewSync();
    whatIsNotAlikeIsMapped();
    whatThereIsIsCarried();
    editsOfBothSidesAreCarriedAndAConflictIsHeld();
    theConflictIsSettled();
    aPlanIsTriedSelectedFromAndPutOff();
    whatIsSelectedIsApplied();
    aRowIsTested();
    theRunIsTakenBack();
    assertThat(browser.complaints()).isEmpty();
    process.destroy();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Child.said(servers.shell, "said")).contains("nothing is half-written");
  }

  private void theAdministratorIsCreatedByThePrintedLink() throws Exception {
    page.navigate(said("(http://\\S+/link/\\S+)"));
    picture("first-start");
    page.getByLabel("User name").fill("ada");
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
    page.getByLabel("Password once more").fill(PASSWORD);
    button("Create and log in").click();
    assertThat(page.locator("h1")).hasText("Syncs");
    assertThat(page.locator("main")).containsText("There is no sync yet");
    picture("empty");
  }

  private void twoDatabasesAreConnected() {
    follow("Connections");
    connect("postgresql", "crm", servers.crm);
    connect("mariadb", "shop", servers.shop);
    for (String name : List.of("crm", "shop")) {
      page.locator("tbody tr", new Page.LocatorOptions().setHasText(name))
          .getByRole(AriaRole.BUTTON)
          .click();
      assertThat(page.locator(".notice.good")).containsText(name + " answers");
    }
    picture("connections");
    assertThat(servers.shell.read("syncline.yaml"))
        .contains("crm:", "shop:", "${secret:")
        .doesNotContain(servers.crm.password(), servers.shop.password());
  }

  private void connect(String type, String name, TestDatabase database) {
    select("type").selectOption(type);
    button("Add").click();
    fill("name", name);
    fill("url", database.url());
    fill("user", database.user());
    fill("password.new", database.password());
    button("Show the change").click();
    assertThat(
            page.locator(".diff .more").filter(new Locator.FilterOptions().setHasText(name + ":")))
        .isVisible();
    button("Save").click();
    assertThat(page.locator("h1")).hasText("Connections");
  }

  private void theyAreJoinedByANewSync() throws SQLException {
    open("/");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New sync")).first().click();
    fill("name", "people");
    select("source").selectOption("crm");
    select("target").selectOption("shop");
    button("Look at their tables").click();
    page.getByLabel("person").selectOption("person=people");
    button("Count their records").click();
    assertThat(page.locator(".toggle.good").first()).containsText("email");
    picture("keys");
    button("Show the file").click();
    assertThat(page.locator(".diff")).containsText("people");
    button("Save").click();
    assertThat(page.locator("pre.terminal")).containsText("people");
    picture("first-plan");
    assertThat(people()).as("a plan writes nothing").hasSize(2);
    assertThat(persons()).hasSize(3);
  }

  private void whatIsNotAlikeIsMapped() throws SQLException {
    open("/syncs/people");
    follow("Mapping");
    page.getByText("Add a field").click();
    select("kind").selectOption("column");
    select("source").selectOption("city");
    select("target").selectOption("town");
    select("winner").selectOption("hold");
    button("Add it").click();
    assertThat(field("town")).isVisible();
    page.getByText("Add a field").click();
    select("kind").selectOption("expression");
    select("target").selectOption("label");
    page.locator("[name=sql]").fill("upper(email)");
    assertThat(page.locator("#tried-sql strong").first()).hasText("ANN@X.ORG");
    picture("expression");
    button("Add it").click();
    assertThat(field("upper(email)")).isVisible();
    picture("mapping");
    button("Show the difference").click();
    assertThat(page.locator(".diff")).containsText("upper(email)");
    picture("difference");
    button("Save").click();
    assertThat(field("label")).isVisible();
    assertThat(servers.shell.read("syncline.yaml"))
        .contains("city <-> town", "winner: hold", "to: label", "upper(email)");
    assertThat(people()).as("a mapping writes nothing").hasSize(2);
  }

  private Locator field(String text) {
    return page.locator("tr[data-field]").filter(new Locator.FilterOptions().setHasText(text));
  }

  private void whatThereIsIsCarried() throws SQLException {
    run(1);
    assertThat(persons())
        .isEqualTo(people())
        .containsExactly(
            "ann@x.org Ann Oslo", "bob@x.org Bob Rome", "cy@x.org Cy -", "dee@x.org Dee Lima");
    assertThat(ask(servers.shop, "SELECT label FROM people WHERE email < 'd' ORDER BY email"))
        .containsExactly("ANN@X.ORG", "BOB@X.ORG", "CY@X.ORG");
    open("/syncs/people");
    assertThat(page.locator(".picture svg[role=group]")).containsText("person");
    picture("in-step");
  }

  private void editsOfBothSidesAreCarriedAndAConflictIsHeld() throws SQLException {
    servers.crm.run(
        "UPDATE person SET name = 'Anne' WHERE email = 'ann@x.org'",
        "UPDATE person SET city = 'Pisa' WHERE email = 'bob@x.org'");
    servers.shop.run(
        "UPDATE people SET town = 'Quito' WHERE email = 'dee@x.org'",
        "UPDATE people SET town = 'Bari' WHERE email = 'bob@x.org'");
    run(2);
    assertThat(persons())
        .containsExactly(
            "ann@x.org Anne Oslo", "bob@x.org Bob Pisa", "cy@x.org Cy -", "dee@x.org Dee Quito");
    assertThat(people())
        .containsExactly(
            "ann@x.org Anne Oslo", "bob@x.org Bob Bari", "cy@x.org Cy -", "dee@x.org Dee Quito");
  }

  private void theConflictIsSettled() throws SQLException {
    open("/syncs/people");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Conflicts")).click();
    assertThat(page.locator("article.record")).hasCount(1);
    page.locator("tr:has-text('Pisa') input[value=target]").check();
    picture("conflict");
    button("Decide these fields").click();
    assertThat(page.locator("article.record")).containsText("Decided");
    assertThat(persons()).as("the next run writes it").contains("bob@x.org Bob Pisa");
    run(3);
    assertThat(persons()).isEqualTo(people()).contains("bob@x.org Bob Bari").hasSize(4);
  }

  private void aPlanIsTriedSelectedFromAndPutOff() throws SQLException {
    servers.crm.run(
        "INSERT INTO person (email, name, city) VALUES ('eve@x.org', 'Eve', 'Kyiv'), ('no@x.org',"
            + " 'Nobody', 'Nowhere')",
        "UPDATE person SET name = 'Cyrus' WHERE email = 'cy@x.org'");
    List<String> before = people();
    open("/syncs/people");
    button("Plan for review").click();
    assertThat(page.locator("article.record")).hasCount(3);
    picture("review");

    button("Test import").click();
    assertThat(page.locator("[role=status].notice")).containsText("Test import");
    assertThat(record("Nobody").locator(".problem")).containsText("real_names");
    assertThat(record("eve@x.org").locator(".problem")).hasCount(0);
    picture("test-import");
    assertThat(people()).as("tried, and taken back").isEqualTo(before);

    record("Nobody").locator("input[name=write]").uncheck();
    assertThat(page.locator(".tabs [data-taken='']")).hasText("2");
    record("Cyrus").locator("input[name=write]").uncheck();
    assertThat(page.locator(".tabs [data-taken='']")).hasText("1");
    picture("selected");

    fill("at", "2099-01-01T06:30");
    button("Apply then").click();
    assertThat(page.locator("main")).containsText("2099-01-01 06:30");
    picture("waits");
    button("Cancel it").click();
    assertThat(button("Apply then")).isVisible();
    assertThat(page.locator("main")).not().containsText("2099-01-01");
    assertThat(people()).as("put off, and not written").isEqualTo(before);
  }

  private void whatIsSelectedIsApplied() throws SQLException {
    page.locator("button.main:has-text('Apply now')").click();
    assertThat(page.locator("[role=status].notice")).containsText("Applied in run 4");
    picture("applied");
    assertThat(people())
        .contains("eve@x.org Eve Kyiv", "cy@x.org Cy -")
        .noneMatch(line -> line.contains("Nobody"))
        .hasSize(5);
  }

  private void aRowIsTested() throws SQLException {
    open("/syncs/people");
    follow("Test a row");
    select("by").selectOption("search");
    page.getByLabel("Key, or column and value").fill("email=ann@x.org");
    button("Take it").click();
    page.getByLabel("Value of city").fill("Turku");
    picture("test-row");
    button("Go on").click();
    assertThat(page.locator("#transcript")).containsText("Turku");
    picture("test-row-said");
    assertThat(people()).as("taken back").contains("ann@x.org Anne Oslo");
    page.goBack();
    page.getByLabel("Value of city").fill("Turku");
    page.getByLabel("What is written.").check();
    button("Go on").click();
    assertThat(page.locator(".operations")).containsText("Turku");
    assertThat(people()).as("shown before it is sent").contains("ann@x.org Anne Oslo");
    button("Send it").click();
    assertThat(page.locator("#transcript")).containsText("Turku");
    assertThat(people()).contains("ann@x.org Anne Turku");
    assertThat(persons()).contains("ann@x.org Anne Oslo");
  }

  private void theRunIsTakenBack() throws SQLException {
    open("/runs/4");
    assertThat(page.locator(".operations")).containsText("eve@x.org");
    picture("journal");
    button("Undo…").click();
    assertThat(page.locator(".operations > li")).hasCount(1);
    picture("undo");
    assertThat(people()).as("only a plan yet").contains("eve@x.org Eve Kyiv");
    page.getByRole(
            AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Take it back")))
        .click();
    assertThat(page.locator("h2").first()).containsText("Run");
    picture("undone");
    assertThat(people())
        .containsExactly(
            "ann@x.org Anne Turku", "bob@x.org Bob Bari", "cy@x.org Cy -", "dee@x.org Dee Quito");
    assertThat(persons()).as("where it comes from it stays").contains("eve@x.org Eve Kyiv");
  }
}
