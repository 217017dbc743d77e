package dev.syncline.cli;

import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two environments of a small content system: what differs is compared, sorted and selected, and
 * only that is written. What came of it is asked in SQL.
 */
class EnvironmentsTest {
  private static final String TABLES =
      """
      CREATE TABLE section(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
      CREATE TABLE page(id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL, body TEXT, section_id INTEGER REFERENCES section(id));
      CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT);
      CREATE TABLE orders(id INTEGER PRIMARY KEY, total NUMERIC);
      INSERT INTO section(name) VALUES('news'),('shop');
      INSERT INTO page(slug,title,body,section_id)
        VALUES('home','Home','Welcome',1),('about','About','Us',1),('sale','Sale','Soon',2);
      INSERT INTO setting VALUES('mobile.start','{}'),('smtp.host','localhost');
      INSERT INTO orders VALUES(1, 10)""";

  private static final String SYNC =
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
          start-from: prod
          modules:
            content: { tasks: [pages, sections], choose: { pages: slug } }
            mobile: { tasks: settings, requires: content }
          never: { System settings: setting, Orders: orders }
          tasks:
            - { name: sections, id: 1, source: section, target: section, match: name }
            - { name: pages, id: 2, source: page, target: page, match: slug }
            - name: settings
              id: 3
              source: setting
              target: setting
              match: name
              filter: { source: "name LIKE 'mobile.%'", target: "name LIKE 'mobile.%'" }
              fields: [name, value]
      """;

  @TempDir Path folder;
  private TwoStores stores;
  private TestDatabase test;
  private TestDatabase prod;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    stores = TwoStores.sqlite(folder, TABLES, SYNC);
    test = stores.test;
    prod = stores.prod;
    shell = stores.shell;
  }

  private Shell.Said call(int exit, String... args) {
    return stores.call(exit, args);
  }

  private List<String> pages(TestDatabase database) throws SQLException {
    return ask(
        database,
        "SELECT slug || '|' || title || '|' || coalesce(body, '') || '|' || coalesce((SELECT name"
            + " FROM section s WHERE s.id = section_id), '') FROM page ORDER BY slug");
  }

  /** All that both sides agree on is remembered from the first promotion on. */
  private void agree() {
    call(0, "plan", "promotion", "--from", "test");
    call(0, "review", "promotion.plan");
    call(0, "run", "--plan", "promotion.plan");
  }

  /** What is created there is what somebody selects, so nothing says that nothing is. */
  @Test
  void aColumnThatNewRecordsNeedIsToBeAField() {
    shell.file(
        "syncline.yaml", SYNC.replace("match: slug }", "match: slug, fields: [slug, body] }"));
    assertThat(call(1, "check").toString().replaceAll("\\s+", " "))
        .contains("new records in page need title (NOT NULL without a default)")
        .contains("Add it to \"fields\".")
        .doesNotContain("create:");
  }

  private static List<String> records(JsonNode review, String group) {
    return StreamSupport.stream(review.get("groups").get(group).get("records").spliterator(), false)
        .map(
            r ->
                (r.get("taken").booleanValue() ? "[x] " : "[ ] ")
                    + r.get("task").stringValue()
                    + " "
                    + r.get("source").asString("-")
                    + " "
                    + r.get("target").asString("-")
                    + (r.get("reason").stringValue().isEmpty()
                        ? ""
                        : ": " + r.get("reason").stringValue()))
        .toList();
  }

  @Test
  void onlyThePermittedEnvironmentStartsIt() {
    shell.environment.put("SYNCLINE_ENVIRONMENT", "test");
    assertThat(call(1, "plan", "promotion", "--from", "test").err().replaceAll("\\s+", " "))
        .contains("promotion may be started in prod only. This is test");
    shell.environment.put("SYNCLINE_ENVIRONMENT", "prod");
    agree();
    shell.environment.remove("SYNCLINE_ENVIRONMENT");
    for (String[] command :
        List.of(
            new String[] {"plan", "promotion", "--from", "test"},
            new String[] {"review", "promotion.plan"},
            new String[] {"run", "--plan", "promotion.plan"},
            new String[] {"run", "--plan", "promotion.plan", "--test"},
            new String[] {"run", "promotion"},
            new String[] {"run", "promotion", "--test"},
            new String[] {"run", "promotion", "--watch"},
            new String[] {"start", "promotion"},
            new String[] {"start", "promotion", "--print-sql"},
            new String[] {"retry", "promotion"},
            new String[] {"resync", "promotion"},
            new String[] {"test-row", "promotion", "--task", "pages", "--first", "--rollback"},
            new String[] {"test-row", "promotion", "--task", "pages", "--first", "--yes"},
            new String[] {"undo", "1", "--yes"})) {
      assertThat(call(1, command).err().replaceAll("\\s+", " "))
          .contains("promotion may be started in prod only. Where this is, nobody has said");
    }
  }

  @Test
  void nothingRunsThatNobodyHasSelected() throws SQLException {
    test.run("UPDATE page SET title = 'Start' WHERE slug = 'home'");
    List<String> before = pages(prod);
    assertThat(call(2, "plan", "promotion").err()).contains("Say from which: --from test");
    for (String command : List.of("run", "start")) {
      assertThat(call(4, command, "promotion").err().replaceAll("\\s+", " "))
          .contains("a person selects what is written")
          .contains("syncline plan promotion --from test");
    }
    assertThat(call(4, "start", "promotion", "--print-sql").err())
        .contains("a person selects what is written");
    assertThat(call(3, "status").out()).contains("never ran");
    call(4, "plan", "promotion", "--from", "test");
    assertThat(call(4, "run", "--plan", "promotion.plan").err()).contains("was not reviewed");
    assertThat(pages(prod)).isEqualTo(before);
  }

  @Test
  void whatIsStoppedIsAppliedWhenItIsStartedAgain() throws SQLException {
    test.run("UPDATE page SET title = 'Start' WHERE slug = 'home'");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
    call(0, "stop", "promotion");
    assertThat(call(4, "run", "--plan", "promotion.plan").err()).contains("is stopped");
    assertThat(call(0, "start", "promotion").out()).contains("is not stopped any more");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(pages(prod)).isEqualTo(pages(test));
    call(4, "start", "promotion");
  }

  @Test
  void verifySaysWhyEnvironmentsDiffer() throws SQLException {
    assertThat(call(3, "verify", "promotion").out().replaceAll("\\s+", " "))
        .contains("Nothing was promoted between test and prod yet")
        .contains("Next: syncline plan promotion --from test");
    agree();
    assertThat(call(0, "verify", "promotion").out()).doesNotContain("promoted");
    test.run("UPDATE page SET title = 'Start' WHERE slug = 'home'");
    assertThat(call(3, "verify", "promotion").out().replaceAll("\\s+", " "))
        .contains("Environments differ in whatever was not promoted");
  }

  /** What was refused is tried again by nobody, and is due until a promotion has written it. */
  @Test
  void whatIsLeftOfAPromotionIsComparedAndReviewedAgain() throws SQLException {
    agree();
    prod.run(
        "CREATE TRIGGER refuse BEFORE INSERT ON page WHEN NEW.slug = 'bad' BEGIN"
            + " SELECT RAISE(ABORT, 'no bad pages here'); END");
    test.run("INSERT INTO page(slug,title) VALUES('good','Good'), ('bad','Bad')");
    call(4, "plan", "promotion", "--from", "test", "--save", "first.plan");
    call(3, "review", "first.plan");
    Shell.Said run = call(5, "run", "--plan", "first.plan");
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("Not written:")
        .contains("What was not written nothing tries again by itself: compare again")
        .contains("Next: syncline plan promotion --from test")
        .doesNotContain("syncline retry")
        .doesNotContain("still due");
    assertThat(call(5, "status", "--due").out().replaceAll("\\s+", " "))
        .contains("due 1 rejected (not tried again by itself: compare again, and review)")
        .doesNotContain("syncline retry");
    prod.run("DROP TRIGGER refuse");
    call(4, "plan", "promotion", "--from", "test", "--save", "second.plan");
    call(3, "review", "second.plan");
    call(0, "run", "--plan", "second.plan");
    assertThat(call(3, "status").out()).containsPattern("due +nothing");
  }

  /** By a column that no field maps, of records that only the written environment still has. */
  @Test
  void aConditionIsAskedWhereTheRecordStillIs() throws SQLException {
    shell.file(
        "syncline.yaml",
        SYNC.replace(
            "source: page, target: page, match: slug }",
            "source: page, target: page, match: slug, fields: [slug, title] }"));
    agree();
    test.run("DELETE FROM page WHERE slug IN ('home', 'sale')");
    prod.run("INSERT INTO page(slug,title,body) VALUES('jobs','Jobs','Us')");
    call(4, "plan", "promotion", "--from", "test");
    for (String body : List.of("Welcome", "Us")) {
      call(
          3,
          "review",
          "promotion.plan",
          "--take",
          "--task",
          "pages",
          "--where",
          "body = '" + body + "'");
    }
    call(0, "run", "--plan", "promotion.plan");
    assertThat(ask(prod, "SELECT slug FROM page ORDER BY slug")).containsExactly("about", "sale");
  }

  @Test
  void aReviewForeseesWhatIsBlockedOrWrittenInPart() throws SQLException {
    agree();
    prod.run("INSERT INTO section(name) VALUES('spring')");
    test.run(
        "INSERT INTO section(name) VALUES('winter'), ('spring')",
        "INSERT INTO page(slug,title,section_id) VALUES('ice','Ice',3), ('bud','Bud',4)",
        "UPDATE page SET section_id = 3 WHERE slug = 'sale'");
    call(4, "plan", "promotion", "--from", "test");
    Shell.Said left =
        call(3, "review", "promotion.plan", "--leave", "--task", "sections", "--record", "3");
    assertThat(left.out().replaceAll("\\s+", " "))
        .contains(
            "would be written without section_id, which refers to sections 3, which is left",
            "would be blocked: section_id refers to sections 3, which is left; take it, too",
            "Of these 1 would be blocked and 1 written without a reference",
            "syncline review promotion.plan --take --task sections --record 3");
    Shell.Said run = call(5, "run", "--plan", "promotion.plan");
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("pages: 2 blocked by another record")
        .contains("refers to 3 of test_db, which is not in prod_db yet");
    assertThat(pages(prod)).contains("ice|Ice||", "sale|Sale|Soon|shop", "bud|Bud||spring");
  }

  @Test
  void promotesWhatIsNewAndChangedAndLeavesWhatOnlyTheOtherHas() throws SQLException {
    test.run(
        "UPDATE page SET title = 'Great sale' WHERE slug = 'sale'",
        "INSERT INTO section(name) VALUES('winter')",
        "INSERT INTO page(slug,title,section_id) VALUES('winter','Winter',3)",
        "UPDATE setting SET value = '{\"a\":1}'",
        "INSERT INTO orders VALUES(2, 20)");
    prod.run("INSERT INTO page(slug,title,section_id) VALUES('jobs','Jobs',1)");
    JsonNode compared = call(4, "plan", "promotion", "--from", "test", "--output", "json").sync();
    assertThat(compared.get("from").stringValue()).isEqualTo("test");
    assertThat(compared.get("to").stringValue()).isEqualTo("prod");
    assertThat(records(compared, "new")).containsExactly("[x] sections 3 -", "[x] pages 4 -");
    assertThat(records(compared, "modified"))
        .containsExactly("[x] pages 3 3", "[x] settings mobile.start mobile.start");
    assertThat(records(compared, "deleted")).containsExactly("[ ] pages - 4: never seen in test");
    assertThat(records(compared, "conflicts")).isEmpty();
    String text = call(3, "review", "promotion.plan").out();
    assertThat(text)
        .contains("test → prod")
        .contains("Never synchronized: System settings (but for settings), Orders.");
    assertThat(text).containsPattern("title +prod: Sale +test: Great sale");

    call(0, "run", "--plan", "promotion.plan");
    assertThat(pages(prod))
        .containsExactly(
            "about|About|Us|news",
            "home|Home|Welcome|news",
            "jobs|Jobs||news",
            "sale|Great sale|Soon|shop",
            "winter|Winter||winter");
    assertThat(ask(prod, "SELECT name || value FROM setting ORDER BY name"))
        .containsExactly("mobile.start{\"a\":1}", "smtp.hostlocalhost");
    assertThat(ask(prod, "SELECT total FROM orders")).containsExactly("10");
  }

  @Test
  void tellsConflictsFromChangesOfOneSide() throws SQLException {
    agree();
    test.run(
        "UPDATE page SET title = 'Start', body = 'A' WHERE slug = 'home'",
        "DELETE FROM page WHERE slug = 'about'",
        "DELETE FROM page WHERE slug = 'sale'",
        "INSERT INTO page(slug,title) VALUES('team','Team of test')");
    prod.run(
        "UPDATE page SET title = 'Homepage' WHERE slug = 'home'",
        "UPDATE page SET body = 'mine' WHERE slug = 'about'",
        "INSERT INTO page(slug,title) VALUES('x','X'), ('team','Team of prod')",
        "UPDATE section SET name = 'NEWS' WHERE id = 1");
    JsonNode to = call(4, "plan", "promotion", "--from", "test", "--output", "json").sync();
    assertThat(records(to, "conflicts"))
        .containsExactlyInAnyOrder(
            "[ ] pages 4 5: the same unique key under 4 and 5, made in test and in prod",
            "[ ] pages 1 1: changed in test and in prod",
            "[ ] pages 2 2: deleted in test since both had it, and edited in prod");
    assertThat(records(to, "modified")).containsExactly("[ ] sections 1 1: changed in prod only");
    assertThat(records(to, "deleted"))
        .containsExactlyInAnyOrder(
            "[ ] pages 3 3: deleted in test since both had it",
            "[ ] pages - 4: never seen in test");

    JsonNode back =
        call(4, "plan", "promotion", "--from", "prod", "--save", "back.plan", "--output", "json")
            .sync();
    assertThat(records(back, "conflicts"))
        .containsExactlyInAnyOrder(
            "[ ] pages 4 5: the same unique key under 4 and 5, made in prod and in test",
            "[ ] pages 1 1: changed in prod and in test",
            "[ ] pages 2 2: deleted in test since both had it, and edited in prod");
    assertThat(records(back, "new"))
        .containsExactlyInAnyOrder(
            "[x] pages - 4",
            "[ ] pages 3 3: deleted in test since both had it; it would come back");
    assertThat(records(back, "modified")).containsExactly("[x] sections 1 1");
  }

  @Test
  void aConflictIsResolvedFieldByFieldOrOverwritten() throws SQLException {
    agree();
    test.run(
        "UPDATE page SET title = 'Start', body = 'A' WHERE slug = 'home'",
        "UPDATE page SET title = 'T2' WHERE slug = 'about'",
        "INSERT INTO page(slug,title) VALUES('team','Team of test')");
    prod.run(
        "UPDATE page SET title = 'Homepage' WHERE slug = 'home'",
        "UPDATE page SET title = 'P2' WHERE slug = 'about'",
        "INSERT INTO page(slug,title) VALUES('team','Team of prod')");
    call(4, "plan", "promotion", "--from", "test");
    call(
        4,
        "review",
        "promotion.plan",
        "--take",
        "--task",
        "pages",
        "--record",
        "1",
        "--field",
        "body");
    call(4, "review", "promotion.plan", "--take", "--task", "pages", "--where", "slug = 'about'");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(pages(prod))
        .containsExactly(
            "about|T2|Us|news",
            "home|Homepage|A|news",
            "sale|Sale|Soon|shop",
            "team|Team of prod||");
    JsonNode again = call(4, "plan", "promotion", "--from", "test", "--output", "json").sync();
    assertThat(records(again, "conflicts"))
        .containsExactlyInAnyOrder(
            "[ ] pages 1 1: changed in test and in prod",
            "[ ] pages 4 4: the same key in both, made in test and in prod");
    call(3, "review", "promotion.plan", "--take", "--group", "conflicts");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(pages(prod)).isEqualTo(pages(test));
  }

  @Test
  void whatIsMadeUnderTwoKeysIsReplacedAsOne() throws SQLException {
    shell.file(
        "syncline.yaml",
        SYNC.replace("start-from: prod", "same-ids: true")
            .replace(", match: name }", " }")
            .replace(", match: slug }", " }"));
    agree();
    test.run("INSERT INTO page(id,slug,title) VALUES(4,'team','Team of test')");
    prod.run("INSERT INTO page(id,slug,title) VALUES(7,'team','Team of prod')");
    JsonNode compared = call(4, "plan", "promotion", "--from", "test", "--output", "json").sync();
    assertThat(records(compared, "conflicts"))
        .containsExactly(
            "[ ] pages 4 -: the same slug under 4 and 7, made in test and in prod; taken, it"
                + " replaces 7");
    call(3, "review", "promotion.plan", "--take", "--group", "conflicts");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(ask(prod, "SELECT id || title FROM page WHERE slug = 'team'"))
        .containsExactly("4Team of test");
  }

  @Test
  void theReviewIsATextThatIsHandedBack() throws SQLException, IOException {
    agree();
    test.run(
        "UPDATE page SET title = 'Start', body = 'A' WHERE slug = 'home'",
        "INSERT INTO page(slug,title) VALUES('a','A'), ('b','B')");
    prod.run("INSERT INTO page(slug,title) VALUES('old','Old')");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
    String review = shell.read("promotion.plan.review");
    assertThat(review)
        .containsPattern("(?m)^\\[x] \\d+ +pages 4 .*slug: a")
        .containsPattern("(?m)^\\[x] (\\d+)\\.2 +body +Welcome → A$")
        .containsPattern("(?m)^\\[ ] \\d+ +pages 4 .*slug: old.*never seen in test");
    shell.file(
        "promotion.plan.review",
        review
            .replaceAll("(?m)^\\[x] (\\d+ +pages 4 .*slug: a)", "[ ] $1")
            .replaceAll("(?m)^\\[x] (\\d+\\.2 )", "[ ] $1")
            .replaceAll("(?m)^\\[ ] (\\d+ +pages 4 .*slug: old)", "[X] $1"));
    call(0, "run", "--plan", "promotion.plan");
    assertThat(pages(prod))
        .containsExactly(
            "about|About|Us|news", "b|B||", "home|Start|Welcome|news", "sale|Sale|Soon|shop");
  }

  @Test
  void aReviewThatIsBrokenSaysWhere() throws SQLException {
    test.run("UPDATE page SET title = 'Start', body = 'A' WHERE slug = 'home'");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
    String review = shell.read("promotion.plan.review");
    List<String> before = ask(prod, "SELECT title FROM page ORDER BY id");
    broken(review.replaceFirst("plan [0-9a-f]{4}", "plan 0000"), ":1: this is a review of another");
    broken("", ":1: this is no review");
    broken(review + "\n[x] 99 no such\n", "the plan has no 99");
    broken(review + "\nhello\n", "\"hello\" is no line of one");
    broken(review + "\n[x] 1 again\n", "1 is there twice");
    broken(review + "\n[x] 1.9 field\n", "1.9 is no field of this change");
    broken(
        review.replaceAll("\\[x] (\\d+\\.\\d+)", "[ ] $1"),
        "1 is ticked, and none of its fields is");
    assertThat(ask(prod, "SELECT title FROM page ORDER BY id")).isEqualTo(before);
  }

  private void broken(String review, String said) {
    shell.file("promotion.plan.review", review);
    assertThat(call(1, "run", "--plan", "promotion.plan").err().replaceAll("\\s+", " "))
        .contains("promotion.plan.review:")
        .contains(said)
        .doesNotContain("should not have happened");
  }

  @Test
  void whatChangedSinceTheComparisonIsReportedAndNotWritten() throws SQLException {
    test.run("UPDATE page SET title = 'T' || id");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
    prod.run("UPDATE page SET title = 'mine' WHERE slug = 'home'");
    test.run("UPDATE page SET title = 'later' WHERE slug = 'about'");
    JsonNode run = call(3, "run", "--plan", "promotion.plan", "--output", "json").sync();
    assertThat(run.get("due")).hasSize(2);
    assertThat(ask(prod, "SELECT title FROM page ORDER BY id"))
        .containsExactly("mine", "About", "T3");
  }

  @Test
  void onlyNewRecordsTouchNothingThatIsThere() throws SQLException {
    agree();
    test.run(
        "UPDATE page SET title = 'Start' WHERE slug = 'home'",
        "DELETE FROM page WHERE slug = 'about'",
        "INSERT INTO page(slug,title,section_id) VALUES('new','New',1)");
    prod.run(
        "DELETE FROM page WHERE slug = 'sale'", "INSERT INTO page(slug,title) VALUES('own','Own')");
    List<String> before = pages(prod);
    JsonNode compared =
        call(4, "plan", "promotion", "--from", "test", "--new-only", "--output", "json").sync();
    assertThat(records(compared, "new")).containsExactly("[x] pages 4 -");
    assertThat(compared.get("groups").get("modified").get("all").intValue()).isZero();
    assertThat(compared.get("groups").get("deleted").get("all").intValue()).isZero();
    call(3, "review", "promotion.plan", "--take", "--all");
    call(0, "run", "--plan", "promotion.plan");
    List<String> after = new ArrayList<>(before);
    after.add("new|New||news");
    assertThat(pages(prod)).containsExactlyInAnyOrderElementsOf(after);
  }

  @Test
  void modulesAreTakenWithWhatTheyRequireAndByValue() throws SQLException {
    test.run(
        "UPDATE page SET title = 'T' || id",
        "UPDATE setting SET value = 'x' WHERE name = 'mobile.start'");
    JsonNode content =
        call(4, "plan", "promotion", "--from", "test", "--module", "content", "--output", "json")
            .sync();
    assertThat(records(content, "modified"))
        .containsExactly("[x] pages 1 1", "[x] pages 2 2", "[x] pages 3 3");
    Shell.Said mobile =
        call(
            4,
            "plan",
            "promotion",
            "--from",
            "test",
            "--module",
            "mobile",
            "--only",
            "content=home",
            "--only",
            "content=nowhere");
    assertThat(mobile.out())
        .contains("Required, and so compared, too: content (for mobile).")
        .contains("Nothing differs in content=nowhere.");
    call(3, "review", "promotion.plan");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(ask(prod, "SELECT title FROM page ORDER BY id"))
        .containsExactly("T1", "About", "Sale");
    assertThat(call(2, "plan", "promotion", "--from", "test", "--module", "contents").err())
        .contains("has no module \"contents\"");
    assertThat(call(2, "plan", "promotion", "--from", "test", "--only", "mobile=a").err())
        .contains("is taken whole or not at all");
  }

  @Test
  void aTestImportTriesWhatWasTakenAndLeavesNothing() throws SQLException {
    agree();
    prod.run(
        "CREATE TRIGGER refuse BEFORE INSERT ON page WHEN NEW.slug = 'bad' BEGIN"
            + " SELECT RAISE(ABORT, 'no bad pages here'); END");
    test.run(
        "INSERT INTO section(name) VALUES('winter')",
        "INSERT INTO page(slug,title,section_id) VALUES('good','Good',3), ('bad','Bad',3),"
            + " ('spare','Spare',3)");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan", "--leave", "--task", "pages", "--where", "slug = 'spare'");
    List<String> before = pages(prod);
    Shell.Said tried = call(5, "run", "--plan", "promotion.plan", "--test");
    assertThat(tried.out()).contains("no bad pages here").doesNotContain("spare");
    assertThat(pages(prod)).isEqualTo(before);
    assertThat(ask(prod, "SELECT name FROM section")).containsExactly("news", "shop");
    prod.run("DROP TRIGGER refuse");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(ask(prod, "SELECT slug FROM page WHERE section_id = 3"))
        .containsExactlyInAnyOrder("good", "bad");
  }

  @Test
  void anAppliedSelectionIsUndone() throws SQLException {
    agree();
    test.run(
        "UPDATE page SET title = 'Start' WHERE slug = 'home'", "DELETE FROM page WHERE id = 3");
    List<String> before = pages(prod);
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan", "--take", "--all");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(pages(prod)).isEqualTo(pages(test)).isNotEqualTo(before);
    call(0, "undo", "2", "--yes");
    assertThat(pages(prod)).isEqualTo(before);
    assertThat(Files.exists(folder.resolve("promotion.plan"))).isTrue();

    Shell.Said again = shell.call("plan", "promotion", "--from", "test", "--save", "again.plan");
    assertThat(again.out())
        .as("%s", again)
        .contains("what an undo left as it is is not offered until it changes");
  }

  @Test
  void aSyncThatIsNotBetweenEnvironmentsHasItsOwnWay() {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          a: { type: sqlite, url: "jdbc:sqlite:test.db" }
          b: { type: sqlite, url: "jdbc:sqlite:prod.db" }
        syncs:
          plain:
            id: 1
            source: a
            target: b
            tasks: [{ name: sections, id: 1, source: section, target: section, match: name }]
        """);
    assertThat(call(2, "plan", "plain", "--from", "a").err().replaceAll("\\s+", " "))
        .contains("plain is not between environments");
    call(3, "plan", "plain", "--save", "plain.plan");
    assertThat(call(2, "review", "plain.plan").err()).contains("no comparison of two environments");
  }
}
