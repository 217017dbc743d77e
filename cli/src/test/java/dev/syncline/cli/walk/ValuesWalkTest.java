package dev.syncline.cli.walk;

import dev.syncline.cli.walk.ValuesPage.Fate;
import dev.syncline.cli.walk.ValuesPage.Kind;
import dev.syncline.cli.walk.ValuesPage.Line;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every value of {@code docs/types.md} goes from the system in which it is written through the
 * other two and back into a fresh one, and is looked at there by SQL. What a system cannot hold has
 * to be rejected with the page's reason, by the plan already; all others arrive, a second run
 * writes nothing on either side, and both sides are certified.
 */
class ValuesWalkTest {
  private final List<Kind> kinds = ValuesPage.read();
  private final SoftAssertions softly = new SoftAssertions();

  @TempDir private Path folder;

  /**
   * Rows of the last database on the way, by kind and code: what they hold, as the page says it.
   */
  private final Map<Kind, Map<Line, Value>> carried = new HashMap<>();

  /** {@code filling}: the rows are there and empty, so that values come by updates, not creates. */
  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, MARIADB, SQLITE, false",
    "POSTGRESQL, SQLITE, MARIADB, true",
    "MARIADB, SQLITE, POSTGRESQL, false",
    "MARIADB, POSTGRESQL, SQLITE, true",
    "SQLITE, POSTGRESQL, MARIADB, false",
    "SQLITE, MARIADB, POSTGRESQL, true"
  })
  void everyValueArrivesOrIsRejected(Brand first, Brand second, Brand third, boolean filling)
      throws SQLException, IOException {
    List<Brand> way = List.of(first, second, third, first);
    TestDatabase source = written(first);
    for (int hop = 1; hop < way.size(); hop++) {
      TestDatabase target = empty(way.get(hop));
      if (filling) {
        codes(way.get(hop), target);
      }
      hop(hop, way.get(hop - 1), source, way.get(hop), target, filling);
      source = target;
    }
    softly.assertAll();
  }

  /** A database with all values that are written in it. */
  private TestDatabase written(Brand brand) throws SQLException, IOException {
    TestDatabase database = empty(brand);
    try (Connection connection = open(brand, database)) {
      for (Kind kind : kinds) {
        Map<Line, Value> rows = new HashMap<>();
        for (Line line : kind.lines()) {
          if (line.from().contains(brand)) {
            String value = value(line, brand);
            new ValueTable(brand, kind).insert(connection, line.code(), value);
            rows.put(line, new Value(value, false));
          }
        }
        new ValueTable(brand, kind).insert(connection, "null", null);
        carried.put(kind, rows);
      }
    }
    return database;
  }

  /** The value as its origin writes it. */
  private static String value(Line line, Brand origin) {
    return line.fates().get(origin) instanceof Fate.Shown own
        ? own.text()
        : line.fates().values().stream()
            .filter(Fate.Shown.class::isInstance)
            .map(f -> ((Fate.Shown) f).text())
            .findFirst()
            .orElseThrow();
  }

  private TestDatabase empty(Brand brand) throws SQLException, IOException {
    TestDatabase database = brand.create(Files.createTempDirectory(folder, "db"));
    try (Connection connection = open(brand, database)) {
      for (Kind kind : kinds) {
        new ValueTable(brand, kind).create(connection);
      }
    }
    return database;
  }

  private static Connection open(Brand brand, TestDatabase database) throws SQLException {
    Connection connection = database.open();
    try (Statement statement = connection.createStatement()) {
      switch (brand) {
        case POSTGRESQL -> statement.execute("SET timezone = 'UTC'");
        case MARIADB ->
            statement.execute("SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES'");
        case SQLITE -> {}
      }
    }
    return connection;
  }

  private void codes(Brand brand, TestDatabase database) throws SQLException {
    try (Connection connection = open(brand, database)) {
      for (Kind kind : kinds) {
        ValueTable table = new ValueTable(brand, kind);
        for (Line line : carried.getOrDefault(kind, Map.of()).keySet()) {
          table.insert(connection, line.code(), null);
        }
      }
    }
  }

  private void hop(
      int hop, Brand from, TestDatabase source, Brand to, TestDatabase target, boolean filling)
      throws SQLException, IOException {
    Path place = Files.createTempDirectory(folder, "walk");
    try (Walk walk = new Walk(place, source, target, yaml(hop));
        Connection connection = open(to, target);
        Connection origin = open(from, source)) {
      List<String> foreseen =
          walk.plan().stream()
              .filter(PlanItem.Held.class::isInstance)
              .map(i -> ((PlanItem.Held) i).source() + ": " + ((PlanItem.Held) i).message())
              .toList();
      RunResult result = walk.runAsPlanned();
      List<String> due = walk.due(result).toList();
      List<String> unexpected = new ArrayList<>(due);
      for (Kind kind : kinds) {
        Map<String, @Nullable String> shown = new ValueTable(to, kind).shown(connection);
        String way = kind.title() + ", " + from + " → " + to + ": ";
        softly.assertThat(shown).as(way + "null").containsEntry("null", null);
        for (Map.Entry<Line, Value> row : Map.copyOf(carried.get(kind)).entrySet()) {
          Line line = row.getKey();
          String name = way + "`" + brief(row.getValue().text()) + "` of line " + line.number();
          List<String> reasons =
              due.stream()
                  .filter(d -> d.contains(" " + kind.name() + " SOURCE " + line.code() + ":"))
                  .toList();
          if (line.fates().get(to) instanceof Fate.Rejected rejected) {
            unexpected.removeIf(
                d -> d.contains(" " + kind.name() + " ") && d.contains(" " + line.code() + ":"));
            softly
                .assertThat(reasons)
                .as(name)
                .hasSize(1)
                .allMatch(r -> r.contains("cell") && r.contains(rejected.reason()))
                .as(name + " is foreseen by the plan")
                .allMatch(r -> foreseen.stream().anyMatch(r::endsWith));
            softly.assertThat(shown.get(line.code())).as(name).isNull();
            softly.assertThat(shown.containsKey(line.code())).as(name).isEqualTo(filling);
            carried.get(kind).remove(line);
            continue;
          }
          softly.assertThat(reasons).as(name).isEmpty();
          Value value = row.getValue().in(line.fates().get(to));
          String expected = new ValueTable(to, kind).inShownWords(value.text());
          softly.assertThat(brief(shown.get(line.code()))).as(name).isEqualTo(brief(expected));
          carried.get(kind).put(line, value);
        }
      }
      softly.assertThat(unexpected).as(from + " → " + to + ": due beside").isEmpty();
      softly.assertAll();
      walk.isInStep(due.size());
      for (Kind kind : kinds) {
        for (Line line : kind.lines()) {
          if (!carried.get(kind).containsKey(line)) {
            new ValueTable(to, kind).delete(connection, line.code());
          }
        }
      }
    }
  }

  /** A value on its way; once a column was coarser it stays as that column had it. */
  private record Value(String text, boolean coarsened) {
    Value in(Fate fate) {
      return fate instanceof Fate.Shown here && !coarsened
          ? new Value(here.text(), here.coarser())
          : this;
    }
  }

  /** Long texts by their length. */
  private static @Nullable String brief(@Nullable String text) {
    return text == null || text.length() < 100
        ? text
        : text.substring(0, 10) + "… " + text.length() + " " + text.hashCode();
  }

  private String yaml(int sync) {
    StringBuilder yaml =
        new StringBuilder(
            """
            syncs:
              values:
                id: SYNC
                source: source
                target: target
                guard: off
                tasks:
            """
                .replace("SYNC", "" + sync));
    for (Kind kind : kinds) {
      yaml.append(
          """
                - name: NAME
                  id: NUMBER
                  source: NAME
                  target: NAME
                  match: [ code ]
          """
              .replace("NAME", kind.name())
              .replace("NUMBER", "" + (kinds.indexOf(kind) + 1)));
    }
    return yaml.toString();
  }
}
