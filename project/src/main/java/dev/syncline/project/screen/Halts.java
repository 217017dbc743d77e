package dev.syncline.project.screen;

import dev.syncline.engine.config.Paused;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import java.util.List;

/** What a guard says, one sentence a line. */
final class Halts {
  private Halts() {}

  /** What keeps tasks from running while the others go on. */
  static void paused(Page page, List<Paused> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    page.care("Paused until this is mended, with all that is remembered of it:");
    FindingsScreen.write(page, tasks.stream().flatMap(t -> t.findings().stream()).toList());
    page.blank();
  }

  /** The same for a program: tasks that rest, each with what is to be mended. */
  static List<Object> json(List<Paused> tasks) {
    return tasks.stream()
        .<Object>map(
            t ->
                Json.map(
                    "task", t.name(),
                    "id", t.id(),
                    "findings", FindingsScreen.json(t.findings())))
        .toList();
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
