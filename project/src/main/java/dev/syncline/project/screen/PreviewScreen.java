package dev.syncline.project.screen;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model gives.
 *
 * @param connection whose database it asks
 * @param masked columns whose values whoever asks may not see
 */
public record PreviewScreen(String connection, ModelRows rows, Set<String> masked)
    implements Screen {
  private static final int WIDEST = 40;

  @Override
  public void text(Page page) {
    List<Column> columns = rows.schema().columns();
    Table types = new Table().left("column", WIDEST).left("type", WIDEST).left("");
    for (Column column : columns) {
      boolean key = rows.schema().identity().contains(column.name());
      types.row(
          Table.cell(Shown.safe(column.name())),
          Table.cell(Shown.safe(column.nativeType()), Style.FAINT),
          Table.cell(key ? "key" : "", Style.GOOD));
    }
    page.table(types, 0);
    if (!rows.first().isEmpty()) {
      page.blank();
      Table table = new Table();
      columns.forEach(c -> table.left(Shown.safe(c.name()), WIDEST));
      rows.first().forEach(row -> table.row(cells(columns, row)));
      page.table(table, 0);
    }
    page.blank();
    String count =
        Words.count(rows.count(), "row")
            + (rows.first().size() < rows.count()
                ? ", " + Words.number(rows.first().size()) + " of them shown"
                : "");
    String key = Words.list(rows.schema().identity());
    if (rows.keyHolds()) {
      page.good(count + ". The key " + Shown.safe(key) + " tells them apart.");
    } else {
      page.line(count + ".");
      rows.faults().forEach(f -> page.bad(Page.sentence(f.message()) + ". " + f.remedy()));
    }
  }

  private Table.Cell[] cells(List<Column> columns, Row row) {
    return columns.stream()
        .map(c -> Table.cell(Shown.value(value(c, row), WIDEST)))
        .toArray(Table.Cell[]::new);
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "model",
        rows.schema().name(),
        "connection",
        connection,
        "key",
        rows.schema().identity(),
        "columns",
        rows.schema().columns().stream()
            .map(c -> Json.map("name", c.name(), "type", c.nativeType()))
            .toList(),
        "rows",
        rows.count(),
        "first",
        rows.first().stream().map(this::json).toList(),
        "keyHolds",
        rows.keyHolds(),
        "withoutKey",
        rows.without(),
        "repeatedKeys",
        rows.repeated(),
        "someRepeated",
        rows.some().stream().map(Key::toString).toList(),
        "exit",
        exit().number());
  }

  private @Nullable Object value(Column column, Row row) {
    Object value = column.shown(row.get(column.name()));
    return value != null && masked.contains(column.name()) ? Shown.HIDDEN : value;
  }

  private Map<String, @Nullable Object> json(Row row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column c : rows.schema().columns()) {
      values.put(c.name(), Json.value(value(c, row)));
    }
    return values;
  }

  @Override
  public ExitCode exit() {
    return rows.keyHolds() ? ExitCode.IN_STEP : ExitCode.DIFFERENCES;
  }
}
