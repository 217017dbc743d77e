package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import java.util.List;
import java.util.Map;

/**
 * What of a sync can be compared, and which way.
 *
 * @param environments the two that it is between; none for any other sync
 * @param never what is never synchronized, by what people call it
 */
public record ChoicesScreen(
    String sync, List<String> environments, List<Module> modules, List<String> never)
    implements Screen {
  public ChoicesScreen {
    environments = List.copyOf(environments);
    modules = List.copyOf(modules);
    never = List.copyOf(never);
  }

  /**
   * A group of tasks that are taken as one.
   *
   * @param requires the modules that are taken with it
   * @param by the columns by which some of its records can be chosen
   */
  public record Module(String name, List<String> tasks, List<String> requires, List<String> by) {}

  @Override
  public void text(Page page) {
    page.line(page.paint(Style.STRONG, sync) + "  " + String.join(" and ", environments));
    for (Module module : modules) {
      page.line(
          "  "
              + module.name()
              + ": "
              + String.join(", ", module.tasks())
              + (module.requires().isEmpty()
                  ? ""
                  : "; requires " + String.join(", ", module.requires()))
              + (module.by().isEmpty() ? "" : "; by " + String.join(", ", module.by())));
    }
    if (!never.isEmpty()) {
      page.line("  Never synchronized: " + String.join(", ", never) + ".");
    }
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "sync", sync,
        "environments", environments,
        "modules",
            modules.stream()
                .map(
                    m ->
                        Json.map(
                            "module", m.name(),
                            "tasks", m.tasks(),
                            "requires", m.requires(),
                            "by", m.by()))
                .toList(),
        "never", never,
        "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
