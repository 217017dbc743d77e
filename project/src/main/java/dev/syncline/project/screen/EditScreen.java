package dev.syncline.project.screen;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of a configuration's files.
 *
 * @param files what they hold now, without secrets
 * @param secrets the names of the secrets that they ask a server for
 * @param base what tells these files from others
 * @param changed the names of those that are to hold something else
 * @param diff how they are to differ, as lines of {@code diff -u}, without secrets
 * @param errors with which nothing is saved
 * @param notes what else is to be said of what they would be
 * @param saved whether they hold it now
 */
public record EditScreen(
    Map<String, String> files,
    Set<String> secrets,
    String base,
    List<String> changed,
    List<String> diff,
    List<Finding> errors,
    List<Finding> notes,
    boolean saved)
    implements Screen {
  public EditScreen {
    secrets = Set.copyOf(secrets);
    changed = List.copyOf(changed);
    diff = List.copyOf(diff);
    errors = List.copyOf(errors);
    notes = List.copyOf(notes);
  }

  @Override
  public void text(Page page) {
    if (changed.isEmpty()) {
      files.forEach((name, text) -> page.line(Style.STRONG, Shown.safe(name)));
      page.line("Nothing changes. These files are " + base + ".");
      return;
    }
    for (String line : diff) {
      Style style =
          line.startsWith("+") ? Style.GOOD : line.startsWith("-") ? Style.BAD : Style.PLAIN;
      page.line(style, Shown.safe(line));
    }
    page.blank();
    FindingsScreen.write(page, errors);
    FindingsScreen.write(page, notes);
    if (saved) {
      page.good("Saved " + String.join(", ", changed) + ".");
    } else if (errors.isEmpty()) {
      page.line("Nothing is saved yet: that takes --base " + base + ".");
    } else {
      page.bad("Nothing is saved: it has errors.");
    }
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "files",
        files,
        "base",
        base,
        "changed",
        changed,
        "diff",
        diff,
        "errors",
        FindingsScreen.json(errors),
        "notes",
        FindingsScreen.json(notes),
        "saved",
        saved,
        "exit",
        exit().number());
  }

  @Override
  public ExitCode exit() {
    if (!errors.isEmpty()) {
      return ExitCode.ERROR;
    }
    return changed.isEmpty() || saved ? ExitCode.IN_STEP : ExitCode.DIFFERENCES;
  }
}
