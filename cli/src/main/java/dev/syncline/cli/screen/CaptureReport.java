package dev.syncline.cli.screen;

import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Shown;
import dev.syncline.cli.text.Style;
import dev.syncline.cli.text.Words;
import dev.syncline.connect.ChangeTracking.Burden;
import dev.syncline.core.Side;
import dev.syncline.engine.capture.SideCapture;
import dev.syncline.engine.sync.Capturing.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a sync finds out which records changed, on each side of each task, and what that costs.
 *
 * @param sweepMillis after how long everything is compared again
 */
public record CaptureReport(String sync, List<Line> lines, long sweepMillis) {
  public CaptureReport {
    lines = List.copyOf(lines);
  }

  /**
   * One side of a task.
   *
   * @param unseen what its capture does not see of it
   * @param authors why nobody can tell whose a change is who does not count; empty when one can
   * @param burden what the system keeps of its log for it
   * @param rows how many rows every run reads; -1 when that was not counted
   * @param ledger whether it is what was sent to a system that cannot be read
   */
  public record Line(
      SideCapture capture,
      List<String> unseen,
      String authors,
      Optional<Burden> burden,
      long rows,
      boolean ledger) {
    /** Whether changes of what was sent are noted, beside it. */
    boolean noted() {
      return ledger && !capture.everyRunReadsAll();
    }
  }

  /** Lines of which the same is to be said. */
  private record Kind(
      Side side,
      boolean lookedUp,
      Method method,
      SideCapture.Standing standing,
      String obstacle,
      boolean left) {}

  void write(Page page) {
    Map<Kind, List<Line>> kinds = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      for (Line line : lines) {
        SideCapture c = line.capture();
        if (c.side() == side) {
          kinds
              .computeIfAbsent(
                  new Kind(
                      side,
                      c.lookedUp(),
                      c.method(),
                      c.standing(),
                      c.obstacle(),
                      c.state().isPresent()),
                  k -> new ArrayList<>())
              .add(line);
        }
      }
    }
    page.line("How " + page.paint(Style.STRONG, Shown.safe(sync)) + " finds what changed:");
    kinds.forEach((kind, some) -> write(page, kind, some));
  }

  private void write(Page page, Kind kind, List<Line> some) {
    SideCapture first = some.getFirst().capture();
    List<String> names =
        some.stream()
            .map(Line::capture)
            .map(c -> kind.lookedUp() ? c.object() : c.task().name())
            .distinct()
            .toList();
    String before =
        "  " + page.paint(Style.STRONG, Shown.safe(first.connection())) + " " + kind.side().word();
    page.flow(
        before + "  ",
        Style.PLAIN,
        Shown.safe(
            (some.getFirst().noted() ? "ledger" : word(first, "full compare"))
                + ": "
                + Words.list(names)
                + (kind.lookedUp() ? ", to which records lead" : "")),
        6);
    Page inner = page.indented(6);
    for (String sentence : sentences(kind, some)) {
      inner.flow("", Style.FAINT, Shown.safe(sentence), 0);
    }
    page.add(inner);
  }

  private static String word(SideCapture capture, String scan) {
    return switch (capture.standing()) {
      case SCANNED, IMPOSSIBLE, OFFERED -> scan;
      case WANTED, BROKEN, TRACKED -> Json.word(capture.method());
      case STAMPED -> "timestamps";
    };
  }

  private List<String> sentences(Kind kind, List<Line> some) {
    if (some.getFirst().noted()) {
      return List.of(
          "What was sent stands in a ledger of Syncline's own, and a run reads of it what changed since"
              + " the last. Nothing is made in "
              + some.getFirst().capture().connection()
              + ".");
    }
    List<String> say = new ArrayList<>();
    String cost = cost(some);
    boolean log = kind.method() == Method.LOG;
    switch (kind.standing()) {
      case SCANNED -> {
        say.add("Every run reads " + cost + ", as \"capture: scan\" asks.");
        if (kind.left()) {
          say.add(
              "Triggers of earlier are still there, and their marks grow. Remove them with:"
                  + " syncline reset "
                  + sync
                  + " --tracking");
        }
      }
      case IMPOSSIBLE -> {
        say.add(
            "Every run reads "
                + cost
                + switch (kind.method()) {
                  case LOG -> ". The log cannot be used: ";
                  case TIMESTAMPS -> ". Timestamps cannot be used: ";
                  case TRIGGERS, AUTO, SCAN -> ". Triggers cannot be used: ";
                }
                + kind.obstacle());
      }
      case OFFERED -> {
        say.add("Every run reads " + cost + ", since nobody let triggers be made yet.");
        say.add(
            "With triggers a run reads what changed. See and make them with: syncline start "
                + sync);
      }
      case WANTED ->
          say.add(
              (log
                      ? "The next run makes what reading the log takes, and compares in full. See it"
                      : "The next run makes them, if the account may, and compares in full. See them,"
                          + " and the rights it takes,")
                  + " with: syncline start "
                  + sync
                  + " --print-sql");
      case BROKEN ->
          say.add(
              log
                  ? "What it takes is gone. The next run makes it again, and compares in full."
                  : "Some are gone. The next run makes them again, and compares in full.");
      case TRACKED ->
          say.add(log ? "A run reads what the log tells." : "A run reads what they marked.");
      case STAMPED ->
          say.add("A run reads what was stamped since the last, and looks for keys that are gone.");
    }
    some.stream().map(Line::authors).filter(a -> !a.isEmpty()).distinct().forEach(say::add);
    if (!some.getFirst().capture().everyRunReadsAll()) {
      Set<String> unseen = new LinkedHashSet<>();
      some.forEach(l -> unseen.addAll(l.unseen()));
      say.add(
          "Everything is compared every "
              + Words.duration(sweepMillis)
              + (unseen.isEmpty()
                  ? "."
                  : ", which finds what "
                      + (log
                          ? "the log does not tell:"
                          : word(some.getFirst().capture(), "") + " do not see:")));
      unseen.forEach(u -> say.add("- " + u));
      some.stream()
          .flatMap(l -> l.burden().stream())
          .filter(b -> kind.standing() != SideCapture.Standing.WANTED)
          .map(Burden::text)
          .distinct()
          .forEach(say::add);
    }
    return say;
  }

  private static String cost(List<Line> some) {
    return some.stream().anyMatch(l -> l.rows() < 0)
        ? "all rows"
        : "all rows (" + Words.number(some.stream().mapToLong(Line::rows).sum()) + " now)";
  }

  Map<String, Object> json() {
    List<Object> list = new ArrayList<>();
    for (Line line : lines) {
      SideCapture c = line.capture();
      list.add(
          Json.map(
              "task", c.task().name(),
              "side", c.side().word(),
              "connection", c.connection(),
              "object", c.object(),
              "lookedUp", c.lookedUp(),
              "asked", Json.word(c.asked()),
              "capture", word(c, "scan"),
              "standing", Json.word(c.standing()),
              "obstacle", c.obstacle().isEmpty() ? null : c.obstacle(),
              "unseen", line.unseen(),
              "logKept", line.burden().map(Burden::bytes).orElse(null),
              "authors", line.authors().isEmpty() ? null : line.authors(),
              "rows", line.rows() < 0 ? null : line.rows()));
    }
    return Json.map("sync", sync, "sweepMillis", sweepMillis, "sides", list);
  }
}
