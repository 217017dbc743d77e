package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.engine.capture.SideCapture;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of the offer to make triggers.
 *
 * @param made sides that are tracked from now on
 * @param left sides of which every run reads everything, though they could be tracked
 * @param warnings what may come of it that nobody wants, a sentence each
 */
public record CaptureChoice(
    String sync, List<SideCapture> made, List<SideCapture> left, List<String> warnings)
    implements Screen {
  private static final int MOST_NAMED = 3;

  @Override
  public void text(Page page) {
    if (!made.isEmpty()) {
      page.flow(
          "",
          Style.FAINT,
          Shown.safe(
              "Changes of " + names(made) + how() + ": the next runs read only what changed."),
          0);
    }
    warnings.forEach(warning -> page.flow("", Style.CARE, Shown.safe(warning), 0));
    if (!left.isEmpty()) {
      page.flow(
          "",
          Style.FAINT,
          Shown.safe(
              "Every run reads all of "
                  + names(left)
                  + ". To let triggers mark what changes, so that a run reads only that:"),
          0);
      Next.write(
          page,
          List.of("syncline start " + sync + " --print-sql", "syncline start " + sync + " --yes"));
    }
  }

  private String how() {
    boolean log = made.stream().anyMatch(c -> c.method() == Method.LOG);
    boolean triggers = made.stream().anyMatch(c -> c.method() == Method.TRIGGERS);
    return log && triggers
        ? " are marked by triggers, or read from the log, from now on"
        : log ? " are read from the log from now on" : " are marked by triggers from now on";
  }

  /** {@code crm person and shop people}, or of many {@code 11 tables in crm}. */
  private static String names(List<SideCapture> sides) {
    Map<String, Set<String>> objects = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      sides.stream()
          .filter(c -> c.side() == side)
          .forEach(
              c ->
                  objects
                      .computeIfAbsent(c.connection(), n -> new LinkedHashSet<>())
                      .add(c.object()));
    }
    List<String> names = new ArrayList<>();
    objects.forEach(
        (connection, some) -> {
          if (some.size() > MOST_NAMED) {
            names.add(Words.count(some.size(), "table") + " in " + connection);
          } else {
            some.forEach(object -> names.add(connection + " " + object));
          }
        });
    return Words.list(names);
  }

  @Override
  public Map<String, Object> json() {
    return Json.map("made", json(made), "scanned", json(left), "warnings", warnings);
  }

  private static List<Map<String, Object>> json(List<SideCapture> sides) {
    return sides.stream()
        .map(
            c ->
                Json.map(
                    "task", c.task().name(),
                    "side", c.side().word(),
                    "connection", c.connection(),
                    "object", c.object()))
        .toList();
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
