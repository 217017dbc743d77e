package dev.syncline.server.page;

import java.util.List;

/**
 * How files would change, before they do.
 *
 * @param title what is done
 * @param back where nothing is done
 * @param action where the form goes that does it
 * @param hidden what the form sends
 * @param diff the lines
 * @param notes what is to be said of what would be, a sentence or two each
 */
public record EditPage(
    Frame frame,
    String title,
    String back,
    String action,
    List<Hidden> hidden,
    List<DiffLine> diff,
    List<String> notes) {
  public EditPage {
    hidden = List.copyOf(hidden);
    diff = List.copyOf(diff);
    notes = List.copyOf(notes);
  }

  /** Something that a form sends unseen. */
  public record Hidden(String name, String value) {}

  /**
   * A line of a difference.
   *
   * @param kind {@code more}, {@code less}, {@code part} or empty
   */
  public record DiffLine(String kind, String text) {
    /** A line as {@code diff -u} writes it. */
    public static DiffLine of(String line) {
      String kind =
          line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")
              ? "part"
              : line.startsWith("+") ? "more" : line.startsWith("-") ? "less" : "";
      return new DiffLine(kind, line);
    }
  }
}
