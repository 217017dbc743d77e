package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.run.Tally;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many records a run or a plan looked at, and why sides were compared in full. */
final class Looked {
  private final Systems systems;
  private final List<Task> tasks;
  private final Tally tally;

  Looked(Systems systems, List<Task> tasks, Tally tally) {
    this.systems = systems;
    this.tasks = tasks;
    this.tally = tally;
  }

  void write(Page page) {
    List<String> some = new ArrayList<>();
    Map<String, List<String>> full = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      long looked = 0;
      boolean any = false;
      Map<String, List<String>> why = new LinkedHashMap<>();
      for (Task task : tasks) {
        Tally.OfTask t = tally.task(task.id());
        if (t.looked[side.ordinal()] >= 0) {
          looked += t.looked[side.ordinal()];
          any = true;
        } else if (!t.full[side.ordinal()].isEmpty()) {
          why.computeIfAbsent(t.full[side.ordinal()], w -> new ArrayList<>()).add(task.name());
        }
      }
      if (any) {
        some.add(Words.count(looked, "record") + " in " + systems.name(side));
      }
      why.forEach(
          (reason, names) ->
              full.computeIfAbsent(reason, r -> new ArrayList<>())
                  .add(
                      names.size() == tasks.size()
                          ? systems.name(side)
                          : Words.list(names) + " in " + systems.name(side)));
    }
    if (!some.isEmpty()) {
      page.flow("", Style.FAINT, Shown.safe("Looked at " + Words.list(some) + "."), 0);
    }
    full.forEach(
        (reason, where) ->
            page.flow(
                "",
                Style.FAINT,
                Shown.safe("Compared " + Words.list(where) + " in full: " + reason + "."),
                0));
  }
}
