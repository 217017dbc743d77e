package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A task as it runs: what was configured and what was chosen for the user.
 *
 * @param complete whether its historical sync is done
 */
public record TaskScreen(Systems systems, Task task, long links, long due, boolean complete)
    implements Screen {

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, task.name())
            + "  "
            + task.sourceSchema().name()
            + " in "
            + systems.name(Side.SOURCE)
            + ", "
            + task.targetSchema().name()
            + " in "
            + systems.name(Side.TARGET)
            + page.paint(Style.FAINT, "  " + systems.way()));
    page.blank();
    page.table(fields(), 2);
    made(page);
    filters(page);
    page.blank();
    page.line(
        "  unique key      " + (task.match().isEmpty() ? "none" : String.join(" and ", match())));
    Policies p = task.policies();
    page.line(
        "  conflicts       "
            + Json.word(p.conflicts())
            + (p.conflicts() == Policies.Conflicts.MERGE
                ? ", same field: " + Json.word(p.winner())
                : ""));
    page.line("  deletes         " + deletes(p));
    page.line("  edit or delete  " + Json.word(p.deleteConflicts()));
    page.line("  links           " + Words.number(links));
    page.line("  due             " + Words.number(due));
    page.line("  first sync      " + (complete ? "done" : "not done yet"));
  }

  private static String deletes(Policies p) {
    return p.deletesToSource() == p.deletesToTarget()
        ? Json.word(p.deletesToTarget())
        : Json.word(p.deletesToTarget())
            + " to the target, "
            + Json.word(p.deletesToSource())
            + " to the source";
  }

  private List<String> match() {
    return task.match().stream()
        .map(m -> task.fields().get(m.field()).name() + " (" + Json.word(m.form()) + ")")
        .toList();
  }

  private Table fields() {
    Table table =
        new Table()
            .left(systems.name(Side.SOURCE), 30)
            .left("")
            .left("")
            .left(systems.name(Side.TARGET), 30)
            .left("")
            .left("");
    for (FieldRule rule : task.fields()) {
      table.row(
          cell(names(rule, Side.SOURCE)),
          cell(types(rule, Side.SOURCE), Style.FAINT),
          cell(arrow(rule.flow())),
          cell(names(rule, Side.TARGET)),
          cell(types(rule, Side.TARGET), Style.FAINT),
          cell(remark(rule), Style.FAINT));
    }
    return table;
  }

  private static String arrow(FieldRule.Flow flow) {
    return switch (flow) {
      case BOTH -> "⇄";
      case TO_TARGET -> "→";
      case TO_SOURCE -> "←";
    };
  }

  private List<Column> columns(FieldRule rule, Side side) {
    return rule.columns(side).stream().map(i -> task.shape(side).columns().get(i)).toList();
  }

  private String names(FieldRule rule, Side side) {
    return String.join(", ", columns(rule, side).stream().map(Column::name).toList());
  }

  private String types(FieldRule rule, Side side) {
    return String.join(", ", columns(rule, side).stream().map(Column::nativeType).toList());
  }

  /** The columns that expressions make, each with its own. */
  private void made(Page page) {
    for (FieldRule rule : task.fields()) {
      if (rule instanceof FieldRule.FormulaRule formula) {
        for (Side side : List.of(Side.TARGET, Side.SOURCE)) {
          formula
              .makes()
              .on(side)
              .ifPresent(
                  m ->
                      page.flow(
                          "  " + systems.name(side) + " " + names(rule, side) + " = ",
                          Style.PLAIN,
                          m.text(),
                          6));
        }
      }
    }
  }

  /** What records have in common that the task is about. */
  private void filters(Page page) {
    for (Side side : Side.values()) {
      if (!task.scope(side).isEverything()) {
        page.flow("  only " + systems.name(side) + " ", Style.PLAIN, task.scope(side).text(), 6);
      }
    }
  }

  /** What it is when it is more than a column, and who wins it when that is said of it alone. */
  private String remark(FieldRule rule) {
    Policies.Winner winner = task.policies().fieldWinners().get(rule.name());
    String kind = kind(rule).equals("column") ? "" : kind(rule);
    return winner == null
        ? kind
        : (kind.isEmpty() ? "" : kind + ", ") + "winner: " + Json.word(winner);
  }

  private static String kind(FieldRule rule) {
    return switch (rule) {
      case FieldRule.ColumnRule c -> "column";
      case FieldRule.FormulaRule f ->
          switch (f.kind()) {
            case EXPRESSION -> "expression";
            case LOOKUP -> "lookup";
          };
      case FieldRule.RelationRule r -> "relation";
    };
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    List<Object> fields = new ArrayList<>();
    for (FieldRule rule : task.fields()) {
      Map<String, Object> field =
          Json.map(
              "name", rule.name(),
              "kind", kind(rule),
              "flow", Json.word(rule.flow()),
              "source", columns(rule, Side.SOURCE).stream().map(Column::name).toList(),
              "target", columns(rule, Side.TARGET).stream().map(Column::name).toList());
      Policies.Winner winner = task.policies().fieldWinners().get(rule.name());
      if (winner != null) {
        field.put("winner", Json.word(winner));
      }
      fields.add(field);
    }
    Policies p = task.policies();
    json.put("task", task.name());
    json.put("id", task.id());
    json.put("sourceObject", task.sourceSchema().name());
    json.put("targetObject", task.targetSchema().name());
    json.put("fields", fields);
    json.put(
        "filter",
        Json.map(
            "source", task.scope(Side.SOURCE).text(), "target", task.scope(Side.TARGET).text()));
    json.put("match", match());
    json.put("conflicts", Json.word(p.conflicts()));
    json.put("winner", Json.word(p.winner()));
    json.put("deleteConflicts", Json.word(p.deleteConflicts()));
    json.put("deletesToSource", Json.word(p.deletesToSource()));
    json.put("deletesToTarget", Json.word(p.deletesToTarget()));
    json.put("links", links);
    json.put("due", due);
    json.put("complete", complete);
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
