package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;

import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.project.screen.Sample.Kind;
import dev.syncline.project.screen.Treatments.Who;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an edited configuration would treat records otherwise than the one that is in force.
 *
 * @param systems those of the configuration that is in force
 * @param with the edited configuration, as the command line names it
 * @param tasks of both, by id; those of the one in force first
 * @param now what the one in force does
 * @param edited what the edited one would do
 * @param halted what the guard would stop under the edited one
 * @param most how many records are shown of each task
 */
public record RehearsalScreen(
    Systems systems,
    String with,
    List<Task> tasks,
    Treatments now,
    Treatments edited,
    List<String> halted,
    List<Hindsight> hindsight,
    int most)
    implements Screen {

  /** The plans are too long to be kept whole. */
  private static final String ONLY_COUNTED = "something; --record or --task shows what";

  private Map<Integer, List<Who>> differing() {
    return now.differing(edited);
  }

  private Map<Integer, String> names() {
    Map<Integer, String> names = new LinkedHashMap<>();
    tasks.forEach(t -> names.putIfAbsent(t.id(), t.name()));
    return names;
  }

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + page.paint(Style.FAINT, "  rehearsal of " + Shown.safe(with)));
    Map<Integer, List<Who>> differing = differing();
    counts(page);
    differing.forEach(
        (task, records) -> {
          page.blank();
          page.line(
              "  "
                  + page.paint(Style.STRONG, names().getOrDefault(task, ""))
                  + "  "
                  + Words.count(records.size(), "record")
                  + " otherwise");
          records.stream().limit(most).forEach(who -> record(page, who));
          if (records.size() > most) {
            page.line(
                Style.FAINT,
                "      and "
                    + Words.number(records.size() - most)
                    + " more; --show "
                    + records.size()
                    + " shows all");
          }
        });
    page.blank();
    Halts.write(page, "The guard would stop a run of it:", halted);
    hindsight.forEach(h -> h.write(page, with));
    long records = differing.values().stream().mapToLong(List::size).sum();
    long past = hindsight.stream().mapToLong(Hindsight::otherwise).sum();
    List<String> otherwise = new ArrayList<>();
    if (records > 0) {
      otherwise.add(Words.count(records, "record") + " would be treated otherwise");
    }
    if (past > 0) {
      otherwise.add(Words.count(past, "change") + " of the past would have been");
    }
    if (otherwise.isEmpty()) {
      page.good("Every record would be treated as it is. Nothing has been written.");
    } else {
      page.care(String.join(", and ", otherwise) + ". Nothing has been written.");
    }
  }

  /** How many lines of each kind there are in both plans, where there are any. */
  private void counts(Page page) {
    Table table = new Table().left("task").left("").right("now").right("edited");
    names()
        .forEach(
            (id, name) -> {
              for (Kind kind : Kind.values()) {
                long before = now.count(id, kind);
                long after = edited.count(id, kind);
                if (before > 0 || after > 0) {
                  table.row(
                      cell(name),
                      cell(PlanRecords.what(kind, systems)),
                      number(before),
                      number(after, before == after ? Style.PLAIN : Style.CARE));
                }
              }
            });
    if (table.size() > 0) {
      page.blank();
      page.table(table, 2);
    }
  }

  private void record(Page page, Who who) {
    List<PlanItem> before = now.items(who);
    List<PlanItem> after = edited.items(who);
    PlanItem any = before.isEmpty() ? after.isEmpty() ? null : after.getFirst() : before.getFirst();
    page.line(
        "      "
            + page.paint(
                Style.STRONG, any == null ? Shown.safe(who.key()) : PlanRecords.who(any, systems)));
    items(page, "now   ", now, who);
    items(page, "edited", edited, who);
  }

  private void items(Page page, String when, Treatments by, Who who) {
    List<PlanItem> items = by.items(who);
    String lead = "        " + page.paint(Style.FAINT, when) + "  ";
    if (items.isEmpty()) {
      page.line(lead + (by.isOnlyCounted(who) ? ONLY_COUNTED : "nothing"));
    }
    for (PlanItem item : items) {
      by.records(item.task()).one(page, item, lead, 16);
    }
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    json.put("with", with);
    Map<Integer, List<Who>> differing = new TreeMap<>(differing());
    List<Object> all = new ArrayList<>();
    names()
        .forEach(
            (id, name) -> {
              List<Who> records = differing.getOrDefault(id, List.of());
              Map<String, Object> counts = Json.map();
              for (Kind kind : Kind.values()) {
                if (now.count(id, kind) > 0 || edited.count(id, kind) > 0) {
                  counts.put(
                      Json.word(kind),
                      Json.map("now", now.count(id, kind), "edited", edited.count(id, kind)));
                }
              }
              all.add(
                  Json.map(
                      "task",
                      name,
                      "id",
                      id,
                      "counts",
                      counts,
                      "otherwise",
                      records.size(),
                      "records",
                      records.stream()
                          .limit(most)
                          .map(
                              who ->
                                  Json.map(
                                      "record",
                                      who.key(),
                                      "now",
                                      json(now, who),
                                      "edited",
                                      json(edited, who)))
                          .toList(),
                      "leftOut",
                      Math.max(0, records.size() - most)));
            });
    json.put("tasks", all);
    json.put("guard", halted);
    hindsight.forEach(h -> json.put("history", h.json()));
    json.put("exit", exit().number());
    return json;
  }

  private static List<Object> json(Treatments by, Who who) {
    List<Object> list = new ArrayList<>();
    by.items(who).forEach(i -> list.add(by.records(i.task()).json(i)));
    if (by.isOnlyCounted(who)) {
      list.add(Json.map("kind", "only-counted"));
    }
    return list;
  }

  @Override
  public ExitCode exit() {
    boolean otherwise =
        !differing().isEmpty() || hindsight.stream().anyMatch(h -> h.otherwise() > 0);
    return otherwise ? ExitCode.DIFFERENCES : ExitCode.IN_STEP;
  }
}
