package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.engine.store.Decision;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What undos left as it is.
 *
 * @param pins by the name of their task
 */
public record PinsScreen(Systems systems, Map<String, List<Decision>> pins, ZoneId zone)
    implements Screen {
  @Override
  public void text(Page page) {
    if (pins.values().stream().allMatch(List::isEmpty)) {
      page.good("Nothing is pinned in " + systems.sync() + ".");
      return;
    }
    Table table =
        new Table().left("task", 28).left("side").left("key", 32).left("field").left("since");
    pins.forEach(
        (task, all) ->
            all.forEach(
                d ->
                    table.row(
                        cell(task),
                        cell(d.side().word()),
                        cell(Shown.safe(d.key().toString()), Style.STRONG),
                        cell(d.field().equals(Decision.RECORD) ? "the whole record" : d.field()),
                        cell(Words.moment(d.atMillis(), zone)))));
    page.table(table, 0);
    page.blank();
    page.line(
        Style.FAINT,
        "Nothing flows for these until one side changes, or: syncline pins release KEY");
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    List<Object> list = new ArrayList<>();
    pins.forEach(
        (task, all) ->
            all.forEach(
                d ->
                    list.add(
                        Json.map(
                            "task", task,
                            "side", d.side().word(),
                            "key", d.key().toString(),
                            "field", d.field().equals(Decision.RECORD) ? null : d.field(),
                            "since", Json.moment(d.atMillis())))));
    json.put("pins", list);
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
