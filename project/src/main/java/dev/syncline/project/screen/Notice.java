package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A few sentences.
 *
 * @param lines what is said
 * @param next commands to go on with
 * @param facts the same for a program
 */
public record Notice(
    ExitCode exit, List<String> lines, List<String> next, Map<String, Object> facts)
    implements Screen {

  /** Something was done. */
  public static Notice done(String line, Map<String, Object> facts, String... next) {
    return new Notice(ExitCode.IN_STEP, List.of(line), List.of(next), facts);
  }

  @Override
  public void text(Page page) {
    boolean first = true;
    for (String line : lines) {
      String mark = first ? mark(page) : "";
      page.flow(mark, Style.PLAIN, line, 2);
      first = false;
    }
    Next.write(page, next);
  }

  private String mark(Page page) {
    return exit == ExitCode.IN_STEP
        ? page.paint(Style.GOOD, "✓") + " "
        : page.paint(Style.CARE, "!") + " ";
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>(facts);
    json.put("message", String.join(" ", lines));
    json.put("exit", exit.number());
    return json;
  }
}
