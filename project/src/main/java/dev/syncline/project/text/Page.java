package dev.syncline.project.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Lines of text for a terminal, with or without colours. */
public final class Page {
  /** The width that text is made for where the terminal does not say its own. */
  public static final int WIDTH = 100;

  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");

  private static final Pattern SPACE = Pattern.compile(" ");

  private final StringBuilder text = new StringBuilder();
  private final boolean colour;
  private final int width;
  private int indent;

  /** An empty page. */
  public Page(boolean colour, int width) {
    this.colour = colour;
    this.width = width;
  }

  /** An empty page like this one, to be indented. */
  public Page indented(int columns) {
    Page page = new Page(colour, width);
    page.indent = indent + columns;
    return page;
  }

  /** The columns left for text. */
  public int width() {
    return width - indent;
  }

  /** A text in a style. */
  public String paint(Style style, String what) {
    return colour ? style.on(what) : what;
  }

  /** Adds a line. */
  public Page line(String line) {
    text.append(line.isEmpty() ? "" : " ".repeat(indent)).append(line).append('\n');
    return this;
  }

  /** Adds a line in a style. */
  public Page line(Style style, String line) {
    return line(paint(style, line));
  }

  /** Adds an empty line unless the page is empty or ends with one. */
  public Page blank() {
    int length = text.length();
    if (length > 0
        && !(length > 1 && text.charAt(length - 1) == '\n' && text.charAt(length - 2) == '\n')) {
      text.append('\n');
    }
    return this;
  }

  /** Adds what another page holds. */
  public Page add(Page other) {
    text.append(other.text);
    return this;
  }

  /** Adds a table, indented. */
  public Page table(Table table, int columns) {
    Page inner = indented(columns);
    table.write(inner);
    return add(inner);
  }

  /** Adds a table whose first line follows a text, and whose other lines stand below it. */
  public Page hanging(String first, Table table, int columns) {
    Page inner = new Page(colour, width() - columns);
    table.write(inner);
    String prefix = first;
    for (String line : inner.text.toString().lines().toList()) {
      line(prefix + line);
      prefix = " ".repeat(columns);
    }
    return this;
  }

  /** Adds the last word of a screen: all is well. */
  public Page good(String what) {
    return flow(paint(Style.GOOD, "✓") + " ", Style.PLAIN, what, 2);
  }

  /** Adds the last word of a screen: something is left. */
  public Page care(String what) {
    return flow(paint(Style.CARE, "!") + " ", Style.PLAIN, what, 2);
  }

  /** Adds the last word of a screen: something is wrong. */
  public Page bad(String what) {
    return flow(paint(Style.BAD, "✗") + " ", Style.PLAIN, what, 2);
  }

  /** Adds text as long as it is, broken between words, its later lines indented by {@code hang}. */
  public Page flow(String prefix, Style style, String what, int hang) {
    int room = width() - Width.of(ESCAPES.matcher(prefix).replaceAll(""));
    StringBuilder line = new StringBuilder();
    String before = prefix;
    for (String paragraph : what.lines().toList()) {
      for (String word : SPACE.split(paragraph, -1)) {
        if (!line.isEmpty() && Width.of(line + " " + word) > room) {
          line(before + paint(style, line.toString()));
          line.setLength(0);
          before = " ".repeat(hang);
          room = width() - hang;
        }
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
      line(before + paint(style, line.toString()));
      line.setLength(0);
      before = " ".repeat(hang);
      room = width() - hang;
    }
    return this;
  }

  /**
   * Adds as many lines as things take that stand behind each other, indented: a line breaks between
   * two of them only, and one that is wider than the page is cut.
   */
  public Page items(int indentation, List<String> things) {
    int room = width() - indentation;
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < things.size(); i++) {
      String thing = Width.cut(things.get(i), room - 1) + (i < things.size() - 1 ? "," : "");
      if (!line.isEmpty() && Width.of(line + " " + thing) > room) {
        line(" ".repeat(indentation) + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(thing);
    }
    return line.isEmpty() ? this : line(" ".repeat(indentation) + line);
  }

  /** The text. */
  @Override
  public String toString() {
    return text.toString();
  }

  /** A word with a capital at its begin. */
  public static String sentence(String words) {
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
