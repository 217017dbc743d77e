package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeaningTest {
  private static final String BASE =
      """
      version: 1
      connections:
        a: { type: postgresql, url: "jdbc:postgresql://h/a?password=x&ssl=true", user: u, password: "p" }
        b: { type: mariadb, url: "jdbc:mariadb://h/b" }
      syncs:
        s:
          id: 1
          source: a
          target: b
          conflicts: merge
          tasks:
            - name: customers
              id: 1
              source: customer
              target: customers
              match: email
              fields: [name, city <-> town]
            - name: orders
              id: 2
              source: orders
              target: orders
              match: { key: no, form: exact }
              fields:
                - { relation: customer_id, through: customers }
      """;

  private static String hash(String yaml) {
    LoadedConfiguration loaded =
        ConfigurationReader.read(Path.of("/srv"), "syncline.yaml", yaml, Map.of());
    assertThat(loaded.hasErrors()).as("%s", loaded.findings()).isFalse();
    return loaded.configuration().hash(loaded.configuration().syncs().getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "password: \"p\" | password: \"q\"",
        "password=x | password=y",
        "user: u | user: v, max-connections: 9, lock-timeout: 1m",
        "conflicts: merge | first-sync: match",
        "[name, city <-> town] | [ name <-> name,  'city<->town' ]",
        "match: email | match: [email <-> email] # by e-mail",
      })
  void doesNotDependOnWhatMeansNothing(String text, String other) {
    String changed = BASE.replace(text, other);
    assertThat(changed).isNotEqualTo(BASE);
    assertThat(hash(changed)).isEqualTo(hash(BASE));
  }

  @Test
  void dependsOnWhatAModelAsks() {
    String model =
        """
        models:
          customer: { connection: a, key: id, sql: "SELECT id, email FROM c WHERE d > {{since}}", variables: { since: 1 } }
          other: { connection: a, key: id, sql: SELECT 1 AS id }
        syncs:
        """;
    String modelled = BASE.replace("syncs:\n", model);
    assertThat(hash(modelled)).isNotEqualTo(hash(BASE));
    assertThat(hash(modelled.replace("since: 1", "since: 2"))).isNotEqualTo(hash(modelled));
    assertThat(hash(modelled.replace("key: id, sql: \"", "key: email, sql: \"")))
        .isNotEqualTo(hash(modelled));
    assertThat(hash(modelled.replace("SELECT 1", "SELECT 2"))).isEqualTo(hash(modelled));
  }

  @Test
  void doesNotDependOnNames() {
    String changed =
        BASE.replace("name: customers", "name: clients")
            .replace("through: customers", "through: clients")
            .replace("  a: {", "  crm: {")
            .replace("source: a\n", "source: crm\n")
            .replace("  s:\n", "  renamed:\n");
    assertThat(hash(changed)).isEqualTo(hash(BASE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "//h/a | //h/c",
        "ssl=true | ssl=false",
        "type: mariadb, url: \"jdbc:mariadb | type: mysql, url: \"jdbc:mysql",
        "jdbc:mariadb://h/b\" | jdbc:mariadb://h/b\", time-zone: Europe/Paris",
        "conflicts: merge | winner: target",
        "conflicts: merge | winner: source",
        "name, city | { column: name, winner: source }, city",
        "conflicts: merge | guard: off",
        "conflicts: merge | guard: { creates: 51% }",
        "conflicts: merge | direction: to-target",
        "conflicts: merge | create: { to-source: false }",
        "conflicts: merge | match-on: first-sync",
        "conflicts: merge | first-sync: copy",
        "conflicts: merge | missing-parent: null",
        "id: 2 | id: 3",
        "target: customers | target: clients",
        "match: email | match: mail",
        "form: exact | form: trimmed",
        "city <-> town | city -> town",
        "city <-> town | city <-> place",
        "[name, city <-> town] | [city <-> town, name]",
        "[name, city <-> town] | [name, city <-> town, { to: origin, constant: a }]",
        "through: customers | through: orders",
        "through: customers | through: customers, missing-parent: reject",
      })
  void dependsOnWhatMeansSomething(String text, String other) {
    String changed = BASE.replace(text, other);
    assertThat(changed).isNotEqualTo(BASE);
    assertThat(hash(changed)).isNotEqualTo(hash(BASE));
  }

  @Test
  void dependsOnFilters() {
    String some =
        BASE.replace("match: email\n", "match: email\n        filter: { source: a = 1 }\n");
    String others = some.replace("source: a = 1", "target: a = 1");
    assertThat(List.of(hash(BASE), hash(some), hash(others))).doesNotHaveDuplicates();
  }

  @Test
  void isTheSameInEveryVersion() {
    assertThat(hash(BASE))
        .isEqualTo("afead65ffda48d4ca0e5aa8b268920e0aac447a85761c039118f4bed0d5bbdda");
  }

  @Test
  void knowsWhatWasChosenFromTheSchemas() {
    String source = "t: id int generated key; a text unique; b text null\n";
    String target = "t: id int generated key; a text unique\n";
    String sync = "tasks: [{ name: t, id: 1, source: t, target: t }]\n";
    TaskCompilerTest.Case before = new TaskCompilerTest.Case("", source, target, sync, "");
    TaskCompilerTest.Case after =
        new TaskCompilerTest.Case("", source, target.replace("\n", "; b text null\n"), sync, "");
    assertThat(before.compile().hash()).isEqualTo(before.compile().hash());
    assertThat(before.compile().hash()).isNotEqualTo(after.compile().hash());
  }
}
