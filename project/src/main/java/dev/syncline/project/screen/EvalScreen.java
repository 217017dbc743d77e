package dev.syncline.project.screen;

import dev.syncline.expression.EvaluationFailed;
import dev.syncline.project.screen.Tried.Result;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Table.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an expression gives for some records. */
public record EvalScreen(Tried tried) implements Screen {
  private static final int WIDEST = 60;
  private static final int MOST_KEYS = 10;

  @Override
  public void text(Page page) {
    page.line(Style.FAINT, tried.type() + (tried.nullable() ? ", may be null" : ", never null"));
    if (tried.results().isEmpty()) {
      page.line("There are no records to try it on.");
      return;
    }
    List<String> columns = List.copyOf(tried.results().getFirst().columns().keySet());
    boolean keyed = tried.results().getFirst().key() != null;
    if (!keyed && columns.isEmpty()) {
      Result only = tried.results().getFirst();
      if (only.failure() == null) {
        page.line(value(only.value()));
      }
    } else {
      page.table(table(columns), 0);
    }
    failures().values().forEach(alike -> failed(page, alike));
  }

  /** Results without a value, those of one reason at one place together. */
  private Map<List<Object>, List<Result>> failures() {
    Map<List<Object>, List<Result>> failures = new LinkedHashMap<>();
    for (Result row : tried.results()) {
      EvaluationFailed failure = row.failure();
      if (failure != null) {
        failures
            .computeIfAbsent(List.of(failure.place(), failure.reason()), k -> new ArrayList<>())
            .add(row);
      }
    }
    return failures;
  }

  private static void failed(Page page, List<Result> alike) {
    EvaluationFailed failure = Objects.requireNonNull(alike.getFirst().failure());
    page.blank();
    page.bad(keys(alike) + Shown.safe(failure.reason()));
    failure.pointed().lines().forEach(line -> page.line("  " + Shown.safe(line)));
  }

  private static String keys(List<Result> alike) {
    if (alike.getFirst().key() == null) {
      return "";
    }
    String first =
        alike.stream()
            .limit(MOST_KEYS)
            .map(row -> Shown.safe(String.valueOf(row.key())))
            .collect(Collectors.joining(", "));
    int more = alike.size() - MOST_KEYS;
    return first + (more > 0 ? " and " + more + " more: " : ": ");
  }

  private Table table(List<String> columns) {
    Table table = new Table().left("key", WIDEST).left("result", WIDEST);
    columns.forEach(name -> table.left(Shown.safe(name), WIDEST));
    for (Result row : tried.results()) {
      List<Cell> cells = new ArrayList<>();
      cells.add(new Cell(Shown.safe(String.valueOf(row.key())), Style.PLAIN));
      cells.add(
          row.failure() == null
              ? new Cell(value(row.value()), Style.GOOD)
              : new Cell("none", Style.BAD));
      columns.forEach(name -> cells.add(new Cell(value(row.columns().get(name)), Style.FAINT)));
      table.row(cells.toArray(Cell[]::new));
    }
    return table;
  }

  private static String value(@Nullable Object value) {
    return Shown.value(value, WIDEST);
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "expression",
        tried.expression(),
        "type",
        tried.type(),
        "nullable",
        tried.nullable(),
        "rows",
        tried.results().stream().map(EvalScreen::json).toList(),
        "exit",
        exit().number());
  }

  private static Map<String, Object> json(Result row) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    row.columns().forEach((name, value) -> columns.put(name, Json.value(value)));
    EvaluationFailed failure = row.failure();
    Map<String, Object> json =
        Json.map("key", row.key() == null ? null : row.key().toString(), "columns", columns);
    if (failure == null) {
      json.put("value", Json.value(row.value()));
    } else {
      json.put(
          "error",
          Json.map(
              "message",
              failure.reason(),
              "line",
              failure.place().line(),
              "column",
              failure.place().column()));
    }
    return json;
  }

  @Override
  public ExitCode exit() {
    return tried.results().stream().anyMatch(row -> row.failure() != null)
        ? ExitCode.REJECTED
        : ExitCode.IN_STEP;
  }
}
