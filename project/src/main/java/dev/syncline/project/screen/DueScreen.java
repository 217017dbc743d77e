package dev.syncline.project.screen;

import dev.syncline.core.BySide;
import dev.syncline.engine.store.Due;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;

/**
 * A page of the records of a sync that are due, with the reason of each.
 *
 * @param systems names of the sides
 * @param tasks names of its tasks by id
 * @param counts what is due per task and reason, whatever was asked for
 * @param due those of this page
 * @param skipped how many of those that were asked for come before
 * @param total how many were asked for
 * @param backsOff whether what is refused again and again is not tried by every run
 */
public record DueScreen(
    String sync,
    BySide<String> systems,
    Map<Integer, String> tasks,
    Map<Integer, Map<Due.Reason, Long>> counts,
    List<Due> due,
    long skipped,
    long total,
    boolean backsOff)
    implements Screen {
  public DueScreen {
    due = List.copyOf(due);
  }

  /** A reason in words: {@code conflict}, {@code blocked by another record}. */
  public static String words(Due.Reason reason) {
    return Endings.count(1, reason).substring(2);
  }

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, sync)
            + "  "
            + (total == 0
                ? "nothing is due"
                : due.isEmpty()
                    ? Words.number(total) + " due, and none beyond the first " + skipped
                    : Words.number(skipped + 1)
                        + " to "
                        + Words.number(skipped + due.size())
                        + " of "
                        + Words.number(total)
                        + " due"));
    LeftOver.write(page, systems::on, tasks, due, due.size(), backsOff);
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "sync", sync,
        "total", total,
        "skipped", skipped,
        "due", LeftOver.json(tasks, due, backsOff),
        "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
