package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan that is kept, some of its writes, and what is selected of it.
 *
 * @param created when it was made
 * @param notes what is to be known of it, a sentence each
 * @param counts how many there are of each group, and how many of these are taken
 * @param matched how many fulfil the filter, and how many of these are taken
 * @param from the position of the first that is shown, from 0
 * @param tasks the names of tasks of which something is offered
 * @param held what is left for a person and is no write
 * @param guarded why the guard would stop it
 * @param blocked how many that are taken could not be written; -1 where that is not foreseen
 * @param testable whether writing can be tried and taken back
 * @param outcome what became of it when it was last tried or applied
 * @param message the latest message of its being applied
 */
public record KeptPlanScreen(
    Systems systems,
    KeptPlan plan,
    String created,
    List<String> notes,
    Map<Group, Count> counts,
    Count matched,
    int from,
    List<Line> lines,
    List<String> tasks,
    List<Held> held,
    long allHeld,
    List<String> guarded,
    long blocked,
    boolean testable,
    Optional<PlanOutcome> outcome,
    Optional<MessageWords> message)
    implements Screen {
  public KeptPlanScreen {
    counts = new EnumMap<>(counts);
    lines = List.copyOf(lines);
  }

  /** How many there are, and how many are taken. */
  public record Count(int all, int taken) {
    /** None. */
    public static final Count NONE = new Count(0, 0);
  }

  /**
   * A write.
   *
   * @param number its number in the plan
   * @param who its keys
   * @param label what its record is called; empty where it is known by its keys alone
   * @param verb create, update or delete
   * @param where the system that is written
   * @param foreseen why it could not be written as things are selected; empty for nothing
   * @param problem what became of it when it was tried or applied; null for nothing
   * @param left numbers of fields that are left out
   */
  public record Line(
      int number,
      String task,
      String who,
      String label,
      Group group,
      String verb,
      String where,
      boolean taken,
      String reason,
      String foreseen,
      PlanOutcome.@Nullable Left problem,
      List<OfferWords.Field> fields,
      List<Integer> left) {}

  /**
   * What is left for a person.
   *
   * @param side the side of whose record the key is
   * @param system its name
   * @param key the record's key
   */
  public record Held(String task, Side side, String system, String key, String message) {
    /** What a plan holds of a task. */
    public static Held of(String task, PlanItem.Held held, Systems systems) {
      Side side = held.source() != null ? Side.SOURCE : Side.TARGET;
      return new Held(
          task, side, systems.name(side), String.valueOf(held.key(side)), held.message());
    }
  }

  /** The count of a group. */
  public Count count(Group group) {
    return counts.getOrDefault(group, Count.NONE);
  }

  /** The count of all. */
  public Count all() {
    return new Count(
        counts.values().stream().mapToInt(Count::all).sum(),
        counts.values().stream().mapToInt(Count::taken).sum());
  }

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + page.paint(Style.STRONG, plan.way())
            + page.paint(Style.FAINT, "  plan " + plan.id() + ", made " + created));
    notes.forEach(note -> page.flow("", Style.PLAIN, Shown.safe(note), 2));
    page.blank();
    for (Group group : Group.values()) {
      Count count = count(group);
      page.line(
          "  "
              + Words.number(count.taken())
              + " of "
              + Words.number(count.all())
              + " "
              + group.name().toLowerCase(Locale.ROOT)
              + " taken");
    }
    page.blank();
    for (Line line : lines) {
      page.line(
          "  "
              + (line.taken() ? "[x] " : "[ ] ")
              + page.paint(Style.STRONG, line.task() + " " + line.who())
              + "  "
              + Shown.safe(line.label())
              + page.paint(Style.FAINT, "  " + line.reason()));
      if (line.problem() != null) {
        page.flow("      ", Style.CARE, Shown.safe(line.problem().message()), 6);
      }
    }
    if (matched.all() > from + lines.size()) {
      page.line(
          Style.FAINT, "  and " + Words.number(matched.all() - from - lines.size()) + " more");
    }
    page.blank();
    page.care(
        Words.number(all().taken())
            + " of "
            + Words.count(all().all(), "difference")
            + " taken, in version "
            + plan.version()
            + " of the selection.");
    Next.write(page, List.of("syncline plans apply " + systems.sync() + " " + plan.id()));
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = KeptPlansScreen.json(systems.sync(), plan, created, message);
    json.put("notes", notes);
    json.put("guard", guarded);
    Map<String, Object> groups = Json.map();
    for (Group group : Group.values()) {
      Count count = count(group);
      groups.put(Json.word(group), Json.map("all", count.all(), "taken", count.taken()));
    }
    json.put("groups", groups);
    json.put("matched", Json.map("all", matched.all(), "taken", matched.taken()));
    json.put("offset", from);
    json.put("blocked", blocked < 0 ? null : blocked);
    json.put("testable", testable);
    List<Object> records = new ArrayList<>();
    for (Line line : lines) {
      List<Object> fields = new ArrayList<>();
      for (OfferWords.Field field : line.fields()) {
        fields.add(
            Json.map(
                "field", field.name(),
                "before", field.before(),
                "after", field.after(),
                "taken", line.taken() && !line.left().contains(field.number()),
                "note", field.note()));
      }
      records.add(
          Json.map(
              "number", line.number(),
              "task", line.task(),
              "record", line.who(),
              "label", line.label(),
              "group", Json.word(line.group()),
              "verb", line.verb(),
              "in", line.where(),
              "taken", line.taken(),
              "reason", line.reason(),
              "foreseen", line.foreseen(),
              "problem", line.problem() == null ? null : line.problem().json(),
              "fields", fields));
    }
    json.put("records", records);
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    if (all().all() == 0) {
      return ExitCode.IN_STEP;
    }
    Count conflicts = count(Group.CONFLICTS);
    return plan.version() == 0 || conflicts.taken() < conflicts.all()
        ? ExitCode.HELD
        : ExitCode.DIFFERENCES;
  }
}
