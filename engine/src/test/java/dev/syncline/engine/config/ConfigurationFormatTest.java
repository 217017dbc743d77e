package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.engine.config.ConfigurationFormat.Formatted;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationFormatTest {
  @Test
  void formatsAndKeepsComments() {
    Formatted formatted =
        ConfigurationFormat.format("syncline.yaml", Corpus.resource("unformatted.yaml"));
    assertThat(formatted.findings()).isEmpty();
    assertThat(formatted.text()).isEqualTo(Corpus.resource("formatted.yaml"));
  }

  static Stream<String> formattedAlready() {
    return Stream.of(Corpus.resource("formatted.yaml"), Corpus.resource("proposed.yaml"));
  }

  @ParameterizedTest
  @MethodSource("formattedAlready")
  void leavesWhatIsFormatted(String text) {
    assertThat(ConfigurationFormat.format("syncline.yaml", text).text()).isEqualTo(text);
  }

  static Stream<String> anything() {
    return Stream.concat(
        Stream.of(ConfigurationSchema.text()),
        Stream.of("valid.txt", "invalid.txt")
            .flatMap(f -> Corpus.read(f).stream())
            .map(Corpus.Case::yaml));
  }

  @ParameterizedTest
  @MethodSource("anything")
  void isDoneAfterOnce(String text) {
    Formatted once = ConfigurationFormat.format("syncline.yaml", text);
    assertThat(ConfigurationFormat.format("syncline.yaml", once.text()).text())
        .isEqualTo(once.text());
    assertThat(once.findings().isEmpty() || once.text().equals(text)).isTrue();
  }

  @Test
  void blocksOfTextStayBlocks() {
    String text =
        """
        fields:
             - to: x
               sql: |-   # the name
                    CASE
                      WHEN a > 1 THEN '#'

                    END
               # after
             - {to: y, sql: "b"}
             - to: z
               sql: >
                  a
                  + b
        """;
    assertThat(ConfigurationFormat.format("f.yaml", text).text())
        .isEqualTo(
            """
            fields:
              - to: x
                sql: |- # the name
                  CASE
                    WHEN a > 1 THEN '#'

                  END
                # after
              - { to: y, sql: b }
              - to: z
                sql: >
                  a
                  + b
            """);
  }

  @Test
  void whatCannotBeFormattedIsLeft() {
    assertThat(left("a: &x 1\nb:   *x\n"))
        .containsExactly(
            "f.yaml:1:1: warning: the file is left as it is, because it has anchors, whose aliases"
                + " would be written out");
    assertThat(left("a: [\n")).hasSize(1);
  }

  private static List<String> left(String text) {
    Formatted formatted = ConfigurationFormat.format("f.yaml", text);
    assertThat(formatted.text()).isEqualTo(text);
    return formatted.findings().stream().map(Finding::toString).toList();
  }
}
