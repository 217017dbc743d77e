package dev.syncline.cli.screen;

import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Shown;
import dev.syncline.cli.text.Style;
import java.util.List;

/** What a guard says, one sentence a line. */
final class Halts {
  private Halts() {}

  static void write(Page page, String heading, List<String> halted) {
    if (halted.isEmpty()) {
      return;
    }
    page.line(Style.BAD, "✗ " + heading);
    for (String why : halted) {
      page.flow("    ", Style.PLAIN, Shown.safe(why), 6);
    }
    page.blank();
  }
}
