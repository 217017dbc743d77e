package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.syncline.cli.Asker.Answer;
import dev.syncline.cli.Asker.Person;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real databases are connected on the page, and joined by a sync that begins from nothing. */
class ConnectionPagesTest {
  private static final String HOSTILE = "<b onmouseover=alert(1)>&amp; 'x'";

  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

  @TempDir Path folder;
  private final List<String> bodies = new ArrayList<>();

  private String key() throws Exception {
    Path file = folder.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  private void enter(Serving serving, Page page) {
    String link = serving.accounts.links().first().orElseThrow().secret().text();
    page.navigate(serving.url("/link/" + link));
    page.getByLabel("User name").fill("ada");
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
        .fill("a long enough one");
    page.getByLabel("Password once more").fill("a long enough one");
    click(page, "Create and log in");
  }

  private void click(Page page, String label) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true))
        .click();
    page.waitForLoadState();
    bodies.add(page.content());
  }

  private static void field(Page page, String name, String value) {
    page.locator("[name='" + name + "']").fill(value);
  }

  @Test
  void twoDatabasesAreConnectedAndJoined() throws Exception {
    TestDatabase postgres = TestDatabases.postgres();
    TestDatabase mariadb = TestDatabases.mariadb();
    String city = "CREATE TABLE city (code char(3) PRIMARY KEY, name varchar(40))";
    postgres.run(
        city,
        "INSERT INTO city VALUES ('BER', 'Berlin')",
        "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL"
            + " UNIQUE, name varchar(40))",
        "INSERT INTO person (email, name) VALUES ('ann@x', 'Ann'), ('bob@x', 'Bob <i>')",
        "CREATE TABLE \"" + HOSTILE + "\" (id int PRIMARY KEY, \"" + HOSTILE + "2\" text)",
        "INSERT INTO \"" + HOSTILE + "\" VALUES (1, '<script>alert(2)</script>')");
    mariadb.run(
        city,
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
    try (Serving serving = new Serving(folder, Map.of("SYNCLINE_KEY_FILE", key()));
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.getByRole(
              AriaRole.LINK, new Page.GetByRoleOptions().setName("Connections").setExact(true))
          .click();
      assertThat(page.locator("tbody tr")).hasCount(1);

      connect(page, "postgresql", "crm", postgres, browser);
      connect(page, "mariadb", "shop", mariadb, null);
      page.locator("tr", new Page.LocatorOptions().setHasText("shop"))
          .getByRole(AriaRole.BUTTON)
          .click();
      assertThat(page.locator(".notice.good")).containsText("shop answers: MariaDB");
      browser.picture("connections");

      page.locator("tr", new Page.LocatorOptions().setHasText("crm")).getByText("Browse").click();
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("person")).click();
      assertThat(page.locator("#columns")).hasText("person");
      assertThat(page.locator("main")).containsText("Bob <i>");
      browser.picture("browse");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(HOSTILE)).click();
      assertThat(page.locator("main")).containsText("<script>alert(2)</script>");

      page.navigate(serving.url("/connections/edit?name=crm"));
      browser.picture("connection");
      page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
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
      join(serving, page, browser);
      assertThat(browser.complaints()).isEmpty();
      assertThat(Files.readString(file))
          .startsWith(text.stripTrailing())
          .contains(
              "  persons:\n    id: 1",
              "      - every 15m\n",
              "would link 1, create 1 in shop, create 1 in crm");
    }
    assertThat(Shops.ask(mariadb, "SELECT email FROM people ORDER BY email"))
        .isEqualTo(Shops.ask(postgres, "SELECT email FROM person ORDER BY email"))
        .containsExactly("ann@x", "bob@x", "cy@x");
  }

  /** Sends a form, and what its answer holds unseen when that is a change to be saved. */
  private static Answer saved(Asker asker, Person person, String way, Map<String, String> form)
      throws Exception {
    Answer shown = asker.post(way + "/preview", person, encoded(form));
    Map<String, String> hidden = new LinkedHashMap<>();
    HIDDEN
        .matcher(shown.body())
        .results()
        .forEach(h -> hidden.put(h.group(1), unescaped(h.group(2))));
    assertThat(hidden).as(shown.body()).containsKey("patch");
    return asker.post(way + "/save", person, encoded(hidden));
  }

  private static String unescaped(String html) {
    return html.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Test
  void aPasswordStaysKeptThoughItIsAWordOfItsName() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(file, "version: 1\n");
    try (Serving serving = new Serving(folder, Map.of("SYNCLINE_KEY_FILE", key()));
        Asker asker = new Asker(serving)) {
      Person ada = asker.person(Role.ADMIN);
      for (String password : List.of("password", "crm")) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("fresh", Boolean.toString(!Files.readString(file).contains("crm")));
        form.put("name", "crm");
        form.put("type", "postgresql");
        form.put("url", "jdbc:postgresql://localhost/x");
        form.put("user", "ada");
        form.put("password.new", password);
        assertThat(saved(asker, ada, "/connections", form).status()).isEqualTo(302);
        List<String> kept = List.copyOf(serving.accounts.vault().names());
        assertThat(kept).as(password).hasSize(1);
        assertThat(Files.readString(file)).contains("${secret:" + kept.getFirst() + "}");
      }
    }
  }

  @Test
  void aBlockGoesWithItsLastField() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    String bare =
        """
        version: 1
        connections:
          crm:
            type: postgresql
            url: jdbc:postgresql://localhost/x
        """;
    Files.writeString(
        file, bare + "    tls: { mode: require }\n    throttle:\n      rows-per-second: 9\n");
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Person ada = asker.person(Role.ADMIN);
      Map<String, String> form = new LinkedHashMap<>();
      form.put("name", "crm");
      form.put("type", "postgresql");
      form.put("url", "jdbc:postgresql://localhost/x");
      form.put("properties", "sslmode");
      assertThat(asker.post("/connections/preview", ada, encoded(form)).body())
          .contains("name=value")
          .contains("sslmode");
      form.put("properties", "");
      saved(asker, ada, "/connections", form);
      assertThat(Files.readString(file)).isEqualTo(bare);
    }
  }

  @Test
  void aNewSyncTakesNoNameThatOneHas() throws Exception {
    new Shops(folder).fill();
    Path file = folder.resolve("syncline.yaml");
    String before = Files.readString(file);
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Person ada = asker.person(Role.ADMIN);
      String taken = "There is a sync customers already";
      assertThat(asker.get("/new-sync?name=customers&source=crm&target=shop", ada).body())
          .contains(taken);
      assertThat(asker.get("/new-sync?name=others&source=crm&target=shop", ada).body())
          .doesNotContain("already");
      String begun =
          asker
              .post(
                  "/new-sync/keys",
                  ada,
                  encoded(
                      Map.of(
                          "name",
                          "customers",
                          "source",
                          "crm",
                          "target",
                          "shop",
                          "pair",
                          "customer=client")))
              .header("Location");
      Answer refused = asker.post(begun + "/preview", ada, "key0=0");
      while (refused.body().contains("not counted yet")) {
        Thread.sleep(50);
        refused = asker.post(begun + "/preview", ada, "key0=0");
      }
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body()).contains(taken);
    }
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  private Answer counted(Asker asker, Person ada, String name, List<String> pairs)
      throws Exception {
    StringBuilder form =
        new StringBuilder(encoded(Map.of("name", name, "source", "crm", "target", "shop")));
    pairs.forEach(p -> form.append('&').append(encoded(Map.of("pair", p))));
    String begun = asker.post("/new-sync/keys", ada, form.toString()).header("Location");
    Answer keys = asker.get(begun, ada);
    while (keys.body().contains("data-follow")) {
      Thread.sleep(50);
      keys = asker.get(begun, ada);
    }
    return keys;
  }

  @Test
  void aNewSyncOffersUniqueKeysOfAnyNameAndLeavesNothingOutUnsaid() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.crm.run(
        "CREATE TABLE staff (id INTEGER PRIMARY KEY AUTOINCREMENT, badge TEXT NOT NULL UNIQUE)",
        "INSERT INTO staff (badge) VALUES ('a'), ('b')",
        "CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT)",
        "INSERT INTO entry (words) VALUES ('x'), ('x'), ('x')",
        "CREATE TABLE heap (words TEXT)");
    shops.shop.run(
        "CREATE TABLE employee (id INTEGER PRIMARY KEY AUTOINCREMENT, card TEXT NOT NULL UNIQUE)",
        "INSERT INTO employee (card) VALUES ('b'), ('c')",
        "CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT)",
        "INSERT INTO entry (words) VALUES ('x'), ('x'), ('x')",
        "CREATE TABLE pile (id INTEGER PRIMARY KEY, words TEXT)");
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Person ada = asker.person(Role.ADMIN);
      Answer keys =
          counted(asker, ada, "more", List.of("staff=employee", "entry=entry", "heap=pile"));
      String page = keys.body().replaceAll("\\s+", " ");
      assertThat(page)
          .contains("badge = card")
          .contains("Nothing but that both keep them unique")
          .contains("<b class=\"number\">1</b> linked")
          .doesNotContain("checked")
          .contains("Nothing that both have tells their records apart")
          .contains("Write them as a comment")
          .contains("heap of crm</span>: it has no key")
          .contains("give it a primary key there")
          .doesNotContain("pile of shop");
      String preview = page.replaceFirst(".* action=\"(/new-sync/\\d+/preview)\".*", "$1");
      assertThat(asker.post(preview, ada, "key0=0").status()).isEqualTo(400);
      assertThat(asker.post(preview, ada, "key0=-1&key1=-1").status()).isEqualTo(400);
      assertThat(page.indexOf("entry")).isLessThan(page.indexOf("badge = card"));
      Answer file = asker.post(preview, ada, "key0=none&key1=0");
      assertThat(file.status()).as(file.body()).isEqualTo(200);
      assertThat(file.body())
          .contains("# Nothing tells the records of these two apart")
          .containsPattern("match:\\s*</span><span[^>]*>\\+ +- badge &lt;-(>|&gt;) card")
          .containsPattern("fields:\\s*</span><span[^>]*>\\+ +- badge &lt;-(>|&gt;) card");
    }
  }

  @Test
  void whatIsEmptiedOfEncryptionAndTunnelIsGone() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(folder.resolve("id"), "a key");
    Files.writeString(
        file,
        """
        version: 1
        connections:
          crm:
            type: postgresql
            url: "jdbc:postgresql://db.example.org/crm"
            tls:
              mode: require
            ssh:
              host: jump.example.org
              user: me
              key: id
              known-hosts: id
            throttle: { rows-per-second: 5 }
        """);
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/connections/edit?name=crm"));
      page.locator("[name='tls/mode']").selectOption("");
      for (String field : List.of("host", "user", "key", "known-hosts")) {
        field(page, "ssh/" + field, "");
      }
      click(page, "Show the change");
      click(page, "Save");
      assertThat(page.locator("h1")).hasText("Connections");
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            version: 1
            connections:
              crm:
                type: postgresql
                url: "jdbc:postgresql://db.example.org/crm"
                throttle: { rows-per-second: 5 }
            """);
  }

  private void join(Serving serving, Page page, Browser browser) {
    page.navigate(serving.url("/"));
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New sync")).click();
    field(page, "name", "people");
    page.locator("select[name=source]").selectOption("crm");
    page.locator("select[name=target]").selectOption("shop");
    browser.picture("new-sync");
    click(page, "Look at their tables");
    assertThat(page.locator(".picks li")).hasCount(1);
    page.getByLabel("person").selectOption("person=people");
    browser.picture("new-sync-tables");
    click(page, "Count their records");
    assertThat(page.locator(".toggle.good")).containsText(new String[] {"code", "email"});
    browser.picture("new-sync-keys");
    click(page, "Show the file");
    assertThat(page.locator(".diff")).containsText("people");
    browser.picture("new-sync-file");
    click(page, "Save");
    assertThat(page.locator("pre.terminal")).containsText("people");
    browser.picture("new-sync-plan");
    page.navigate(serving.url("/syncs/people"));
    click(page, "Run now");
    assertThat(page.locator("pre.terminal")).containsText("run 1");
    page.navigate(serving.url("/syncs/people"));
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Name and schedule")).click();
    page.getByLabel("Runs by itself").fill("every now and then");
    click(page, "Show the change");
    assertThat(page.locator(".notice.bad")).containsText("must be a time of at least 10s");
    browser.picture("settings");
    page.getByLabel("Runs by itself").fill("every 15m\nmon-fri 06:30 Europe/Berlin");
    field(page, "name", "persons");
    click(page, "Show the change");
    assertThat(page.locator(".diff")).containsText("mon-fri 06:30 Europe/Berlin");
    click(page, "Save");
    assertThat(page.locator("h1")).hasText("persons");
  }

  private void connect(
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
