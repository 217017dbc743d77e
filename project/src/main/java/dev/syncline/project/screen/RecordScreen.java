package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record on both sides, why it is due, and every value it had.
 *
 * @param source its key on the source; null where it has none
 * @param target its key on the target; null where it has none
 * @param former keys that it had before on each side
 * @param linked whether it has a link
 * @param pinned names of the fields that an undo left as they are, or {@code *} for all of it
 * @param fields its fields now; empty where it is on neither side
 */
public record RecordScreen(
    Systems systems,
    String task,
    @Nullable String source,
    @Nullable String target,
    BySide<List<String>> former,
    boolean linked,
    List<FieldPair> fields,
    List<Due> due,
    List<String> decided,
    List<String> pinned,
    List<RunDetailScreen.Written> history,
    ZoneId zone)
    implements Screen {
  private static final int VALUE_COLUMNS = 36;

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, task + " " + both())
            + "  "
            + systems.arrow()
            + "  "
            + page.paint(linked ? Style.GOOD : Style.CARE, linked ? "linked" : "not linked"));
    for (Side side : Side.values()) {
      if (!former.on(side).isEmpty()) {
        page.flow(
            "  ",
            Style.FAINT,
            "before "
                + Words.list(former.on(side).stream().map(Shown::safe).toList())
                + " in "
                + systems.name(side)
                + " ("
                + side.word()
                + ")",
            2);
      }
    }
    if (fields.isEmpty()) {
      page.line("  It is on neither side.");
    } else {
      page.blank();
      page.table(values(), 2);
    }
    for (Due d : due) {
      page.blank();
      page.flow(
          "  "
              + page.paint(
                  LeftOver.style(d.reason()),
                  LeftOver.mark(d.reason()) + " due, " + Json.word(d.reason()))
              + "  ",
          Style.PLAIN,
          Shown.safe(d.message()),
          4);
    }
    decided.forEach(d -> page.line(Style.GOOD, "  decided: " + d + ", with the next run"));
    if (!pinned.isEmpty()) {
      page.line(
          Style.CARE,
          "  pinned by an undo or a snapshot: "
              + (pinned.contains("*") ? "the whole record" : String.join(", ", pinned)));
    }
    page.blank();
    if (history.isEmpty()) {
      page.line(Style.FAINT, "  No write of it is remembered.");
    }
    for (RunDetailScreen.Written w : history) {
      String when = w.batch().atMillis() == 0 ? "now" : Words.moment(w.batch().atMillis(), zone);
      History.write(page, when + "  run " + w.batch().run() + "  ", w.batch(), w.entry());
    }
  }

  private String both() {
    if (source == null || target == null) {
      return Shown.safe(source == null ? String.valueOf(target) : source);
    }
    return Shown.safe(source) + " ⇄ " + Shown.safe(target);
  }

  private Table values() {
    Table table =
        new Table()
            .left("")
            .left("field", 36)
            .left(systems.name(Side.SOURCE) + " (source)", VALUE_COLUMNS)
            .left(systems.name(Side.TARGET) + " (target)", VALUE_COLUMNS);
    for (FieldPair f : fields) {
      table.row(
          cell(f.equal() ? "=" : "≠", f.equal() ? Style.FAINT : Style.CARE),
          cell(f.name()),
          cell(ConflictsScreen.shown(f.source())),
          cell(ConflictsScreen.shown(f.target())));
    }
    return table;
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    json.put("task", task);
    json.put("sourceKey", source);
    json.put("targetKey", target);
    json.put("formerSourceKeys", former.source());
    json.put("formerTargetKeys", former.target());
    json.put("linked", linked);
    List<Object> now = new ArrayList<>();
    for (FieldPair f : fields) {
      now.add(
          Json.map(
              "field", f.name(),
              "source", Json.values(f.source()),
              "target", Json.values(f.target()),
              "equal", f.equal()));
    }
    json.put("fields", now);
    json.put("due", LeftOver.json(Map.of(), due, false));
    json.put("decided", decided);
    json.put("pinned", pinned);
    json.put("history", history.stream().map(w -> History.json(w.batch(), w.entry())).toList());
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
