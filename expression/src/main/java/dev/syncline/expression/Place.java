package dev.syncline.expression;

import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A stretch of an expression's text; lines and columns count from 1, and the end is part of it.
 * Columns are counted in Java's characters, as the parser does.
 */
public record Place(int line, int column, int endLine, int endColumn) {
  private static final int WIDEST = 90;
  private static final int BEFORE = 40;

  static Place of(SqlParserPos position) {
    return new Place(
        Math.max(1, position.getLineNum()),
        Math.max(1, position.getColumnNum()),
        Math.max(1, position.getEndLineNum()),
        Math.max(1, position.getEndColumnNum()));
  }

  /** Where the character with an index stands in a text. */
  static Place at(int index, String text) {
    String before = text.substring(0, index);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = index - before.lastIndexOf('\n');
    return new Place(line, column, line, column);
  }

  /**
   * The line of a text in which this begins, as much of it as fits, and carets below the stretch.
   */
  public String pointed(String text) {
    String[] lines = text.split("\n", -1);
    String whole = lines[Math.min(line, lines.length) - 1].replace('\t', ' ').replace('\r', ' ');
    int from = Math.min(column - 1, whole.length());
    int to = Math.max(from, endLine > line ? whole.length() : Math.min(endColumn, whole.length()));
    int begin = whole.length() <= WIDEST || from < BEFORE ? 0 : from - BEFORE;
    int end = Math.min(whole.length(), begin + WIDEST);
    String cut = begin > 0 ? "…" : "";
    return cut
        + whole.substring(begin, end)
        + (end < whole.length() ? "…" : "")
        + "\n"
        + " ".repeat(width(cut + whole.substring(begin, from)))
        + "^".repeat(Math.max(1, width(whole.substring(from, Math.min(to, end)))));
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
