package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.connect.Transcript.Exchange;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.store.Due;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record that is sent by itself: what it holds, what is made of it, and all that is said to the
 * other system and answered.
 *
 * @param sample what was decided, without values that are never to be shown
 * @param exchanges what was said, in order
 * @param result how it ended; nothing before it is sent
 */
public record TestRowScreen(
    TestedRow row, Sample sample, List<Exchange> exchanges, Optional<RunResult> result)
    implements Screen {
  private static final int VALUE_COLUMNS = 40;

  public TestRowScreen {
    exchanges = List.copyOf(exchanges);
  }

  @Override
  public void text(Page page) {
    Systems systems = row.systems();
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + page.paint(
                Style.FAINT,
                "  test row, as " + Json.word(row.as()) + (row.takenBack() ? ", taken back" : "")));
    page.line(
        page.paint(Style.STRONG, row.task().name() + " " + Shown.safe(row.key().toString()))
            + " in "
            + systems.name(row.from())
            + ", "
            + page.paint(
                row.linked() ? Style.GOOD : Style.CARE, row.linked() ? "linked" : "not linked"));
    page.blank();
    page.table(columns(), 2);
    page.blank();
    if (result.isEmpty()) {
      planned(page);
      return;
    }
    RunResult sent = result.get();
    records().write(page, lines());
    page.blank();
    String to = systems.name(row.from().other());
    if (!exchanges.isEmpty()) {
      page.line("Said to " + to + ":");
      new Exchanges(row).write(page, exchanges);
      page.blank();
    }
    if (!sent.due().isEmpty()) {
      LeftOver.write(
          page, systems::name, Map.of(row.task().id(), row.task().name()), sent.due(), 10, false);
      page.blank();
    }
    Halts.write(page, "The guard stopped it:", sent.halted());
    closing(page, sent, to);
  }

  /** What would be written, where that was asked. */
  private void planned(Page page) {
    if (!lines().isEmpty()) {
      page.line("Would be written:");
      records().write(page, lines());
      page.blank();
    }
  }

  private Table columns() {
    boolean edits = row.columns().stream().anyMatch(TestedRow.Cell::edited);
    Table table = new Table().left("column", 36).left("type", 24).left("value", VALUE_COLUMNS);
    if (edits) {
      table.left("sent instead", VALUE_COLUMNS);
    }
    table.left("read-only", 60);
    for (TestedRow.Cell c : row.columns()) {
      List<Table.Cell> cells = new ArrayList<>();
      cells.add(cell(Shown.safe(c.name())));
      cells.add(cell(Shown.safe(c.type()), Style.FAINT));
      cells.add(cell(c.hidden() ? Shown.HIDDEN : Shown.value(c.value(), VALUE_COLUMNS)));
      if (edits) {
        cells.add(
            cell(
                !c.edited() ? "" : c.hidden() ? Shown.HIDDEN : Shown.value(c.sent(), VALUE_COLUMNS),
                Style.CARE));
      }
      cells.add(cell(c.readOnly(), Style.FAINT));
      table.row(cells.toArray(Table.Cell[]::new));
    }
    return table;
  }

  private PlanRecords records() {
    return new PlanRecords(
        row.systems(), row.task(), Map.of(row.task().id(), row.task().name()), Map.of());
  }

  private Map<Sample.Kind, Sample.Kept> lines() {
    return sample.of(row.task().id());
  }

  private void closing(Page page, RunResult sent, String to) {
    long written = sent.tally().task(row.task().id()).operations;
    String kept =
        row.takenBack()
            ? " Nothing was kept: all of it was taken back."
            : row.isAsItIs()
                ? ""
                : row.task().policies().mode().updates()
                    ? " It was sent otherwise than it is: it stays due, and the next run puts it right."
                    : " It was sent otherwise than it is, and this task writes a record only once: put it"
                        + " right in "
                        + to
                        + " yourself.";
    if (exit() != ExitCode.IN_STEP) {
      page.care((written == 0 ? "Nothing was written." : "Not all of it was written.") + kept);
    } else if (written == 0) {
      page.good(
          "There was nothing to write: " + to + " holds what the record would give it." + kept);
    } else {
      page.good("Written in " + to + ", in " + Words.duration(sent.millis()) + "." + kept);
    }
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = row.systems().json();
    json.put("task", row.task().name());
    json.put("from", row.from().word());
    json.put("key", row.key().toString());
    json.put("linked", row.linked());
    json.put("as", Json.word(row.as()));
    json.put("edited", !row.isAsItIs());
    json.put("rollback", row.takenBack());
    List<Object> columns = new ArrayList<>();
    for (TestedRow.Cell c : row.columns()) {
      columns.add(
          Json.map(
              "name",
              c.name(),
              "type",
              c.type(),
              "value",
              c.hidden() ? Shown.HIDDEN : Json.value(c.value()),
              "sent",
              c.hidden() ? Shown.HIDDEN : Json.value(c.sent()),
              "edited",
              c.edited(),
              "readOnly",
              c.readOnly().isEmpty() ? null : c.readOnly()));
    }
    json.put("columns", columns);
    json.put("records", records().json(lines()));
    result.ifPresent(
        sent -> {
          json.put("exchanges", new Exchanges(row).json(exchanges));
          json.put(
              "due", LeftOver.json(Map.of(row.task().id(), row.task().name()), sent.due(), false));
          json.put("guard", sent.halted());
          json.put("run", row.takenBack() ? null : sent.run());
          json.put("kept", !row.takenBack());
          json.put("staysDue", !row.takenBack() && !row.isAsItIs());
        });
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return result
        .map(
            sent -> {
              ExitCode exit = Endings.of(sent.due().stream().map(Due::reason).distinct().toList());
              return sent.halted().isEmpty() ? exit : exit.and(ExitCode.HELD);
            })
        .orElse(ExitCode.IN_STEP);
  }
}
