package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.Change;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.review.Offer;
import dev.syncline.engine.review.Review;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Width;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What differs between two environments, and what of it is taken.
 *
 * @param to the side that is written
 * @param notes what is to be known of what was compared, a sentence each
 * @param tasks those that were compared, in order
 * @param plan the saved comparison
 * @param file the review; empty while there is none
 * @param shown the groups whose records are shown
 * @param testable whether writing can be tried and taken back
 */
public record ReviewScreen(
    Systems systems,
    Side to,
    String compared,
    List<String> notes,
    List<Task> tasks,
    Offered offered,
    Review review,
    String plan,
    String file,
    List<Group> shown,
    boolean testable)
    implements Screen {
  private static final int MOST_TAKES = 3;

  @Override
  public void text(Page page) {
    ReviewWords words = words();
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + page.paint(Style.STRONG, systems.name(to.other()) + " → " + systems.name(to))
            + page.paint(Style.FAINT, "  compared " + compared));
    notes.forEach(note -> page.flow("", Style.PLAIN, Shown.safe(note), 2));
    page.blank();
    if (offered.all() == 0) {
      page.good("Nothing differs: there is nothing to apply.");
      return;
    }
    counts(words).write(page);
    for (Group group : shown) {
      if (!offered.first(group).isEmpty()) {
        page.blank();
        group(page, words, group);
      }
    }
    page.blank();
    closing(page);
  }

  /** How many of each group there are: {@code 1 in conflict, 2 new, 3 modified}. */
  public String counts() {
    List<String> counts = new ArrayList<>();
    for (Group group : Group.values()) {
      long n = offered.count(group).all();
      if (n > 0) {
        counts.add(
            Words.number(n)
                + (group == Group.CONFLICTS
                    ? " in conflict"
                    : " " + words().group(group).toLowerCase(Locale.ROOT)));
      }
    }
    return counts.isEmpty() ? "Nothing differs." : Page.sentence(Words.list(counts)) + ".";
  }

  private ReviewWords words() {
    return new ReviewWords(systems, tasks, offered.foreseen(), List.of());
  }

  private Table counts(ReviewWords words) {
    Table table = new Table().left("taken of");
    for (Group group : Group.values()) {
      table.right(words.group(group));
    }
    for (Task task : tasks) {
      if (offered.has(task.id())) {
        table.row(row(task.name(), group -> offered.count(task.id(), group)));
      }
    }
    return tasks.size() < 2 ? table : table.row(row("all", offered::count));
  }

  private static Table.Cell[] row(
      String name, java.util.function.Function<Group, Offered.Count> counts) {
    List<Table.Cell> cells = new ArrayList<>();
    cells.add(cell(name));
    for (Group group : Group.values()) {
      Offered.Count count = counts.apply(group);
      cells.add(
          count.all() == 0
              ? cell("·", Style.FAINT)
              : cell(
                  Words.number(count.taken()) + " of " + Words.number(count.all()),
                  count.taken() == 0 ? Style.FAINT : Style.PLAIN));
    }
    return cells.toArray(Table.Cell[]::new);
  }

  private void group(Page page, ReviewWords words, Group group) {
    Offered.Count count = offered.count(group);
    page.line(
        page.paint(style(group), words.group(group))
            + page.paint(
                Style.FAINT,
                "  "
                    + Words.number(count.taken())
                    + " of "
                    + Words.number(count.all())
                    + " taken"));
    List<Offer> first = offered.first(group);
    int widest = first.stream().mapToInt(o -> Width.of(words.who(o))).max().orElse(0);
    for (Offer offer : first) {
      String who = words.who(offer);
      String lead = "  " + box(review.takes(offer.number())) + " ";
      int used = 6 + widest + 2;
      String text = words.summary(page, offer, used + Width.of(offer.reason()) + 2);
      page.line(
          lead
              + page.paint(Style.STRONG, who)
              + " ".repeat(widest - Width.of(who) + 2)
              + text
              + (text.isEmpty() || offer.reason().isEmpty() ? "" : "  ")
              + page.paint(Style.FAINT, offer.reason()));
      words.foreseen(offer).ifPresent(why -> page.flow("      ", Style.CARE, why, 6));
      if (!offer.fields().isEmpty()) {
        page.table(fields(words, offer), 6);
      }
    }
    long more = count.all() - first.size();
    if (more > 0) {
      page.line(
          Style.FAINT,
          "  and " + Words.number(more) + " more; --show " + count.all() + " shows all");
    }
  }

  private Table fields(ReviewWords words, Offer offer) {
    Table table = new Table().left("").left("").left("").left("").left("");
    boolean taken = review.takes(offer.number());
    for (Change change : offer.fields()) {
      boolean own = review.takes(offer.number(), change.field());
      table.row(
          cell(taken && !own ? "left" : "", Style.CARE),
          cell(words.records(offer).field(change, to)),
          cell(systems.name(to) + ": " + words.records(offer).shown(change, to, change.before())),
          cell(
              systems.name(to.other())
                  + ": "
                  + words.records(offer).shown(change, to, change.after())),
          cell(words.note(offer, change).orElse(""), Style.FAINT));
    }
    return table;
  }

  private static String box(boolean taken) {
    return taken ? "[x]" : "[ ]";
  }

  private static Style style(Group group) {
    return switch (group) {
      case CONFLICTS -> Style.CARE;
      case NEW -> Style.GOOD;
      case MODIFIED -> Style.STRONG;
      case DELETED -> Style.BAD;
    };
  }

  private void closing(Page page) {
    page.care(
        Words.number(offered.taken())
            + " of "
            + Words.count(offered.all(), "difference")
            + " would be written to "
            + systems.name(to)
            + ". Nothing has been written.");
    foreseen().ifPresent(page::care);
    List<String> next = new ArrayList<>(takes());
    if (file.isEmpty()) {
      next.add("syncline review " + plan);
    } else {
      page.line("The review is in " + file + ": tick there, or with --take and --leave.");
      String run = "syncline run --plan " + plan;
      next.addAll(testable ? List.of(run + " --test", run) : List.of(run));
    }
    Next.write(page, next);
  }

  /** That something that is taken cannot be written. */
  private Optional<String> foreseen() {
    long whole = offered.foreseen().whole();
    long partly = offered.foreseen().partly();
    List<String> parts = new ArrayList<>();
    if (whole > 0) {
      parts.add(Words.number(whole) + " would be blocked");
    }
    if (partly > 0) {
      parts.add(Words.number(partly) + " written without a reference");
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Of these "
                + Words.list(parts)
                + ", for want of a record that "
                + systems.name(to)
                + " does not have and is not given."
                + (takes().isEmpty() ? "" : " Take it, too, or leave what refers to it."));
  }

  /** How to take what others, which are taken, refer to. */
  private List<String> takes() {
    return offered.foreseen().remediable(MOST_TAKES).stream()
        .map(
            blocked ->
                "syncline review "
                    + plan
                    + " --take --task "
                    + inShell(name(blocked.task()))
                    + " --record "
                    + inShell(Shown.safe(blocked.parent().toString())))
        .toList();
  }

  private static String inShell(String text) {
    return text.matches("[\\w.,:/-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public Map<String, Object> json() {
    ReviewWords words = words();
    Map<String, Object> json = systems.json();
    json.put("to", systems.name(to));
    json.put("from", systems.name(to.other()));
    json.put("compared", compared);
    json.put("notes", notes);
    json.put("plan", plan);
    json.put("review", file.isEmpty() ? null : file);
    Map<String, Object> groups = Json.map();
    for (Group group : Group.values()) {
      Offered.Count count = offered.count(group);
      List<Object> records = new ArrayList<>();
      for (Offer offer : offered.first(group)) {
        Map<String, Object> record = words.records(offer).json(offer.operation());
        record.put("number", offer.number());
        record.put("task", name(offer.operation().task()));
        record.put("taken", review.takes(offer.number()));
        record.put("reason", offer.reason());
        record.put("foreseen", words.foreseen(offer).orElse(null));
        record.put(
            "left",
            offer.fields().stream()
                .filter(c -> !review.takes(offer.number(), c.field()))
                .map(c -> words.records(offer).field(c, to))
                .toList());
        records.add(record);
      }
      groups.put(
          Json.word(group),
          Json.map("all", count.all(), "taken", count.taken(), "records", records));
    }
    json.put("groups", groups);
    json.put(
        "foreseen",
        Json.map("blocked", offered.foreseen().whole(), "partly", offered.foreseen().partly()));
    json.put("exit", exit().number());
    return json;
  }

  private String name(int task) {
    return tasks.stream().filter(t -> t.id() == task).map(Task::name).findFirst().orElse("");
  }

  @Override
  public ExitCode exit() {
    if (offered.all() == 0) {
      return ExitCode.IN_STEP;
    }
    Offered.Count conflicts = offered.count(Group.CONFLICTS);
    return conflicts.taken() < conflicts.all() || file.isEmpty()
        ? ExitCode.HELD
        : ExitCode.DIFFERENCES;
  }
}
