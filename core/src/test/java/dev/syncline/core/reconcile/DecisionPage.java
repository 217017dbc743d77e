package dev.syncline.core.reconcile;

import dev.syncline.core.reconcile.DecisionTable.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tables of {@code docs/decisions.md}, by the heading above each.
 *
 * @param sent a cache of what the tables behind an outcome make of it, by its name and the number
 *     of a turn
 */
record DecisionPage(Map<String, DecisionTable> tables, Map<String, String[]> sent) {

  DecisionPage(Map<String, DecisionTable> tables) {
    this(tables, new HashMap<>());
  }

  /** The page of this checkout. */
  static DecisionPage ofThisCheckout() {
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    Path page =
        Stream.of(module.resolve("../docs/decisions.md"), module.resolve("docs/decisions.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no docs/decisions.md beside " + module));
    try {
      return parse(Files.readAllLines(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DecisionPage parse(List<String> text) {
    Map<String, DecisionTable> tables = new LinkedHashMap<>();
    String heading = "";
    List<String> columns = null;
    for (int n = 1; n <= text.size(); n++) {
      String line = text.get(n - 1).strip();
      if (line.startsWith("#")) {
        heading = line.replaceFirst("^#+ *", "");
      }
      if (!line.startsWith("|")) {
        columns = null;
        continue;
      }
      List<String> cells = cells(line);
      if (columns == null) {
        columns = cells;
        List<String> conditions = cells.subList(0, cells.size() - 1);
        if (tables.put(heading, new DecisionTable(heading, conditions, new ArrayList<>()))
            != null) {
          throw new IllegalStateException("two tables under the heading " + heading);
        }
      } else if (!line.matches("[| :-]+")) {
        if (cells.size() != columns.size()) {
          throw new IllegalStateException("line " + n + " has " + cells.size() + " cells: " + line);
        }
        List<String> conditions = List.copyOf(cells.subList(0, cells.size() - 1));
        tables.get(heading).lines().add(new Line(n, line, conditions, cells.getLast()));
      }
    }
    return new DecisionPage(tables);
  }

  private static List<String> cells(String line) {
    return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .map(String::strip)
        .toList();
  }

  DecisionTable table(String heading) {
    DecisionTable table = tables.get(heading);
    if (table == null) {
      throw new IllegalStateException("docs/decisions.md has no table under " + heading);
    }
    return table;
  }

  /** This page with one table in another form. */
  DecisionPage with(DecisionTable changed) {
    Map<String, DecisionTable> others = new LinkedHashMap<>(tables);
    others.put(changed.heading(), changed);
    return new DecisionPage(others);
  }
}
