package dev.syncline.server.page;

import java.util.List;

/**
 * Things and how they are joined, drawn as boxes and lines.
 *
 * @param title what it shows, in a sentence
 * @param headings what stands above its columns
 * @param told the same in words, a line each
 */
public record Picture(
    int width,
    int height,
    String title,
    List<Heading> headings,
    List<Box> boxes,
    List<Line> lines,
    List<String> told) {
  /** Nothing to be drawn. */
  public static final Picture NONE =
      new Picture(0, 0, "", List.of(), List.of(), List.of(), List.of());

  public Picture {
    headings = List.copyOf(headings);
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
    told = List.copyOf(told);
  }

  /** What stands above a column, in its middle. */
  public record Heading(int x, int y, String text) {}

  /**
   * A thing.
   *
   * @param kind the class that gives it its look
   * @param name as much of its name as there is room for
   * @param full all that is to be said of it
   * @param sub what stands below its name
   * @param path where it leads; empty for nowhere
   */
  public record Box(
      int x,
      int y,
      int width,
      int height,
      String kind,
      String name,
      String full,
      String sub,
      String path) {}

  /**
   * How two of them are joined.
   *
   * @param path as SVG has it
   * @param kind the class that gives it its look
   * @param start whether its beginning is an arrow's head
   * @param end whether its end is one
   * @param words what it says, for who points at it
   */
  public record Line(String path, String kind, boolean start, boolean end, String words) {}
}
