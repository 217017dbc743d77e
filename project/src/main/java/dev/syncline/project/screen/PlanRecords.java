package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.project.screen.Sample.Kept;
import dev.syncline.project.screen.Sample.Kind;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Width;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The records of a plan, the first of each kind, with what happens to their fields. */
final class PlanRecords {
  private static final int VALUE_COLUMNS = 32;
  private static final int MOST_FIELDS = 4;

  private final Systems systems;
  private final Task task;
  private final Map<Integer, String> tasks;
  private final Map<PlanItem, List<FieldPair>> seen;

  /**
   * The records of a task.
   *
   * @param tasks names of the sync's tasks by id
   * @param seen what both sides hold in the fields of a conflict
   */
  PlanRecords(
      Systems systems, Task task, Map<Integer, String> tasks, Map<PlanItem, List<FieldPair>> seen) {
    this.systems = systems;
    this.task = task;
    this.tasks = tasks;
    this.seen = seen;
  }

  /** Writes what was kept of the task. Links and converged records are counted only. */
  void write(Page page, Map<Kind, Kept> kinds) {
    kinds.forEach(
        (kind, kept) -> {
          if (kind == Kind.LINK || kind == Kind.CONVERGED) {
            return;
          }
          page.line("  " + page.paint(style(kind), mark(kind)) + " " + heading(kind, kept.count));
          int widest = 0;
          for (PlanItem item : kept.first) {
            widest = Math.max(widest, Width.of(key(item)));
          }
          for (PlanItem item : kept.first) {
            String space = " ".repeat(widest - Width.of(key(item)));
            item(
                page,
                item,
                "      " + page.paint(Style.STRONG, key(item)) + space + "  ",
                widest + 8);
          }
          long more = kept.count - kept.first.size();
          if (more > 0 && !kept.first.isEmpty()) {
            page.line(
                Style.FAINT,
                "      and " + Words.number(more) + " more; --show " + kept.count + " shows all");
          }
        });
  }

  private String heading(Kind kind, long n) {
    return switch (kind) {
      case CREATE_IN_SOURCE -> "create " + Words.number(n) + " in " + systems.name(Side.SOURCE);
      case CREATE_IN_TARGET -> "create " + Words.number(n) + " in " + systems.name(Side.TARGET);
      case UPDATE_IN_SOURCE -> "update " + Words.number(n) + " in " + systems.name(Side.SOURCE);
      case UPDATE_IN_TARGET -> "update " + Words.number(n) + " in " + systems.name(Side.TARGET);
      case DELETE_IN_SOURCE -> "delete " + Words.number(n) + " in " + systems.name(Side.SOURCE);
      case DELETE_IN_TARGET -> "delete " + Words.number(n) + " in " + systems.name(Side.TARGET);
      case LINK -> "link " + Words.number(n);
      case SET_ASIDE -> Words.number(n) + " out of scope, to set aside";
      case UNLINK -> "forget " + Words.count(n, "link");
      case CONVERGED -> Words.number(n) + " agree by themselves";
      case CONFLICT -> Words.count(n, "conflict");
      case AMBIGUOUS -> Words.number(n) + " ambiguous";
      case NULL_KEY -> Words.number(n) + " without a unique key";
      case BLOCKED -> Words.number(n) + " blocked by another record";
      case REJECTED -> Words.number(n) + " rejected";
      case UNREADABLE -> Words.number(n) + " unreadable";
      case FLIPS -> Words.number(n) + " quarantined";
      case DRIFT -> Words.number(n) + " drifted";
      case NOT_SENT -> Words.number(n) + " changed and not sent";
      case ALONE_IN_SOURCE -> Words.number(n) + " only in " + systems.name(Side.SOURCE);
      case ALONE_IN_TARGET -> Words.number(n) + " only in " + systems.name(Side.TARGET);
    };
  }

  private static String mark(Kind kind) {
    return switch (kind) {
      case CREATE_IN_SOURCE, CREATE_IN_TARGET -> "+";
      case UPDATE_IN_SOURCE, UPDATE_IN_TARGET -> "~";
      case DELETE_IN_SOURCE, DELETE_IN_TARGET -> "-";
      case LINK, UNLINK, CONVERGED -> "=";
      case SET_ASIDE -> "·";
      case CONFLICT, AMBIGUOUS, NULL_KEY, BLOCKED, FLIPS -> "!";
      case REJECTED, UNREADABLE -> "✗";
      case DRIFT -> "≠";
      case NOT_SENT -> "·";
      case ALONE_IN_SOURCE, ALONE_IN_TARGET -> "·";
    };
  }

  private static Style style(Kind kind) {
    return switch (kind) {
      case CREATE_IN_SOURCE, CREATE_IN_TARGET -> Style.GOOD;
      case DELETE_IN_SOURCE, DELETE_IN_TARGET, REJECTED, UNREADABLE -> Style.BAD;
      case LINK, UNLINK, SET_ASIDE, CONVERGED, NOT_SENT, ALONE_IN_SOURCE, ALONE_IN_TARGET ->
          Style.FAINT;
      case UPDATE_IN_SOURCE,
          UPDATE_IN_TARGET,
          CONFLICT,
          AMBIGUOUS,
          NULL_KEY,
          BLOCKED,
          FLIPS,
          DRIFT ->
          Style.CARE;
    };
  }

  private void item(Page page, PlanItem item, String who, int used) {
    switch (item) {
      case PlanItem.Create c -> page.line(who + fields(page, c, used));
      case PlanItem.Restore r -> page.line(who + row(page, r.whole(), r.rule(), used));
      case PlanItem.Update u -> changes(page, u, who, used);
      case PlanItem.Delete d -> page.line(who + row(page, d.before(), d.rule(), used));
      case PlanItem.SetAside a -> page.line(who + page.paint(Style.FAINT, outside(a)));
      case PlanItem.Unlink u -> page.line(who + page.paint(Style.FAINT, u.rule()));
      case PlanItem.Held h -> held(page, h, who, used);
      case PlanItem.Drift d ->
          page.flow(who, Style.PLAIN, String.join(", ", d.fields()) + ": " + d.message(), used);
      case PlanItem.Unsent u ->
          page.flow(
              who,
              Style.PLAIN,
              (u.fields().isEmpty() ? "" : String.join(", ", u.fields()) + ": ") + u.message(),
              used);
      case PlanItem.Match m -> page.line(who);
      case PlanItem.Advance a -> page.line(who);
      case PlanItem.Alone a -> page.line(who.stripTrailing());
    }
  }

  private static List<Side> sides(PlanItem.SetAside item) {
    return Arrays.stream(Side.values()).filter(item.base()::isOutside).toList();
  }

  /** Where a record is out of scope, and by what. */
  private String outside(PlanItem.SetAside item) {
    return sides(item).stream()
        .map(side -> "in " + systems.name(side) + " not: " + task.scope(side).text())
        .collect(Collectors.joining("; "));
  }

  /** One line a field: what it holds, what it will hold, and why. */
  private void changes(Page page, PlanItem.Update update, String who, int used) {
    Table table = new Table().left("").left("").left("");
    String rule = "";
    for (Change change : update.changes()) {
      table.row(
          cell(field(change, update.side())),
          cell(
              shown(change, update.side(), change.before())
                  + " → "
                  + shown(change, update.side(), change.after())),
          cell(change.rule().equals(rule) ? "" : change.rule(), Style.FAINT));
      rule = change.rule();
    }
    page.hanging(who, table, used);
  }

  private void held(Page page, PlanItem.Held held, String who, int used) {
    List<FieldPair> both = seen.getOrDefault(held, List.of());
    if (both.isEmpty()) {
      page.flow(who, Style.PLAIN, Shown.safe(held.message()), used);
      return;
    }
    Table table = new Table().left("").left("").left("").left("");
    for (FieldPair f : both) {
      table.row(
          cell(f.name()),
          cell(systems.name(Side.SOURCE) + ": " + ConflictsScreen.shown(f.source())),
          cell(systems.name(Side.TARGET) + ": " + ConflictsScreen.shown(f.target())),
          cell(
              held.unnamed().contains(f.name()) ? "new here, with no winner named" : "",
              Style.FAINT));
    }
    page.hanging(who, table, used);
  }

  private String fields(Page page, PlanItem.Create create, int used) {
    if (create.replaces() == null) {
      return values(create, page.width() - used);
    }
    String why = "comes back: " + create.rule();
    return values(create, page.width() - used - Width.of(why) - 2)
        + "  "
        + page.paint(Style.FAINT, why);
  }

  /** What a new record is given, as much of it as some columns take. */
  String values(PlanItem.Create create, int columns) {
    List<String> fields = new ArrayList<>();
    for (Change change : create.changes()) {
      if (!everyNull(change.after())) {
        fields.add(
            field(change, create.side()) + ": " + shown(change, create.side(), change.after()));
      }
    }
    return asManyAsFit(fields, columns);
  }

  /** A whole row that is removed or put back, and why. */
  static String row(Page page, @Nullable Row row, String rule, int used) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; row != null && i < row.shape().stored().size(); i++) {
      if (row.get(i) != null) {
        Column column = row.shape().columns().get(i);
        fields.add(column.name() + ": " + Shown.value(column.shown(row.get(i)), VALUE_COLUMNS));
      }
    }
    return asManyAsFit(fields, page.width() - used - Width.of(rule) - 2)
        + (fields.isEmpty() ? "" : "  ")
        + page.paint(Style.FAINT, rule);
  }

  private static String asManyAsFit(List<String> fields, int columns) {
    List<String> shown = new ArrayList<>();
    int room = columns;
    for (String field : fields) {
      room -= Width.of(field) + 2;
      // The last one needs no separator behind it; each other leaves room for the ellipsis.
      int spare = shown.size() == fields.size() - 1 ? -2 : 1;
      if (shown.size() == MOST_FIELDS || room < spare && !shown.isEmpty()) {
        shown.add("…");
        break;
      }
      shown.add(field);
    }
    return String.join(", ", shown);
  }

  private static boolean everyNull(@Nullable Object[] values) {
    for (Object v : values) {
      if (v != null) {
        return false;
      }
    }
    return true;
  }

  /** The name of a change's field on the side that is written. */
  String field(Change change, Side side) {
    return String.join(", ", columns(change, side).stream().map(Column::name).toList());
  }

  private List<Column> columns(Change change, Side side) {
    FieldRule rule = task.fields().get(change.field());
    return rule.columns(side).stream().map(c -> task.shape(side).columns().get(c)).toList();
  }

  /** Values of a change as {@link Column#shown} gives them. */
  private @Nullable Object[] told(Change change, Side side, @Nullable Object[] values) {
    List<Column> columns = columns(change, side);
    @Nullable Object[] told = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      told[i] = columns.get(i).shown(values[i]);
    }
    return told;
  }

  /** Values of a change on a side, on one line. */
  String shown(Change change, Side side, @Nullable Object[] values) {
    List<String> shown = new ArrayList<>();
    for (Object value : told(change, side, values)) {
      if (!(value instanceof Awaited a)) {
        shown.add(Shown.value(value, VALUE_COLUMNS));
      } else if (a.part() == 0 || shown.isEmpty()) {
        // Of a key of several parts none is known before the record is there.
        shown.add(
            "(new, for "
                + tasks.getOrDefault(a.task(), "")
                + " "
                + Shown.safe(a.key().toString())
                + ")");
      }
    }
    return String.join(", ", shown);
  }

  /**
   * {@code 12 ⇄ 40012}, or the key of the side that has the record, which a heading names but for
   * what is held: {@code 12 in shop}.
   */
  private String key(PlanItem item) {
    return who(item, systems);
  }

  /** The same, of any plan between these systems. */
  static String who(PlanItem item, Systems systems) {
    String source = item.source() == null ? "" : Shown.safe(item.source().toString());
    String target = item.target() == null ? "" : Shown.safe(item.target().toString());
    if (item instanceof PlanItem.Held && source.isEmpty() != target.isEmpty()) {
      Side side = source.isEmpty() ? Side.TARGET : Side.SOURCE;
      return Width.cut(source + target + " in " + systems.name(side), 32);
    }
    String both = source.isEmpty() || target.isEmpty() ? source + target : source + " ⇄ " + target;
    return Width.cut(both, 32);
  }

  /** What is done with the records of a kind, in words. */
  static String what(Kind kind, Systems systems) {
    return switch (kind) {
      case CREATE_IN_SOURCE -> "create in " + systems.name(Side.SOURCE);
      case CREATE_IN_TARGET -> "create in " + systems.name(Side.TARGET);
      case UPDATE_IN_SOURCE -> "update in " + systems.name(Side.SOURCE);
      case UPDATE_IN_TARGET -> "update in " + systems.name(Side.TARGET);
      case DELETE_IN_SOURCE -> "delete in " + systems.name(Side.SOURCE);
      case DELETE_IN_TARGET -> "delete in " + systems.name(Side.TARGET);
      case LINK -> "link";
      case SET_ASIDE -> "out of scope, to set aside";
      case UNLINK -> "forget the link";
      case CONVERGED -> "agree by themselves";
      case CONFLICT -> "conflict";
      case AMBIGUOUS -> "ambiguous";
      case NULL_KEY -> "without a unique key";
      case BLOCKED -> "blocked by another record";
      case REJECTED -> "rejected";
      case UNREADABLE -> "unreadable";
      case FLIPS -> "quarantined";
      case DRIFT -> "drift";
      case NOT_SENT -> "changed and not sent";
      case ALONE_IN_SOURCE -> "only in " + systems.name(Side.SOURCE);
      case ALONE_IN_TARGET -> "only in " + systems.name(Side.TARGET);
    };
  }

  /** One record of a plan by itself, after what stands before it. */
  void one(Page page, PlanItem item, String lead, int used) {
    Kind kind = Kind.of(item);
    String what = what(kind, systems);
    item(
        page,
        item,
        lead + page.paint(style(kind), mark(kind)) + " " + what + "  ",
        used + 4 + Width.of(what));
  }

  /**
   * A number that stands for all that a plan says of a record, but for the words of its reasons.
   */
  long digest(PlanItem item) {
    Map<String, Object> all = json(item);
    all.remove("rule");
    all.remove("message");
    if (all.get("fields") instanceof List<?> fields) {
      for (Object field : fields) {
        if (field instanceof Map<?, ?> map) {
          map.remove("rule");
        }
      }
    }
    return Json.digest(all);
  }

  /** What was kept, for a program. */
  List<Object> json(Map<Kind, Kept> kinds) {
    List<Object> records = new ArrayList<>();
    kinds.forEach((kind, kept) -> kept.first.forEach(item -> records.add(json(item))));
    return records;
  }

  /** The same of one record. */
  Map<String, Object> json(PlanItem item) {
    Map<String, Object> json = Json.map();
    json.put("kind", item.action());
    if (item instanceof PlanItem.Operation op) {
      json.put("side", op.side().word());
    }
    json.put("source", item.source() == null ? null : item.source().toString());
    json.put("target", item.target() == null ? null : item.target().toString());
    switch (item) {
      case PlanItem.Create c -> {
        json.put("rule", c.rule());
        json.put("fields", json(c.changes(), c.side()));
      }
      case PlanItem.Update u -> {
        json.put("rule", u.rule());
        json.put("fields", json(u.changes(), u.side()));
      }
      case PlanItem.Delete d -> {
        json.put("rule", d.rule());
        if (d.before() != null) {
          json.put("before", values(d.before()));
        }
      }
      case PlanItem.Restore r -> {
        json.put("rule", r.rule());
        json.put("after", values(r.whole()));
      }
      case PlanItem.SetAside a -> json.put("outside", sides(a).stream().map(Side::word).toList());
      case PlanItem.Unlink u -> json.put("rule", u.rule());
      case PlanItem.Held h -> {
        json.put("reason", Json.word(h.reason()));
        json.put("fields", h.fields());
        json.put("message", h.message());
      }
      case PlanItem.Drift d -> {
        json.put("on", d.on().word());
        json.put("fields", d.fields());
        json.put("message", d.message());
      }
      case PlanItem.Unsent u -> {
        json.put("on", u.on().word());
        json.put("fields", u.fields());
        json.put("message", u.message());
      }
      case PlanItem.Match m -> json.put("rule", m.rule());
      case PlanItem.Advance a -> {}
      case PlanItem.Alone a -> json.put("on", a.side().word());
    }
    return json;
  }

  private static Map<String, Object> values(Row row) {
    Map<String, Object> values = Json.map();
    for (int i = 0; i < row.shape().stored().size(); i++) {
      Column column = row.shape().columns().get(i);
      values.put(column.name(), Json.value(column.shown(row.get(i))));
    }
    return values;
  }

  private List<Object> json(List<Change> changes, Side side) {
    List<Object> fields = new ArrayList<>();
    for (Change change : changes) {
      fields.add(
          Json.map(
              "field", field(change, side),
              "before", Json.values(told(change, side, change.before())),
              "after", Json.values(told(change, side, change.after())),
              "rule", change.rule()));
    }
    return fields;
  }
}
