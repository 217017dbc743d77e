package dev.syncline.project.screen;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Why a command could not go on.
 *
 * @param kind what sort of error, for programs: usage, unknown, configuration, absent, unreachable,
 *     login …
 * @param findings what is wrong with the configuration
 */
public record ErrorScreen(ExitCode exit, String kind, String message, List<Finding> findings)
    implements Screen {
  /** The kind of the error that nobody configured a sync yet. */
  public static final String ABSENT = "absent";

  /** The kind of the error that something was named that does not exist. */
  public static final String UNKNOWN = "unknown";

  /** The kind of one that somebody gave up before anything was done. */
  public static final String STOPPED = "stopped";

  /** Whether nobody configured a sync yet, and nothing else is wrong. */
  public boolean isAbsent() {
    return kind.equals(ABSENT);
  }

  /** Whether something was named that does not exist. */
  public boolean isUnknown() {
    return kind.equals(UNKNOWN);
  }

  /** Why, and each thing that is wrong with its place and what to do about it. */
  public List<String> lines() {
    return Stream.concat(message.lines(), findings.stream().map(Finding::toString)).toList();
  }

  @Override
  public void text(Page page) {
    FindingsScreen.write(page, findings);
    if (!findings.isEmpty()) {
      page.blank();
    }
    page.flow(
        page.paint(exit == ExitCode.HELD ? Style.CARE : Style.BAD, "syncline:") + " ",
        Style.PLAIN,
        Shown.safeLines(message),
        2);
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> error = Json.map("kind", kind, "message", message);
    if (!findings.isEmpty()) {
      error.put("findings", FindingsScreen.json(findings));
    }
    return Json.map("error", error, "exit", exit.number());
  }
}
