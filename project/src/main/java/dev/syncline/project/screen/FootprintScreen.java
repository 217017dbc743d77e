package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;

/**
 * What Syncline made in the users' systems.
 *
 * @param footprints per connection what is, or was, there
 * @param removed whether it was removed
 * @param failures why not all of a connection's was removed, by connection
 * @param left what stays of it then
 * @param state the state store's file, which stays
 */
public record FootprintScreen(
    Map<String, List<String>> footprints,
    boolean removed,
    Map<String, String> failures,
    Map<String, List<String>> left,
    String state)
    implements Screen {

  /** What is there, before anything is removed. */
  public static FootprintScreen listed(Map<String, List<String>> footprints, String state) {
    return new FootprintScreen(footprints, false, Map.of(), Map.of(), state);
  }

  @Override
  public void text(Page page) {
    footprints.forEach(
        (connection, made) -> {
          page.line(page.paint(Style.STRONG, connection));
          List<String> stays = left.getOrDefault(connection, List.of());
          made.forEach(
              m ->
                  page.flow(
                      "  " + (removed ? page.paint(Style.BAD, mark(m, stays)) : ""),
                      Style.PLAIN,
                      Shown.safe(m),
                      6));
          if (made.isEmpty()) {
            page.line(Style.FAINT, "  nothing");
          }
          if (failures.containsKey(connection)) {
            page.flow(
                "  " + page.paint(Style.BAD, "failed") + "  ",
                Style.PLAIN,
                Shown.safeLines(failures.getOrDefault(connection, "")),
                4);
          }
        });
    page.blank();
    if (count() == 0) {
      page.good("There is nothing of Syncline in these systems.");
    } else if (!failures.isEmpty()) {
      page.bad(
          "Removed "
              + Words.number(count() - staying())
              + " of "
              + Words.count(count(), "thing")
              + "; what has no minus stays. Nothing trusts what is left of the triggers. Mend what"
              + " failed, and run it again.");
      Next.write(page, List.of("syncline uninstall --yes"));
    } else if (removed) {
      page.good("Removed " + Words.count(count(), "thing") + ".");
    } else {
      page.care("Nothing was removed.");
      Next.write(page, List.of("syncline uninstall --yes"));
    }
    page.flow(
        "", Style.FAINT, "Links and journal stay in " + state + "; delete it to forget them.", 2);
  }

  private static String mark(String made, List<String> stays) {
    return stays.contains(made) ? "  " : "- ";
  }

  private long staying() {
    return left.values().stream().mapToLong(List::size).sum();
  }

  private long count() {
    return footprints.values().stream().mapToLong(List::size).sum();
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "connections",
        footprints,
        "removed",
        removed && failures.isEmpty(),
        "failures",
        failures,
        "left",
        left,
        "state",
        state,
        "exit",
        exit().number());
  }

  @Override
  public ExitCode exit() {
    if (!failures.isEmpty()) {
      return ExitCode.ERROR;
    }
    return removed || count() == 0 ? ExitCode.IN_STEP : ExitCode.HELD;
  }
}
