package dev.syncline.project.screen;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a system holds.
 *
 * @param connection its name
 * @param objects the names of all that can be synchronized
 * @param look one of them
 */
public record BrowseScreen(String connection, List<String> objects, Optional<Look> look)
    implements Screen {
  private static final int WIDEST = 40;

  /** What stands where a value is that is never journaled. */
  public static final String MASK = "•••";

  public BrowseScreen {
    objects = List.copyOf(objects);
  }

  /**
   * An object.
   *
   * @param rows how many rows it has
   * @param first some of them, as texts; null for null
   * @param masked columns whose values are not shown, since some task never journals them
   */
  public record Look(
      ObjectSchema schema, long rows, List<List<@Nullable String>> first, Set<String> masked) {
    public Look {
      first = List.copyOf(first);
      masked = Set.copyOf(masked);
    }

    /** What a column is to its object, in a word or two; empty for nothing special. */
    public String part(Column column) {
      if (schema.identity().contains(column.name())) {
        return "key";
      }
      return schema.foreignKeys().stream()
          .filter(k -> k.columns().contains(column.name()))
          .map(k -> "to " + k.references())
          .findFirst()
          .orElseGet(
              () ->
                  schema.uniqueKeys().stream()
                          .anyMatch(k -> k.columns().equals(List.of(column.name())))
                      ? "unique"
                      : "");
    }
  }

  @Override
  public void text(Page page) {
    if (look.isEmpty()) {
      objects.forEach(o -> page.line(Shown.safe(o)));
      page.blank();
      page.line(Words.count(objects.size(), "table") + " in " + Shown.safe(connection) + ".");
      return;
    }
    Look shown = look.get();
    Table types = new Table().left("column", WIDEST).left("type", WIDEST).left("").left("");
    for (Column c : shown.schema().columns()) {
      types.row(
          Table.cell(Shown.safe(c.name())),
          Table.cell(Shown.safe(c.nativeType()), Style.FAINT),
          Table.cell(c.nullable() ? "" : "not null", Style.FAINT),
          Table.cell(Shown.safe(shown.part(c)), Style.GOOD));
    }
    page.table(types, 0);
    page.blank();
    Table table = new Table();
    shown.schema().columns().forEach(c -> table.left(Shown.safe(c.name()), WIDEST));
    shown
        .first()
        .forEach(
            row ->
                table.row(
                    row.stream()
                        .map(v -> Table.cell(v == null ? "null" : Shown.safe(v)))
                        .toArray(Table.Cell[]::new)));
    page.table(table, 0);
    page.blank();
    page.line(
        Words.count(shown.rows(), "row")
            + ", "
            + Words.number(shown.first().size())
            + " of them shown.");
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = Json.map("connection", connection, "objects", objects);
    look.ifPresent(
        shown -> {
          json.put("object", shown.schema().name());
          json.put(
              "columns",
              shown.schema().columns().stream()
                  .map(
                      c ->
                          Json.map(
                              "name", c.name(),
                              "type", c.nativeType(),
                              "nullable", c.nullable(),
                              "part", shown.part(c),
                              "masked", shown.masked().contains(c.name())))
                  .toList());
          json.put("key", shown.schema().identity());
          json.put("rows", shown.rows());
          json.put("first", shown.first());
        });
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
