package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.Asker.Answer;
import dev.syncline.cli.Asker.Person;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.web.Way;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is secret stands in no answer and no log; what is data is never taken for anything else. */
class ServerSecretsTest {
  private static final String CANARY = "canary-Zx9-in-the-mine";
  private static final Pattern PARAMETER = Pattern.compile("[{<]([^}>]+)[}>]");

  @TempDir Path folder;

  private static String path(Way way, String other) {
    return PARAMETER
        .matcher(way.path())
        .replaceAll(found -> found.group(1).equals("sync") ? "customers" : other);
  }

  private static Handler into(StringBuilder all) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        synchronized (all) {
          all.append(new SimpleFormatter().format(line));
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  /** All that the server's ways answer, and all that is logged meanwhile. */
  private String crawled(Serving serving, Asker asker, Person ada) throws Exception {
    StringBuilder all = new StringBuilder();
    Handler log = into(all);
    Logger root = Logger.getLogger("");
    root.addHandler(log);
    try {
      for (Way way : serving.ways()) {
        if (way.method().equals("GET")) {
          Answer answer = asker.get(path(way, "1"), ada);
          synchronized (all) {
            all.append(answer.headers().map()).append(answer.body());
          }
        } else {
          Map<String, String> head = Map.of("X-CSRF-Token", ada.csrf());
          Answer answer = asker.ask(way.method(), path(way, "999999"), ada, head, "{");
          synchronized (all) {
            all.append(answer.headers().map()).append(answer.body());
          }
          ada = asker.person(asker.person(Role.ADMIN).user());
        }
      }
    } finally {
      root.removeHandler(log);
    }
    synchronized (all) {
      return all.toString();
    }
  }

  @Test
  void noSecretStandsInAnyAnswer() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace(
                "syncs:",
                "  pg: { type: postgresql, url: \"jdbc:postgresql://127.0.0.1:1/none?password="
                    + CANARY
                    + "\", user: me, password: "
                    + CANARY
                    + " }\n"
                    + "mail: { host: 127.0.0.1, port: 1, from: a@example.org, user: me, password: "
                    + CANARY
                    + " }\n"
                    + "syncs:"));
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      String first = serving.accounts.links().first().orElseThrow().secret().text();
      User user =
          serving
              .accounts
              .links()
              .createAdministrator(
                  first, "ada", "Ada", null, "the password " + CANARY, "127.0.0.1");
      Person ada = asker.person(user);
      String token =
          serving
              .accounts
              .tokens()
              .make(user, "ci", Role.VIEWER, Names.ALL, null, "127.0.0.1")
              .text()
              .text();
      User other = asker.person(Role.VIEWER).user();
      String link =
          serving.accounts.links().forPassword(Actor.COMMAND_LINE, other.id()).secret().text();
      asker.post("/login", ada, "user=" + CANARY + "&password=" + CANARY);
      asker.post("/syncs/customers/plan", ada, "");
      asker.post("/syncs/customers/run", ada, "");
      String all = crawled(serving, asker, ada);
      assertThat(all).contains("customers", "ada");
      for (String secret :
          List.of(CANARY, token, link, first, ada.session(), "$argon2", "argon2id")) {
        assertThat(all.contains(secret)).as(secret).isFalse();
      }
    }
  }

  /** A command line of another machine. */
  private static String typed(Asker asker, String token, String... words) throws Exception {
    String list =
        Stream.of(words)
            .map(w -> '"' + w.replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(","));
    return asker
        .ask(
            "POST",
            "/api/syncline/v1/commands",
            null,
            Map.of("Authorization", "Bearer " + token),
            "{\"words\": [" + list + "], \"width\": 200}")
        .body();
  }

  private static String ended(Asker asker, Person who, String path, String form) throws Exception {
    String job = asker.post(path, who, form).header("Location");
    while (asker.get(job, who).body().contains("data-follow")) {
      Thread.sleep(50);
    }
    return asker.get(job, who).body()
        + asker.get(job.replace("/jobs/", "/api/syncline/v1/jobs/"), who).body();
  }

  /** What is never journaled is shown to nobody for whom the server performs something. */
  @Test
  void whatIsNeverJournaledStandsInNoAnswer() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace("target: client\n", "target: client\n        never-journaled: city\n"));
    shops.shell.call("run");
    shops.crm.run("UPDATE customer SET city = '" + CANARY + "-1' WHERE id = 2");
    shops.shop.run("UPDATE client SET city = '" + CANARY + "' WHERE mail = 'bob@x.org'");
    shops.shell.call("run");
    assertThat(shops.shell.call("conflicts", "list").out()).contains(CANARY);
    shops.crm.run("UPDATE customer SET city = '" + CANARY + "-3' WHERE id = 1");
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Person ada = asker.person(Role.ADMIN);
      String token = asker.token(Role.ADMIN);
      String api = "/api/syncline/v1/syncs/customers/";
      Map<String, String> answers = new LinkedHashMap<>();
      answers.put("plan", ended(asker, ada, "/syncs/customers/plan", ""));
      for (String path :
          List.of(
              api + "tasks/customers/records/2",
              api + "conflicts",
              "/syncs/customers/conflicts",
              "/syncs/customers/records?task=customers&key=2")) {
        answers.put(path, asker.get(path, ada).body());
      }
      for (String[] words :
          List.of(
              new String[] {"conflicts", "list"},
              new String[] {"show", "record", "2", "--task", "customers", "--output", "json"},
              new String[] {"eval", "customers", "upper(city)"},
              new String[] {"eval", "invoices", "customer.city"},
              new String[] {"plan"})) {
        answers.put(String.join(" ", words), typed(asker, token, words));
      }
      answers.forEach(
          (what, answer) ->
              assertThat(answer)
                  .as(what)
                  .contains("(not shown)")
                  .doesNotContainIgnoringCase(CANARY));
      ended(
          asker,
          ada,
          "/syncs/customers/test",
          "task=customers&record=1&as=changed&how=rollback&name0=city&value0=" + CANARY);
      typed(
          asker,
          token,
          "test-row",
          "--task",
          "customers",
          "--record",
          "1",
          "--rollback",
          "--set",
          "city=" + CANARY,
          "customers");
      String page = asker.get("/syncs/customers", ada).body();
      assertThat(page).contains("city=***");
      String noted =
          asker.get("/settings/audit.csv", ada).body()
              + asker.get("/api/syncline/v1/messages", ada).body()
              + asker.get("/syncs/customers/due", ada).body();
      assertThat(noted).contains("syncline test-row");
      assertThat(page + noted).doesNotContainIgnoringCase(CANARY);
    }
  }

  @Test
  void whatStandsInDataIsTextEverywhere() throws Exception {
    List<String> hostile =
        List.of(
            "<script>alert(1)</script>",
            "=HYPERLINK(\"http://evil.example\",\"x\")",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(1)",
            "\u003d1",
            "＝1+1",
            "'; DROP TABLE account; --",
            "\"><img src=x onerror=alert(1)>",
            "${7*7}{{7*7}}");
    Shops shops = new Shops(folder);
    shops.fill();
    for (String name : hostile) {
      try (java.sql.Connection crm = shops.crm.open();
          java.sql.PreparedStatement insert =
              crm.prepareStatement("INSERT INTO customer (email, name) VALUES (?, ?)")) {
        insert.setString(1, "e" + hostile.indexOf(name) + "@x.org");
        insert.setString(2, name);
        insert.executeUpdate();
      }
    }
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Person ada = asker.person(Role.ADMIN);
      for (String name : hostile) {
        serving.accounts.tokens().make(ada.user(), name, Role.VIEWER, Names.ALL, null, "127.0.0.1");
        serving
            .accounts
            .audit()
            .add(
                new Actor(Actor.Kind.TOKEN, "eve", name, name),
                Event.sync(Event.Action.TEST, name).record(name).detail(name));
        serving.accounts.sessions().begin(ada.user(), name, name);
      }
      String job = asker.post("/syncs/customers/run", ada, "").header("Location");
      assertThat(job).startsWith("/jobs/");
      while (!asker.get(job, ada).body().contains("terminal")) {
        Thread.sleep(50);
      }
      List<String> bodies = new ArrayList<>();
      for (Way way : serving.ways()) {
        if (way.method().equals("GET")) {
          Answer answer = asker.get(path(way, "1"), ada);
          if (answer.header("Content-Type").contains("html")) {
            assertThat(answer.body())
                .as(way.path())
                .doesNotContain("<script>alert", "<img src=x", "{{49}}", "${7*7}49");
            bodies.add(answer.body());
          }
        }
      }
      assertThat(String.join("", bodies)).contains("&lt;script", "DROP TABLE account");
      String csv = asker.get("/settings/audit.csv", ada).body();
      assertThat(csv.lines().toList()).hasSizeGreaterThan(2 * hostile.size());
      assertThat(csv).contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"");
      for (String line : csv.lines().toList()) {
        for (String cell : line.split(",(?=\"|,|$)")) {
          assertThat(cell).doesNotStartWith("\"=").doesNotStartWith("\"+").doesNotStartWith("\"@");
          assertThat(cell).doesNotStartWith("\"-").doesNotStartWith("\"＝").doesNotStartWith("=");
        }
      }
      assertThat(serving.accounts.users().all()).isNotEmpty();
    }
  }

  /** The path of a request may hold a link's secret, or a record's key. */
  @Test
  void whatGoesWrongIsLoggedWithoutTheAddressThatWasAsked() throws Exception {
    new Shops(folder).fill();
    StringBuilder lines = new StringBuilder();
    Handler log = into(lines);
    Logger root = Logger.getLogger("");
    root.addHandler(log);
    try (Serving serving = new Serving(folder)) {
      serving.accounts.store().close();
      assertThat(Requests.get(serving.url("/link/once-only"), "none")).contains("\"store\"");
    } finally {
      root.removeHandler(log);
    }
    synchronized (lines) {
      assertThat(lines.toString()).contains("GET /link/").doesNotContain("once-only");
    }
  }

  /** The audit log names records by their keys, which go with all that is remembered of them. */
  @Test
  void anErasedRecordIsNotNamedInTheAuditLog() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.call("run");
    Path file = folder.resolve(".syncline").resolve("server.db");
    try (ServerStore store = ServerStore.inFile(file)) {
      AuditLog audit = new AuditLog(store, Clock.systemUTC());
      for (String key : List.of("1", "1004", "2")) {
        audit.add(Actor.SCHEDULER, Event.sync(Event.Action.TEST, "customers").record(key));
      }
    }
    Shell.Said said = shops.shell.call("erase", "1", "--task", "customers", "--yes");
    assertThat(said.exit()).as(said.out() + said.err()).isZero();
    try (ServerStore store = ServerStore.inFile(file)) {
      assertThat(
              new AuditLog(store, Clock.systemUTC())
                  .page(AuditLog.Filter.ALL, Long.MAX_VALUE, 9).stream()
                      .map(line -> line.event().action().words() + " " + line.event().record()))
          .containsExactly("erase null", "test 2", "test (erased)", "test (erased)");
    }
  }
}
