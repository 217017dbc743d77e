package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.mapping.FieldRule.Flow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrowTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "a | a | BOTH | a | a",
        "a <-> b | a | BOTH | b | a <-> b",
        "a<->b | a | BOTH | b | a <-> b",
        "a -> b | a | TO_TARGET | b | a -> b",
        "a <- b | a | TO_SOURCE | b | a <- b",
        "a -> a | a | TO_TARGET | a | a -> a",
        "first name <-> b-c | first name | BOTH | b-c | first name <-> b-c",
        "a, b <-> c, d | a+b | BOTH | c+d | a, b <-> c, d",
        "a, b <-> c | a+b | BOTH | c | a, b <-> c",
        "\"a -> b\" <-> \"c, \"\"d\"\"\" | a -> b | BOTH | c, \"d\" | \"a -> b\" <-> \"c, \"\"d\"\"\"",
        "\"plain\" | plain | BOTH | plain | plain",
        "a < b > c | a < b > c | BOTH | a < b > c | a < b > c",
      })
  void readsAndWrites(String text, String source, Flow flow, String target, String written)
      throws Arrow.Malformed {
    Arrow arrow = Arrow.parse(text);
    assertThat(arrow.source()).isEqualTo(List.of(source.split("\\+")));
    assertThat(arrow.flow()).isEqualTo(flow);
    assertThat(arrow.target()).isEqualTo(List.of(target.split("\\+")));
    assertThat(arrow.toString()).isEqualTo(written);
    assertThat(Arrow.parse(arrow.toString())).isEqualTo(arrow);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a <->",
        "<-> b",
        "a, <-> b",
        "a -> b -> c",
        "a <--> b",
        "a\"b",
        "\"a",
        "\"\""
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Arrow.parse(text)).isInstanceOf(Arrow.Malformed.class);
  }

  @Test
  void anyNameCanBeWritten() throws Arrow.Malformed {
    for (String name :
        List.of("a,b", " a ", "\"", "\"\"", "a\"b", "<->", "->", "-", "<", "naïve 名")) {
      Arrow arrow = new Arrow(List.of(name), Flow.TO_TARGET, List.of(name));
      assertThat(Arrow.parse(arrow.toString())).isEqualTo(arrow);
    }
  }
}
