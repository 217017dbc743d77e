package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conflicts that wait for a person, with both sides' values.
 *
 * @param tasks the names of the sync's tasks
 * @param skipped how many were left out before those shown
 * @param total how many there are; at most some are shown
 */
public record ConflictsScreen(
    Systems systems, List<String> tasks, List<Conflict> conflicts, long skipped, long total)
    implements Screen {
  private static final int VALUE_COLUMNS = 36;

  /**
   * A conflict.
   *
   * @param target the target's key; null where it is not known
   * @param fields the fields in which the sides differ
   * @param decided what a person chose already, waiting for the next run
   */
  public record Conflict(
      String task,
      Due due,
      @Nullable String target,
      List<FieldPair> fields,
      List<String> decided) {}

  @Override
  public void text(Page page) {
    if (total == 0) {
      page.good(page.paint(Style.STRONG, systems.sync()) + ": no conflicts.");
      return;
    }
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + "  "
            + Words.count(total, "conflict"));
    for (Conflict c : conflicts) {
      page.blank();
      String key = Shown.safe(c.due().key().toString());
      page.line(
          "  "
              + page.paint(Style.CARE, "!")
              + " "
              + page.paint(Style.STRONG, c.task() + " " + key)
              + (c.target() == null ? "" : " ⇄ " + Shown.safe(c.target())));
      if (c.fields().isEmpty()) {
        page.flow("    ", Style.PLAIN, Shown.safe(c.due().message()), 4);
      } else {
        page.table(values(c), 4);
      }
      if (c.fields().stream().anyMatch(f -> f.source() == null || f.target() == null)) {
        page.flow("    ", Style.PLAIN, Shown.safe(c.due().message()), 4);
      }
      if (c.due().reason() == Due.Reason.QUARANTINED) {
        page.flow("    ", Style.PLAIN, Shown.safe("quarantined: " + c.due().message()), 4);
      }
      for (String decided : c.decided()) {
        page.line(Style.GOOD, "    decided: " + decided + ", with the next run");
      }
    }
    long more = total - skipped - conflicts.size();
    if (more > 0) {
      page.blank();
      page.line(Style.FAINT, "  and " + Words.number(more) + " more");
    }
    page.blank();
    page.line(
        page.paint(Style.FAINT, "Next:  ")
            + page.paint(
                Style.COMMAND,
                "syncline conflicts resolve KEY"
                    + (conflicts.stream().map(Conflict::task).distinct().count() > 1
                        ? " --task TASK"
                        : "")
                    + " --source|--target [--field NAME]"));
  }

  private Table values(Conflict c) {
    Table table =
        new Table()
            .left("field", 36)
            .left(systems.name(Side.SOURCE) + " (source)", VALUE_COLUMNS)
            .left(systems.name(Side.TARGET) + " (target)", VALUE_COLUMNS);
    for (FieldPair f : c.fields()) {
      table.row(cell(f.name()), cell(shown(f.source())), cell(shown(f.target())));
    }
    return table;
  }

  static String shown(Object @Nullable [] values) {
    if (values == null) {
      return "(no record)";
    }
    List<String> shown = new ArrayList<>();
    for (Object v : values) {
      shown.add(Shown.value(v, VALUE_COLUMNS));
    }
    return String.join(", ", shown);
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    List<Object> list = new ArrayList<>();
    for (Conflict c : conflicts) {
      List<Object> fields = new ArrayList<>();
      for (FieldPair f : c.fields()) {
        fields.add(
            Json.map(
                "field", f.name(),
                "source", Json.values(f.source()),
                "target", Json.values(f.target())));
      }
      list.add(
          Json.map(
              "task", c.task(),
              "side", c.due().side().word(),
              "key", c.due().key().toString(),
              "target", c.target(),
              "reason", Json.word(c.due().reason()),
              "message", c.due().message(),
              "since", Json.moment(c.due().sinceMillis()),
              "fields", fields,
              "decided", c.decided()));
    }
    json.put("conflicts", list);
    json.put("skipped", skipped);
    json.put("total", total);
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return total == 0 ? ExitCode.IN_STEP : ExitCode.HELD;
  }
}
