package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model's variables stand in its SQL as literals of its database. */
class ModelVariablesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "postgresql | 2026-01-01       | '2026-01-01'",
        "postgresql | \"it's \\\\ a\"   | 'it''s \\ a'",
        "mariadb    | \"it's \\\\ a\"   | 'it''s \\\\ a'",
        "mysql      | \"\\\\\"          | '\\\\'",
        "sqlite     | \"it's \\\\ a\"   | 'it''s \\ a'",
        "postgresql | \"$1 {{v}}\"       | '$1 {{v}}'",
        "sqlite     | \"5\"            | '5'",
        "sqlite     | 5                | 5",
        "sqlite     | -5               | (-5)",
        "mariadb    | 1.50             | 1.50",
        "mariadb    | 2e3              | 2e3",
        "postgresql | true             | TRUE",
        "postgresql | null             | NULL",
      })
  void aValueIsALiteralOfItsKind(String type, String value, String literal) {
    String yaml =
        """
        version: 1
        connections: { a: { type: %1$s, url: "jdbc:%1$s://h/a" } }
        models:
          m:
            connection: a
            key: id
            sql: |
              SELECT {{v}} AS id, {{ v }} AS again, '{{1,2}}' AS other;
            variables: { v: %2$s }
        """
            .formatted(type, value);
    LoadedConfiguration loaded =
        ConfigurationReader.read(Path.of("/srv"), "syncline.yaml", yaml, Map.of());
    assertThat(loaded.findings()).isEmpty();
    assertThat(loaded.configuration().models("a"))
        .extracting(ModelVariablesTest::sql)
        .containsExactly(
            "SELECT " + literal + " AS id, " + literal + " AS again, '{{1,2}}' AS other;\n");
  }

  @Test
  void theManualsExampleIsUnderstood() throws Exception {
    String page = Files.readString(Path.of("../docs/models.md"));
    String yaml = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n\n- "));
    LoadedConfiguration loaded =
        ConfigurationReader.read(
            Path.of("/srv"),
            "syncline.yaml",
            yaml,
            Map.of("WAREHOUSE_PASSWORD", "x", "CRM_PASSWORD", "x"));
    assertThat(loaded.findings()).isEmpty();
    assertThat(sql(loaded.configuration().models().getFirst()))
        .contains("WHERE i.invoice_date >= '2026-01-01'\n");
  }

  private static String sql(ModelConfig model) {
    return ((Model.Sql) model.model().origin()).text();
  }
}
