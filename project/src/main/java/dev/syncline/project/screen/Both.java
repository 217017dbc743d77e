package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import java.util.Map;

/** A screen and what followed it, such as a run and its certificate. */
public record Both(Screen first, String name, Screen second) implements Screen {
  @Override
  public void text(Page page) {
    first.text(page);
    page.blank();
    second.text(page);
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = first.json();
    json.put(name, second.json());
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return first.exit().and(second.exit());
  }
}
