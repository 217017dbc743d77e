package dev.syncline.project.screen;

import dev.syncline.engine.rehearsal.Retrospect.Otherwise;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an edited configuration would have made otherwise of what was written in a stretch of time.
 *
 * @param time how long it is, as the command line says it
 * @param sinceMillis where it begins
 * @param changes how many records were written in it
 * @param otherwise how many of them would have been written otherwise, or not at all
 * @param first the first of those
 * @param tasks names of tasks by id
 */
public record Hindsight(
    Systems systems,
    String time,
    long sinceMillis,
    long changes,
    long otherwise,
    List<Case> first,
    Map<Integer, String> tasks) {
  private static final int VALUE_COLUMNS = 32;

  /** An operation, and what would have been otherwise of it. */
  public record Case(JournalBatch batch, JournalEntry entry, List<Otherwise> otherwise) {}

  void write(Page page, String with) {
    page.line(
        page.paint(Style.STRONG, "In the last " + Shown.safe(time))
            + "  "
            + Words.count(changes, "record")
            + " written, "
            + (otherwise == 0
                ? "none otherwise under "
                : Words.number(otherwise) + " otherwise under ")
            + Shown.safe(with));
    for (Case c : first) {
      page.line(
          "      "
              + page.paint(Style.STRONG, key(c.entry()))
              + "  "
              + verb(c.entry())
              + " in "
              + systems.name(c.batch().side())
              + page.paint(
                  Style.FAINT,
                  "  run " + c.batch().run() + ", " + tasks.getOrDefault(c.batch().task(), "")));
      for (Otherwise o : c.otherwise()) {
        page.flow("        ", Style.PLAIN, sentence(c.entry(), o), 10);
      }
    }
    long more = otherwise - first.size();
    if (more > 0) {
      page.line(
          Style.FAINT,
          "      and " + Words.number(more) + " more; --show " + otherwise + " shows all");
    }
    page.blank();
  }

  private static @Nullable Object written(JournalEntry entry, Otherwise o) {
    int at = entry.columns().indexOf(o.column());
    return at < 0 || entry.after() == null ? null : Json.value(entry.after()[at]);
  }

  private static String sentence(JournalEntry entry, Otherwise o) {
    if (o.column().isEmpty()) {
      return o.what();
    }
    int at = entry.columns().indexOf(o.column());
    String written =
        at < 0 || entry.after() == null
            ? ""
            : " " + Shown.value(entry.after()[at], VALUE_COLUMNS) + ",";
    return Shown.safe(o.column())
        + written
        + " "
        + Shown.safe(o.what())
        + o.value().map(v -> " " + Shown.value(v, VALUE_COLUMNS)).orElse("");
  }

  private static String verb(JournalEntry entry) {
    return switch (entry.kind()) {
      case CREATE -> "created";
      case UPDATE -> "updated";
      case DELETE -> "deleted";
    };
  }

  private static String key(JournalEntry entry) {
    String source = entry.source() == null ? "" : Shown.safe(entry.source().toString());
    String target = entry.target() == null ? "" : Shown.safe(entry.target().toString());
    return source.isEmpty() || target.isEmpty() ? source + target : source + " ⇄ " + target;
  }

  Map<String, Object> json() {
    List<Object> cases = new ArrayList<>();
    for (Case c : first) {
      List<Object> otherwise = new ArrayList<>();
      for (Otherwise o : c.otherwise()) {
        otherwise.add(
            Json.map(
                "column",
                o.column().isEmpty() ? null : o.column(),
                "what",
                o.what(),
                "written",
                written(c.entry(), o),
                "value",
                o.value().map(Json::value).orElse(null)));
      }
      cases.add(
          Json.map(
              "run",
              c.batch().run(),
              "task",
              tasks.getOrDefault(c.batch().task(), ""),
              "kind",
              Json.word(c.entry().kind()),
              "side",
              c.batch().side().word(),
              "source",
              c.entry().source() == null ? null : c.entry().source().toString(),
              "target",
              c.entry().target() == null ? null : c.entry().target().toString(),
              "otherwise",
              otherwise));
    }
    return Json.map(
        "since",
        Json.moment(sinceMillis),
        "changes",
        changes,
        "otherwise",
        otherwise,
        "records",
        cases,
        "leftOut",
        otherwise - first.size());
  }
}
