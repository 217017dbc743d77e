package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages on the server: the page, and what people get of it. */
class MessagesPageTest {
  private static final String ADA = "ada@example.org";

  @TempDir Path folder;
  private final GreenMail mails =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private Shops shops;
  private Receiving receiving;

  @BeforeEach
  void open() throws Exception {
    mails.start();
    receiving = new Receiving();
    shops = new Shops(folder);
    shops.fill();
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            + """
            mail: { host: 127.0.0.1, port: %d, from: syncline@example.org, tls: none }
            notify:
              team: { slack: "%s" }
            """
                .formatted(mails.getSmtp().getPort(), receiving.url("/slack")));
  }

  @AfterEach
  void close() {
    receiving.close();
    mails.stop();
  }

  private List<String> subjects() throws Exception {
    return Arrays.stream(mails.getReceivedMessages())
        .map(
            mail -> {
              try {
                return mail.getSubject();
              } catch (jakarta.mail.MessagingException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  private static Locator button(Page page, String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  private static void enter(Serving serving, Page page) {
    String link = serving.accounts.links().first().orElseThrow().secret().text();
    page.navigate(serving.url("/link/" + link));
    page.getByLabel("User name").fill("ada");
    page.getByLabel("E-mail").fill(ADA);
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
        .fill("a long enough one");
    page.getByLabel("Password once more").fill("a long enough one");
    button(page, "Create and log in").click();
    assertThat(page).hasTitle("Syncs · Syncline");
  }

  private static void run(Serving serving, Page page) {
    page.navigate(serving.url("/syncs/customers"));
    button(page, "Run now").click();
    assertThat(page.locator("pre.terminal")).containsText("run ");
  }

  @Test
  void aPersonIsToldAndSeesWhatIsSo() throws Exception {
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/messages"));
      assertThat(page.locator(".allwell")).containsText("All is as it should be");
      browser.picture("messages-none");

      run(serving, page);
      assertThat(mails.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(30), 1)).isTrue();
      assertThat(subjects()).containsExactly("Success: customers crm ⇄ shop");
      assertThat(mails.getReceivedMessages()[0].getAllRecipients())
          .extracting(Object::toString)
          .containsExactly(ADA);

      shops.conflict();
      run(serving, page);
      assertThat(mails.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(30), 2)).isTrue();
      assertThat(subjects().get(1)).isEqualTo("FAILURE: customers crm ⇄ shop");
      shops.shell.call("tell");
      page.navigate(serving.url("/messages"));
      Locator now = page.locator("section[aria-labelledby=now] li");
      assertThat(now).hasCount(1);
      assertThat(now).containsText("Waits for a person");
      assertThat(now).containsText("Told team");
      Locator earlier = page.locator("section[aria-labelledby=earlier] li");
      assertThat(earlier).hasCount(2);
      assertThat(earlier.first()).containsText("FAILURE");
      assertThat(earlier.first()).containsText("Told " + ADA);
      browser.picture("messages");
      assertThat(receiving.posted).hasSize(1);
      assertThat(mails.getReceivedMessages()[1].getContent().toString())
          .contains("Page:     " + serving.url("/runs/2"));
      shops.crm.run("UPDATE customer SET name = 'Ann of crm' WHERE email = 'ann@x.org'");
      shops.shop.run("UPDATE client SET name = 'Ann of shop' WHERE mail = 'ann@x.org'");
      shops.shell.call("run");
      shops.shell.call("tell");
      assertThat(now).containsText("Held for a person: 2 conflicts.");

      page.getByLabel("About").selectOption("late");
      button(page, "Show").click();
      assertThat(page.locator("section[aria-labelledby=now]")).containsText("Nothing of that");
      button(page, "Mail me a test").click();
      assertThat(page.locator("pre.terminal")).containsText(ADA + " was told");
      assertThat(subjects()).contains("Test: Syncline can tell you");
      page.navigate(serving.url("/messages"));
      button(page, "Test team").click();
      assertThat(page.locator("pre.terminal")).containsText("team was told");
      assertThat(receiving.posted).hasSize(2);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void theSettingsSayWhoMailsWhomAndSendATest() throws Exception {
    String password = "open-sesame-9";
    mails.setUser("syncline", password);
    shops.shell.file(
        "syncline.yaml",
        shops
            .shell
            .read("syncline.yaml")
            .replace("tls: none }", "tls: none, user: syncline, password: " + password + " }")
            .replace("notify:", "notify:\n  ops: { mail: ops@example.org, about: failing }"));
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Asker.Person admin = asker.person(Role.ADMIN);
      assertThat(asker.get("/settings/server", admin).body())
          .contains("127.0.0.1, port " + mails.getSmtp().getPort())
          .contains("<dd>syncline@example.org</dd>", "<dd>syncline</dd>", "<dd>none</dd>")
          .contains("<dd>ops (ops@example.org)</dd>", "Test ops")
          .doesNotContain(password, "Mail me a test", receiving.url("/slack"));
      asker.post("/messages/test", admin, "receiver=ops");
      assertThat(mails.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(30), 1)).isTrue();
      assertThat(mails.getReceivedMessages()[0].getAllRecipients())
          .extracting(Object::toString)
          .containsExactly("ops@example.org");

      shops.configure("");
      assertThat(asker.get("/settings/server", admin).body()).contains("nobody is mailed");
      shops.configure("nonsense: 1");
      assertThat(asker.get("/settings/server", admin).body()).contains("nonsense");
    }
  }

  @Test
  void whoBeginsASequenceIsTold() throws Exception {
    shops.shell.file(
        "syncline.yaml",
        shops.shell.read("syncline.yaml") + "sequences: { nightly: { syncs: [customers] } }\n");
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/sequences"));
      button(page, "Run nightly").click();
      assertThat(mails.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(30), 1)).isTrue();
      assertThat(subjects()).containsExactly("Success: customers crm ⇄ shop");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void whatWaitsIsCancelledThereByWhoMay() throws Exception {
    shops.shell.call("plan", "--save", "later.plan");
    shops.shell.now = System.currentTimeMillis();
    shops.shell.call("run", "--plan", "later.plan", "--at", "23:00", "--no-wait");
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/messages"));
      Locator now = page.locator("section[aria-labelledby=now] li");
      assertThat(now).containsText("later.plan");
      button(page, "Cancel").click();
      assertThat(page.locator("section[aria-labelledby=earlier] li").first())
          .containsText("Cancelled");
      assertThat(page.locator(".allwell")).isVisible();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aProgramsRunsAreNobodysAndItMayOnlyWhatItsRoleMay() throws Exception {
    try (Serving serving = new Serving(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      User user =
          serving
              .accounts
              .users()
              .add(
                  Actor.COMMAND_LINE,
                  "robot",
                  new User.Profile("Robot", ADA, Role.OPERATOR, Names.ALL, false),
                  null);
      String token =
          serving
              .accounts
              .tokens()
              .make(user, "ci", Role.OPERATOR, Names.ALL, null, "127.0.0.1")
              .text()
              .text();
      assertThat(post(client, serving, token, "/syncs/customers/runs", "")).isEqualTo(202);
      assertThat(post(client, serving, token, "/messages/tests", "{\"receiver\":\"team\"}"))
          .isEqualTo(403);
    }
    assertThat(shops.shell.call("runs").out()).contains("run ");
    assertThat(mails.getReceivedMessages()).isEmpty();
    assertThat(receiving.posted).isEmpty();
  }

  @Test
  void nobodyIsMailedOneTestAfterAnother() throws Exception {
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Asker.Person eve = asker.person(viewer(serving, "eve"));
      Asker.Answer first = asker.post("/messages/test-mail", eve, "");
      assertThat(first.header("Location")).startsWith("/jobs/");
      assertThat(mails.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(30), 1)).isTrue();
      while (asker.get(first.header("Location"), eve).body().contains("data-follow")) {
        Thread.sleep(50);
      }
      Asker.Answer second = asker.post("/messages/test-mail", eve, "");
      assertThat(second.status()).as(second.body()).isEqualTo(409);
      assertThat(second.body()).contains("less than a minute ago");
      Asker.Person ann = asker.person(viewer(serving, "ann"));
      assertThat(asker.post("/messages/test-mail", ann, "").header("Location"))
          .startsWith("/jobs/");
      assertThat(mails.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(30), 2)).isTrue();
      assertThat(subjects()).hasSize(2);
    }
  }

  @Test
  void whoeverAsksForAnotherTestMeanwhileIsLedToTheOneThatIsBeingSent() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      shops.shell.file(
          "syncline.yaml",
          shops
              .shell
              .read("syncline.yaml")
              .replace("port: " + mails.getSmtp().getPort(), "port: " + silent.getLocalPort()));
      try (Serving serving = new Serving(folder);
          Asker asker = new Asker(serving)) {
        Asker.Person eve = asker.person(viewer(serving, "eve"));
        String first = asker.post("/messages/test-mail", eve, "").header("Location");
        assertThat(first).startsWith("/jobs/");
        assertThat(asker.post("/messages/test-mail", eve, "").header("Location")).isEqualTo(first);
        silent.close();
      }
    }
  }

  private static User viewer(Serving serving, String name) {
    return serving
        .accounts
        .users()
        .add(
            Actor.COMMAND_LINE,
            name,
            new User.Profile(name, name + "@example.org", Role.VIEWER, Names.ALL, false),
            null);
  }

  private static int post(
      HttpClient client, Serving serving, String token, String path, String body) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(serving.url("/api/syncline/v1" + path)))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }
}
