package dev.syncline.connect.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Descriptions are understood, and what is not is said with its place and what to do. */
class DescriptionReaderTest {
  private static String directus() {
    try (InputStream in = Description.class.getResourceAsStream("directus.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static java.util.List<String> names() {
    return Applications.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void ownDescriptionsAreUnderstood(String name) {
    assertThat(DescriptionReader.read(name).application()).isNotBlank();
  }

  /** Each spoils one line of Directus's description, and names what has to be said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rows: data, "rwos: data                 | unknown key "rwos" (in objects.rwos). Did you mean "rows"?
          application: Directus                   | "application" is missing
          integer: integer 32, integer: int       | "int" is no type; write one of text,
          GET /fields/{object}, GET /{objekt}     | there is no placeholder {objekt}; did you mean "object"?
          POST /items/{object}, items             | "items" is no request; write method and path
          size: 500, size: many                   | not what belongs here, a whole number, such as 500 (in records.read.page.size)
          by: key, by: keys                       | not what belongs here, one of key, offset, page, cursor, next, link (in records.read.page.by)
          page: { by: key, page: 5 #              | not what belongs here, a block of keys: by, size, next (in records.read.page)
          first: 250ms, first: soon               | "soon" is no length of time; write it like 5s
          by: key, by: cursor                     | needs next, where in an answer the next page is named
          choose-keys: [uuid], choose-keys: [ulid]| choose-keys knows uuid only
          page: { by: key, no: {                  | malformed YAML
          """)
  void mistakesAreSaidWithTheirPlace(String change, String said) {
    int comma = change.indexOf(", ");
    String old = comma < 0 ? change : change.substring(0, comma);
    String wrong = comma < 0 ? "# left out" : change.substring(comma + 2).replace("\"", "");
    String text = directus();
    int at = text.indexOf(old);
    assertThat(at).as(old).isNotNegative();
    String spoilt = text.substring(0, at) + wrong + text.substring(at + old.length());
    int line = (int) text.substring(0, at).lines().count();
    boolean ofBlock = change.startsWith("choose-keys") || comma < 0;
    assertThatThrownBy(() -> DescriptionReader.parse("crm.yaml", spoilt))
        .isInstanceOfSatisfying(
            DescriptionException.class,
            e ->
                assertThat(e.line())
                    .as("%s", e)
                    .isBetween(ofBlock ? 1 : line - 2, ofBlock ? line + 6 : line + 1))
        .hasMessageStartingWith("crm.yaml:")
        .hasMessageContaining(said);
  }

  @Test
  void aFileThatIsNotThereIsSaid(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Applications.check(folder.resolve("crm.yaml").toString()))
        .hasMessageContaining("crm.yaml")
        .hasMessageContaining("cannot be read");
    Files.writeString(folder.resolve("empty.yaml"), "");
    assertThatThrownBy(() -> Applications.check(folder.resolve("empty.yaml").toString()))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContaining("empty.yaml");
  }
}
