package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.advise.KeyAdvice;
import dev.syncline.engine.advise.SideFigures;
import dev.syncline.engine.config.Finding;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the fields of a task are mapped, as they are configured or would be with some changes.
 *
 * @param task its name
 * @param tasks the names of all tasks of the sync
 * @param place where it is configured, as a JSON Pointer
 * @param objects both sides' tables; nothing for one that is not there
 * @param chosen whether the fields are chosen for the user because none are configured
 * @param fields in the order of the configuration
 * @param key the unique key's parts; empty for none
 * @param keyChosen whether the key is chosen for the user
 * @param figures what the key does with the records there are now, where that was counted
 * @param findings what is to be said of anything but a field
 * @param edit what is to become of the files
 */
public record MappingScreen(
    String sync,
    String task,
    List<String> tasks,
    String place,
    BySide<Optional<ObjectSchema>> objects,
    boolean chosen,
    List<Field> fields,
    List<KeyPart> key,
    boolean keyChosen,
    Optional<KeyAdvice> figures,
    List<Finding> findings,
    EditScreen edit)
    implements Screen {
  private static final int WIDEST = 40;

  public MappingScreen {
    tasks = List.copyOf(tasks);
    fields = List.copyOf(fields);
    key = List.copyOf(key);
    findings = List.copyOf(findings);
  }

  /** What a field is. */
  public enum Kind {
    COLUMN,
    RELATION,
    EXPRESSION,
    CONSTANT,
    LOOKUP;

    /** Its name in the manual and for programs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Columns of both sides that belong together.
   *
   * @param flow which way their values travel: {@code <->}, {@code ->} or {@code <-}
   */
  public record Pair(List<String> source, String flow, List<String> target) {
    public Pair {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    /** The columns of a side. */
    public List<String> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }
  }

  /**
   * A part of the unique key.
   *
   * @param written as it stands in the file, or would stand there: a text, or a map
   */
  public record KeyPart(Pair pair, Object written) {}

  /**
   * A field.
   *
   * @param place where it is configured, as a JSON Pointer; empty where it stands in an included
   *     mapping, or is chosen for the user
   * @param text the expression, the constant or the lookup; empty for plain columns
   * @param reads columns of each side of which an expression or a lookup makes the other side's;
   *     empty where that cannot be told, because the task has errors
   * @param written as it stands in the file, or would stand there: a text, or a map
   * @param findings what is to be said of it
   */
  public record Field(
      String place,
      Kind kind,
      Pair pair,
      String text,
      BySide<List<String>> reads,
      Object written,
      List<Finding> findings) {
    public Field {
      findings = List.copyOf(findings);
    }
  }

  @Override
  public void text(Page page) {
    page.line(Style.STRONG, Shown.safe(task) + (chosen ? "  (chosen: no fields are listed)" : ""));
    Table table = new Table().left("source", WIDEST).left("").left("target", WIDEST).left("", 60);
    for (Field field : fields) {
      table.row(
          cell(names(field.pair().source())),
          cell(arrow(field.pair().flow())),
          cell(names(field.pair().target())),
          cell(Shown.safe(field.text()), Style.FAINT));
    }
    page.table(table, 2);
    page.line(
        "  unique key  "
            + (key.isEmpty()
                ? "none"
                : String.join(" and ", key.stream().map(k -> pair(k.pair())).toList()))
            + (keyChosen && !key.isEmpty() ? "  (chosen)" : ""));
    figures.ifPresent(f -> figures(page, f));
    fields.forEach(f -> FindingsScreen.write(page, f.findings()));
    FindingsScreen.write(page, findings);
    if (!edit.changed().isEmpty()) {
      page.blank();
      edit.text(page);
    }
  }

  private static String pair(Pair pair) {
    return pair.source().equals(pair.target())
        ? names(pair.source())
        : names(pair.source()) + " = " + names(pair.target());
  }

  private static void figures(Page page, KeyAdvice figures) {
    page.line(
        "              would link "
            + Words.number(figures.links())
            + ", create "
            + Words.number(figures.createsInTarget())
            + " in the target and "
            + Words.number(figures.createsInSource())
            + " in the source, hold "
            + Words.number(figures.ambiguous() + figures.nulls()));
  }

  private static String names(List<String> columns) {
    return Shown.safe(String.join(", ", columns));
  }

  private static String arrow(String flow) {
    return switch (flow) {
      case "->" -> "→";
      case "<-" -> "←";
      default -> "⇄";
    };
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "sync", sync,
        "task", task,
        "tasks", tasks,
        "place", place,
        "source", object(Side.SOURCE),
        "target", object(Side.TARGET),
        "chosen", chosen,
        "fields", fields.stream().map(MappingScreen::json).toList(),
        "key", key.stream().map(k -> json(k.pair())).toList(),
        "keyChosen", keyChosen,
        "figures", figures.map(MappingScreen::json).orElse(null),
        "findings", FindingsScreen.json(findings),
        "edit", edit.json(),
        "exit", exit().number());
  }

  private @Nullable Map<String, Object> object(Side side) {
    return objects
        .on(side)
        .map(
            o ->
                Json.map(
                    "name",
                    o.name(),
                    "columns",
                    o.columns().stream().map(MappingScreen::json).toList()))
        .orElse(null);
  }

  private static Map<String, Object> json(Column column) {
    return Json.map(
        "name", column.name(), "type", column.nativeType(), "nullable", column.nullable());
  }

  private static Map<String, Object> json(Pair pair) {
    return Json.map("source", pair.source(), "flow", pair.flow(), "target", pair.target());
  }

  private static Map<String, Object> json(Field field) {
    return Json.map(
        "place", field.place(),
        "kind", field.kind().word(),
        "source", field.pair().source(),
        "flow", field.pair().flow(),
        "target", field.pair().target(),
        "text", field.text(),
        "reads", Json.map("source", field.reads().source(), "target", field.reads().target()),
        "written", field.written(),
        "findings", FindingsScreen.json(field.findings()));
  }

  private static Map<String, Object> json(KeyAdvice figures) {
    return Json.map(
        "links", figures.links(),
        "createsInTarget", figures.createsInTarget(),
        "createsInSource", figures.createsInSource(),
        "ambiguous", figures.ambiguous(),
        "source", json(figures.source()),
        "target", json(figures.target()));
  }

  private static Map<String, Object> json(SideFigures side) {
    return Json.map(
        "rows", side.rows(),
        "nulls", side.nulls(),
        "distinct", side.distinct(),
        "repeated", side.repeated());
  }

  /** Whether something in it is wrong, so that nothing of it is saved. */
  public boolean hasErrors() {
    return !edit.errors().isEmpty()
        || findings.stream().anyMatch(Finding::isError)
        || fields.stream().flatMap(f -> f.findings().stream()).anyMatch(Finding::isError);
  }

  @Override
  public ExitCode exit() {
    return hasErrors() ? ExitCode.ERROR : edit.exit();
  }
}
