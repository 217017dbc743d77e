package dev.syncline.project.tell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.ReceiverConfig;
import dev.syncline.engine.store.Topic;
import dev.syncline.project.tell.Telling.Change;
import dev.syncline.project.tell.Telling.News;
import dev.syncline.project.tell.Telling.Now;
import dev.syncline.project.tell.Telling.To;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is told of what, as {@code docs/messages.md} says it: its tables and its example. */
class TellingTest {
  private static final String SYNCS =
      """
      version: 1
      connections: { a: { type: sqlite, url: "jdbc:sqlite:a.db" }, b: { type: sqlite, url: "jdbc:sqlite:b.db" } }
      mail: { host: localhost, from: syncline@example.org }
      syncs:
        customers: { id: 1, source: a, target: b, tasks: [{ name: t, id: 1, source: x, target: y }] }
        orders: { id: 2, source: a, target: b, tasks: [{ name: u, id: 2, source: x, target: z }] }
      """;

  private static List<String> page() {
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    Path page =
        Stream.of(module.resolve("../docs/messages.md"), module.resolve("docs/messages.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of the table with this first column. */
  private static List<List<String>> table(String first) {
    List<List<String>> rows = new ArrayList<>();
    boolean within = false;
    for (String line : page()) {
      within = within ? line.startsWith("|") : line.startsWith("| " + first + " |");
      if (within) {
        rows.add(Stream.of(line.substring(1).split("\\|")).map(String::strip).toList());
      }
    }
    assertThat(rows).as(first).hasSizeGreaterThan(3);
    return rows.subList(2, rows.size());
  }

  private static List<ReceiverConfig> receivers() {
    List<String> lines = page();
    int from = lines.indexOf("notify:");
    int to = from + lines.subList(from, lines.size()).indexOf("```");
    LoadedConfiguration read =
        ConfigurationReader.read(
            Path.of("/srv"),
            "syncline.yaml",
            SYNCS + String.join("\n", lines.subList(from, to)),
            Map.of("SLACK_URL", "https://hooks.slack.com/services/x", "HOOK_SECRET", "s"));
    assertThat(read.hasErrors()).as("%s", read.findings()).isFalse();
    return read.configuration().receivers();
  }

  static Stream<List<String>> told() {
    return table("topic").stream();
  }

  @ParameterizedTest
  @MethodSource("told")
  void whoIsTold(List<String> row) {
    News news =
        new News(
            Topic.valueOf(row.get(0).toUpperCase(Locale.ROOT)),
            row.get(2),
            row.get(1).equals("ended"),
            row.get(3).equals("nobody") ? "" : row.get(3));
    List<String> expected =
        row.get(4).equals("nobody") ? List.of() : List.of(row.get(4).split(", "));
    assertThat(Telling.to(news, receivers()))
        .extracting(To::receiver)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void eachTopicHasARow() {
    assertThat(told().map(row -> row.getFirst()).distinct())
        .containsExactlyInAnyOrderElementsOf(Stream.of(Topic.values()).map(Topic::word).toList());
  }

  private static Now now(String words) {
    return switch (words) {
      case "so" -> Now.SO;
      case "not so" -> Now.NOT_SO;
      case "not known" -> Now.UNKNOWN;
      default -> throw new IllegalArgumentException(words);
    };
  }

  @Test
  void whatBeginsAndWhatEnds() {
    List<List<String>> rows = table("told that it is so");
    assertThat(rows).hasSize(2 * Now.values().length);
    for (List<String> row : rows) {
      assertThat(Telling.change(row.get(0).equals("yes"), now(row.get(1))))
          .as("%s", row)
          .isEqualTo(Change.valueOf(row.get(2).toUpperCase(Locale.ROOT)));
    }
  }

  @Test
  void whetherRunsFail() {
    for (List<String> row : table("the latest run")) {
      String result = row.get(0).equals("there is none") ? "" : row.get(0);
      assertThat(Telling.failing(result)).as("%s", row).isEqualTo(now(row.get(1)));
    }
  }
}
