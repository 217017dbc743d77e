package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.Due;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Width;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Records that are not finished, by task and reason, each with what to do about it. */
public final class LeftOver {
  private static final int KEY_COLUMNS = 32;

  private LeftOver() {}

  /**
   * Writes the first {@code most} of each task and reason.
   *
   * @param systems the names of the sides, in which a record has the key that it is shown by
   * @param backsOff whether what a system refuses again and again is not tried by every run
   */
  static void write(
      Page page,
      Function<Side, String> systems,
      Map<Integer, String> tasks,
      List<Due> due,
      int most,
      boolean backsOff) {
    Map<Integer, Map<Due.Reason, List<Due>>> sorted = new LinkedHashMap<>();
    tasks.keySet().forEach(t -> sorted.put(t, new TreeMap<>()));
    for (Due d : due) {
      sorted
          .computeIfAbsent(d.task(), t -> new TreeMap<>())
          .computeIfAbsent(d.reason(), r -> new ArrayList<>())
          .add(d);
    }
    sorted.forEach(
        (task, reasons) ->
            reasons.forEach(
                (reason, records) -> {
                  page.line(
                      "  "
                          + page.paint(style(reason), mark(reason))
                          + " "
                          + page.paint(Style.STRONG, tasks.getOrDefault(task, "task " + task))
                          + ": "
                          + Endings.count(records.size(), reason));
                  records.stream().limit(most).forEach(d -> record(page, systems, d, backsOff));
                  if (records.size() > most && most > 0) {
                    page.line(
                        Style.FAINT, "      and " + Words.number(records.size() - most) + " more");
                  }
                }));
  }

  private static void record(Page page, Function<Side, String> systems, Due due, boolean backsOff) {
    String key =
        Width.cut(
            Shown.safe(due.key().toString()) + " in " + systems.apply(due.side()), KEY_COLUMNS);
    String tries = due.attempts() > 1 ? " (tried " + due.attempts() + " times)" : "";
    if (backsOff && due.retryMillis() > 0) {
      tries += " Tried again from " + Json.moment(due.retryMillis()) + " on; now: syncline retry";
    }
    page.flow(
        "      " + page.paint(Style.STRONG, key) + "  ",
        Style.PLAIN,
        Shown.safe(due.message()) + tries,
        8);
  }

  static Style style(Due.Reason reason) {
    return switch (Endings.of(reason)) {
      case REJECTED, ERROR, USAGE -> Style.BAD;
      case HELD -> Style.CARE;
      case DIFFERENCES, IN_STEP -> Style.FAINT;
    };
  }

  static String mark(Due.Reason reason) {
    return switch (Endings.of(reason)) {
      case REJECTED, ERROR, USAGE -> "✗";
      case HELD -> "!";
      case DIFFERENCES, IN_STEP -> "·";
    };
  }

  /** The same for a program. */
  static List<Object> json(Map<Integer, String> tasks, List<Due> due, boolean backsOff) {
    List<Object> list = new ArrayList<>();
    for (Due d : due) {
      list.add(json(tasks, d, backsOff));
    }
    return list;
  }

  /** The same of one record. */
  public static Map<String, Object> json(Map<Integer, String> tasks, Due d, boolean backsOff) {
    return Json.map(
        "task", tasks.getOrDefault(d.task(), "task " + d.task()),
        "side", d.side().word(),
        "key", d.key().toString(),
        "reason", Json.word(d.reason()),
        "message", d.message(),
        "attempts", d.attempts(),
        "since", Json.moment(d.sinceMillis()),
        "next", backsOff && d.retryMillis() > 0 ? Json.moment(d.retryMillis()) : null);
  }

  /** Names of tasks by id, in their order. */
  public static Map<Integer, String> names(List<Task> tasks) {
    Map<Integer, String> names = new LinkedHashMap<>();
    tasks.forEach(t -> names.put(t.id(), t.name()));
    return names;
  }
}
