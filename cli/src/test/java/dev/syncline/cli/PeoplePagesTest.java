package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.syncline.server.account.AuditLog;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings as people meet them, in a real browser. */
class PeoplePagesTest {
  private static final String PASSWORD = "a long enough one";

  @TempDir Path folder;

  private static Locator button(Page page, String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  private static Locator field(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  private static void logIn(Page page, String user, String password) {
    field(page, "User name").fill(user);
    field(page, "Password").fill(password);
    button(page, "Log in").click();
  }

  private void first(Serving serving, Page page) {
    String link = serving.accounts.links().first().orElseThrow().secret().text();
    page.navigate(serving.url("/link/" + link));
    field(page, "User name").fill("ada");
    field(page, "E-mail").fill("ada@example.org");
    field(page, "Password").fill(PASSWORD);
    field(page, "Password once more").fill(PASSWORD);
    button(page, "Create and log in").click();
    assertThat(page).hasTitle("Syncs · Syncline");
  }

  private List<String> noted(Serving serving) {
    return serving.accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 100).stream()
        .map(line -> line.by().name() + ": " + line.event().action().words())
        .toList();
  }

  @Test
  void aUserIsAddedEntersAndIsRemoved() throws Exception {
    new Shops(folder).fill();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open();
        Browser other = Browser.open()) {
      Page page = browser.page;
      first(serving, page);
      page.navigate(serving.url("/settings/users"));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add a user")).click();
      browser.picture("user-new");
      field(page, "User name").fill("Ada");
      field(page, "Name that is shown").fill("Bob <b>Bold</b>");
      field(page, "E-mail").fill("bob@example.org");
      page.getByText("operator").click();
      button(page, "Add").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is a user Ada already");
      field(page, "User name").fill("bob");
      button(page, "Add").click();
      assertThat(page.locator("h1")).hasText("Bob <b>Bold</b>");
      assertThat(page.getByText("has no password yet")).isVisible();
      browser.picture("user-added");
      String link = page.locator("#secret").textContent();
      assertThat(link).startsWith(serving.url("/link/"));

      Page his = other.page;
      his.navigate(link);
      other.picture("password");
      field(his, "Password").fill("another long one");
      field(his, "Password once more").fill("another long one");
      button(his, "Set and log in").click();
      assertThat(his).hasTitle("Syncs · Syncline");
      his.navigate(link);
      assertThat(his.getByText("This link was used before")).isVisible();
      other.picture("link-used");
      his.navigate(serving.url("/settings/users"));
      assertThat(his.getByText("may not do that")).isVisible();
      his.navigate(serving.url("/account"));
      assertThat(
              his.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Settings"))
                  .getByRole(AriaRole.LINK))
          .hasText(new String[] {"Your account", "Your tokens"});

      page.navigate(serving.url("/settings/users"));
      assertThat(page.locator("tbody tr")).hasCount(2);
      browser.picture("users");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Bob")).click();
      assertThat(page.locator("#secret")).hasCount(0);
      page.getByText("reviewer").click();
      button(page, "Save").click();
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("saved");
      browser.picture("user");
      button(page, "Disable").click();
      assertThat(page.locator(".state").first()).hasText("disabled");
      browser.picture("user-disabled");
      his.reload();
      assertThat(his).hasTitle("Log in · Syncline");
      logIn(his, "bob", "another long one");
      assertThat(his.getByRole(AriaRole.ALERT)).containsText("not right");
      button(page, "Enable").click();
      assertThat(page.locator(".state").first()).hasText("may enter");
      logIn(his, "bob", "another long one");
      assertThat(his).hasTitle("Your account · Syncline");

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Remove …")).click();
      browser.picture("user-remove");
      button(page, "Remove bob").click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      his.reload();
      assertThat(his).hasTitle("Log in · Syncline");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("ada")).last().click();
      button(page, "Disable").click();
      assertThat(page.getByText("No administrator would be left")).isVisible();
      assertThat(noted(serving))
          .containsSubsequence(
              "ada: user removed",
              "bob: login",
              "ada: user changed",
              ": login",
              "ada: user changed",
              "ada: user changed",
              "bob: password changed",
              "ada: link made",
              "ada: user added",
              "ada: first administrator");
      page.navigate(serving.url("/settings/audit"));
      browser.picture("audit");
      page.getByLabel("Action").selectOption("user removed");
      button(page, "Show").click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      page.navigate(serving.url("/settings/server"));
      browser.picture("server");
    }
  }

  @Test
  void aPersonKeepsTheOwnAccount() throws Exception {
    new Shops(folder).fill();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open();
        Browser other = Browser.open()) {
      Page page = browser.page;
      first(serving, page);
      other.page.navigate(serving.url("/account"));
      logIn(other.page, "ada", PASSWORD);
      assertThat(other.page).hasTitle("Your account · Syncline");

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Settings")).click();
      assertThat(page.locator("tbody tr")).hasCount(2);
      browser.picture("account");
      field(page, "Name that is shown").fill("Ada L.");
      button(page, "Save").click();
      assertThat(page.locator(".who")).containsText("Ada L.");

      field(page, "Password until now").fill("not that one");
      field(page, "New password").fill("quite another one");
      field(page, "New password once more").fill("quite another one");
      button(page, "Change").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("is not right");
      field(page, "Password until now").fill(PASSWORD);
      field(page, "New password").fill("quite another one");
      field(page, "New password once more").fill("quite another one");
      button(page, "Change").click();
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("changed");
      assertThat(page.locator("tbody tr")).hasCount(1);
      other.page.reload();
      logIn(other.page, "ada", "quite another one");
      assertThat(other.page).hasTitle("Your account · Syncline");
      page.reload();
      page.locator("td.end button").click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      other.page.reload();
      assertThat(other.page).hasTitle("Log in · Syncline");
      assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("400"));
    }
  }

  @Test
  void aTokenIsShownOnce() throws Exception {
    new Shops(folder).fill();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      first(serving, page);
      page.navigate(serving.url("/account/tokens"));
      browser.picture("tokens-none");
      field(page, "Name of the program").fill("=airflow");
      page.getByLabel("May what a … may").selectOption("operator");
      page.getByLabel("Ends").selectOption("30");
      page.getByLabel("Only these").check();
      button(page, "Make the token").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("no sync");
      page.getByLabel("customers").check();
      button(page, "Make the token").click();
      String token = page.locator("#secret").textContent();
      assertThat(token).startsWith("syncline_");
      browser.picture("tokens");
      page.navigate(serving.url("/account/tokens"));
      assertThat(page.locator("#secret")).hasCount(0);
      assertThat(page.content()).doesNotContain(token);
      assertThat(serving.accounts.tokens().use(token)).isPresent();
      page.navigate(serving.url("/settings/tokens"));
      assertThat(page.locator("tbody tr")).hasCount(1);
      browser.picture("tokens-all");
      page.navigate(serving.url("/account/tokens"));
      page.locator("td.end button").click();
      assertThat(page.locator("tbody .state")).hasText("revoked");
      assertThat(serving.accounts.tokens().use(token)).isEmpty();
      assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("400"));
    }
  }
}
