package dev.syncline.cli.demo;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Changes lines of the configuration as a person would in an editor, and shows which. */
final class Editor {
  private final Path file;
  private final Telling telling;

  Editor(Path file, Telling telling) {
    this.file = file;
    this.telling = telling;
  }

  /** Puts another text in place of a line that is there. */
  void replace(String line, String with) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    int at = find(lines, line);
    if (at >= 0) {
      String indent = indent(lines.get(at));
      Page page = telling.page();
      page.line("  " + page.paint(Style.BAD, "-" + lines.get(at)));
      page.line("  " + page.paint(Style.GOOD, "+" + indent + with));
      lines.set(at, indent + with);
      save(lines, page);
    }
  }

  /** Adds a line after one that is there, as deep as that one is. */
  void add(String after, String line) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    int at = find(lines, after);
    if (at >= 0) {
      String indent = indent(lines.get(at)).replace('-', ' ');
      Page page = telling.page();
      page.line("  " + page.paint(Style.FAINT, " " + lines.get(at)));
      page.line("  " + page.paint(Style.GOOD, "+" + indent + line));
      lines.add(at + 1, indent + line);
      save(lines, page);
    }
  }

  private int find(List<String> lines, String wanted) {
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst(" #.*", "").strip();
      if (text.equals(wanted) || text.equals("- " + wanted)) {
        return i;
      }
    }
    telling.claim(file.getFileName() + " has a line \"" + wanted + "\"", false);
    return -1;
  }

  /** What stands before the text: spaces, and the dash of a list. */
  private static String indent(String line) {
    return line.replaceFirst("^( *(?:- )?).*", "$1");
  }

  private void save(List<String> lines, Page page) throws IOException {
    Files.write(file, lines);
    telling.lines(page);
  }
}
