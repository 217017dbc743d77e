package dev.syncline.core.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of {@code docs/decisions.md}: columns of conditions, and the outcome in the last one. The
 * first row that fits a combination decides it; {@code *} fits anything.
 *
 * @param heading the heading above it
 * @param columns names of the columns of conditions
 * @param leading a cache of {@link #leading(List)}
 */
record DecisionTable(
    String heading,
    List<String> columns,
    List<Line> lines,
    Map<String, List<Combination>> leading) {

  DecisionTable(String heading, List<String> columns, List<Line> lines) {
    this(heading, columns, lines, new HashMap<>());
  }

  /**
   * Values of all columns of conditions.
   *
   * @param number its place among all combinations of the table
   * @param values the values by their columns, in the order of the columns
   * @param cells the values alone
   */
  record Combination(int number, Map<String, String> values, List<String> cells) {
    String get(String column) {
      return values.get(column);
    }

    String getOrDefault(String column, String other) {
      return values.getOrDefault(column, other);
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }

  /**
   * A row.
   *
   * @param text the row as it stands on the page
   * @param cells its conditions, one per column
   */
  record Line(int number, String text, List<String> cells, String outcome) {
    @Override
    public String toString() {
      return "line " + number + ": " + text;
    }

    private boolean fits(List<String> values) {
      for (int i = 0; i < cells.size(); i++) {
        String cell = cells.get(i);
        if (!cell.equals("*") && !cell.equals(values.get(i))) {
          return false;
        }
      }
      return true;
    }

    Line withCell(int column, String value) {
      List<String> changed = new ArrayList<>(cells);
      changed.set(column, value);
      return new Line(number, text, changed, outcome);
    }

    Line withOutcome(String changed) {
      return new Line(number, text, cells, changed);
    }
  }

  /**
   * The row that decides a combination, or null where the table says nothing of it.
   *
   * @param values a value of each column
   */
  Line decides(List<String> values) {
    for (Line line : lines) {
      if (line.fits(values)) {
        return line;
      }
    }
    return null;
  }

  /** The combinations that the table gives an outcome, by the outcome. */
  Map<String, List<Combination>> leading(List<Combination> combinations) {
    if (leading.isEmpty()) {
      for (Combination at : combinations) {
        Line line = decides(at.cells());
        if (line != null) {
          leading.computeIfAbsent(line.outcome(), o -> new ArrayList<>()).add(at);
        }
      }
    }
    return leading;
  }

  /** This table with one row in another form; without it when {@code changed} is null. */
  DecisionTable with(Line line, Line changed) {
    List<Line> others = new ArrayList<>(lines);
    int at = others.indexOf(line);
    if (changed == null) {
      others.remove(at);
    } else {
      others.set(at, changed);
    }
    return new DecisionTable(heading, columns, others);
  }

  /** Words in the table that are no value of their column. */
  List<String> strangers(Map<String, List<String>> domains) {
    List<String> problems = new ArrayList<>();
    if (!columns.equals(List.copyOf(domains.keySet()))) {
      problems.add(heading + " has the columns " + columns + ", not " + domains.keySet());
      return problems;
    }
    for (Line line : lines) {
      for (int i = 0; i < columns.size(); i++) {
        String cell = line.cells().get(i);
        if (!cell.equals("*") && !domains.get(columns.get(i)).contains(cell)) {
          problems.add(columns.get(i) + " cannot be '" + cell + "' in " + line);
        }
      }
    }
    return problems;
  }

  /** Every combination of the columns' values, in the order of the domains. */
  static List<Combination> combinations(Map<String, List<String>> domains) {
    List<List<String>> all = List.of(List.of());
    for (List<String> domain : domains.values()) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> one : all) {
        for (String value : domain) {
          List<String> more = new ArrayList<>(one);
          more.add(value);
          longer.add(more);
        }
      }
      all = longer;
    }
    List<Combination> combinations = new ArrayList<>();
    for (List<String> cells : all) {
      Map<String, String> values = new LinkedHashMap<>();
      for (String column : domains.keySet()) {
        values.put(column, cells.get(values.size()));
      }
      combinations.add(new Combination(combinations.size(), values, cells));
    }
    return combinations;
  }
}
