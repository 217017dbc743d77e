package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One record that is sent by itself. */
class TestRowTest {
  @TempDir Path folder;
  private OneToAny shops;

  private void open(String brand, String direction) throws SQLException {
    shops = new OneToAny(folder, brand, direction);
    shops.crm.run(
        "INSERT INTO customer VALUES (1, 'ann@x', 'Ann', 30), (2, 'bob@x', 'Bob', 40)",
        "INSERT INTO invoice VALUES (1, 'A-1', 1, 10)");
  }

  private List<String> clients() throws SQLException {
    return Shops.ask(
        shops.shop, "SELECT concat(mail, ' ', name, ' ', age) FROM client ORDER BY mail");
  }

  private JsonNode json(int exit, String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--output";
    all[args.length + 1] = "json";
    return shops.call(exit, all).json();
  }

  @Test
  void showsNoValueThatIsNeverJournaled() throws SQLException {
    open("sqlite", "to-target");
    shops.shell.file(
        "syncline.yaml",
        shops
            .shell
            .read("syncline.yaml")
            .replace("target: client\n", "target: client\n        never-journaled: name\n"));
    shops.call(0, "run");
    for (String output : List.of("text", "json")) {
      for (String what : List.of("--plan", "--rollback")) {
        for (String as : List.of("changed", "added", "removed")) {
          List<String> args = new ArrayList<>(List.of("test-row", "--task", "customers"));
          args.addAll(List.of("--record", "2", "--as", as, "--rollback", "--output", output));
          args.addAll(what.equals("--plan") ? List.of(what) : List.of());
          args.addAll(as.equals("removed") ? List.of() : List.of("--set", "name=Zed"));
          Shell.Said said = shops.call(0, args.toArray(String[]::new));
          assertThat(said.out()).contains("bob@x", "(not shown)").doesNotContain("Bob", "Zed");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "sqlite"})
  void isTakenBackInEachWay(String brand) throws SQLException {
    open(brand, "to-target");
    Map<String, Map<String, List<String>>> before = shops.everything();
    JsonNode added =
        json(0, "test-row", "--task", "customers", "--first", "--rollback", "--set", "age=31");
    assertThat(added.get("as").asString()).isEqualTo("added");
    assertThat(added.get("kept").asBoolean()).isFalse();
    assertThat(added.at("/columns/3/value").asInt()).isEqualTo(30);
    assertThat(added.at("/columns/3/sent").asInt()).isEqualTo(31);
    assertThat(added.at("/columns/0/readOnly").asString()).contains("which record");
    assertThat(added.get("exchanges").toString()).contains("INSERT INTO").contains("31");
    assertThat(shops.everything()).isEqualTo(before);

    shops.call(0, "run");
    before = shops.everything();
    Shell.Said changed =
        shops.call(
            0,
            "test-row",
            "customers",
            "--task",
            "customers",
            "--search",
            "email=BOB@X",
            "--rollback",
            "--set",
            "name=Robert",
            "--set",
            "email=rob@x");
    assertThat(changed.out().replaceAll("\\s+", " "))
        .contains("as changed, taken back")
        .contains("Bob Robert")
        .contains("UPDATE", "bob@x, Bob, 40", "rob@x, Robert, 40")
        .contains("Robert")
        .contains("Nothing was kept");
    assertThat(shops.everything()).isEqualTo(before);

    JsonNode refused =
        json(
            5,
            "test-row",
            "--task",
            "customers",
            "--record",
            "2",
            "--rollback",
            "--set",
            "age=200");
    assertThat(refused.at("/due/0/reason").asString()).isEqualTo("rejected");
    assertThat(refused.get("exchanges").toString()).containsPattern("(?i)check|constraint");
    assertThat(shops.everything()).isEqualTo(before);

    JsonNode removed =
        json(0, "test-row", "--task", "invoices", "--first", "--rollback", "--as", "removed");
    assertThat(removed.get("exchanges").toString()).contains("DELETE FROM");
    assertThat(shops.everything()).isEqualTo(before);

    JsonNode again =
        json(0, "test-row", "--task", "customers", "--first", "--rollback", "--as", "added");
    assertThat(again.get("linked").asBoolean()).isTrue();
    assertThat(shops.everything()).as("the link, too, is there again").isEqualTo(before);

    JsonNode typed =
        json(
            5,
            "test-row",
            "--task",
            "customers",
            "--first",
            "--rollback",
            "--type",
            "age=VARCHAR(10)",
            "--set",
            "age=old");
    assertThat(typed.at("/columns/3/type").asString()).isEqualTo("VARCHAR(10)");
    assertThat(typed.at("/due/0/message").asString()).contains("age").contains("old");
    assertThat(shops.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "sqlite"})
  void isReallySentAndPutRightByTheNextRun(String brand) throws SQLException {
    open(brand, "two-way");
    shops.call(4, "test-row", "--task", "customers", "--record", "1");
    assertThat(clients()).as("nobody said yes").isEmpty();

    JsonNode sent = json(0, "test-row", "--task", "customers", "--record", "1", "--yes");
    assertThat(sent.get("staysDue").asBoolean()).isFalse();
    assertThat(clients()).containsExactly("ann@x Ann 30");
    JsonNode again = json(0, "test-row", "--task", "customers", "--record", "1", "--yes");
    assertThat(again.get("linked").asBoolean()).isTrue();
    assertThat(clients()).as("linked, so that it is there once").containsExactly("ann@x Ann 30");
    shops.call(2, "test-row", "--task", "customers", "--record", "1", "--as", "added", "--yes");

    shops.call(0, "run", "--verify");
    assertThat(clients()).containsExactly("ann@x Ann 30", "bob@x Bob 40");
    JsonNode edited =
        json(
            0,
            "test-row",
            "--task",
            "customers",
            "--record",
            "2",
            "--yes",
            "--set",
            "name=null",
            "--set",
            "age=7");
    assertThat(edited.get("staysDue").asBoolean()).isTrue();
    assertThat(Shops.ask(shops.shop, "SELECT age FROM client WHERE name IS NULL"))
        .containsExactly("7");
    assertThat(Shops.ask(shops.crm, "SELECT name FROM customer WHERE id = 2"))
        .containsExactly("Bob");
    assertThat(json(3, "status", "--due").toString()).contains("test-row");
    shops.call(0, "run", "--verify");
    assertThat(clients()).containsExactly("ann@x Ann 30", "bob@x Bob 40");
    assertThat(Shops.ask(shops.crm, "SELECT name FROM customer WHERE id = 2"))
        .as("what was tried never comes back")
        .containsExactly("Bob");

    json(0, "test-row", "--task", "invoices", "--record", "1", "--yes", "--as", "removed");
    assertThat(Shops.ask(shops.shop, "SELECT number FROM bill")).isEmpty();
    shops.call(0, "run", "--verify");
    assertThat(Shops.ask(shops.shop, "SELECT number FROM bill")).containsExactly("A-1");
    assertThat(Shops.ask(shops.crm, "SELECT number FROM invoice")).containsExactly("A-1");
  }

  @Test
  void whatCannotBeSentIsRefusedInWords() throws SQLException {
    open("sqlite", "to-target");
    assertRefused("which record", "--task", "customers");
    assertRefused("no record 9", "--task", "customers", "--record", "9");
    assertRefused("no record with", "--task", "customers", "--search", "name=Zoe");
    assertRefused("email", "--task", "customers", "--first", "--set", "emial=x");
    assertRefused("cannot be edited", "--task", "customers", "--first", "--set", "id=7");
    assertRefused("--rollback", "--task", "customers", "--first", "--set", "email=x");
    assertRefused("--rollback", "--task", "customers", "--first", "--type", "age=TEXT");
    assertRefused("expected", "--task", "customers", "--first", "--set", "age=old");
    assertRefused("--as added", "--task", "customers", "--first", "--as", "removed");
    shops.crm.run("INSERT INTO customer VALUES (3, 'bobby@x', 'Bob', 1)");
    assertRefused("2; 3", "--task", "customers", "--search", "name=bob");
    assertThat(clients()).isEmpty();
  }

  private void assertRefused(String why, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "test-row";
    System.arraycopy(args, 0, all, 1, args.length);
    assertThat(shops.call(2, all).err().replaceAll("\\s+", " ")).contains(why);
  }
}
