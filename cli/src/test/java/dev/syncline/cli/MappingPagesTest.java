package dev.syncline.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.syncline.server.account.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mapping editor, in a real browser over real tables. */
class MappingPagesTest {
  @TempDir Path folder;
  private Shops shops;
  private Serving serving;
  private Browser browser;

  @BeforeEach
  void serve() throws Exception {
    browser = Browser.open();
    shops = new Shops(folder);
    shops.fill();
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("      - name <-> name\n", "      - name <-> name   # as they write it\n"));
    serving = new Serving(folder);
  }

  @AfterEach
  void close() {
    if (serving != null) {
      serving.close();
    }
    browser.close();
  }

  private Page open(Role role) {
    Page page = browser.page;
    serving.enter(browser, role);
    page.navigate(serving.url("/syncs/customers/mapping?task=customers"));
    return page;
  }

  private static Locator field(Page page, String name) {
    return page.locator("tr[data-field]").filter(new Locator.FilterOptions().setHasText(name));
  }

  private static void press(Locator in, String label) {
    in.locator("button")
        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + label + "$")))
        .first()
        .click();
  }

  @Test
  void aFieldIsChangedTriedAndSavedWithTheCommentsKept() throws Exception {
    Page page = open(Role.ADMIN);
    browser.picture("mapping");
    press(field(page, "city"), "Change");
    page.getByLabel("Kind").selectOption("expression");
    page.locator("[name=sql]").fill("upper(citty)");
    assertThat(page.locator("#tried-sql .wrong")).containsText("citty");
    assertThat(page.locator("#tried-sql .wrong")).containsText("^");
    page.locator("[name=sql]").fill("upper(city)");
    assertThat(page.locator("#tried-sql strong").first()).hasText("OSLO");
    browser.picture("mapping-expression");
    press(page.locator(".field-form"), "Change it");
    assertThat(field(page, "upper(city)")).isVisible();
    browser.picture("mapping-changed");
    press(field(page, "name"), "Remove");
    page.getByText("Show the difference").click();
    assertThat(page.locator(".diff")).containsText("upper(city)");
    browser.picture("mapping-difference");
    assertThat(Files.readString(folder.resolve("syncline.yaml"))).contains("- city <-> city");
    press(page.locator("main"), "Save");
    String saved = Files.readString(folder.resolve("syncline.yaml"));
    assertThat(saved)
        .contains("upper(city)")
        .contains("to: city")
        .doesNotContain("- city <-> city");
    assertThat(shops.shell.call("check", "--schema-only").exit()).isLessThanOrEqualTo(3);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anExpressionOfSeveralLinesIsWrittenAsABlock() throws Exception {
    Page page = open(Role.ADMIN);
    press(field(page, "city"), "Change");
    page.getByLabel("Kind").selectOption("expression");
    page.locator("[name=sql]").fill("upper(\n  city\n)");
    press(page.locator(".field-form"), "Change it");
    page.getByText("Show the difference").click();
    press(page.locator("main"), "Save");
    assertThat(field(page, "upper")).isVisible();
    assertThat(Files.readString(folder.resolve("syncline.yaml")))
        .containsPattern("sql: \\|-\n +upper\\(\n +  city\n +\\)\n");
  }

  @Test
  void noOtherSyncIsReachedFromAMapping() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "syncs:\n",
                "syncs:\n  others:\n    id: 7\n"
                    + "    source: crm\n    target: shop\n    tasks:\n"
                    + "      - { name: theirs, id: 9, source: invoice, target: bill, fields: [total] }\n"));
    String patch =
        "[{\"op\":\"add\",\"path\":\"/syncs/others/tasks/0/fields/-\",\"value\":\"number\"}]";
    String form = "task=customers&patch=" + URLEncoder.encode(patch, StandardCharsets.UTF_8);
    try (Asker asker = new Asker(serving)) {
      Asker.Person ada = asker.person(Role.ADMIN);
      for (String way : List.of("", "/review", "/save")) {
        Asker.Answer refused = asker.post("/syncs/customers/mapping" + way, ada, form);
        assertThat(refused.status()).as(way).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("theirs");
      }
    }
  }

  @Test
  void aTaskIsMappedAndTriedWhileAnotherIsWrong() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file).replace("target: bill\n", "target: nothing\n        bogus: 1\n"));
    try (Asker asker = new Asker(serving)) {
      Asker.Person ada = asker.person(Role.ADMIN);
      String way = "/syncs/customers/mapping";
      assertThat(asker.get(way, ada).body()).contains("data-field", ">invoices<", "bogus");
      assertThat(
              asker
                  .post(way + "/preview", ada, "task=customers&side=source&sql=upper(name)")
                  .body())
          .contains("ANN");
      assertThat(asker.post(way, ada, "task=customers&key=1").body())
          .contains("Change the unique key?")
          .contains("it would link");
    }
  }

  /** In the row of the field, and on the page of the task. */
  @Test
  void whatIsSaidOfAFieldDoesNotNameItAgain() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("    winner: hold\n", "    direction: to-target\n")
            .replace("- city <-> city\n", "- city <- city\n")
            .replaceFirst("- name <-> name.*\n", "- { to: name, sql: upper(nam) }\n")
            .replace("target: client\n", "target: client\n        never-journaled: ibn\n"));
    try (Asker asker = new Asker(serving)) {
      Asker.Person ada = asker.person(Role.ADMIN);
      String way = "/syncs/customers/mapping";
      String body = asker.get(way, ada).body();
      assertThat(body)
          .contains(">It never travels, because the sync goes to-target.")
          .contains(">The expression, line 1, column 7: there is no column")
          .contains(": never-journaled names")
          .doesNotContain("task customers");
      String typed = "task=customers&put=yes&field=-1&kind=relation&relation=nothing";
      assertThat(asker.post(way, ada, typed).body())
          .contains("customer has no column")
          .doesNotContain("task customers");
    }
  }

  @Test
  void whatSynclineRemarkedGoesWithWhatMakesItUntrue() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "      - city <-> city\n",
                "      # left out of crm: city\n      # left out of shop: city, as Ada said\n"));
    try (Asker asker = new Asker(serving)) {
      Asker.Person ada = asker.person(Role.ADMIN);
      String patch =
          "[{\"op\":\"add\",\"path\":\"/syncs/customers/tasks/0/fields/-\","
              + "\"value\":\"city <-> city\"}]";
      String body =
          asker
              .post(
                  "/syncs/customers/mapping/review",
                  ada,
                  "task=customers&patch=" + URLEncoder.encode(patch, StandardCharsets.UTF_8))
              .body();
      assertThat(body)
          .containsPattern("- +# left out of crm: city\n")
          .doesNotContainPattern("- +# left out of shop");
    }
  }

  @Test
  void whatIsNotSavedYetGoesAlongToAnotherTask() throws Exception {
    Page page = open(Role.ADMIN);
    press(field(page, "city"), "Remove");
    assertThat(field(page, "city")).hasCount(0);
    press(page.locator(".tabs"), "invoices");
    assertThat(field(page, "number")).isVisible();
    press(page.locator(".tabs"), "customers");
    assertThat(field(page, "email")).isVisible();
    assertThat(field(page, "city")).hasCount(0);
    press(page.locator("main"), "Show the difference");
    assertThat(page.locator(".diff")).containsText("city");
  }

  @Test
  void theUniqueKeyIsAToggleThatSaysWhatItWouldDo() throws Exception {
    Page page = open(Role.ADMIN);
    Locator toggle = field(page, "email").locator(".switch");
    assertThat(toggle).hasAttribute("aria-pressed", "true");
    field(page, "city").locator(".switch").click();
    assertThat(page.getByText("Change the unique key?")).isVisible();
    assertThat(page.locator(".notice.care")).containsText("it would link");
    browser.picture("mapping-key");
    page.getByText("Yes, change it").click();
    assertThat(field(page, "city").locator(".switch")).hasAttribute("aria-pressed", "true");
    page.getByText("Show the difference").click();
    press(page.locator("main"), "Save");
    assertThat(Files.readString(folder.resolve("syncline.yaml")))
        .contains("match:")
        .contains("# as they write it");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aWrongFieldIsSaidInTheFormAndNotTaken() throws Exception {
    Page page = open(Role.ADMIN);
    page.getByText("Add a field").click();
    page.getByLabel("Kind").selectOption("expression");
    page.getByLabel("Column of the target").selectOption("client_id");
    page.locator("[name=sql]").fill("nothing + 1");
    press(page.locator(".field-form"), "Add it");
    assertThat(page.locator(".field-form [role=alert]")).containsText("nothing");
    assertThat(page.locator("[name=sql]")).hasValue("nothing + 1");
    assertThat(page.locator("tr[data-field]")).hasCount(3);
  }

  @Test
  void everyKindOfFieldIsDrawnAndToldInWords() throws Exception {
    shops.crm.run("ALTER TABLE customer ADD COLUMN country VARCHAR(2)");
    for (String column :
        List.of(
            "the_name_as_it_is_to_be_printed VARCHAR(90)",
            "origin VARCHAR(9)",
            "country_id INTEGER")) {
      shops.shop.run("ALTER TABLE client ADD COLUMN " + column);
    }
    shops.shop.run("CREATE TABLE countries (id INTEGER PRIMARY KEY, code VARCHAR(2) UNIQUE)");
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "          - city <-> city\n",
                "          - city <-> city\n"
                    + "          - { to: the_name_as_it_is_to_be_printed, sql: \"name || ', ' || city\" }\n"
                    + "          - { to: country_id, lookup: countries.id, where: \"code = country\" }\n"
                    + "          - { to: origin, constant: crm }\n"));
    Page page = open(Role.ADMIN);
    for (Map.Entry<String, Integer> lines :
        Map.of("column", 3, "expression", 2, "lookup", 1, "constant", 1).entrySet()) {
      assertThat(page.locator(".lines path." + lines.getKey())).hasCount(lines.getValue());
    }
    assertThat(page.locator(".legend li"))
        .hasText(new String[] {"column", "expression", "constant", "lookup"});
    browser.picture("mapping-kinds");
    page.getByText("The same in words").click();
    assertThat(page.locator(".told li"))
        .hasText(
            new String[] {
              "email of the source and mail of the target, both ways",
              "name of the source and name of the target, both ways",
              "city of the source and city of the target, both ways",
              "the_name_as_it_is_to_be_printed of the target is made of name and city",
              "country_id of the target is looked up by country",
              "origin of the target always holds crm",
            });
    page.setViewportSize(360, 800);
    Locator column =
        field(page, "the_name")
            .locator("strong")
            .filter(new Locator.FilterOptions().setHasText("the_"));
    assertThat(column).isVisible();
    assertThat(column.evaluate("e => e.getClientRects().length"))
        .as("a column's name is not broken within its words")
        .isEqualTo(1);
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    assertThat(page.locator(".drawn")).isVisible();
    page.navigate(serving.url("/syncs/customers"));
    assertThat(page.locator(".picture path.looked title"))
        .hasText("customers looks up in countries");
    assertThat(page.locator(".picture .legend li"))
        .hasText(new String[] {"joined by a task", "looked up", "refers to"});
    assertThat(page.locator(".picture a.task").first())
        .hasAttribute("href", "/syncs/customers/mapping?task=customers");
  }

  @Test
  void whoMayNotEditSeesTheMappingWithoutControls() {
    Page page = open(Role.VIEWER);
    assertThat(field(page, "email")).isVisible();
    assertThat(page.locator("main button")).hasCount(0);
    assertThat(page.locator(".field-form")).hasCount(0);
  }
}
