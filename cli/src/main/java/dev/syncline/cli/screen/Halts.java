package dev.syncline.cli.screen;

import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Shown;
import dev.syncline.cli.text.Style;
import dev.syncline.engine.config.Finding;
import java.util.List;

/** What a guard says, one sentence a line. */
final class Halts {
  private Halts() {}

  /** What keeps tasks from running while the others go on. */
  static void paused(Page page, List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    page.care("Paused until this is mended, with all that is remembered of it:");
    FindingsScreen.write(page, findings);
    page.blank();
  }

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
