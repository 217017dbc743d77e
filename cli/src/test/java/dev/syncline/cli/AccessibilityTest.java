package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page that links lead to, from the first one on: checked by axe, walked through with the
 * keyboard, and looked at as narrow as a phone. New pages are found by themselves.
 */
class AccessibilityTest {
  /** Pages to which no link leads. */
  private static final List<String> BESIDE = List.of("/nothing", "/settings/users/new");

  /** Controls that a person could use with a mouse, each with a mark of its own. */
  private static final String CONTROLS =
      """
      () => {
        const seen = [];
        const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
        document.querySelectorAll(all).forEach((e, i) => {
          const box = e.getBoundingClientRect();
          const radio = e.type === "radio" && !e.checked
            && document.querySelector(`input[type=radio][name="${e.name}"]:checked`);
          if (!e.disabled && e.checkVisibility() && box.width > 0 && !radio) {
            e.dataset.walk = i;
            seen.push(String(i));
          }
        });
        return seen;
      }
      """;

  /** What has the focus, and whether it is seen to have it. */
  private static final String FOCUSED =
      """
      () => {
        const e = document.activeElement;
        const style = getComputedStyle(e);
        const box = e.getBoundingClientRect();
        return {
          walk: e.dataset.walk ?? "",
          what: e.outerHTML.slice(0, 120),
          ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
          inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
        };
      }
      """;

  @TempDir Path folder;

  /** A server with something on each page, and somebody who sees all of it. */
  private void enter(Serving serving, Page page) throws Exception {
    String link = serving.accounts.links().first().orElseThrow().secret().text();
    User ada =
        serving
            .accounts
            .links()
            .createAdministrator(
                link, "ada", "Ada", "ada@example.org", "a long enough one", "127.0.0.1");
    User bob =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "bob",
                new User.Profile("Bob", null, Role.VIEWER, Names.of("test"), true),
                null);
    for (User user : List.of(ada, bob)) {
      serving.accounts.tokens().make(user, "ci", Role.VIEWER, Names.ALL, null, "127.0.0.1");
    }
    serving.accounts.sessions().begin(ada, "127.0.0.1", "curl/8");
    page.navigate(serving.url("/login"));
    page.getByLabel("User name").fill("ada");
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
        .fill("a long enough one");
    page.locator("button[type=submit]").click();
    for (String command : List.of("plan", "run")) {
      page.navigate(serving.url("/syncs/customers"));
      page.locator("form[action='/syncs/customers/" + command + "'] button").click();
      page.waitForCondition(() -> page.locator("pre.terminal").count() == 1);
    }
  }

  /** The pages that links lead to, one of each kind: their paths without numbers and names. */
  private static List<String> crawl(Serving serving, Page page) {
    Set<String> kinds = new LinkedHashSet<>();
    List<String> found = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(List.of("/"));
    open.addAll(BESIDE);
    while (!open.isEmpty()) {
      String path = open.removeFirst();
      String kind = path.replaceAll("\\?.*", "").replaceAll("\\d+", "1");
      if (path.endsWith(".csv") || path.startsWith("/static") || !kinds.add(kind)) {
        continue;
      }
      found.add(path);
      page.navigate(serving.url(path));
      Object links =
          page.evaluate(
              "() => [...document.querySelectorAll('a[href^=\"/\"]')].filter(a => !a.download)"
                  + ".map(a => a.getAttribute('href').replace(/#.*/, ''))");
      ((List<?>) links).forEach(link -> open.add((String) link));
    }
    return found;
  }

  @Test
  void everyPageIsForEverybody() throws Exception {
    new Shops(folder).fill();
    List<String> problems = new ArrayList<>();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      String first = "/link/" + serving.accounts.links().first().orElseThrow().secret().text();
      for (String path : List.of("/login", first, "/link/none")) {
        look(serving, page, path, problems);
      }
      enter(serving, page);
      List<String> paths = crawl(serving, page);
      assertThat(paths)
          .contains(
              "/syncs/customers", "/runs/1", "/account", "/account/tokens", "/settings/audit");
      for (String path : paths) {
        look(serving, page, path, problems);
      }
      page.evaluate(
          "() => document.querySelector('main').append(new Image(), document.createElement('input'))");
      assertThat(Axe.violations(page)).as("what is planted is found").hasSizeGreaterThan(3);
    }
    assertThat(problems).isEmpty();
  }

  /** Where nobody configured anything yet, each page says how to begin. */
  @Test
  void everyPageOfAnEmptyFolderIsForEverybody() throws Exception {
    List<String> problems = new ArrayList<>();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      serving.enter(browser, Role.ADMIN);
      for (String path : crawl(serving, browser.page)) {
        look(serving, browser.page, path, problems);
        if (!path.equals("/nothing")
            && browser.page.locator(".notice.bad, main.door").count() > 0) {
          problems.add(path + " tells an error: " + browser.page.locator("main").innerText());
        }
      }
      browser.page.navigate(serving.url("/"));
      browser.picture("empty");
    }
    assertThat(problems).isEmpty();
  }

  private static void look(Serving serving, Page page, String path, List<String> problems) {
    page.setViewportSize(1280, 860);
    page.navigate(serving.url(path));
    Axe.violations(page).forEach(violation -> problems.add(path + " " + violation));
    walk(page).forEach(problem -> problems.add(path + " " + problem));
    page.setViewportSize(390, 844);
    Axe.violations(page).forEach(violation -> problems.add(path + " on a phone " + violation));
  }

  /**
   * Names of all kinds are long: whatever does not fit scrolls within its own box, on the smallest
   * phones, too.
   */
  @Test
  void noPageIsWiderThanAPhone() throws Exception {
    Shops shops = new Shops(folder);
    String column = "the_street_and_the_number_of_the_house_in_which_it_is";
    shops.crm.run("ALTER TABLE customer ADD COLUMN " + column + " VARCHAR(40)");
    shops.shop.run("ALTER TABLE client ADD COLUMN the_" + column + " VARCHAR(40)");
    shops.fill();
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
                .replace(
                    "          - name <-> name\n",
                    "          - name <-> name\n"
                        + "          - { to: the_COLUMN, sql: \"upper(COLUMN)\" }\n"
                            .replace("COLUMN", column))
            + "sequences:\n  every-night-when-nobody-works-any-more: { syncs: [customers] }\n");
    shops.shell.call("run");
    shops.conflict();
    shops.crm.run("UPDATE customer SET " + column + " = 'somewhere'");
    shops.shell.call("plan", "--keep");
    List<String> problems = new ArrayList<>();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.waitForCondition(
          () -> {
            page.navigate(serving.url("/messages"));
            return page.locator(".badge").count() > 0;
          });
      for (String path : crawl(serving, page)) {
        for (int width : List.of(375, 360)) {
          page.setViewportSize(width, 800);
          page.navigate(serving.url(path));
          page.evaluate("document.querySelectorAll('details').forEach((e) => e.open = true)");
          browser.wider().forEach(it -> problems.add(path + " at " + width + " px: " + it));
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  /** With the tabulator through the whole page: all that can be used is come by, and seen. */
  private static List<String> walk(Page page) {
    List<String> problems = new ArrayList<>();
    page.evaluate(
        "() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); }");
    Set<String> left = new LinkedHashSet<>();
    ((List<?>) page.evaluate(CONTROLS)).forEach(mark -> left.add((String) mark));
    for (int i = 0; i < left.size() + 400 && !left.isEmpty(); i++) {
      page.keyboard().press("Tab");
      Map<?, ?> focused = (Map<?, ?>) page.evaluate(FOCUSED);
      if (!left.remove(focused.get("walk")) && focused.get("walk").equals("")) {
        if (i > 400) {
          break;
        }
        continue;
      }
      if (!(Boolean) focused.get("ring") || !(Boolean) focused.get("inside")) {
        problems.add("the focus is not seen on " + focused.get("what"));
      }
    }
    for (String mark : left) {
      Object what =
          page.evaluate("m => document.querySelector(`[data-walk='${m}']`).outerHTML", mark);
      problems.add("the keyboard never comes to " + what);
    }
    return problems;
  }

  @Test
  void theFirstKeyLeadsToWhatThePageIsAbout() throws Exception {
    new Shops(folder).fill();
    try (Serving serving = new Serving(folder);
        Browser browser = Browser.open()) {
      Page page = browser.page;
      enter(serving, page);
      page.navigate(serving.url("/settings/users"));
      page.keyboard().press("Tab");
      assertThat(page.locator(":focus").textContent()).isEqualTo("Skip to content");
      page.keyboard().press("Enter");
      page.keyboard().press("Tab");
      assertThat(page.locator("main a:focus, main button:focus").count()).isEqualTo(1);
    }
  }
}
