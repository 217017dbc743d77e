package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;

import dev.syncline.core.Side;
import dev.syncline.engine.config.Paused;
import dev.syncline.engine.verify.Certificate;
import dev.syncline.engine.verify.Certificate.Difference;
import dev.syncline.engine.verify.Certificate.OfTask;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The certificate: both sides are equal through the mapping, or what is not.
 *
 * @param held tasks that rest, of which nothing can be said
 * @param linked whether anything was ever linked
 * @param show at most so many differences of each task
 * @param atMillis when the systems were read
 */
public record VerifyScreen(
    Systems systems,
    List<Paused> held,
    Certificate certificate,
    boolean linked,
    int show,
    long atMillis,
    long millis)
    implements Screen {

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + page.paint(Style.FAINT, "  both sides whole, " + Words.duration(millis)));
    page.blank();
    page.table(table(), 2);
    ways(page);
    filtered(page);
    unsent(page);
    for (OfTask task : certificate.tasks()) {
      if (task.different > 0) {
        page.blank();
        page.line(
            "  "
                + page.paint(Style.BAD, "≠")
                + " "
                + page.paint(Style.STRONG, task.name)
                + ": "
                + Words.count(task.different, "difference"));
        task.differences.stream().limit(show).forEach(d -> difference(page, d));
        long more = task.different - Math.min(show, task.differences.size());
        if (more > 0 && show > 0) {
          page.line(Style.FAINT, "      and " + Words.number(more) + " more");
        }
      }
      if (task.pinned > 0) {
        page.blank();
        page.line(
            "  · "
                + page.paint(Style.STRONG, task.name)
                + ": "
                + Words.number(task.pinned)
                + " as an undo or a snapshot left them (syncline pins list)");
        task.pins.stream().limit(show).forEach(d -> difference(page, d));
        long more = task.pinned - Math.min(show, task.pins.size());
        if (more > 0 && show > 0) {
          page.line(Style.FAINT, "      and " + Words.number(more) + " more");
        }
      }
    }
    page.blank();
    Halts.paused(page, held);
    closing(page);
  }

  /** How tasks were verified, those together of which the same is to be said. */
  private void ways(Page page) {
    Map<String, List<String>> tasks = new LinkedHashMap<>();
    for (OfTask task : certificate.tasks()) {
      String why = task.why.isEmpty() ? "" : " (" + task.why + ")";
      tasks.computeIfAbsent(task.way.word() + why, w -> new ArrayList<>()).add(task.name);
    }
    page.blank();
    certificate
        .assumed()
        .forEach(
            t ->
                page.flow(
                    "  · ",
                    Style.CARE,
                    Shown.safe(t.name)
                        + ": assumed: "
                        + Shown.safe(t.assumed)
                        + " cannot be read; what it was sent is compared, and what it made of that"
                        + " nobody sees",
                    4));
    tasks.forEach(
        (way, names) ->
            page.flow(
                "  · ",
                Style.FAINT,
                Words.list(names.stream().map(Shown::safe).toList()) + ": by " + Shown.safe(way),
                4));
  }

  /** What filters and constants leave out. */
  private void filtered(Page page) {
    for (OfTask task : certificate.tasks()) {
      if (task.filtered[0] + task.filtered[1] > 0) {
        page.flow(
            "  · ",
            Style.FAINT,
            Shown.safe(task.name)
                + ": outside its filters are "
                + Words.number(task.filtered[0])
                + " in "
                + systems.name(Side.SOURCE)
                + " and "
                + Words.number(task.filtered[1])
                + " in "
                + systems.name(Side.TARGET),
            4);
      }
    }
  }

  /** What is linked and differs in what is not sent. */
  private void unsent(Page page) {
    for (OfTask task : certificate.tasks()) {
      if (task.unsent > 0) {
        page.flow(
            "  · ",
            Style.FAINT,
            Shown.safe(task.name)
                + ": "
                + Words.number(task.unsent)
                + " not compared: they differ in what its mode, deletes or nulls do not send",
            4);
      }
    }
  }

  private Table table() {
    Table table =
        new Table()
            .left("task", 28)
            .right(systems.name(Side.SOURCE))
            .right(systems.name(Side.TARGET))
            .right("equal")
            .right("normalised", "normal")
            .right("different", "differ")
            .right("held")
            .right("pinned")
            .right("unreadable", "unread")
            .right("one-sided", "alone")
            .group("", 1)
            .group("rows", 2)
            .group("", 7);
    for (OfTask t : certificate.tasks()) {
      table.row(
          cell(t.name),
          number(t.sourceRows, Style.FAINT),
          number(t.targetRows, Style.FAINT),
          number(t.equal, Style.GOOD),
          number(t.normalised),
          number(t.different, Style.BAD),
          number(t.held, Style.CARE),
          number(t.pinned, Style.CARE),
          number(t.unreadable, Style.BAD),
          number(t.oneSided));
    }
    return table;
  }

  /** A record that only one side has is named with its side: both may have one of that key. */
  private void difference(Page page, Difference d) {
    String key =
        d.target().isEmpty()
            ? d.source() + " in " + systems.name(Side.SOURCE)
            : d.source().isEmpty()
                ? d.target() + " in " + systems.name(Side.TARGET)
                : d.source() + " ⇄ " + d.target();
    page.flow(
        "      " + page.paint(Style.STRONG, Shown.safe(key)) + "  ",
        Style.PLAIN,
        Shown.safe(d.detail()),
        8);
  }

  private void closing(Page page) {
    List<OfTask> read = certificate.tasks().stream().filter(t -> t.assumed.isEmpty()).toList();
    long normalised = read.stream().mapToLong(t -> t.normalised).sum();
    long equal = read.stream().mapToLong(t -> t.equal).sum() + normalised;
    long unreadable = certificate.tasks().stream().mapToLong(t -> t.unreadable).sum();
    List<String> exceptions = new ArrayList<>();
    if (certificate.held() > 0) {
      exceptions.add(Words.number(certificate.held()) + " held");
    }
    if (certificate.pinned() > 0) {
      exceptions.add(Words.number(certificate.pinned()) + " pinned by an undo or a snapshot");
    }
    if (unreadable > 0) {
      exceptions.add(Words.number(unreadable) + " unreadable");
    }
    if (certificate.unsent() > 0) {
      exceptions.add(Words.number(certificate.unsent()) + " not compared");
    }
    List<OfTask> assumed = certificate.assumed();
    if (!assumed.isEmpty()) {
      exceptions.add(
          (assumed.size() == 1 ? "task " : "tasks ")
              + Words.list(assumed.stream().map(t -> Shown.safe(t.name)).toList())
              + (assumed.size() == 1 ? ", which is assumed" : ", which are assumed"));
    }
    if (!held.isEmpty()) {
      exceptions.add(
          (held.size() == 1 ? "task " : "tasks ")
              + Words.list(held.stream().map(t -> Shown.safe(t.name())).toList())
              + (held.size() == 1 ? ", which rests" : ", which rest"));
    }
    String agreed =
        normalised == 0
            ? ""
            : ", "
                + Words.number(normalised)
                + " of them with values that differ as both sides agreed";
    if (certificate.certifies() && exceptions.isEmpty()) {
      page.good(
          "Certified: "
              + (equal == 1 ? "" : "all ")
              + areEqual(equal)
              + " through the mapping"
              + agreed
              + (certificate.filtered() == 0
                  ? "."
                  : "; " + Words.count(certificate.filtered(), "record") + " filtered."));
    } else if (certificate.different() == 0) {
      page.care(areEqual(equal) + agreed + "; not proved: " + Words.list(exceptions) + ".");
    } else {
      page.bad(
          Words.count(certificate.different(), "difference")
              + (exceptions.isEmpty() ? "" : "; nor proved: " + Words.list(exceptions))
              + ". Nothing was changed.");
      if (systems.selected()) {
        page.flow("  ", Style.PLAIN, environments(), 2);
      }
      Next.write(page, List.of(systems.again().orElse("syncline plan " + systems.sync())));
    }
  }

  /** Why environments differ, which are kept in step by nobody but those who promote. */
  private String environments() {
    return linked
        ? "Environments differ in whatever was not promoted since it was made or changed."
        : "Nothing was promoted between "
            + systems.name(Side.SOURCE)
            + " and "
            + systems.name(Side.TARGET)
            + " yet: no record of one is known to belong to one of the other, so that all count as"
            + " different, also those that are the same. A first promotion links them.";
  }

  private static String areEqual(long pairs) {
    return Words.count(pairs, "pair") + (pairs == 1 ? " is equal" : " are equal");
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    json.put("at", Json.moment(atMillis));
    json.put("millis", millis);
    json.put("certified", certificate.certifies());
    json.put("linked", linked);
    List<Object> tasks = new ArrayList<>();
    for (OfTask t : certificate.tasks()) {
      tasks.add(
          Json.map(
              "task", t.name,
              "id", t.id,
              "by", t.way.word(),
              "why", t.why.isEmpty() ? null : t.why,
              "assumed", t.assumed.isEmpty() ? null : t.assumed,
              "rows", Json.map("source", t.sourceRows, "target", t.targetRows),
              "equal", t.equal,
              "normalised", t.normalised,
              "different", t.different,
              "held", t.held,
              "pinned", t.pinned,
              "pins", json(t.pins),
              "filtered", Json.map("source", t.filtered[0], "target", t.filtered[1]),
              "unreadable", t.unreadable,
              "oneSided", t.oneSided,
              "notCompared", t.unsent,
              "differences", json(t.differences)));
    }
    json.put("paused", Halts.json(held));
    json.put("tasks", tasks);
    json.put("exit", exit().number());
    return json;
  }

  private static List<Object> json(List<Difference> differences) {
    List<Object> list = new ArrayList<>();
    for (Difference d : differences) {
      list.add(
          Json.map(
              "kind",
              Json.word(d.kind()),
              "source",
              d.source().isEmpty() ? null : d.source(),
              "target",
              d.target().isEmpty() ? null : d.target(),
              "detail",
              d.detail()));
    }
    return list;
  }

  @Override
  public ExitCode exit() {
    ExitCode exit = certificate.certifies() ? ExitCode.IN_STEP : ExitCode.DIFFERENCES;
    if (certificate.tasks().stream().anyMatch(t -> t.unreadable > 0)) {
      exit = exit.and(ExitCode.REJECTED);
    }
    exit = exit.and(Endings.of(certificate.reasons()));
    return held.isEmpty() ? exit : exit.and(ExitCode.HELD);
  }
}
