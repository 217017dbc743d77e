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
      for (String path : new String[] {"/syncs/customers", "/syncs/customers/mapping"}) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(serving.url(path)))
                    .header("Cookie", "syncline=" + session)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(409);
        assertThat(answer.body())
            .as(path)
            .contains("the configuration has errors", "syncline.yaml:11:", "nonsense");
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
