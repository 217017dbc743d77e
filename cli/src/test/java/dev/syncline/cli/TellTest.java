package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Commands;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Console;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is told of how syncs stand, as real receivers get it. */
class TellTest {
  private static final String SECRET = "open-sesame-9";

  @TempDir Path folder;
  private Shops shops;
  private Shell shell;
  private Receiving receiving;

  @BeforeEach
  void open() throws Exception {
    shops = new Shops(folder);
    shops.fill();
    shell = shops.shell;
    receiving = new Receiving();
    configure("", "");
  }

  @AfterEach
  void close() {
    receiving.close();
  }

  /** With more keys of the sync, and of the receivers. */
  private void configure(String more, String ofReceivers) {
    shell.environment.put("SLACK_URL", receiving.url("/slack/T0/B0"));
    shell.environment.put("HOOK_SECRET", SECRET);
    shell.file(
        "syncline.yaml",
        Shops.configuration(more)
            + """
            notify:
              team: { slack: "${SLACK_URL}" OF }
              pager: { webhook: "%s", secret: "${HOOK_SECRET}" OF }
            """
                .formatted(receiving.url("/pager"))
                .replace(" OF", ofReceivers.isEmpty() ? "" : ", " + ofReceivers));
  }

  private void tell() {
    Shell.Said said = shell.call("tell");
    assertThat(said.exit()).as("%s", said).isZero();
  }

  private List<String> events() {
    return receiving.at("/pager").stream().map(p -> p.json().get("event").asString()).toList();
  }

  @Test
  void whatBeginsAndWhatEndsIsToldOnce() throws Exception {
    assertThat(shell.call("run").exit()).isZero();
    tell();
    assertThat(receiving.posted).isEmpty();
    shops.conflict();
    assertThat(shell.call("run").exit()).isEqualTo(4);
    tell();
    tell();
    assertThat(events()).containsExactly("review.began");
    JsonNode slack = receiving.at("/slack/T0/B0").getFirst().json();
    assertThat(slack.get("text").asString())
        .isEqualTo("Waits for a person: customers crm ⇄ shop\nHeld for a person: 1 conflict.");
    assertThat(slack.at("/blocks/0/text/text").asString())
        .isEqualTo("Waits for a person: customers crm ⇄ shop");
    JsonNode open =
        shell.call("messages", "--open", "--output", "json").json().get("messages").get(0);
    assertThat(open.get("state").asString()).isEqualTo("standing");
    assertThat(open.at("/deliveries/0/state").asString()).isEqualTo("sent");
    assertThat(shell.call("messages").out())
        .contains("Waits for a person: customers crm ⇄ shop", "Told team.", "Told pager.");

    shops.crm.run("UPDATE customer SET name = 'Bob' WHERE email = 'bob@x.org'");
    shops.shop.run("UPDATE client SET name = 'Bob' WHERE mail = 'bob@x.org'");
    shell.call("run");
    tell();
    tell();
    assertThat(events()).containsExactly("review.began", "review.ended");
    assertThat(shell.call("messages", "--open").out()).contains("no messages");
  }

  @Test
  void whatLastsSaysHowItIsByNowAndIsNotToldAgain() throws Exception {
    shell.call("run");
    shops.conflict();
    shell.call("run");
    tell();
    String open = "messages --open";
    assertThat(shell.call(open.split(" ")).out()).contains("Held for a person: 1 conflict.");
    shops.crm.run("UPDATE customer SET name = 'Ann of crm' WHERE email = 'ann@x.org'");
    shops.shop.run("UPDATE client SET name = 'Ann of shop' WHERE mail = 'ann@x.org'");
    shell.call("run");
    tell();
    assertThat(shell.call(open.split(" ")).out()).contains("Held for a person: 2 conflicts.");
    assertThat(events()).containsExactly("review.began");
  }

  @Test
  void whatIsToldLeadsToItsPageWhereTheServersAddressIsKnown() throws Exception {
    shell.call("run");
    shops.conflict();
    shell.call("run");
    tell();
    assertThat(receiving.at("/pager").getFirst().json().get("page").isNull()).isTrue();
    assertThat(receiving.at("/slack/T0/B0").getFirst().json().at("/blocks/2/elements").size())
        .isEqualTo(1);
    shell.environment.put("SYNCLINE_URL", "https://sync.example.org/a&b/");
    shops.crm.run("UPDATE customer SET name = 'Bob' WHERE email = 'bob@x.org'");
    shops.shop.run("UPDATE client SET name = 'Bob' WHERE mail = 'bob@x.org'");
    shell.call("run");
    tell();
    assertThat(receiving.at("/pager").getLast().json().get("page").asString())
        .isEqualTo("https://sync.example.org/a&b/syncs/customers/due");
    assertThat(
            receiving
                .at("/slack/T0/B0")
                .getLast()
                .json()
                .at("/blocks/2/elements/1/text")
                .asString())
        .isEqualTo("<https://sync.example.org/a&amp;b/syncs/customers/due|Open it>");
  }

  @Test
  void aRequestIsSignedAndHasAnIdOfItsOwn() throws Exception {
    shell.call("run");
    shops.conflict();
    shell.call("run");
    tell();
    Receiving.Posted posted = receiving.at("/pager").getFirst();
    String id = posted.header("Webhook-id");
    assertThat(posted.json().get("delivery").asString()).isEqualTo(id);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signed = id + "." + posted.header("Webhook-timestamp") + "." + posted.body();
    assertThat(posted.header("Webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    assertThat(posted.json().at("/message/sync").asString()).isEqualTo("customers");
    assertThat(posted.body()).doesNotContain(SECRET, "T0/B0");
  }

  @Test
  void whoCannotBeToldIsToldLaterWithTheSameId() throws Exception {
    shell.call("run");
    shops.conflict();
    shell.call("run");
    receiving.status = 503;
    Shell.Said said = shell.call("tell");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("could not be sent", "it answered 503")
        .doesNotContain("T0/B0");
    receiving.status = 200;
    tell();
    tell();
    List<Receiving.Posted> posted = receiving.at("/pager");
    assertThat(posted).hasSize(2);
    assertThat(posted.get(1).header("Webhook-id")).isEqualTo(posted.get(0).header("Webhook-id"));
    receiving.status = 410;
    shops.crm.run("UPDATE customer SET name = 'Bob' WHERE email = 'bob@x.org'");
    shops.shop.run("UPDATE client SET name = 'Bob' WHERE mail = 'bob@x.org'");
    shell.call("run");
    assertThat(shell.call("tell").out().replaceAll("\\s+", " ")).contains("refused for good");
    tell();
    assertThat(receiving.at("/pager")).hasSize(3);
  }

  @Test
  void aServerLeavesAloneForAWhileWhomItCouldNotTell() throws Exception {
    shell.call("run");
    shops.conflict();
    shell.call("run");
    receiving.status = 503;
    served("tell", "--stored");
    served("tell", "--stored");
    assertThat(receiving.at("/pager")).hasSize(1);
    shell.now += TimeUnit.MINUTES.toMillis(1);
    served("tell", "--stored");
    assertThat(receiving.at("/pager")).hasSize(2);
    shell.now += TimeUnit.MINUTES.toMillis(1);
    served("tell", "--stored");
    assertThat(receiving.at("/pager")).as("twice as long").hasSize(2);
    shell.now += TimeUnit.MINUTES.toMillis(1);
    receiving.status = 200;
    served("tell", "--stored");
    served("tell", "--stored");
    assertThat(receiving.at("/pager")).hasSize(3);
  }

  @Test
  void aSyncThatIsLateOrNeverRanIsTold() throws Exception {
    configure("alerts: { late: 15m }", "about: late");
    tell();
    assertThat(events()).containsExactly("late.began");
    assertThat(receiving.at("/pager").getFirst().json().get("text").asString())
        .contains("It was never in step");
    shell.call("run");
    tell();
    assertThat(events()).containsExactly("late.began", "late.ended");
    shell.now += TimeUnit.MINUTES.toMillis(16);
    tell();
    tell();
    assertThat(events()).containsExactly("late.began", "late.ended", "late.began");
  }

  @Test
  void aScheduleThatNobodyKeepsIsLate() throws Exception {
    configure("schedule: every 1h", "about: late");
    shell.call("run");
    shell.now += TimeUnit.MINUTES.toMillis(74);
    tell();
    assertThat(events()).isEmpty();
    shell.now += TimeUnit.MINUTES.toMillis(2);
    tell();
    assertThat(events()).containsExactly("late.began");
    assertThat(shell.call("status").out().replaceAll("\\s+", " "))
        .contains("By its schedule it should have run");
    shell.call("stop");
    tell();
    assertThat(events()).containsExactly("late.began", "late.ended");
  }

  @Test
  void aSystemThatIsNotThereFailsTheServersRuns() throws Exception {
    configure("", "about: failing");
    served("run", "--", "customers");
    Path crm = folder.resolve("crm.db");
    Path away = folder.resolve("away.db");
    Files.move(crm, away);
    Files.createDirectory(crm);
    for (int i = 0; i < 2; i++) {
      served("run", "--", "customers");
      tell();
    }
    assertThat(events()).containsExactly("failing.began");
    assertThat(shell.call("runs", "--output", "json").json().get("runs"))
        .as("the same again is noted once")
        .hasSize(2);
    Files.delete(crm);
    Files.move(away, crm);
    served("run", "--", "customers");
    tell();
    assertThat(events()).containsExactly("failing.began", "failing.ended");
  }

  @Test
  void aTaskThatRestsIsToldUntilItIsMended() throws Exception {
    configure("", "about: paused");
    assertThat(shell.call("run").exit()).isZero();
    shops.shop.run("ALTER TABLE bill RENAME COLUMN total TO amount");
    assertThat(shell.call("run").exit()).isEqualTo(4);
    tell();
    assertThat(events()).containsExactly("paused.began");
    assertThat(receiving.at("/slack/T0/B0").getFirst().json().get("text").asString())
        .startsWith(
            "Tasks paused: customers crm ⇄ shop\nTask invoices: bill has no column \"total\"");

    // A run that does not come so far as to look at the tables says nothing of the task.
    Path crm = folder.resolve("crm.db");
    Path away = folder.resolve("away.db");
    Files.move(crm, away);
    Files.createDirectory(crm);
    served("run", "--", "customers");
    Files.delete(crm);
    Files.move(away, crm);
    assertThat(shell.call("status").out()).contains("failed", "resting");
    tell();
    shops.shop.run("ALTER TABLE bill RENAME COLUMN amount TO total");
    tell();
    assertThat(events()).as("no run has seen it yet").containsExactly("paused.began");
    assertThat(shell.call("run").exit()).isZero();
    tell();
    tell();
    assertThat(events()).containsExactly("paused.began", "paused.ended");
    assertThat(shell.call("messages", "--about", "paused").out()).contains("Tasks go on");
  }

  @Test
  void aPlanThatIsKeptIsToldAndWaitsUntilSomebodyDecides() {
    assertThat(shell.call("plan", "customers", "--keep").exit()).isEqualTo(4);
    assertThat(events()).as("the comparison is finished").containsExactly("plan.ended");
    JsonNode compared = receiving.at("/pager").getFirst().json();
    assertThat(compared.get("title").asString()).isEqualTo("Compared: customers crm ⇄ shop");
    assertThat(compared.get("text").asString()).isEqualTo("6 changes.");
    assertThat(compared.at("/message/next").asString())
        .isEqualTo("syncline plans show customers 1");
    tell();
    tell();
    assertThat(events()).containsExactly("plan.ended", "review.began");
    assertThat(receiving.at("/pager").getLast().json().get("text").asString())
        .isEqualTo("Plan 1 waits for review: 6 changes.");
    assertThat(shell.call("status").out()).contains("plan 1 waits");
    assertThat(shell.call("status", "--output", "json").sync().get("review").asInt()).isEqualTo(1);

    assertThat(shell.call("plans", "apply", "customers", "1").exit()).isZero();
    tell();
    assertThat(events())
        .containsExactly("plan.ended", "review.began", "plan.ended", "review.ended");
    assertThat(shell.call("status").out()).doesNotContain("plan 1 waits");

    shell.call("plan", "customers", "--keep");
    tell();
    assertThat(events()).endsWith("plan.ended", "review.began");
    shell.call("plans", "drop", "customers", "2");
    tell();
    assertThat(events()).endsWith("review.began", "review.ended");
  }

  @Test
  void whoIsToldMayBeTested() {
    Shell.Said said = shell.call("tell", "--test", "team");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(receiving.at("/slack/T0/B0").getFirst().json().get("text").asString())
        .startsWith("Test: ");
    receiving.status = 404;
    assertThat(shell.call("tell", "--test", "pager").err()).contains("it answered 404");
    assertThat(shell.call("tell", "--test", "nobody").exit()).isEqualTo(2);
    assertThat(shell.call("tell", "--test", "ann@example.org").err()).contains("mail");
  }

  private Screen served(String... words) {
    return served(Optional.empty(), words);
  }

  @Test
  void eachRunOfAPersonLeavesAMessageAndOthersDoNot() {
    configure("", "about: run");
    served("run", "--", "customers");
    assertThat(shell.call("messages").out()).contains("no messages");
    served(Optional.of(""), "run", "--", "customers");
    JsonNode message = shell.call("messages", "--output", "json").json().get("messages").get(0);
    assertThat(message.get("topic").asString()).isEqualTo("run");
    assertThat(message.get("state").asString()).isEqualTo("success");
    assertThat(message.get("run").asLong()).isEqualTo(2);
    assertThat(events()).containsExactly("run.ended");
  }

  /** As a server performs it. */
  private Screen served(Optional<String> person, String... words) {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    Console console =
        new Console(
            nowhere,
            nowhere,
            new BufferedReader(Reader.nullReader()),
            false,
            false,
            false,
            100,
            shell.environment,
            folder,
            ZoneOffset.UTC,
            () -> shell.now += 1_000);
    return Main.perform(console, new Asks(person), words);
  }

  private record Asks(Optional<String> person) implements Commands.Caller {
    @Override
    public Progress progress() {
      return Progress.NONE;
    }

    @Override
    public ZoneId zone() {
      return ZoneOffset.UTC;
    }

    @Override
    public void remark(String what) {}
  }
}
