package dev.syncline.cli.screen;

import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Style;
import dev.syncline.cli.text.Words;
import java.util.List;
import java.util.Map;

/**
 * What Syncline made in the users' systems.
 *
 * @param footprints per connection what is, or was, there
 * @param removed whether it was removed
 * @param state the state store's file, which stays
 */
public record FootprintScreen(Map<String, List<String>> footprints, boolean removed, String state)
    implements Screen {

  @Override
  public void text(Page page) {
    footprints.forEach(
        (connection, made) -> {
          page.line(page.paint(Style.STRONG, connection));
          made.forEach(
              m -> page.line("  " + (removed ? page.paint(Style.BAD, "-") + " " : "") + m));
          if (made.isEmpty()) {
            page.line(Style.FAINT, "  nothing");
          }
        });
    page.blank();
    if (count() == 0) {
      page.good("There is nothing of Syncline in these systems.");
    } else if (removed) {
      page.good("Removed " + Words.count(count(), "thing") + ".");
    } else {
      page.care("Nothing was removed.");
      Next.write(page, List.of("syncline uninstall --yes"));
    }
    page.flow(
        "", Style.FAINT, "Links and journal stay in " + state + "; delete it to forget them.", 2);
  }

  private long count() {
    return footprints.values().stream().mapToLong(List::size).sum();
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "connections", footprints, "removed", removed, "state", state, "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return removed || count() == 0 ? ExitCode.IN_STEP : ExitCode.HELD;
  }
}
