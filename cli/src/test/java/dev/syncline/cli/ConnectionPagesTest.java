package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.VaultKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real databases are connected on the page, and joined by a sync that begins from nothing. */
class ConnectionPagesTest {
  private static final String HOSTILE = "<b onmouseover=alert(1)>&amp; 'x'";

  @TempDir Path folder;
  private final List<String> bodies = new ArrayList<>();

  private VaultKey key() throws Exception {
    Path file = folder.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return VaultKey.inFile(file);
  }

  private static void enter(Serving serving, Page page) {
    String link = serving.accounts.links().first().orElseThrow().secret().text();
    page.navigate(serving.url("/link/" + link));
    page.getByLabel("User name").fill("ada");
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
        .fill("a long enough one");
    page.getByLabel("Password once more").fill("a long enough one");
    click(page, "Create and log in");
  }

  private static void click(Page page, String label) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true))
        .click();
  }

  private static void field(Page page, String name, String value) {
    page.locator("[name='" + name + "']").fill(value);
  }

  @Test
  void twoDatabasesAreConnectedAndJoined() throws Exception {
    TestDatabase postgres = TestDatabases.postgres();
    TestDatabase mariadb = TestDatabases.mariadb();
    postgres.run(
        "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL"
            + " UNIQUE, name varchar(40))",
        "INSERT INTO person (email, name) VALUES ('ann@x', 'Ann'), ('bob@x', 'Bob <i>')",
        "CREATE TABLE \"" + HOSTILE + "\" (id int PRIMARY KEY, \"" + HOSTILE + "2\" text)",
        "INSERT INTO \"" + HOSTILE + "\" VALUES (1, '<script>alert(2)</script>')");
    mariadb.run(
        "CREATE TABLE people (person_id int AUTO_INCREMENT PRIMARY KEY, email varchar(100) NOT NULL"
            + " UNIQUE, name varchar(40)) AUTO_INCREMENT = 500",
        "INSERT INTO people (email, name) VALUES ('bob@x', NULL), ('cy@x', 'Cy')");
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        """
        # Ours: ask Ada before you change anything.
        version: 1

        connections:
          # kept for the old shop
          old: { type: sqlite, url: "jdbc:sqlite:old.db" } # to go
        """);
    try (Serving serving = new Serving(folder, key());
        Browser browser = Browser.open()) {
      Page page = browser.page;
      page.onResponse(
          answer -> {
            if (answer.url().startsWith(serving.url("/")) && answer.status() == 200) {
              bodies.add(answer.url() + "\n" + answer.text());
            }
          });
      enter(serving, page);
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Connections")).click();
      assertThat(page.locator("tbody tr")).hasCount(1);

      connect(page, "postgresql", "crm", postgres, browser);
      connect(page, "mariadb", "shop", mariadb, null);
      page.locator("tr", new Page.LocatorOptions().setHasText("shop"))
          .getByRole(AriaRole.BUTTON)
          .click();
      assertThat(page.locator(".notice.good")).containsText("shop answers: MariaDB");
      browser.picture("connections");

      page.locator("tr", new Page.LocatorOptions().setHasText("crm"))
          .getByText("Browse")
          .click();
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("person")).click();
      assertThat(page.locator("#columns")).hasText("person");
      assertThat(page.locator("main")).containsText("Bob <i>");
      browser.picture("browse");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(HOSTILE)).click();
      assertThat(page.locator("main")).containsText("<script>alert(2)</script>");

      page.navigate(serving.url("/connections/edit?name=crm"));
      browser.picture("connection");
      field(page, "max-connections", "7");
      field(page, "user", postgres.user());
      click(page, "Show the change");
      assertThat(page.locator(".diff .more")).containsText("max-connections: 7");
      click(page, "Save");
      assertThat(page.locator("h1")).hasText("Connections");
      assertThat(browser.complaints()).isEmpty();

      String text = Files.readString(file);
      assertThat(text)
          .startsWith(
              """
              # Ours: ask Ada before you change anything.
              version: 1

              connections:
                # kept for the old shop
                old: { type: sqlite, url: "jdbc:sqlite:old.db" } # to go
                crm:
                  type: postgresql
              """)
          .contains("    password: \"${secret:connection/crm/password-")
          .contains("    max-connections: 7\n");
      for (String password : List.of(postgres.password(), mariadb.password())) {
        assertThat(text).doesNotContain(password);
        assertThat(bodies).isNotEmpty().noneMatch(body -> body.contains(password));
        assertThat(
                serving.accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 500).toString())
            .doesNotContain(password)
            .contains("CONNECTION_CHANGED", "CONNECTION_USED", "syncline.yaml");
      }
      assertThat(serving.accounts.vault().names()).hasSize(2);
    }
  }

  private static void connect(
      Page page, String type, String name, TestDatabase database, Browser browser) {
    page.locator("select[name=type]").selectOption(type);
    click(page, "Add");
    field(page, "name", name);
    field(page, "url", "nonsense");
    field(page, "user", database.user());
    field(page, "password", "itself");
    click(page, "Show the change");
    assertThat(page.locator(".notice.bad")).containsText("does not belong into a file");
    field(page, "password", "");
    click(page, "Show the change");
    assertThat(page.locator(".notice.bad")).containsText("must be a JDBC URL that begins with");
    if (browser != null) {
      browser.picture("connection-refused");
    }
    field(page, "url", database.url());
    field(page, "password.new", database.password());
    click(page, "Show the change");
    assertThat(page.locator(".diff .more").first()).containsText(name);
    if (browser != null) {
      browser.picture("connection-change");
    }
    click(page, "Save");
    assertThat(page.locator("h1")).hasText("Connections");
  }
}
