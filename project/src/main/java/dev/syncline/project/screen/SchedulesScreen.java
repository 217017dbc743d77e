package dev.syncline.project.screen;

import dev.syncline.engine.config.Schedule;
import dev.syncline.engine.store.Message;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When syncs run by themselves, and what tells whether they are to.
 *
 * @param waiting plans that wait for their time
 */
public record SchedulesScreen(List<Line> syncs, List<Message> waiting, ZoneId zone, Instant now)
    implements Screen {
  public SchedulesScreen {
    syncs = List.copyOf(syncs);
    waiting = List.copyOf(waiting);
  }

  /**
   * A sync.
   *
   * @param live whether it may run by itself: a person started it, and nothing halted it since
   * @param holder the process that runs it now
   * @param closedUntil when the blackout ends that there is now
   * @param done its latest run that came to its end; nothing before the first
   * @param begun when its latest run that is over began; nothing before the first
   */
  public record Line(
      int id,
      String name,
      Schedule schedule,
      boolean live,
      Optional<String> holder,
      Optional<Instant> closedUntil,
      Optional<Done> done,
      Optional<Instant> begun,
      Upcoming upcoming) {}

  /** A run that came to its end. */
  public record Done(long run, Instant at) {}

  @Override
  public void text(Page page) {
    if (syncs.stream().noneMatch(line -> line.upcoming().isScheduled())) {
      page.line("No sync has a schedule.");
      return;
    }
    Table table = new Table().left("sync", 24).left("schedule").left("next");
    for (Line line : syncs) {
      table.row(
          Table.cell(line.name(), Style.STRONG),
          Table.cell(line.upcoming().schedule()),
          Table.cell(line.upcoming().isScheduled() ? line.upcoming().words(now, zone) : "·"));
    }
    page.table(table, 0);
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "schedules", syncs.stream().map(SchedulesScreen::json).toList(), "exit", exit().number());
  }

  private static Map<String, Object> json(Line line) {
    Map<String, Object> json = Json.map("sync", line.name(), "id", line.id());
    json.putAll(json(line.upcoming()));
    return json;
  }

  /** When a sync runs by itself, as programs read it. */
  static Map<String, Object> json(Upcoming upcoming) {
    return Json.map(
        "schedule",
        upcoming.isScheduled() ? upcoming.schedule() : null,
        "next",
        upcoming.next().map(Instant::toString).orElse(null),
        "waits",
        upcoming.waits().isEmpty() ? null : upcoming.waits(),
        "begunBy",
        upcoming.last().map(Upcoming.Begun::cause).orElse(null),
        "begunAt",
        upcoming.last().map(last -> last.at().toString()).orElse(null));
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
