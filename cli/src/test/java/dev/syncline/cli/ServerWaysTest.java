package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.Asker.Answer;
import dev.syncline.cli.Asker.Person;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Role;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for every way into the server, whichever there are: they are asked of the server
 * itself, so that a new one is looked at as it comes.
 */
class ServerWaysTest {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern PARAMETER = Pattern.compile("[{<]([^}>]+)[}>]");
  private static final String NOBODY = "999999";

  /** What a form has to hold to be taken, by its path; else it is sent empty. */
  private static final Map<String, String> FORMS =
      Map.of(
          "/account", "display=Ada&email=",
          "/account/password", "old=not+this+one&password=quite+a+new+one&again=quite+a+new+one",
          "/account/tokens", "name=ci&role=viewer&lasts=30&reach=all",
          "/settings/users", "name=newcomer&display=New&role=viewer&reach=all",
          "/settings/users/{user}", "display=Other&role=viewer&reach=all",
          "/api/syncline/v1/users", "{\"name\": \"newer\"}",
          "/api/syncline/v1/users/{user}", "{\"role\": \"operator\"}");

  /** What changes something and is not in the audit log, with the reason. */
  private static final Map<String, String> NOT_NOTED =
      Map.of(
          "/api/syncline/v1/configuration", "sent empty it saves nothing",
          "/syncs/{sync}/mapping", "nothing is saved",
          "/syncs/{sync}/mapping/preview", "tries an expression",
          "/syncs/{sync}/mapping/review", "shows what would be saved",
          "/syncs/{sync}/settings", "shows what would be saved",
          "/connections/preview", "shows what would be saved",
          "/new-sync/{id}/preview", "shows what would be saved");

  @TempDir Path folder;
  private Serving serving;
  private Asker asker;

  @BeforeEach
  void serve() throws Exception {
    new Shops(folder).fill();
    serving = new Serving(folder);
    asker = new Asker(serving);
    serving
        .accounts
        .links()
        .createAdministrator(
            serving.accounts.links().first().orElseThrow().secret().text(),
            "ada",
            "Ada",
            null,
            "a long enough one",
            "127.0.0.1");
    Person ada = asker.person(serving.accounts.users().find("ada").orElseThrow());
    ended(asker.post("/syncs/customers/plan", ada, ""), ada);
  }

  @AfterEach
  void close() {
    asker.close();
    serving.close();
  }

  private List<Way> ways() {
    List<Way> ways = serving.ways();
    assertThat(ways).hasSizeGreaterThan(30);
    return ways;
  }

  private static boolean changes(Way way) {
    return !READS.contains(way.method());
  }

  /** The path of something that there is. */
  private static String path(Way way) {
    return PARAMETER
        .matcher(way.path())
        .replaceAll(found -> found.group(1).equals("sync") ? "customers" : "1");
  }

  /** The path of something that there is not. */
  private static String nowhere(Way way) {
    return PARAMETER.matcher(way.path()).replaceAll(NOBODY);
  }

  private static String name(Way way) {
    return way.method() + " " + way.path();
  }

  private static Map<String, String> sent(Way way, Person person) {
    boolean api = way.path().startsWith("/api/");
    return Map.of(
        "X-CSRF-Token", person.csrf(), "Content-Type", api ? "application/json" : Asker.FORM);
  }

  /** The table of {@code docs/users.md}: by permission, the roles that have it. */
  private static Map<String, Set<String>> table() throws IOException {
    Path page =
        Stream.of(Path.of("../docs/users.md"), Path.of("docs/users.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    Map<String, Set<String>> table = new TreeMap<>();
    List<String> roles = new ArrayList<>();
    for (String line :
        Files.readAllLines(page).stream()
            .dropWhile(l -> !l.equals("## Roles"))
            .skip(1)
            .takeWhile(l -> !l.startsWith("## "))
            .filter(l -> l.startsWith("| ") && !l.startsWith("| ---"))
            .toList()) {
      List<String> cells = Stream.of(line.split("\\|")).skip(1).map(String::strip).toList();
      if (roles.isEmpty()) {
        roles.addAll(cells.subList(2, cells.size()));
        continue;
      }
      Set<String> may = table.computeIfAbsent(cells.getFirst(), p -> new TreeSet<>());
      for (int i = 2; i < cells.size(); i++) {
        if (cells.get(i).equals("yes")) {
          may.add(roles.get(i - 2));
        }
      }
    }
    assertThat(table).hasSize(Permission.values().length);
    return table;
  }

  @Test
  void nobodyGoesAnyWayThatNeedsSomebody() throws Exception {
    int before = asker.noted().size();
    for (Way way : ways()) {
      if (way.need() instanceof Need.May) {
        Answer answer = asker.ask(way.method(), path(way), null, Map.of(), "");
        assertThat(answer.asksWho()).as(name(way) + " → " + answer.status()).isTrue();
        assertThat(answer.body()).as(name(way)).doesNotContain("customers", "Ada");
        Person nobody = new Person(asker.person(Role.ADMIN).user(), "0".repeat(43));
        assertThat(asker.ask(way.method(), path(way), nobody, sent(way, nobody), "").asksWho())
            .as(name(way) + " with a made-up session")
            .isTrue();
        Map<String, String> token = Map.of("Authorization", "Bearer syncline_0");
        assertThat(asker.ask(way.method(), path(way), null, token, "").asksWho())
            .as(name(way) + " with a made-up token")
            .isTrue();
      }
    }
    long doings =
        asker.noted().size()
            - before
            - asker.noted().stream()
                .filter(line -> line.event().action().words().equals("user added"))
                .count();
    assertThat(doings).isZero();
  }

  /** By session and by token, for each role: what the table says, and the page's own account. */
  @Test
  void aRoleGoesTheWaysThatTheManualGivesIt() throws Exception {
    Map<String, Set<String>> table = table();
    for (Role role : Role.values()) {
      Person person = asker.person(role);
      String token = asker.token(role);
      for (Way way : ways()) {
        if (!(way.need() instanceof Need.May may)) {
          continue;
        }
        String what = role.word() + " " + name(way);
        boolean allowed = table.get(may.permission().words()).contains(role.word());
        String path = changes(way) ? nowhere(way) : path(way);
        Person now = changes(way) ? asker.person(person.user()) : person;
        expect(what, asker.ask(way.method(), path, now, sent(way, now), ""), allowed);
        boolean program = allowed && may.permission() != Permission.OWN_ACCOUNT;
        Map<String, String> headers = Map.of("Authorization", "Bearer " + token);
        expect(what + " by token", asker.ask(way.method(), path, null, headers, ""), program);
      }
    }
  }

  private static void expect(String what, Answer answer, boolean allowed) {
    assertThat(answer.asksWho()).as(what + " is known").isFalse();
    if (allowed) {
      assertThat(answer.status()).as(what + ": " + answer.body()).isNotEqualTo(403);
    } else {
      assertThat(answer.status()).as(what).isEqualTo(403);
    }
  }

  private String ended(Answer begun, Person who) throws Exception {
    String job = begun.header("Location");
    while (asker.get(job, who).body().contains("data-follow")) {
      Thread.sleep(50);
    }
    return job;
  }

  /** What a command takes depends on its options, and no way to it takes less. */
  @Test
  void aPageTakesWhatItsCommandTakes() throws Exception {
    Person reviewer = asker.person(Role.REVIEWER);
    assertThat(asker.get("/syncs/customers", reviewer).body())
        .contains("Take everything for sent")
        .doesNotContain("Forget links");
    for (String what : List.of("links", "cursor", "tracking")) {
      Answer answer = asker.post("/syncs/customers/reset", reviewer, "what=" + what);
      assertThat(answer.status()).as(what).isEqualTo(403);
      assertThat(answer.body()).as(what).contains("edit");
    }
    Person ada = asker.person(Role.ADMIN);
    assertThat(asker.get("/syncs/customers", ada).body()).contains("Forget links");
    ended(asker.post("/syncs/customers/run", ada, ""), ada);
    String job = ended(asker.post("/syncs/customers/reset", ada, "what=links"), ada);
    assertThat(asker.get(job, ada).body()).contains(job + "/confirm/reset");
    assertThat(asker.get(job, reviewer).body()).doesNotContain("/confirm/");
    assertThat(asker.post(job + "/confirm/reset", reviewer, "").status()).isEqualTo(403);
    String confirmed = ended(asker.post(job + "/confirm/reset", ada, ""), ada);
    assertThat(asker.post(job + "/confirm/reset", ada, "").header("Location"))
        .as("a second click")
        .isEqualTo(confirmed);
    assertThat(asker.get(job, ada).body())
        .doesNotContain("/confirm/")
        .contains("<a href=\"" + confirmed + "\">");
  }

  @Test
  void whatChangesSomethingHasToComeFromAPageOfTheSameSession() throws Exception {
    Person ada = asker.person(Role.ADMIN);
    Person other = asker.person(Role.ADMIN);
    Person again = asker.person(ada.user());
    int before = asker.noted().size();
    for (Way way : ways()) {
      if (!changes(way)) {
        continue;
      }
      if (!(way.need() instanceof Need.May)) {
        Map<String, String> foreign =
            Map.of("Sec-Fetch-Site", "cross-site", "Content-Type", Asker.FORM);
        assertThat(asker.ask(way.method(), path(way), ada, foreign, "").status())
            .as(name(way) + " from another site")
            .isBetween(400, 499);
        continue;
      }
      for (String token : List.of("", "x", other.csrf(), again.csrf(), ada.csrf() + "x")) {
        for (boolean header : new boolean[] {true, false}) {
          Map<String, String> headers =
              header ? Map.of("X-CSRF-Token", token) : Map.of("Content-Type", Asker.FORM);
          String body = header ? "" : "csrf=" + token;
          Answer answer = asker.ask(way.method(), path(way), ada, headers, body);
          assertThat(answer.status()).as(name(way) + " with " + token).isEqualTo(403);
        }
      }
      assertThat(asker.ask(way.method(), path(way), ada, Map.of(), "").status())
          .as(name(way) + " without a token")
          .isEqualTo(403);
    }
    assertThat(asker.noted()).hasSize(before);
  }

  @Test
  void whatChangesSomethingIsInTheAuditLog() throws Exception {
    Set<String> taken = new TreeSet<>();
    for (Way way : ways()) {
      if (!changes(way) || !(way.need() instanceof Need.May)) {
        continue;
      }
      Person ada = asker.person(Role.ADMIN);
      String path = ofSomething(way, ada);
      int before = asker.noted().size();
      Answer answer =
          asker.ask(way.method(), path, ada, sent(way, ada), FORMS.getOrDefault(way.path(), ""));
      if (answer.status() < 400 || FORMS.containsKey(way.path())) {
        taken.add(way.path());
        if (NOT_NOTED.containsKey(way.path())) {
          continue;
        }
        assertThat(asker.noted().size())
            .as(name(way) + " → " + answer.status() + " is in the audit log")
            .isGreaterThan(before);
      }
    }
    assertThat(taken).containsAll(FORMS.keySet()).hasSizeGreaterThan(20);
  }

  @Test
  void whatIsRefusedIsInTheAuditLogOnce() throws Exception {
    Person eve = asker.person(Role.VIEWER);
    for (int i = 0; i < 3; i++) {
      assertThat(asker.post("/syncs/customers/run", eve, "").status()).isEqualTo(403);
    }
    assertThat(
            asker.noted().stream()
                .filter(line -> line.by().name().equals(eve.user().name()))
                .map(AuditLog.Line::event))
        .containsExactly(
            Event.sync(Event.Action.REQUEST, "customers")
                .detail("POST /syncs/{sync}/run")
                .with(Event.Outcome.REFUSED));
  }

  /** The path of something that is there to be changed, new for each. */
  private String ofSomething(Way way, Person ada) {
    Map<String, String> samples = new TreeMap<>();
    if (way.path().contains("{user}")) {
      Person victim = asker.person(Role.VIEWER);
      if (way.path().endsWith("/enable")) {
        serving
            .accounts
            .users()
            .change(
                dev.syncline.server.account.Actor.COMMAND_LINE,
                victim.user().id(),
                victim.user().profile().withDisabled(true));
      }
      boolean api = way.path().startsWith("/api/");
      samples.put("user", api ? victim.user().name() : Long.toString(victim.user().id()));
    }
    if (way.path().contains("{token}")) {
      long id =
          serving
              .accounts
              .tokens()
              .make(ada.user(), "ci", Role.VIEWER, Names.ALL, null, "127.0.0.1")
              .token()
              .id();
      samples.put("token", Long.toString(id));
    }
    asker.person(ada.user());
    serving.accounts.sessions().of(ada.user()).stream()
        .filter(session -> !dev.syncline.server.account.Sessions.is(session, ada.session()))
        .findFirst()
        .ifPresent(session -> samples.put("session", session.handle()));
    samples.put("sync", "customers");
    return PARAMETER
        .matcher(way.path())
        .replaceAll(found -> samples.getOrDefault(found.group(1), "1"));
  }

  @Test
  void everyAnswerTellsBrowsersToBeCareful() throws Exception {
    Person ada = asker.person(Role.ADMIN);
    List<String> paths =
        new ArrayList<>(List.of("/nothing", "/static/nothing", "/static/style.css"));
    ways().stream().filter(way -> !changes(way)).map(ServerWaysTest::path).forEach(paths::add);
    for (String path : paths) {
      for (Person who : new Person[] {null, ada}) {
        careful(path, asker.get(path, who));
      }
    }
    careful("PUT /", asker.ask("PUT", "/", ada, Map.of(), ""));
    careful("POST without a token", asker.ask("POST", "/account", ada, Map.of(), ""));
    String large = "x".repeat(2 << 20);
    careful(
        "too large", asker.ask("POST", "/login", null, Map.of("Content-Type", Asker.FORM), large));
    careful("no method", asker.ask("BREW", "/", ada, Map.of(), ""));
  }

  static void careful(String what, Answer answer) {
    assertThat(answer.header("Content-Security-Policy")).as(what).contains("default-src 'none'");
    assertThat(answer.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).as(what).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).as(what).isEqualTo("same-origin");
    assertThat(answer.headers().firstValue("Server")).as(what).isEmpty();
    boolean file = answer.status() == 200 && what.startsWith("/static/");
    if (!file) {
      assertThat(answer.header("Cache-Control")).as(what).contains("no-store");
    }
  }
}
