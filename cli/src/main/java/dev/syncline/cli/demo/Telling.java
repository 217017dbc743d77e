package dev.syncline.cli.demo;

import dev.syncline.project.text.Console;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How the demo tells its story: chapters, commands as they are typed, and what SQL says of it. */
final class Telling {
  private static final int WIDEST = 100;
  private static final int MARGIN = 6;

  /** What was printed last, since groups of a kind stand together. */
  private enum Last {
    HEADING,
    TEXT,
    LINES,
    SQL,
    CLAIM,
    OUTPUT
  }

  private final Console console;
  private final boolean paced;
  private final BooleanSupplier ended;
  private final Lines lines;
  private final boolean colour;
  private final int width;
  private final List<String> untrue = new ArrayList<>();
  private Last last = Last.HEADING;
  private int chapter;
  private int checked;

  /**
   * @param paced whether a person reads along, and says when to go on
   * @param ended whether somebody asks to stop
   */
  Telling(Console console, boolean paced, BooleanSupplier ended) {
    this.console = console;
    this.paced = paced;
    this.ended = ended;
    this.lines = new Lines(console.in());
    this.colour = console.colours(console.terminalOut());
    this.width = Math.min(WIDEST, console.width());
  }

  /** Everything that was claimed and turned out not to be so. */
  List<String> untrue() {
    return untrue;
  }

  /** How many claims were held against the databases. */
  int checked() {
    return checked;
  }

  /** A new chapter. */
  void chapter(String title) {
    chapter++;
    Page page = page();
    String number = chapter + "  ";
    String head = "━━ " + number + title + " ";
    page.line("")
        .line(
            page.paint(Style.COMMAND, "━━ ")
                + page.paint(Style.FAINT, number)
                + page.paint(Style.STRONG, title)
                + " "
                + page.paint(Style.COMMAND, "━".repeat(Math.max(0, width - Width.of(head)))));
    page.line("");
    print(page);
    last = Last.HEADING;
  }

  /** A paragraph. */
  void say(String sentences) {
    print(after(Last.TEXT).flow("", Style.PLAIN, sentences, 0));
  }

  /** Some lines as they are. */
  void lines(Page page) {
    print(after(Last.LINES).add(page));
  }

  /** A command line as a person types it, or copies it from here. */
  void command(String line) {
    Page page = page().line("");
    String prompt = page.paint(Style.FAINT, "$ ");
    StringBuilder typed = new StringBuilder();
    for (String word : line.split(" ")) {
      if (Width.of(typed + " " + word) > width - MARGIN) {
        page.line(prompt + page.paint(Style.COMMAND, typed + " \\"));
        prompt = "    ";
        typed.setLength(0);
      }
      typed.append(typed.isEmpty() ? "" : " ").append(word);
    }
    print(page.line(prompt + page.paint(Style.COMMAND, typed.toString())).line(""));
    last = Last.OUTPUT;
  }

  /** A statement that somebody runs in one of the systems. */
  void sql(Half half, String statement) {
    Page page = after(Last.SQL);
    String prompt = half.word() + ">";
    page.flow(
        "  " + page.paint(Style.CARE, prompt) + " ".repeat(6 - prompt.length()),
        Style.PLAIN,
        statement + ";",
        8);
    print(page);
  }

  /** Something that was said is held against the databases. */
  void claim(String what, boolean holds) {
    checked++;
    Page page = after(Last.CLAIM);
    if (holds) {
      page.flow(
          "  " + page.paint(Style.GOOD, "✓ ") + page.paint(Style.FAINT, "SQL: "),
          Style.PLAIN,
          what,
          9);
    } else {
      untrue.add(what);
      page.line("  " + page.paint(Style.BAD, "✗ NOT AS TOLD: ") + what);
    }
    print(page);
  }

  /** A command was to end in a certain way. Said only when it did not. */
  void expect(String what, boolean holds) {
    checked++;
    if (!holds) {
      checked--;
      claim(what, false);
    }
  }

  /** A page that begins with an empty line where something else came before. */
  private Page after(Last now) {
    Page page = page();
    if (last != Last.HEADING && (last != now || now == Last.TEXT)) {
      page.line("");
    }
    last = now;
    return page;
  }

  Page page() {
    return new Page(colour, width);
  }

  private void print(Page page) {
    console.out().print(page);
    console.out().flush();
  }

  /** A person who reads along says when to go on; nobody else waits. */
  void pause() {
    if (!paced || chapter == 0) {
      return;
    }
    console.out().print("\n" + page().paint(Style.FAINT, "Enter to go on "));
    console.out().flush();
    lines.next(ended);
  }
}
