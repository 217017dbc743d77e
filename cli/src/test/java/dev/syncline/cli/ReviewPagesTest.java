package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.User;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reviews as people make them, in a real browser and over real requests. */
class ReviewPagesTest {
  private static final String TABLES =
      """
      CREATE TABLE section(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
      CREATE TABLE page(id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL, body TEXT, section_id INTEGER REFERENCES section(id));
      CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT);
      CREATE TABLE orders(id INTEGER PRIMARY KEY, total NUMERIC);
      INSERT INTO section(name) VALUES('news'),('shop');
      INSERT INTO page(slug,title,body,section_id)
        VALUES('home','Home','Welcome',1),('about','About','Us',1),('sale','Sale','Soon',2),
        ('jobs','Jobs','None',1);
      INSERT INTO setting VALUES('mobile.start','{}'),('smtp.host','localhost')""";

  private static final String SYNC =
      """
      version: 1
      connections:
        test_db: { type: sqlite, url: "jdbc:sqlite:test.db" }
        prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db" }
      environments: { test: { connection: test_db }, prod: { connection: prod_db } }
      syncs:
        promotion:
          id: 1
          between: [test, prod]
          modules:
            content: { tasks: [pages, sections], choose: { pages: slug } }
            mobile: { tasks: settings, requires: content }
          never: { System settings: setting, Orders: orders }
          tasks:
            - { name: sections, id: 1, source: section, target: section, match: name }
            - { name: pages, id: 2, source: page, target: page, match: slug }
            - name: settings
              id: 3
              source: setting
              target: setting
              match: name
              filter: { source: "name LIKE 'mobile.%'", target: "name LIKE 'mobile.%'" }
              fields: [name, value]
      """;

  private static final String HOSTILE = "<img src=x onerror=alert(1)>'\"&";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private TwoStores stores;
  private Serving serving;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void open() throws SQLException {
    stores = TwoStores.sqlite(folder, TABLES, SYNC);
    stores.shell.environment.clear();
    stores.call(0, "plan", "promotion", "--from", "test");
    stores.call(0, "review", "promotion.plan");
    stores.call(0, "run", "--plan", "promotion.plan");
    serving = new Serving(folder);
  }

  @AfterEach
  void close() {
    serving.close();
    client.close();
  }

  private User user(Role role, Names environments) {
    return serving
        .accounts
        .users()
        .add(
            Actor.COMMAND_LINE,
            role.word() + System.nanoTime(),
            new User.Profile("Ann " + role.word(), null, role, environments, false),
            null);
  }

  private String session(User user) {
    return serving.accounts.sessions().begin(user, "127.0.0.1", "test").text();
  }

  private Browser browse(User user) {
    Browser browser = Browser.open();
    browser
        .page
        .context()
        .addCookies(List.of(new Cookie("syncline", session(user)).setUrl(serving.url("/"))));
    return browser;
  }

  private static Locator button(Page page, String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  /** Changed in both, new, gone, never seen in the other, and hostile. */
  private void edit() throws SQLException {
    stores.test.run(
        "UPDATE page SET title = 'Home of test', body = 'Welcome back' WHERE slug = 'home'",
        "UPDATE page SET body = 'We' WHERE slug = 'about'",
        "DELETE FROM page WHERE slug = 'jobs'",
        "INSERT INTO section(name) VALUES('spring')",
        "INSERT INTO page(slug,title,body,section_id) VALUES('ice','Ice','Cold',3),"
            + " ('bad','Bad','Never',1), ('x','"
            + HOSTILE.replace("'", "''")
            + "','y',2)");
    stores.prod.run(
        "UPDATE page SET title = 'Home of prod', body = 'Hello' WHERE slug = 'home'",
        "INSERT INTO page(slug,title) VALUES('own','Only here')",
        "CREATE TRIGGER refuse BEFORE INSERT ON page WHEN NEW.slug = 'bad' BEGIN"
            + " SELECT RAISE(ABORT, 'no bad pages here'); END");
  }

  private List<String> live() throws SQLException {
    return ask(
        stores.prod,
        "SELECT slug || '|' || title || '|' || coalesce(body, '') FROM page ORDER BY 1");
  }

  private static Locator record(Page page, String label) {
    return page.locator("article.record").filter(new Locator.FilterOptions().setHasText(label));
  }

  private static Locator tick(Page page, String label) {
    return record(page, label).locator("input[name=write]");
  }

  @Test
  void aReviewFromTheCompareToTheUndo() throws Exception {
    edit();
    try (Browser browser = browse(user(Role.REVIEWER, Names.ALL))) {
      Page page = browser.page;
      page.navigate(serving.url("/syncs/promotion"));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Compare")).click();
      assertThat(page.locator("main")).containsText("Orders");
      page.locator("input[value=mobile]").check();
      assertThat(page.locator("li", new Page.LocatorOptions().setHasText("pages")).first())
          .containsText("required");
      browser.picture("compare");
      page.locator("input[value=mobile]").uncheck();
      button(page, "Compare").click();
      assertThat(page.locator("h1")).containsText("test");
      assertThat(page.locator("h1")).containsText("prod");
      assertThat(page.locator("article.record")).hasCount(8);
      browser.picture("review");
      assertThat(record(page, "own")).containsText("never seen in test");
      assertThat(tick(page, "own")).not().isChecked();
      assertThat(record(page, "jobs")).containsText("deleted in test since both had it");
      assertThat(record(page, "Ice")).containsText("spring (");
      assertThat(page.locator("img")).hasCount(0);
      assertThat(record(page, "onerror")).containsText(HOSTILE);

      // a conflict, field by field
      page.locator(".tabs a.conflicts").click();
      Locator home = record(page, "Home of test");
      assertThat(home).containsText("changed in test and in prod");
      home.getByLabel("Take title").check();
      assertThat(page.locator(".tabs [data-taken=conflicts]")).hasText("1");
      assertThat(home.locator("input[name=write]")).isChecked();
      assertThat(home.getByLabel("Take body")).not().isChecked();
      home.locator("input[name=write]").uncheck();
      assertThat(home.getByLabel("Take title")).not().isChecked();
      home.locator("input[name=write]").check();
      assertThat(home.getByLabel("Take title")).isChecked();
      assertThat(home.getByLabel("Take body")).not().isChecked();
      browser.picture("review-conflict");

      // by keys, and by a filter
      page.locator(".tabs a").first().click();
      assertThat(page.locator("article.record")).hasCount(8);
      page.waitForLoadState();
      page.keyboard().press("j");
      assertThat(page.locator("article.record:focus")).hasCount(1);
      page.keyboard().press("/");
      page.keyboard().type("onerror");
      page.keyboard().press("Enter");
      assertThat(page.locator("article.record")).hasCount(1);
      page.waitForLoadState();
      page.keyboard().press("j");
      page.keyboard().press("Space");
      assertThat(tick(page, "onerror")).not().isChecked();
      assertThat(page.locator(".tabs [data-taken=new]")).hasText("3");
      button(page, "Select all 1").click();
      assertThat(page.locator(".tabs [data-taken=new]")).hasText("4");

      // tried
      button(page, "Test import").click();
      assertThat(page.locator("[role=status].notice")).containsText("Test import");
      assertThat(record(page, "pages 6")).containsText("no bad pages here");
      browser.picture("review-tried");
      assertThat(live()).doesNotContain("ice|Ice|Cold");

      // at a time, and not
      page.locator("input[name=at]").fill("2099-01-01T06:30");
      button(page, "Apply then").click();
      assertThat(page.locator("main")).containsText("to be applied at Thu 2099-01-01 06:30");
      browser.picture("review-waits");
      button(page, "Cancel it").click();
      assertThat(button(page, "Apply then")).isVisible();

      // now, and somebody was faster
      stores.prod.run("UPDATE page SET body = 'Them' WHERE slug = 'about'");
      page.locator("button.main:has-text('Apply now')").click();
      assertThat(page.locator("[role=status].notice")).containsText("Applied in run");
      assertThat(record(page, "about")).containsText("Changed since the compare, and not written");
      browser.picture("review-applied");
      assertThat(live())
          .containsExactly(
              "about|About|Them",
              "home|Home of test|Hello",
              "ice|Ice|Cold",
              "jobs|Jobs|None",
              "own|Only here|",
              "sale|Sale|Soon",
              "x|" + HOSTILE + "|y");
      page.navigate(serving.url("/syncs/promotion"));
      browser.picture("sync-plans");
      page.goBack();
      page.locator("button:has-text('Undo run')").click();
      assertThat(page.locator("pre.terminal")).containsText("Nothing has been written");
      assertThat(live()).contains("home|Home of test|Hello");
      button(page, "Take it back").click();
      assertThat(page.locator("pre.terminal")).containsText("taken back");
      assertThat(browser.complaints()).isEmpty();
    }
    assertThat(live()).contains("home|Home of prod|Hello").doesNotContain("ice|Ice|Cold");
  }

  @Test
  void whatIsShownAsSelectedIsAppliedThoughNothingWasChanged() throws Exception {
    edit();
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    try (Browser browser = browse(user(Role.REVIEWER, Names.ALL))) {
      Page page = browser.page;
      page.navigate(serving.url("/syncs/promotion/plans/1"));
      page.locator("button.main:has-text('Apply now')").click();
      assertThat(page.locator("[role=status].notice")).containsText("Applied in run");
    }
    assertThat(live()).contains("ice|Ice|Cold", "home|Home of prod|Hello", "own|Only here|");
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    assertThat(stores.call(4, "plans", "apply", "promotion", "2").err())
        .contains("was not reviewed");
  }

  @Test
  void aTickSaysAtOnceWhatItLeavesUnwritable() throws Exception {
    edit();
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    try (Browser browser = browse(user(Role.REVIEWER, Names.ALL))) {
      Page page = browser.page;
      page.navigate(serving.url("/syncs/promotion/plans/1"));
      Locator ice = record(page, "Ice");
      Locator spring = page.locator("article.record:has(strong:has-text('sections'))");
      assertThat(ice.locator("[data-foreseen]")).isHidden();
      spring.locator("input[name=write]").uncheck();
      assertThat(ice.locator("[data-foreseen]")).containsText("which is left; take it, too");
      assertThat(page.locator("[data-blocked]")).containsText("1 selected record would be");
      spring.locator("input[name=write]").check();
      assertThat(ice.locator("[data-foreseen]")).isHidden();
      assertThat(page.locator("[data-blocked]")).isHidden();
      page.locator("input[name=at]").fill("2020-01-01T06:30");
      button(page, "Apply then").click();
      assertThat(page.locator("[data-refusal]")).containsText("2020-01-01T06:30 is past");
    }
  }

  @Test
  void withoutJavaScriptTheTicksOfAPageAreKeptByAForm() throws Exception {
    edit();
    User reviewer = user(Role.REVIEWER, Names.ALL);
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    JsonNode before = shown();
    HttpResponse<String> kept =
        post(
            session(reviewer),
            "/syncs/promotion/plans/1/select",
            "do",
            "page",
            "by",
            "field",
            "group",
            "conflicts",
            "write",
            number(before, "Home of prod"),
            "field." + number(before, "Home of prod"),
            "1",
            "sha256",
            before.get("sha256").asString(),
            "version",
            "0");
    assertThat(kept.statusCode()).as(kept.body()).isEqualTo(302);
    JsonNode after = shown();
    assertThat(after.at("/groups/conflicts/taken").asInt()).isEqualTo(1);
    assertThat(after.get("version").asInt()).isEqualTo(1);
  }

  @Test
  void whatSomebodyElseHasSelectedIsNotOverwrittenUnseen() throws Exception {
    edit();
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    String ann = session(user(Role.REVIEWER, Names.ALL));
    String bob = session(user(Role.REVIEWER, Names.ALL));
    String hash = shown().get("sha256").asString();
    String path = "/syncs/promotion/plans/1/";
    String[] leaves = {"do", "leave", "group", "new", "sha256", hash, "version", "0"};
    assertThat(post(ann, path + "select", leaves).statusCode()).isEqualTo(302);
    HttpResponse<String> late =
        post(bob, path + "select", "do", "take", "sha256", hash, "version", "0");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("somebody else has selected something");
    assertThat(shown().at("/groups/new/taken").asInt()).isZero();

    // what is applied is what was seen
    String token = token(Role.REVIEWER, Names.ALL);
    JsonNode applied =
        ended(
            token,
            send(
                token,
                "POST",
                "/syncs/promotion/plans/1/applications",
                "{\"sha256\": \"" + hash + "\", \"version\": 0}"));
    assertThat(applied.at("/answer/error/message").asString()).contains("somebody else");
    assertThat(live()).contains("home|Home of prod|Hello");
    HttpResponse<String> other =
        send(
            token,
            "PUT",
            "/syncs/promotion/plans/1/selection",
            "{\"take\": true, \"all\": true, \"sha256\": \"abc\"}");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.body()).contains("not the one that you looked at");
  }

  @Test
  void aPromotionIsForThoseWhoseEnvironmentItIs() throws Exception {
    edit();
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    String hash = shown().get("sha256").asString();
    String select = "/syncs/promotion/plans/1/select";
    String[] all = {"do", "take", "sha256", hash, "version", "0"};
    for (User stranger :
        List.of(
            user(Role.VIEWER, Names.ALL),
            user(Role.OPERATOR, Names.ALL),
            user(Role.ADMIN, Names.of("prod")),
            user(Role.REVIEWER, Names.NONE))) {
      String session = session(stranger);
      assertThat(get(session, "/syncs/promotion/plans/1"))
          .as(stranger.toString())
          .contains("Home of test")
          .doesNotContain("Select all", "Apply now", "Test import", "Forget this plan");
      for (String what : List.of("select", "apply", "test", "cancel", "undo", "drop")) {
        assertThat(post(session, "/syncs/promotion/plans/1/" + what, all).statusCode())
            .as(stranger + " " + what)
            .isIn(403, 409);
      }
      assertThat(post(session, select, all).statusCode()).as(stranger.toString()).isEqualTo(403);
    }
    assertThat(
            post(
                    session(user(Role.OPERATOR, Names.of("prod"))),
                    "/syncs/promotion/plans",
                    "from",
                    "test")
                .statusCode())
        .isEqualTo(403);
    String token = token(Role.ADMIN, Names.of("prod"));
    for (String[] asked :
        new String[][] {
          {"POST", "/syncs/promotion/plans", "{\"from\": \"test\", \"keep\": true}"},
          {"POST", "/syncs/promotion/runs", "{}"},
          {"POST", "/syncs/promotion/stop", "{}"},
          {"POST", "/syncs/promotion/retries", "{}"},
          {"PUT", "/syncs/promotion/plans/1/selection", "{\"take\": true, \"all\": true}"},
          {"POST", "/syncs/promotion/plans/1/applications", "{}"},
          {"POST", "/syncs/promotion/plans/1/tests", "{}"},
          {"DELETE", "/syncs/promotion/plans/1/waiting", ""},
          {"DELETE", "/syncs/promotion/plans/1", ""}
        }) {
      assertThat(send(token, asked[0], asked[1], asked[2]).statusCode())
          .as(String.join(" ", asked))
          .isEqualTo(403);
    }
    assertThat(post(session(user(Role.REVIEWER, Names.of("test"))), select, all).statusCode())
        .isEqualTo(302);
  }

  @Test
  void whatWaitsIsCancelledByThoseWhoseEnvironmentItIs() throws Exception {
    edit();
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    String plan = "/syncs/promotion/plans/1/";
    String own = session(user(Role.REVIEWER, Names.of("test")));
    String hash = shown().get("sha256").asString();
    post(own, plan + "select", "do", "take", "sha256", hash, "version", "0");
    String[] then = {
      "when", "later", "at", "2099-01-01T06:30", "sha256", hash, "version", "1", "approve", ""
    };
    assertThat(post(own, plan + "apply", then).statusCode()).isEqualTo(302);
    Matcher cancel =
        Pattern.compile("action=\"(/syncs/promotion/messages/)(\\d+)(/cancel)\"")
            .matcher(get(own, "/messages"));
    assertThat(cancel.find()).isTrue();

    String other = session(user(Role.ADMIN, Names.of("prod")));
    for (String zeros : List.of("", "0", "00")) {
      assertThat(post(other, cancel.group(1) + zeros + cancel.group(2) + "/cancel").statusCode())
          .isEqualTo(403);
    }
    assertThat(post(other, cancel.group(1) + "%2B" + cancel.group(2) + "/cancel").statusCode())
        .isEqualTo(404);
    String[] record = {"task", "pages", "side", "source", "record", "1"};
    for (String what : List.of("release", "resolve/source")) {
      assertThat(post(other, "/syncs/promotion/" + what, record).statusCode())
          .as(what)
          .isEqualTo(403);
    }
    assertThat(shown().get("state").asString()).contains("2099-01-01");
    assertThat(post(own, cancel.group(1) + cancel.group(2) + cancel.group(3)).statusCode())
        .isEqualTo(302);
    assertThat(shown().get("state").asString()).doesNotContain("2099-01-01");
  }

  @Test
  void programsDoAllOfItToo() throws Exception {
    edit();
    String token = token(Role.REVIEWER, Names.ALL);
    JsonNode choices = JSON.readTree(send(token, "GET", "/syncs/promotion/choices", "").body());
    assertThat(choices.at("/modules/1/requires/0").asString()).isEqualTo("content");
    JsonNode made =
        ended(
            token,
            send(token, "POST", "/syncs/promotion/plans", "{\"from\": \"test\", \"keep\": true}"));
    assertThat(made.at("/answer/syncs/0/plan").asInt()).as(made.toString()).isEqualTo(1);
    JsonNode found =
        JSON.readTree(
            send(token, "GET", "/syncs/promotion/plans/1?find=ICE&group=new&show=5", "").body());
    assertThat(found.at("/matched/all").asInt()).isEqualTo(1);
    assertThat(found.at("/records/0/label").asString()).isEqualTo("Ice");
    JsonNode where =
        JSON.readTree(
            send(
                    token,
                    "GET",
                    "/syncs/promotion/plans/1?task=pages&where="
                        + URLEncoder.encode("section_id = 3", StandardCharsets.UTF_8),
                    "")
                .body());
    assertThat(where.at("/matched/all").asInt()).as(where.toString()).isEqualTo(1);
    assertThat(
            send(token, "GET", "/syncs/promotion/plans/1?task=pages&where=nonsense(", "")
                .statusCode())
        .isEqualTo(400);
    assertThat(send(token, "GET", "/syncs/promotion/plans/99", "").statusCode()).isEqualTo(404);
    HttpResponse<String> selected =
        send(
            token, "PUT", "/syncs/promotion/plans/1/selection", "{\"leave\": true, \"all\": true}");
    assertThat(JSON.readTree(selected.body()).get("version").asInt()).isEqualTo(1);
    send(
        token,
        "PUT",
        "/syncs/promotion/plans/1/selection",
        "{\"take\": true, \"find\": \"spring\"}");
    JsonNode later =
        ended(
            token,
            send(
                token,
                "POST",
                "/syncs/promotion/plans/1/applications",
                "{\"at\": \"2099-01-01T00:00Z\"}"));
    assertThat(later.at("/answer/state").asString()).as(later.toString()).isEqualTo("waiting");
    assertThat(send(token, "DELETE", "/syncs/promotion/plans/1/waiting", "").statusCode())
        .isEqualTo(200);
    ended(token, send(token, "POST", "/syncs/promotion/plans/1/applications", "{\"version\": 2}"));
    JsonNode plans = JSON.readTree(send(token, "GET", "/syncs/promotion/plans", "").body());
    assertThat(plans.at("/plans/0/state").asString()).startsWith("applied in run");
    assertThat(ask(stores.prod, "SELECT name FROM section ORDER BY 1"))
        .containsExactly("news", "shop", "spring");
    assertThat(live()).contains("home|Home of prod|Hello");
  }

  @Test
  void whatWaitsIsAppliedByTheServer() throws Exception {
    edit();
    String token = token(Role.REVIEWER, Names.ALL);
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    send(token, "PUT", "/syncs/promotion/plans/1/selection", "{\"leave\": true, \"all\": true}");
    send(
        token,
        "PUT",
        "/syncs/promotion/plans/1/selection",
        "{\"take\": true, \"find\": \"spring\"}");
    String soon = java.time.Instant.now().plusSeconds(3).toString();
    ended(
        token,
        send(token, "POST", "/syncs/promotion/plans/1/applications", "{\"at\": \"" + soon + "\"}"));
    JsonNode plan = shown();
    while (plan.get("run").isNull()) {
      Thread.sleep(100);
      plan = shown();
    }
    assertThat(ask(stores.prod, "SELECT name FROM section ORDER BY 1")).contains("spring");
    assertThat(plan.get("state").asString()).startsWith("applied in run");
  }

  @Test
  void valuesThatAreNeverJournaledAreNotShown() throws Exception {
    serving.close();
    stores.shell.file(
        "syncline.yaml",
        SYNC.replace(
            "source: page, target: page, match: slug }",
            "source: page, target: page, match: slug, never-journaled: [body] }"));
    serving = new Serving(folder);
    edit();
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    String session = session(user(Role.REVIEWER, Names.ALL));
    assertThat(get(session, "/syncs/promotion/plans/1"))
        .contains("Home of test", "never shown")
        .doesNotContain("Welcome", "Hello", "Cold", "Hidden[");
    assertThat(get(session, "/syncs/promotion/plans/1?find=welcome")).contains("Nothing fits");
    String where = "/syncs/promotion/plans/1?task=pages&where=";
    assertThat(get(session, where + "title+LIKE+'Home%25'")).contains("Home of test");
    assertThat(get(session, where + "body+LIKE+'W%25'"))
        .contains("body is never journaled")
        .contains("no record is found by them");
    String token = token(Role.REVIEWER, Names.ALL);
    HttpResponse<String> counted = send(token, "GET", where + "body+IS+NULL", "");
    assertThat(counted.statusCode()).as(counted.body()).isEqualTo(400);
    assertThat(counted.body()).contains("never journaled");
    HttpResponse<String> selected =
        send(
            token,
            "PUT",
            "/syncs/promotion/plans/1/selection",
            "{\"leave\": true, \"task\": \"pages\", \"where\": \"body LIKE 'W%'\"}");
    assertThat(selected.statusCode()).as(selected.body()).isEqualTo(400);
  }

  /** It reads both systems, as planning does. */
  @Test
  void aConditionTakesThePermissionToPlan() throws Exception {
    edit();
    stores.call(4, "plan", "promotion", "--from", "test", "--keep");
    User viewer = user(Role.VIEWER, Names.ALL);
    String where = "/syncs/promotion/plans/1?task=pages&where=section_id+%3D+3";
    String token = token(Role.VIEWER, Names.ALL);
    HttpResponse<String> refused = send(token, "GET", where, "");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(send(token, "GET", "/syncs/promotion/plans/1?find=ice", "").statusCode())
        .isEqualTo(200);
    assertThat(get(session(viewer), where)).doesNotContain("article");
    assertThat(get(session(viewer), "/syncs/promotion/plans/1?find=ice"))
        .contains("Ice")
        .doesNotContain("name=\"where\" value=\"\" placeholder");
    assertThat(get(session(user(Role.REVIEWER, Names.ALL)), where)).contains("Ice");
  }

  private JsonNode shown() throws Exception {
    return JSON.readTree(
        stores.shell.call("plans", "show", "promotion", "1", "--output", "json").out());
  }

  private static String number(JsonNode plan, String label) {
    for (JsonNode one : plan.get("records")) {
      if (one.toString().contains(label)) {
        return one.get("number").asString();
      }
    }
    throw new AssertionError(label + " is not in " + plan);
  }

  private String token(Role role, Names environments) {
    User user = user(role, environments);
    return serving
        .accounts
        .tokens()
        .make(user, "ci", role, Names.ALL, null, "127.0.0.1")
        .text()
        .text();
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url("/api/syncline/v1" + path)))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode ended(String token, HttpResponse<String> begun) throws Exception {
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    long id = JSON.readTree(begun.body()).get("job").asLong();
    JsonNode job = JSON.readTree(send(token, "GET", "/jobs/" + id, "").body());
    while (!job.get("state").asString().equals("ended")) {
      Thread.sleep(50);
      job = JSON.readTree(send(token, "GET", "/jobs/" + id, "").body());
    }
    return job;
  }

  private String get(String session, String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(serving.url(path)))
                .header("Cookie", "syncline=" + session)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private HttpResponse<String> post(String session, String path, String... form) throws Exception {
    StringBuilder body =
        new StringBuilder(
            "csrf=" + URLEncoder.encode(Sessions.formToken(session), StandardCharsets.UTF_8));
    for (int i = 0; i < form.length; i += 2) {
      body.append('&')
          .append(form[i])
          .append('=')
          .append(URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8));
    }
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url(path)))
            .header("Cookie", "syncline=" + session)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
