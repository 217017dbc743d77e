package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.command.SynclineCommand;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Secret;
import dev.syncline.server.account.User;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Rules;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Commands that a server performs for a terminal elsewhere, which has no file of the project. */
class RemoteTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;
  private Shops shops;
  private Serving serving;
  private Shell shell;

  @BeforeEach
  void serve() throws Exception {
    shops = new Shops(folder);
    shops.fill();
    shell = new Shell(elsewhere);
    begin();
  }

  private void begin() {
    serving = new Serving(folder, shops.shell.environment);
    shell.environment.put("SYNCLINE_SERVER", serving.url("/"));
    shell.environment.put("SYNCLINE_TOKEN", token(Role.ADMIN, Names.ALL, Names.ALL));
  }

  @AfterEach
  void close() {
    serving.close();
  }

  @Test
  void secretsAreHiddenAsTheyAreThere() throws Exception {
    serving.close();
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace(
                "syncs:",
                """
                  pg: { type: postgresql, url: "jdbc:postgresql://127.0.0.1:1/none", user: me, password: Open-sesame-9 }
                  kept: { type: postgresql, url: "jdbc:postgresql://127.0.0.1:1/none", user: me, password: "${secret:kept}" }
                syncs:"""));
    Path key = elsewhere.resolve("key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    shops.shell.environment.put("SYNCLINE_KEY_FILE", key.toString());
    begin();
    serving.accounts.vault().put(Actor.COMMAND_LINE, "kept", new Secret("From-the-vault-7"));
    shops.crm.run(
        "UPDATE customer SET name = 'Open-sesame-9' WHERE id = 1",
        "UPDATE customer SET city = 'From-the-vault-7' WHERE id = 1");
    Shell.Said said = shell.call("eval", "customers", "name || ' ' || city");
    assertThat(said.out()).as("%s", said).contains("*** ***").doesNotContain("sesame", "vault");
    said = shell.call("plan", "customers");
    assertThat(said.out()).as("%s", said).contains("***").doesNotContain("sesame", "vault");
    shops.configure("nonsense: 1");
    assertThat(shell.call("plan", "customers").err()).contains("nonsense");
  }

  private String token(Role role, Names syncs, Names environments) {
    User user =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "user-" + System.nanoTime(),
                new User.Profile("Somebody", null, role, environments, false),
                null);
    return serving.accounts.tokens().make(user, "cli", role, syncs, null, "::1").text().text();
  }

  @Test
  void whatIsSaidIsWhatIsSaidThere() throws Exception {
    assertThat(shell.call("plan")).isEqualTo(shops.shell.call("plan"));
    Shell.Said run = shell.call("run", "customers", "--output", "json");
    assertThat(run.exit()).as("%s", run).isZero();
    assertThat(run.sync().get("run").asLong()).isEqualTo(1);
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("4");
    for (List<String> words :
        List.of(
            List.of("runs"),
            List.of("show", "run", "1"),
            List.of("conflicts", "list", "customers"),
            List.of("eval", "1.10 * 3"),
            List.of("eval", "1 +"),
            List.of("status", "--output=json"),
            List.of("show", "run", "99"),
            List.of("show", "run", "99", "--output=json"),
            List.of("run", "nobody"),
            List.of("-q", "plan"),
            List.of("verify"))) {
      String[] args = words.toArray(String[]::new);
      Shell.Said there = shell.call(args);
      Shell.Said here = shops.shell.call(args);
      assertThat(timeless(there)).as("%s", words).isEqualTo(timeless(here));
    }
    assertThat(Files.list(elsewhere)).as("nothing is left here").isEmpty();
  }

  /** Without moments and durations, which two performances do not share. */
  private static String timeless(Shell.Said said) {
    return said.toString()
        .replaceAll("\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]+Z?", "TIME")
        .replaceAll("(\"\\w*[mM]illis\" : )\\d+", "$1N")
        .replaceAll("\\d+(\\.\\d+)? (ms|s)\\b", "TOOK")
        .replaceAll("(just now|\\d+ (s|min|seconds|minutes) ago|\\d+ \\w+ ago)", "AGO")
        .replaceAll("[ ─━]+", " ");
  }

  @Test
  void coloursAndWidthAreThoseOfTheTerminal() {
    shell.coloured().width = 70;
    shops.shell.coloured().width = 70;
    assertThat(shell.call("plan").out())
        .contains("\u001b[")
        .isEqualTo(shops.shell.call("plan").out());
  }

  @Test
  void whoeverAsksToStopGivesUpWhatIsDoneThere() throws Exception {
    serving.close();
    shops.configure("batch: 500\nguard: off");
    shops.crm.run(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
            + " INSERT INTO customer (email, name) SELECT 'e' || i || '@x', 'n' FROM n");
    begin();
    Thread asks =
        Thread.ofPlatform()
            .start(
                () -> {
                  untilSomeAreWritten();
                  shell.interrupt.ask();
                });
    Shell.Said said = shell.call("run");
    asks.join();
    assertThat(said.out()).as("%s", said).contains("Stopped on request");
    assertThat(count()).isBetween(3L, 39_000L);
  }

  /** Waits until some of the records are there. */
  private void untilSomeAreWritten() {
    try {
      while (count() < 500) {
        Thread.sleep(5);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long count() throws Exception {
    return Long.parseLong(Shops.ask(shops.shop, "SELECT count(*) FROM client").getFirst());
  }

  private static List<CommandLine> commands(CommandLine line) {
    return line.getSubcommands().values().stream()
        .flatMap(command -> Stream.concat(Stream.of(command), commands(command).stream()))
        .toList();
  }

  @Test
  void everyCommandAndOptionIsEitherForElsewhereOrExpresslyNot() {
    for (CommandLine line : commands(new SynclineCommand().line())) {
      String command = line.getCommandSpec().qualifiedName().substring("syncline ".length());
      var rule = Rules.rule(command);
      if (rule.isEmpty()) {
        assertThat(Rules.isHere(command) || !(line.getCommand() instanceof Callable))
            .as(command)
            .isTrue();
        continue;
      }
      assertThat(Rules.isHere(command)).as(command).isFalse();
      for (OptionSpec option : line.getCommandSpec().options()) {
        String name = option.longestName();
        assertThat(rule.get().allows(name))
            .as("%s %s", command, name)
            .isNotEqualTo(rule.get().isHere(name));
        if (option.type() == Path.class) {
          assertThat(rule.get().isHere(name)).as("%s %s", command, name).isTrue();
        }
      }
      assertThat(line.getCommandSpec().positionalParameters())
          .as(command)
          .noneMatch(p -> p.type() == Path.class);
    }
  }

  @Test
  void noFileOfTheServerIsReadOrWritten() {
    for (List<String> words :
        List.of(
            List.of("plan", "--save", "stolen.plan"),
            List.of("plan", "--with=/etc/passwd"),
            List.of("run", "--plan", "/etc/passwd"),
            List.of("run", "--watch"),
            List.of("status", "--export=x.csv"),
            List.of("status", "--config", "/etc/passwd"),
            List.of("status", "--state=x.db"),
            List.of("status", "--server=http://127.0.0.1:1"),
            List.of("links", "export", "x.csv"),
            List.of("backup", "x.db"),
            List.of("restore", "x.db"),
            List.of("review", "x.plan"),
            List.of("fmt"),
            List.of("init", "--source", "x"),
            List.of("demo"),
            List.of("serve"),
            List.of("serve", "link", "ann"))) {
      if (words.stream().noneMatch(w -> w.startsWith("--server"))) {
        Shell.Said said = shell.call(words.toArray(String[]::new));
        assertThat(said.exit()).as("%s %s", words, said).isEqualTo(2);
        assertThat(said.err().replaceAll("\\s+", " "))
            .contains("only where the project's files are");
      }
      assertThat(status(words)).as("%s", words).isEqualTo(400);
    }
    assertThat(status(List.of("show"))).isEqualTo(400);
    assertThat(status(List.of("--help"))).isEqualTo(400);
    assertThat(status(List.of("@/etc/passwd"))).isEqualTo(400);
  }

  private int status(List<String> words) {
    return Requests.post(
            serving.url("/api/syncline/v1/commands"),
            shell.environment.get("SYNCLINE_TOKEN"),
            Map.of("words", words))
        .statusCode();
  }

  @Test
  void eachTakesItsPermission() {
    as(Role.VIEWER, Names.ALL, Names.ALL);
    assertThat(shell.call("status").err()).isEmpty();
    refused("run").contains("\"run\"");
    refused("verify").contains("\"plan\"");
    as(Role.OPERATOR, Names.ALL, Names.ALL);
    refused("run", "--approve").contains("\"approve\"");
    refused("run", "--test").contains("\"test\"");
    refused("undo", "1").contains("\"undo\"");
    refused("erase", "7", "--yes").contains("\"erase\"");
    refused("uninstall", "--yes").contains("\"settings\"");
    refused("tell", "--test=eve@example.org").contains("\"settings\"");
    refused("eval", "1 + 1").contains("\"edit\"");
    as(Role.REVIEWER, Names.ALL, Names.ALL);
    refused("reset", "--links", "--yes").contains("\"edit\"");
    refused("run", "--adopt").contains("\"edit\"");
    refused("edit").contains("\"connections\"");
    assertThat(shell.call("run").exit()).isZero();
    assertThat(serving.accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 100))
        .anySatisfy(
            line -> {
              assertThat(line.event().detail()).isEqualTo("syncline run");
              assertThat(line.by().token()).isEqualTo("cli");
            });
    assertThat(shell.call("run", "nobody").exit()).isNotZero();
    assertThat(shell.call("stop", "customers").exit()).isZero();
    assertThat(shell.call("run", "customers").exit()).isNotZero();
    assertThat(serving.noted(Actor.Kind.TOKEN))
        .containsExactly(
            "run refused syncline run",
            "plan refused syncline verify",
            "approve refused syncline run",
            "test refused syncline run",
            "plan refused syncline undo",
            "erase refused syncline erase",
            "settings changed refused syncline uninstall",
            "test refused syncline tell",
            "plan refused syncline eval",
            "resync refused syncline reset",
            "run refused syncline run",
            "request refused syncline edit",
            "run begun syncline run",
            "run done customers run 1",
            "run done syncline run",
            "run begun nobody syncline run",
            "run failed nobody syncline run",
            "stop done customers syncline stop",
            "run begun customers syncline run",
            "run failed customers syncline run");
    as(Role.ADMIN, Names.ALL, Names.ALL);
    shell.call("tell", "--test=nobody");
    assertThat(serving.accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 1))
        .singleElement()
        .satisfies(line -> assertThat(line.event().action()).isEqualTo(Event.Action.TEST));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run                                        | run --
          -q run customers                           | run --quiet -- customers
          --output json plan customers --show 5      | plan --output=json --show=5 -- customers
          run --sequence nightly                     | run --sequence=nightly --
          plans apply customers 12 --approve         | plans apply --approve -- customers 12
          plans apply --show=5 customers 12          | plans apply --show=5 -- customers 12
          plans select c 1 --write 1,2 --write 3     | plans select --write=1,2 --write=3 -- c 1
          resync customers --task a                  | resync --task=a -- customers
          eval --sync customers -- -1                | eval --sync=customers -- -1
          """)
  void whatIsTypedElsewhereIsWrittenAsProgramsWriteIt(String typed, String words) {
    assertThat(serving.terminals.read(List.of(typed.split(" "))).words())
        .containsExactly(words.split(" "));
  }

  /** The page of what was last asked for of the sync, as the sync's page links it. */
  private static String latest(Asker asker, Asker.Person who) throws Exception {
    Matcher link =
        Pattern.compile("\"(/jobs/\\d+)\"").matcher(asker.get("/syncs/customers", who).body());
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  @Test
  void whoFollowsWhatIsTypedElsewhereIsLedOn() throws Exception {
    try (Asker asker = new Asker(serving)) {
      Asker.Person ada = asker.person(Role.ADMIN);
      assertThat(shell.call("plan", "customers", "--keep").exit()).isLessThan(10);
      assertThat(asker.get(latest(asker, ada), ada).header("Location"))
          .isEqualTo("/syncs/customers/plans/1");
      Shell.Said applied = shell.call("plans", "apply", "customers", "1", "--show", "5");
      assertThat(applied.exit()).as("%s", applied).isZero();
      assertThat(asker.get(latest(asker, ada), ada).header("Location"))
          .isEqualTo("/syncs/customers/plans/1");
    }
  }

  @Test
  void momentsAreInTheZoneOfTheServer() {
    serving.close();
    serving =
        new Serving(
            folder,
            shops.shell.environment,
            new Web.Place("127.0.0.1", 0, null, false),
            ZoneId.of("Asia/Tokyo"));
    shell.environment.put("SYNCLINE_SERVER", serving.url("/"));
    as(Role.ADMIN, Names.ALL, Names.ALL);
    shell.call("plan", "customers", "--keep");
    Shell.Said said = shell.call("plans", "apply", "customers", "1", "--at", "2099-01-01 12:00");
    assertThat(said.out()).as("%s", said).contains("2099-01-01 12:00");
    assertThat(shell.call("messages", "--open", "--output=json").out())
        .contains("2099-01-01T03:00:00Z");
  }

  @Test
  void aTokenForSomeSyncsReachesNoOther() {
    shell.call("run", "customers");
    as(Role.ADMIN, Names.of(Set.of("another")), Names.ALL);
    for (List<String> words :
        List.of(
            List.of("status"),
            List.of("status", "customers"),
            List.of("run"),
            List.of("run", "--all"),
            List.of("show", "run", "1"),
            List.of("undo", "1", "--yes"),
            List.of("messages"),
            List.of("check"),
            List.of("cancel", "1"),
            List.of("uninstall"))) {
      refused(words.toArray(String[]::new));
    }
    as(Role.ADMIN, Names.of(Set.of("customers")), Names.ALL);
    assertThat(shell.call("show", "run", "1").exit()).isZero();
    assertThat(shell.call("status", "customers").out()).contains("customers");
    assertThat(shell.call("status", "another").exit()).isEqualTo(1);
  }

  @Test
  void aPromotionTakesBothEnvironments(@TempDir Path two) throws Exception {
    serving.close();
    TwoStores stores =
        TwoStores.sqlite(
            two,
            "CREATE TABLE page(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE)",
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
                tasks:
                  - { name: pages, id: 1, source: page, target: page, match: slug }
            sequences: { nightly: { syncs: [promotion] } }
            """);
    serving = new Serving(two, stores.shell.environment);
    shell.environment.put("SYNCLINE_SERVER", serving.url(""));
    as(Role.ADMIN, Names.ALL, Names.of(Set.of("test")));
    refused("verify").contains("\"plan\"", "promotion");
    assertThat(shell.call("status", "--stored").err()).isEmpty();
    String sequence = serving.url("/api/syncline/v1/sequences/nightly/runs");
    HttpResponse<String> refused =
        Requests.post(sequence, shell.environment.get("SYNCLINE_TOKEN"), Map.of());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).contains("promotion", "environment");
    as(Role.ADMIN, Names.ALL, Names.of(Set.of("test", "prod")));
    assertThat(
            Requests.post(sequence, shell.environment.get("SYNCLINE_TOKEN"), Map.of()).statusCode())
        .isEqualTo(202);
    assertThat(shell.call("verify").err()).doesNotContain("may not");
  }

  private void as(Role role, Names syncs, Names environments) {
    shell.environment.put("SYNCLINE_TOKEN", token(role, syncs, environments));
  }

  private AbstractStringAssert<?> refused(String... words) {
    Shell.Said said = shell.call(words);
    assertThat(said.exit()).as("%s", said).isEqualTo(1);
    return assertThat(said.err().replaceAll("\\s+", " ")).contains("may not do that");
  }

  @Test
  void whatIsWrongOnTheWayIsSaid() {
    assertThat(shell.call("status", "--server", "http://example.org").exit()).isIn(1, 2);
    assertThat(shell.call("status", "--server", "nonsense").err()).contains("no address");
    assertThat(shell.call("status", "--server", "http://127.0.0.1:1").err().replaceAll("\\s+", " "))
        .contains("no answer from http://127.0.0.1:1");
    assertThat(shell.call("plam").err()).contains("did you mean plan?");
    assertThat(shell.call("status", "--help").out()).contains("Usage: syncline status");
    shell.environment.put("SYNCLINE_TOKEN", "syncline_nonsense");
    assertThat(shell.call("status").err()).contains("does not know the token");
    shell.environment.remove("SYNCLINE_TOKEN");
    assertThat(shell.call("status").err()).contains("SYNCLINE_TOKEN");
  }
}
