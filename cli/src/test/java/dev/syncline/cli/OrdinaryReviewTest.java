package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.CommandError;
import dev.syncline.project.KeptPlans;
import dev.syncline.project.OpenPlans;
import dev.syncline.project.Places;
import dev.syncline.project.Project;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Plans of a two-way sync, and the conflicts that it holds, in a real browser. */
class OrdinaryReviewTest {
  @TempDir Path folder;

  private static Browser browse(Serving serving, Role role) {
    User user =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                role.word(),
                new User.Profile("Ann", null, role, Names.NONE, false),
                null);
    Browser browser = Browser.open();
    String session = serving.accounts.sessions().begin(user, "127.0.0.1", "test").text();
    browser
        .page
        .context()
        .addCookies(List.of(new Cookie("syncline", session).setUrl(serving.url("/"))));
    return browser;
  }

  private static Locator button(Page page, String label) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label));
  }

  @Test
  void partOfATwoWayPlanIsApplied() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    try (Serving serving = new Serving(folder);
        Browser browser = browse(serving, Role.REVIEWER)) {
      Page page = browser.page;
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Plan for review").click();
      assertThat(page.locator("h1")).containsText("⇄");
      assertThat(page.locator(".tabs")).not().containsText("Conflicts");
      browser.picture("review-two-way");
      Locator ann =
          page.locator("article.record")
              .filter(new Locator.FilterOptions().setHasText("ann@x.org"));
      assertThat(ann).containsText("in shop");
      ann.locator("input[name=write]").uncheck();
      assertThat(page.locator(".tabs [data-taken='']")).hasText("5");
      page.locator("button.main:has-text('Apply now')").click();
      assertThat(page.locator("[role=status].notice")).containsText("Applied in run 1");
      assertThat(shops.clients()).noneMatch(line -> line.contains("ann@x.org"));
      assertThat(shops.customers()).anyMatch(line -> line.contains("dee@x.org"));

      // the next run brings what was left, by the sync's own rules
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Run now").click();
      assertThat(page.locator("pre.terminal")).containsText("run 2");
      assertThat(shops.clients()).anyMatch(line -> line.contains("ann@x.org"));
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** Between the look at the plan's version and at its selection somebody may select. */
  @Test
  void nothingIsAppliedButTheSelectionOfTheVersionThatWasRead() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    assertThat(shops.shell.call("plan", "customers", "--keep").exit()).isEqualTo(4);
    KeptPlans.Seen any = new KeptPlans.Seen(null, -1);
    KeptPlans.Filter all = new KeptPlans.Filter(Set.of(), Set.of(), null, null, null);
    KeptPlans.Filter first = new KeptPlans.Filter(Set.of(), Set.of(1), null, null, null);
    try (Project project =
            new Project(Places.of(folder, null, null), Map.of(), System::currentTimeMillis);
        OpenPlans open = new OpenPlans()) {
      KeptPlans plans = new KeptPlans(project, open, ZoneOffset.UTC);
      SyncConfig config = project.sync("customers");
      KeptPlan read = plans.select(config, plans.find(config, 1), first, true, any);
      KeptPlan now = plans.select(config, read, all, true, any);
      assertThatThrownBy(
              () -> plans.applicable(config, read, new KeptPlans.Seen(read.hash(), read.version())))
          .isInstanceOf(CommandError.class)
          .hasMessageContaining("somebody else has selected something");
      assertThat(plans.applicable(config, now, any).plan()).isRegularFile();
    }
  }

  @Test
  void aConditionMayBeInTheNamesOfEitherSystem() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.call("plan", "customers", "--keep");
    assertThat(chosen(shops, "email = 'ann@x.org'")).isEqualTo(1);
    assertThat(chosen(shops, "mail = 'dee@x.org'")).isEqualTo(1);
    assertThat(chosen(shops, "mail = 'ann@x.org'")).isZero();
    assertThat(chosen(shops, "name IN ('Ann', 'Dee')")).isEqualTo(2);
    assertThat(show(shops, "mail = email").exit()).isEqualTo(2);
  }

  private static int chosen(Shops shops, String where) {
    return JsonMapper.builder()
        .build()
        .readTree(show(shops, where).out())
        .at("/matched/all")
        .asInt();
  }

  private static Shell.Said show(Shops shops, String where) {
    return shops.shell.call(
        "plans",
        "show",
        "customers",
        "1",
        "--task",
        "customers",
        "--where",
        where,
        "--output",
        "json");
  }

  @Test
  void aRecordThatIsWrittenInPartSaysSo() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.call("run");
    shops.conflict();
    shops.crm.run("UPDATE customer SET city = 'Pisa' WHERE email = 'bob@x.org'");
    try (Serving serving = new Serving(folder);
        Browser browser = browse(serving, Role.REVIEWER)) {
      Page page = browser.page;
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Plan for review").click();
      Locator left = page.locator("section:has(#left) li");
      assertThat(left.locator("a")).hasText("customers 2 in crm");
      assertThat(left).containsText("a person decides");
      assertThat(left).not().containsText("syncline");
      page.locator("button.main:has-text('Apply now')").click();
      Locator notice = page.locator("[role=status].notice");
      assertThat(notice).containsText("1 record was written only in part");
      assertThat(notice).not().containsText("not written");
      assertThat(page.locator("article.record")).containsText("Written in part: both sides hold");
      assertThat(shops.clients()).contains("bob@x.org Bob of shop Pisa");
      page.locator("section:has(#left) a").click();
      assertThat(page.locator("h1")).containsText("customers 2");
      assertThat(page.locator(".due")).containsText("a person decides");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void whoDecidesNothingIsToldSoOnTheSamePage() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.call("run");
    shops.conflict();
    shops.shell.call("run");
    try (Serving serving = new Serving(folder);
        Browser browser = browse(serving, Role.REVIEWER)) {
      Page page = browser.page;
      page.navigate(serving.url("/syncs/customers/conflicts"));
      button(page, "Decide these fields").click();
      assertThat(page.locator("[role=alert]")).containsText("at least one field");
      page.locator("input[value=target]").check();
      button(page, "Decide these fields").click();
      assertThat(page.locator("article.record")).containsText("Decided: name from shop");
    }
  }

  @Test
  void thousandsOfConflictsAreSettledTogether() throws Exception {
    Shops shops = new Shops(folder);
    shops.crm.run(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO"
            + " customer (email, name) SELECT 'c' || i || '@x.org', 'C' FROM n");
    shops.shell.call("run");
    shops.crm.run("UPDATE customer SET name = 'of crm'");
    shops.shop.run("UPDATE client SET name = 'of shop'");
    assertThat(shops.shell.call("run", "--approve").exit()).isEqualTo(4);
    try (Serving serving = new Serving(folder);
        Browser browser = browse(serving, Role.REVIEWER)) {
      Page page = browser.page;
      page.setDefaultTimeout(30_000);
      page.navigate(serving.url("/syncs/customers/conflicts"));
      assertThat(page.locator("article.record")).hasCount(50);
      assertThat(page.locator(".pager").first()).containsText("1 to 50 of 5,000");
      page.locator(".pager a[rel=next]").first().click();
      assertThat(page.locator(".pager").first()).containsText("51 to 100 of 5,000");

      button(page, "Ticked from shop").click();
      assertThat(page.locator("[role=alert]")).containsText("Tick at least one");
      page.locator("input[name=tick]").first().check();
      page.locator("input[name=tick]").nth(1).check();
      browser.picture("conflicts-many");
      button(page, "Ticked from shop").click();
      assertThat(page.locator(".pager").first()).containsText("51 to 100 of 5,000");
      assertThat(page.locator("article:has-text('Decided: the whole record from shop')"))
          .hasCount(2);

      page.locator("input[type=search]").fill("4999");
      button(page, "Filter").click();
      assertThat(page.locator("article.record")).hasCount(1);
      button(page, "All 1 from shop").click();
      assertThat(page.locator("article.record"))
          .containsText("Decided: the whole record from shop");
      page.locator("input[type=search]").fill("");
      button(page, "Filter").click();
      button(page, "All 5,000 from crm").click();
      assertThat(page.locator("article.record").first())
          .containsText("Decided: the whole record from crm");
      assertThat(browser.complaints()).as("but for the refused form").hasSize(1);
    }
    assertThat(shops.shell.call("run", "--approve").exit()).isZero();
    assertThat(Shops.ask(shops.crm, "SELECT count(*) FROM customer WHERE name = 'of shop'"))
        .containsExactly("3");
    assertThat(shops.customers()).isEqualTo(shops.clients());
  }

  @Test
  void aHeldConflictIsDecidedFieldByField() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.call("run");
    shops.crm.run(
        "UPDATE customer SET name = '<b>crm</b>', city = 'Pisa' WHERE email = 'bob@x.org'");
    shops.shop.run("UPDATE client SET name = 'shop', city = 'Bari' WHERE mail = 'bob@x.org'");
    shops.shell.call("run");
    try (Serving serving = new Serving(folder);
        Browser browser = browse(serving, Role.REVIEWER)) {
      Page page = browser.page;
      page.navigate(serving.url("/syncs/customers"));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Conflicts")).click();
      assertThat(page.locator("article.record")).hasCount(1);
      assertThat(page.locator("article.record")).containsText("<b>crm</b>");
      page.locator("tr:has-text('Pisa') input[value=source]").check();
      page.locator("tr:has-text('crm') input[value=target]").check();
      browser.picture("conflicts");
      button(page, "Decide these fields").click();
      assertThat(page.locator("article.record")).containsText("Decided: city from crm");
      page.navigate(serving.url("/syncs/customers"));
      button(page, "Run now").click();
      assertThat(page.locator("pre.terminal")).containsText("run 3");
      assertThat(shops.customers()).contains("bob@x.org shop Pisa");
      assertThat(shops.clients()).contains("bob@x.org shop Pisa");
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
