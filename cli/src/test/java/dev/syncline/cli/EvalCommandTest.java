package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code syncline eval}: an expression on real rows, or on none. */
class EvalCommandTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  @Test
  void needsNoProject(@TempDir Path elsewhere) {
    Shell.Said said = new Shell(elsewhere).call("eval", "1.10 * 3");
    assertThat(said.out()).isEqualTo("DECIMAL(13, 2), never null\n3.30\n");
    assertThat(said.exit()).isZero();
  }

  @Test
  void triesARecordByItsKeyOnEitherSide() {
    assertThat(
            shops
                .shell
                .call(
                    "eval", "customers", "--key", "1", "upper(name) || ' ' || coalesce(city, '?')")
                .out())
        .isEqualTo(
            """
            VARCHAR, may be null
            key  result    name  city
            1    ANN Oslo  Ann   Oslo
            """);
    assertThat(
            shops
                .shell
                .call("eval", "customers", "--side", "target", "--key", "1003", "mail")
                .out())
        .contains("dee@x.org");
  }

  @Test
  void triesTheFirstRecords() {
    assertThat(shops.shell.call("eval", "customers", "--limit", "2", "coalesce(city, '?')").out())
        .contains("\n1    Oslo")
        .contains("\n2    Rome")
        .doesNotContain("\n3    ");
    JsonNode json =
        shops.shell.call("eval", "customers", "coalesce(city, '?')", "--output", "json").json();
    assertThat(json.get("rows")).hasSize(3);
    assertThat(json.at("/rows/2/value").asString()).isEqualTo("?");
    assertThat(json.at("/rows/2/key").asString()).isEqualTo("3");
    assertThat(json.at("/rows/2/columns/city").isNull()).isTrue();
    assertThat(json.at("/type").asString()).isEqualTo("VARCHAR");
    assertThat(json.at("/nullable").asBoolean()).isFalse();
    assertThat(json.at("/exit").asInt()).isZero();
  }

  /** As a field of the task would be worked out. */
  @Test
  void followsTheLocaleOfTheSync() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("( +)source: crm\n", "$0$1locale: sv-SE\n$1collation: locale\n"));
    String expression = "FORMAT(1234.5, '0.0') || (CASE WHEN 'Ö' > 'z' THEN '>' ELSE '<' END)";
    assertThat(shops.shell.call("eval", "customers", "--key", "1", expression).out())
        .contains("1234,5>");
    assertThat(
            shops
                .shell
                .call("eval", "customers", "--key", "1", "--locale", "en-US", expression)
                .out())
        .contains("1234.5<");
    assertThat(shops.shell.call("eval", expression).out()).contains("1234.5>");
  }

  @Test
  void pointsAtWhatIsNoExpression() {
    Shell.Said said = shops.shell.call("eval", "customers", "name || citty");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
    assertThat(said.err())
        .isEqualTo(
            """
            syncline: line 1, column 9: there is no column "citty"; did you mean "city"?
              name || citty
                      ^^^^^
            """);
    JsonNode error =
        shops.shell.call("eval", "customers", "name || citty", "--output", "json").json();
    assertThat(error.at("/error/kind").asString()).isEqualTo("expression");
    assertThat(error.at("/error/column").asInt()).isEqualTo(9);
  }

  @Test
  void oneRecordWithoutAValueDoesNotHideTheOthers() {
    Shell.Said said = shops.shell.call("eval", "customers", "10 / (id - 2)");
    assertThat(said.exit()).isEqualTo(5);
    assertThat(said.out())
        .contains("\n1    -10 ")
        .contains("\n2    none")
        .contains("\n3    10 ")
        .endsWith(
            """

            ✗ 2: /: division by zero; NULLIF(…, 0) around the divisor gives null instead
              10 / (id - 2)
              ^^^^^^^^^^^^^
            """);
    JsonNode json =
        shops.shell.call("eval", "customers", "10 / (id - 2)", "--output", "json").json();
    assertThat(json.at("/rows/1/error/message").asString()).startsWith("/: division by zero");
    assertThat(json.at("/rows/1/error/column").asInt()).isEqualTo(1);
  }

  @Test
  void aReasonThatRecordsShareIsSaidOnce() {
    assertThat(shops.shell.call("eval", "customers", "id / 0").out())
        .endsWith(
            """

            ✗ 1, 2, 3: /: division by zero; NULLIF(…, 0) around the divisor gives null instead
              id / 0
              ^^^^^^
            """);
  }

  @Test
  void takesALocaleAndAZone() {
    assertThat(shops.shell.call("eval", "FORMAT(1234.5, '#,##0.0')", "--locale", "de-DE").out())
        .contains("1.234,5");
    assertThat(shops.shell.call("eval", "HOUR(RUN_TIME())", "--zone", "+01:00").out())
        .contains("\n23\n");
    assertThat(shops.shell.call("eval", "1", "--zone", "Mars").exit()).isEqualTo(2);
    assertThat(shops.shell.call("eval", "1", "--locale", "?").exit()).isEqualTo(2);
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertThat(shops.shell.call("eval", "1", "--key", "1").err()).contains("eval TASK --key");
    assertThat(shops.shell.call("eval", "customers", "--key", "99", "name").err())
        .contains("there is no record 99 in");
    assertThat(shops.shell.call("eval", "nobody", "name").err()).contains("no task \"nobody\"");
    assertThat(shops.shell.call("eval", "customers", "--limit", "0", "name").exit()).isEqualTo(2);
    assertThat(shops.shell.call("eval").exit()).isEqualTo(2);
  }

  @Test
  void aFailureNamesNoValueOfAColumnThatIsNeverJournaled() {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace("target: client\n", "target: client\n        never-journaled: city\n"));
    assertThat(shops.shell.call("eval", "customers", "--key", "1", "city").out())
        .as("shown as the system holds it now, as by plan")
        .contains("Oslo");
    JsonNode json =
        shops
            .shell
            .call("eval", "customers", "--key", "1", "CAST(city AS INTEGER)", "--output", "json")
            .json();
    assertThat(json.at("/rows/0/error").toString())
        .contains("CAST to INTEGER")
        .doesNotContain("Oslo");
    assertThat(folder.resolve(".syncline")).as("nothing is remembered").doesNotExist();
  }

  /** In another task a key that nobody knows, in this one a column and a relation. */
  @Test
  void whatElseIsWrongKeepsNobodyFromTryingAndCounting() {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace("target: client\n", "target: client\n        match: email <-> mail\n")
            .replace(
                "- city <-> city\n",
                "- city <-> town\n          - { relation: id <-> client_id, through: invoices }\n")
            .replace("target: bill\n", "target: nothing\n        bogus: 1\n"));
    assertThat(shops.shell.call("check").exit()).isEqualTo(1);
    assertThat(shops.shell.call("eval", "customers", "--key", "1", "upper(name)").out())
        .contains("ANN");
    JsonNode mapping =
        shops
            .shell
            .call("mapping", "customers", "--figures", "--output", "json", "--sync", "customers")
            .json();
    assertThat(mapping.at("/figures/links").asInt()).isEqualTo(2);
    assertThat(mapping.at("/figures/createsInTarget").asInt()).isEqualTo(1);
    assertThat(mapping.at("/tasks").toString()).isEqualTo("[\"customers\",\"invoices\"]");
    assertThat(mapping.at("/fields/2/findings/0/message").asString()).contains("town");
    assertThat(mapping.get("findings").toString()).contains("bogus").contains("nothing");
    assertThat(shops.shell.call("mapping").out()).startsWith("customers");
    Shell.Said gone = shops.shell.call("eval", "invoices", "upper(number)");
    assertThat(gone.exit()).isEqualTo(1);
    assertThat(gone.toString()).contains("has no object \"nothing\"");
  }

  /** What the partner of a hidden column is, only a mapping without mistakes tells. */
  @Test
  void whereItIsNotSureWhatIsHiddenNoFailureNamesAValue() {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace("target: client\n", "target: client\n        never-journaled: city\n")
            .replace("- city <-> city\n", "- { to: city, sql: name || citty }\n"));
    JsonNode json =
        shops
            .shell
            .call("eval", "customers", "--key", "1", "CAST(name AS INTEGER)", "--output", "json")
            .json();
    assertThat(json.at("/rows/0/error").toString())
        .contains("CAST to INTEGER")
        .doesNotContain("Ann");
  }

  /** By a relation only links can compare, be it right or not. */
  @Test
  void aKeyOfARelationHasNoFigures() {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace("target: bill\n", "target: bill\n        match: customer_id <-> client_id\n")
            .replace("through: customers }", "through: customers }\n          - bogus: 1"));
    JsonNode mapping =
        shops.shell.call("mapping", "invoices", "--figures", "--output", "json").json();
    assertThat(mapping.get("figures").isNull()).isTrue();
    assertThat(mapping.get("findings").toString()).contains("bogus");
  }
}
