package dev.syncline.project.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of cells in aligned columns. Headings may span columns in a line above them; the columns
 * take the width of their widest cell, as far as the page is wide enough, and the last is not
 * padded.
 */
public final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 10;

  private final List<Column> columns = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  /** A cell's text and its style. */
  public record Cell(String text, Style style) {}

  private record Column(String heading, String narrow, boolean right, int most) {
    Column narrowed() {
      return new Column(narrow, narrow, right, most);
    }
  }

  private record Group(String heading, int columns) {}

  /** Adds a column whose cells begin at its left. */
  public Table left(String heading) {
    return left(heading, Integer.MAX_VALUE);
  }

  /** The same, its cells cut to a width. */
  public Table left(String heading, int most) {
    columns.add(new Column(heading, heading, false, most));
    return this;
  }

  /** Adds a column whose cells end at its right: for numbers. */
  public Table right(String heading) {
    return right(heading, heading);
  }

  /** The same, with a heading that takes less where the page is too narrow for the table. */
  public Table right(String heading, String narrow) {
    columns.add(new Column(heading, narrow, true, Integer.MAX_VALUE));
    return this;
  }

  /** Adds a heading over the next columns; an empty one leaves them without. */
  public Table group(String heading, int over) {
    groups.add(new Group(heading, over));
    return this;
  }

  /** Adds a row of as many cells as there are columns. */
  public Table row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The number of rows. */
  public int size() {
    return rows.size();
  }

  /** A cell. */
  public static Cell cell(String text) {
    return new Cell(text, Style.PLAIN);
  }

  /** A cell with a style. */
  public static Cell cell(String text, Style style) {
    return new Cell(text, style);
  }

  /** A number; zero is faint, so that what matters stands out. */
  public static Cell number(long n) {
    return number(n, Style.PLAIN);
  }

  /** A number that has a style where it is not zero; below zero is not known. */
  public static Cell number(long n, Style style) {
    return n > 0 ? cell(Words.number(n), style) : cell(n == 0 ? "·" : "?", Style.FAINT);
  }

  /** Writes the table to a page. */
  public void write(Page page) {
    int[] widths = widths();
    if (span(widths, 0, widths.length) > page.width()) {
      columns.replaceAll(Column::narrowed);
      widths = widths();
    }
    shrink(widths, page.width());
    if (!groups.isEmpty()) {
      page.line(groupLine(widths, page));
    }
    if (columns.stream().anyMatch(c -> !c.heading().isEmpty())) {
      List<Cell> headings = columns.stream().map(c -> new Cell(c.heading(), Style.FAINT)).toList();
      page.line(line(headings, widths, page));
    }
    for (List<Cell> row : rows) {
      page.line(line(row, widths, page));
    }
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Width.of(columns.get(i).heading());
      for (List<Cell> row : rows) {
        widths[i] =
            Math.max(widths[i], Width.of(Width.cut(row.get(i).text(), columns.get(i).most())));
      }
    }
    spread(widths);
    return widths;
  }

  /** Widens the columns under a group whose heading needs more than they take, each as much. */
  private void spread(int[] widths) {
    int at = 0;
    for (Group group : groups) {
      int lacking = Width.of(group.heading()) - span(widths, at, group.columns());
      at += group.columns();
      for (int i = 0; i < lacking; i++) {
        widths[at - 1 - i % group.columns()]++;
      }
    }
  }

  /** Narrows the widest column of text, again and again, until the table fits. */
  private void shrink(int[] widths, int room) {
    int excess = span(widths, 0, widths.length) - room;
    while (excess > 0) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        boolean may = !columns.get(i).right() && widths[i] > NARROWEST;
        widest = may && (widest < 0 || widths[i] > widths[widest]) ? i : widest;
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
      excess--;
    }
  }

  private static int span(int[] widths, int from, int columns) {
    int width = GAP.length() * (columns - 1);
    for (int i = from; i < from + columns; i++) {
      width += widths[i];
    }
    return width;
  }

  private String groupLine(int[] widths, Page page) {
    StringBuilder line = new StringBuilder();
    int at = 0;
    for (Group group : groups) {
      int width = span(widths, at, group.columns());
      int space = width - Width.of(group.heading());
      boolean right = columns.get(at).right();
      line.append(at == 0 ? "" : GAP)
          .append(right ? " ".repeat(space) : "")
          .append(page.paint(Style.FAINT, group.heading()))
          .append(right ? "" : " ".repeat(space));
      at += group.columns();
    }
    return line.toString().stripTrailing();
  }

  private String line(List<Cell> cells, int[] widths, Page page) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String text = Width.cut(cells.get(i).text(), widths[i]);
      String painted = page.paint(cells.get(i).style(), text);
      String space = " ".repeat(Math.max(0, widths[i] - Width.of(text)));
      boolean last = i == widths.length - 1;
      line.append(i == 0 ? "" : GAP)
          .append(columns.get(i).right() ? space + painted : painted + (last ? "" : space));
    }
    return line.toString().stripTrailing();
  }
}
