package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages as a person meets them, in a real browser. */
class ServerPagesTest {
  @TempDir Path folder;

  @Test
  void fromTheFirstStartToARun() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      page.navigate(serving.url("/"));
      assertThat(page).hasTitle("Log in · Syncline");
      browser.picture("login");

      String link = serving.accounts.links().first().orElseThrow().secret().text();
      page.navigate(serving.url("/link/" + link));
      browser.picture("first");
      page.getByLabel("User name").fill("ada");
      page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
          .fill("a long enough one");
      page.getByLabel("Password once more").fill("a long enough one");
      button(page, "Create and log in").click();
      assertThat(page).hasTitle("Syncs · Syncline");
      assertThat(page.locator("tbody tr")).hasCount(1);
      browser.picture("syncs");

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("customers")).click();
      assertThat(page.locator("h1")).hasText("customers");
      browser.picture("sync-draft");
      button(page, "Plan").click();
      Locator answer = page.locator("pre.terminal");
      assertThat(answer).containsText("customers");
      browser.picture("plan");
      page.goBack();
      button(page, "Run now").click();
      assertThat(answer).containsText("run 1");
      browser.picture("run");
      page.navigate(serving.url("/syncs/customers"));
      browser.picture("sync");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("1").setExact(true))
          .click();
      assertThat(page.locator("h1")).hasText("Run 1");
      browser.picture("run-detail");

      button(page, "Log out").click();
      page.navigate(serving.url("/syncs/customers"));
      assertThat(page).hasTitle("Log in · Syncline");
      page.getByLabel("User name").fill("ada");
      page.getByLabel("Password").fill("a long enough one");
      button(page, "Log in").click();
      assertThat(page.locator("h1")).hasText("customers");
      assertThat(browser.complaints()).isEmpty();
    }
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("4");
  }

  @Test
  void aSyncMayBeCalledAnything() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.file(
        "syncline.yaml", Shops.configuration("").replace("  customers:", "  \"Customers #2?\":"));
    shops.shell.call("run");
    shops.conflict();
    shops.shell.call("run");
    shops.crm.run("UPDATE customer SET city = 'Pisa' WHERE email = 'ann@x.org'");
    assertThat(shops.shell.call("plan", "--keep").exit()).isEqualTo(4);
    assertThat(shops.shell.call("tell").err()).isEmpty();
    String own = "/syncs/Customers%20%232%3F";
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Asker.Person admin = asker.person(Role.ADMIN);
      List<String> paths = new ArrayList<>(List.of("/", "/messages", own));
      for (String page :
          List.of("conflicts", "mapping", "settings", "compare", "plans/1", "due", "records")) {
        paths.add(own + "/" + page);
      }
      for (String path : paths) {
        Asker.Answer answer = asker.get(path, admin);
        assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
        List<String> addresses =
            Pattern.compile("=\"(/syncs/[^\"]*)")
                .matcher(answer.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(addresses).as(path).isNotEmpty().allMatch(address -> address.startsWith(own));
      }
      String form = "name=Customers+%232%3F&schedule=every+1h";
      assertThat(asker.post(own + "/settings", admin, form).body())
          .contains("action=\"" + own + "/settings/save\"");
      assertThat(asker.post(own + "/plans/1/drop", admin, "").header("Location")).isEqualTo(own);
      form = "task=customers&side=source&key=2&whole=source";
      assertThat(asker.post(own + "/conflicts", admin, form).header("Location"))
          .isEqualTo(own + "/conflicts");
    }
  }

  @Test
  void whatOnlyAsksSaysThatNothingWasWritten() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      serving.enter(browser, Role.ADMIN);
      Locator state = page.locator("main .sheet header .state").first();
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Plan").click();
      assertThat(state).hasText("nothing written yet");
      assertThat(page.getByText("waiting for review")).hasCount(0);
      shops.shell.call("run");
      shops.crm.run("UPDATE customer SET city = 'Pisa' WHERE email = 'ann@x.org'");
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Verify").click();
      assertThat(state).hasText("differences found");
      shops.shell.call("run");
      page.navigate(serving.url("/runs/2"));
      button(page, "Undo…").click();
      assertThat(state).hasText("nothing written yet");
      browser.picture("asked");
      button(page, "Take it back").click();
      assertThat(state).hasText("done");
    }
  }

  @Test
  void nobodyComesInUnasked() throws Exception {
    new Shops(folder);
    try (Serving serving = new Serving(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : new String[] {"/", "/syncs/customers", "/jobs/1", "/jobs/1/events"}) {
        HttpResponse<String> answer = get(client, serving.url(path));
        assertThat(answer.statusCode()).as(path).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("/login?to=");
      }
      HttpResponse<String> run =
          client.send(
              HttpRequest.newBuilder(URI.create(serving.url("/syncs/customers/run")))
                  .POST(HttpRequest.BodyPublishers.ofString(""))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(run.statusCode()).isEqualTo(302);
      HttpResponse<String> door = get(client, serving.url("/login"));
      assertThat(door.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'");
      assertThat(get(client, serving.url("/static/Frame.class")).statusCode()).isEqualTo(404);
      assertThat(get(client, serving.url("/static/style.css")).statusCode()).isEqualTo(200);
    }
  }

  /** The mapping may be what is wrong, so that its page is there to mend it. */
  @Test
  void whereTheConfigurationHasErrorsEachPageSaysWhichAndWhere() throws Exception {
    Shops shops = new Shops(folder);
    try (Serving serving = new Serving(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      User ann =
          serving
              .accounts
              .users()
              .add(
                  Actor.COMMAND_LINE,
                  "ann",
                  new User.Profile("Ann", null, Role.VIEWER, Names.NONE, false),
                  null);
      String session = serving.accounts.sessions().begin(ann, "127.0.0.1", "test").text();
      shops.configure("nonsense: 1");
      for (String path : List.of("/syncs/customers", "/syncs/customers/mapping")) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(serving.url(path)))
                    .header("Cookie", "syncline=" + session)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(path.endsWith("mapping") ? 200 : 409);
        assertThat(answer.body()).as(path).contains("syncline.yaml:11:", "nonsense");
      }
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Locator button(Page page, String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }
}
