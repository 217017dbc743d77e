package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import java.util.List;
import java.util.Map;

/** The screens of several syncs, one below the other. */
public record Screens(List<Screen> all) implements Screen {
  public Screens {
    all = List.copyOf(all);
  }

  @Override
  public void text(Page page) {
    for (Screen screen : all) {
      page.blank();
      screen.text(page);
    }
  }

  @Override
  public Map<String, Object> json() {
    return Json.map("syncs", all.stream().map(Screen::json).toList(), "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.of(all.stream().map(Screen::exit).toList());
  }
}
