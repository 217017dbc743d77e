package dev.syncline.project.screen;

import dev.syncline.connect.Transcript.Exchange;
import dev.syncline.connect.Transcript.Request;
import dev.syncline.connect.Transcript.Statement;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was said to a system and answered, without values that are never to be shown. */
final class Exchanges {
  /** Stands for a value that is not shown. */
  private static final int VALUE_COLUMNS = 60;

  /** The record's own values of columns that are not shown. */
  private final Set<String> hidden = new HashSet<>();

  private final Set<String> hiddenColumns;

  Exchanges(TestedRow row) {
    for (TestedRow.Cell c : row.columns()) {
      if (c.hidden()) {
        hidden.add(String.valueOf(c.value()));
        hidden.add(String.valueOf(c.sent()));
      }
    }
    hidden.remove("null");
    this.hiddenColumns = row.task().neverJournaled().on(row.from().other());
  }

  void write(Page page, List<Exchange> exchanges) {
    int n = 0;
    for (Exchange exchange : exchanges) {
      String lead = "  " + ++n + "  ";
      switch (exchange) {
        case Statement s -> statement(page, lead, s);
        case Request r -> request(page, lead, r);
      }
    }
  }

  private void statement(Page page, String lead, Statement s) {
    page.flow(lead, Style.PLAIN, Shown.safe(s.sql().strip().replaceAll("\\s+", " ")), 5);
    if (!s.parameters().isEmpty()) {
      page.flow(
          "     ",
          Style.FAINT,
          "with "
              + s.parameters().stream().map(v -> shown("", v)).collect(Collectors.joining(", ")),
          7);
    }
    for (List<@Nullable Object> row : s.rows()) {
      page.flow("     ", Style.FAINT, "gave " + String.join(", ", row(s, row)), 7);
    }
    String error = s.error();
    if (error != null) {
      page.flow("     ", Style.BAD, "refused: " + Shown.safe(masked(error)), 7);
    } else if (s.columns().isEmpty() && s.count() >= 0) {
      page.line(Style.FAINT, "     " + Words.count(s.count(), "row") + " written");
    } else if (s.rows().isEmpty()) {
      page.line(Style.FAINT, "     gave no row");
    }
  }

  private List<String> row(Statement s, List<@Nullable Object> row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(shown(s.columns().get(i), row.get(i)));
    }
    return cells;
  }

  private void request(Page page, String lead, Request r) {
    page.line(lead + page.paint(Style.STRONG, r.method()) + " " + Shown.safe(masked(r.url())));
    r.headers()
        .forEach((name, value) -> page.line(Style.FAINT, "     " + name + ": " + masked(value)));
    String body = r.body();
    if (body != null) {
      page.flow("     ", Style.PLAIN, Shown.safe(masked(body)), 5);
    }
    String answer = r.answer();
    page.flow(
        "     ",
        r.status() / 100 == 2 ? Style.GOOD : Style.BAD,
        (r.status() == 0 ? "no answer" : "HTTP " + r.status())
            + (answer == null ? "" : "  " + Shown.safe(masked(answer))),
        7);
  }

  private String shown(String column, @Nullable Object value) {
    return isHidden(column, value) ? Shown.HIDDEN : Shown.value(value, VALUE_COLUMNS);
  }

  private boolean isHidden(String column, @Nullable Object value) {
    return value != null
        && (hiddenColumns.contains(column) || hidden.contains(String.valueOf(value)));
  }

  private String masked(String text) {
    String shown = text;
    for (String value : hidden) {
      shown = shown.replace(value, Shown.HIDDEN);
    }
    return shown;
  }

  List<Object> json(List<Exchange> exchanges) {
    List<Object> list = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      list.add(
          switch (exchange) {
            case Statement s -> json(s);
            case Request r ->
                Json.map(
                    "method",
                    r.method(),
                    "url",
                    masked(r.url()),
                    "headers",
                    r.headers(),
                    "body",
                    r.body() == null ? null : masked(Objects.requireNonNull(r.body())),
                    "status",
                    r.status() == 0 ? null : r.status(),
                    "answer",
                    r.answer() == null ? null : masked(Objects.requireNonNull(r.answer())));
          });
    }
    return list;
  }

  private Map<String, Object> json(Statement s) {
    List<Object> rows = new ArrayList<>();
    for (List<@Nullable Object> row : s.rows()) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(value(s.columns().get(i), row.get(i)));
      }
      rows.add(values);
    }
    List<@Nullable Object> parameters = new ArrayList<>();
    s.parameters().forEach(p -> parameters.add(value("", p)));
    String error = s.error();
    return Json.map(
        "sql",
        s.sql().strip(),
        "parameters",
        parameters,
        "columns",
        s.columns(),
        "rows",
        rows,
        "count",
        s.count() < 0 ? null : s.count(),
        "error",
        error == null ? null : masked(error));
  }

  /** Of whatever class a driver takes. */
  private @Nullable Object value(String column, @Nullable Object value) {
    return isHidden(column, value)
        ? Shown.HIDDEN
        : value instanceof Integer n ? (Object) n.longValue() : Json.value(value);
  }
}
