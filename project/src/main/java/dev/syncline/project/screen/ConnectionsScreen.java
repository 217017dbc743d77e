package dev.syncline.project.screen;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The systems that a configuration names.
 *
 * @param base what tells the configuration's files from others
 */
public record ConnectionsScreen(List<Line> connections, String base) implements Screen {
  public ConnectionsScreen {
    connections = List.copyOf(connections);
  }

  /**
   * A connection.
   *
   * @param place its file and line
   * @param type as it is written; empty where it is not
   * @param address without a password
   * @param secured how what is said to it is kept from others, as it is configured
   * @param syncs which of them use it
   * @param settings what is written for it, without secrets
   * @param problems why it cannot be used
   */
  public record Line(
      String name,
      String place,
      String type,
      String address,
      String user,
      String secured,
      List<String> syncs,
      Map<String, @Nullable Object> settings,
      List<Finding> problems) {
    public Line {
      syncs = List.copyOf(syncs);
      settings = new LinkedHashMap<>(settings);
      problems = List.copyOf(problems);
    }
  }

  @Override
  public void text(Page page) {
    Table table =
        new Table()
            .left("connection", 24)
            .left("type")
            .left("address", 50)
            .left("user")
            .left("syncs", 30);
    for (Line line : connections) {
      table.row(
          Table.cell(Shown.safe(line.name())),
          Table.cell(Shown.safe(line.type())),
          Table.cell(Shown.safe(line.address())),
          Table.cell(Shown.safe(line.user())),
          Table.cell(Shown.safe(String.join(", ", line.syncs())), Style.FAINT));
    }
    page.table(table, 0);
    connections.forEach(line -> FindingsScreen.write(page, line.problems()));
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "connections",
        connections.stream().map(ConnectionsScreen::json).toList(),
        "base",
        base,
        "exit",
        exit().number());
  }

  private static Map<String, Object> json(Line line) {
    return Json.map(
        "name", line.name(),
        "place", line.place(),
        "type", line.type(),
        "address", line.address(),
        "user", line.user(),
        "secured", line.secured(),
        "syncs", line.syncs(),
        "settings", line.settings(),
        "problems", FindingsScreen.json(line.problems()));
  }

  @Override
  public ExitCode exit() {
    return connections.stream().allMatch(c -> c.problems().isEmpty())
        ? ExitCode.IN_STEP
        : ExitCode.ERROR;
  }
}
