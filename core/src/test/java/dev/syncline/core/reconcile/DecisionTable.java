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
 * @param leading a cache of {@link #leadingTo}
 */
record DecisionTable(
    String heading,
    List<String> columns,
    List<Line> lines,
    Map<String, List<Map<String, String>>> leading) {

  DecisionTable(String heading, List<String> columns, List<Line> lines) {
    this(heading, columns, lines, new HashMap<>());
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

    boolean fits(Map<String, String> combination, List<String> columns) {
      for (int i = 0; i < cells.size(); i++) {
        String cell = cells.get(i);
        if (!cell.equals("*") && !cell.equals(combination.get(columns.get(i)))) {
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

  /** The row that decides a combination, or null where the table says nothing of it. */
  Line decides(Map<String, String> combination) {
    for (Line line : lines) {
      if (line.fits(combination, columns)) {
        return line;
      }
    }
    return null;
  }

  /** The combinations that the table gives an outcome. */
  List<Map<String, String>> leadingTo(String outcome, Map<String, List<String>> domains) {
    if (leading.isEmpty()) {
      for (Map<String, String> at : combinations(domains)) {
        Line line = decides(at);
        if (line != null) {
          leading.computeIfAbsent(line.outcome(), o -> new ArrayList<>()).add(at);
        }
      }
    }
    return leading.getOrDefault(outcome, List.of());
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
  static List<Map<String, String>> combinations(Map<String, List<String>> domains) {
    List<Map<String, String>> all = new ArrayList<>();
    all.add(new LinkedHashMap<>());
    for (Map.Entry<String, List<String>> column : domains.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> one : all) {
        for (String value : column.getValue()) {
          Map<String, String> more = new LinkedHashMap<>(one);
          more.put(column.getKey(), value);
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }
}
