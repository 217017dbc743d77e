package dev.syncline.expression;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The manual's page: its record, and its tables of examples. */
record Sample(List<Input> inputs, Object[] row, List<Line> lines) {
  static final Setting SETTING = Setting.INVARIANT.at(Instant.parse("2025-01-01T00:00:00Z"));

  /** A line of a table with an example: its first two cells, the example and its result. */
  record Line(String section, String name, String what, String example, String result) {
    @Override
    public String toString() {
      return name + ": " + example;
    }
  }

  private static Sample page;

  static synchronized Sample ofThePage() throws Exception {
    if (page == null) {
      page = read();
    }
    return page;
  }

  private static Sample read() throws Exception {
    List<Input> inputs = new ArrayList<>();
    List<Object> row = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    String section = "";
    for (String line : page()) {
      if (line.startsWith("#")) {
        section = line.replaceAll("^#+ ", "");
      }
      if (!line.startsWith("|") || line.startsWith("| ---")) {
        continue;
      }
      List<String> cells = cells(line);
      if (cells.size() == 3 && !cells.getFirst().equals("column")) {
        Expression value =
            Expression.of(
                "CAST(" + code(cells.get(2)) + " AS " + cells.get(1) + ")", List.of(), SETTING);
        inputs.add(new Input(code(cells.get(0)), value.type(), true));
        row.add(value.evaluate());
      } else if (cells.size() == 4 && !cells.get(2).equals("example")) {
        lines.add(
            new Line(section, cells.get(0), cells.get(1), code(cells.get(2)), code(cells.get(3))));
      }
    }
    return new Sample(inputs, row.toArray(), lines);
  }

  private static List<String> page() throws IOException {
    return Files.readAllLines(Path.of("../docs/expressions.md"));
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1).split("(?<!\\\\)\\|")) {
      cells.add(cell.strip().replace("\\|", "|"));
    }
    return cells;
  }

  private static String code(String cell) {
    return cell.startsWith("`") ? cell.substring(1, cell.length() - 1) : cell;
  }

  Expression compiled(String text) throws InvalidExpression {
    return Expression.of(text, inputs, SETTING);
  }

  Object of(String text) throws InvalidExpression, EvaluationFailed {
    return compiled(text).evaluate(row);
  }

  String shown(String text) throws InvalidExpression, EvaluationFailed {
    return Expression.shown(of(text));
  }
}
