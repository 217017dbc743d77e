package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import java.util.List;
import java.util.Map;

/**
 * What is written of a sync as a whole.
 *
 * @param place its file and line
 * @param schedule when it runs by itself, a time each; empty for never
 * @param base what tells the configuration's files from others
 */
public record SyncSettingsScreen(String name, String place, List<String> schedule, String base)
    implements Screen {
  public SyncSettingsScreen {
    schedule = List.copyOf(schedule);
  }

  @Override
  public void text(Page page) {
    page.line(Shown.safe(name) + "  " + Shown.safe(place));
    schedule.forEach(time -> page.line("  " + Shown.safe(time)));
    page.line("These files are " + base + ".");
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "sync", name, "place", place, "schedule", schedule, "base", base, "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
