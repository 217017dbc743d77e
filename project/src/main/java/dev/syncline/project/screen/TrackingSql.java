package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The statements that make a sync's triggers, as a database administrator can run them. */
public record TrackingSql(String sync, List<Part> parts) implements Screen {
  public TrackingSql {
    parts = List.copyOf(parts);
  }

  /**
   * What one object needs.
   *
   * @param product what the system is
   * @param statements what makes the triggers
   * @param handOver what an administrator who runs them runs besides, for Syncline's user
   * @param privileges what lets Syncline's user run them itself
   */
  public record Part(
      String connection,
      String product,
      String object,
      List<String> statements,
      List<String> handOver,
      List<String> privileges) {

    /** Whether its usual client ends a statement at any semicolon. */
    private boolean needsDelimiter() {
      return !product.toLowerCase(Locale.ROOT).contains("postgresql")
          && !product.toLowerCase(Locale.ROOT).contains("sqlite")
          && statements.stream().anyMatch(s -> s.contains(";"));
    }
  }

  @Override
  public void text(Page page) {
    if (parts.isEmpty()) {
      page.line("-- " + sync + ": there is nothing to be made.");
      return;
    }
    page.line("-- What tells which records change, for the sync " + sync + ".");
    page.line("-- Nothing has been run. When it was, go on with: syncline start " + sync);
    Map<String, List<Part>> connections = new LinkedHashMap<>();
    parts.forEach(p -> connections.computeIfAbsent(p.connection(), c -> new ArrayList<>()).add(p));
    connections.values().forEach(some -> connection(page, some));
  }

  private static void connection(Page page, List<Part> some) {
    Part first = some.getFirst();
    page.blank();
    page.line("-- " + first.connection() + " (" + first.product() + ")");
    List<String> privileges =
        some.stream().flatMap(p -> p.privileges().stream()).distinct().toList();
    if (privileges.isEmpty()) {
      page.line("-- Nobody needs another right for it: whoever owns the tables may run this.");
    } else {
      page.line("-- So that Syncline's user may run this itself, instead of what follows:");
      statements(page, privileges, ";", "--   ");
    }
    for (Part part : some) {
      page.blank();
      page.line("-- " + part.connection() + ": " + part.object());
      if (part.needsDelimiter()) {
        page.line("DELIMITER $$");
      }
      statements(page, part.statements(), part.needsDelimiter() ? "$$" : ";", "");
      if (part.needsDelimiter()) {
        page.line("DELIMITER ;");
      }
      statements(page, part.handOver(), ";", "");
    }
  }

  private static void statements(Page page, List<String> statements, String end, String before) {
    for (String statement : statements) {
      (statement.strip() + end).lines().forEach(line -> page.line(before + line));
    }
  }

  @Override
  public Map<String, Object> json() {
    List<Object> list = new ArrayList<>();
    for (Part part : parts) {
      list.add(
          Json.map(
              "connection", part.connection(),
              "object", part.object(),
              "statements", part.statements(),
              "handOver", part.handOver(),
              "privileges", part.privileges()));
    }
    return Json.map("sync", sync, "sql", list, "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
