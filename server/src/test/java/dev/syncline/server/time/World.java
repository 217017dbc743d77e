package dev.syncline.server.time;

import dev.syncline.engine.config.Schedule;
import dev.syncline.project.Commands;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.ScheduleWords;
import dev.syncline.project.screen.SchedulesScreen;
import dev.syncline.project.screen.SchedulesScreen.Done;
import dev.syncline.project.screen.SchedulesScreen.Line;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Upcoming;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Syncs that a test says all about, at a time that it sets; what is run is noted. */
final class World implements Commands {
  private final List<Sync> syncs = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-27T08:00:00Z");
  private long runs;

  /** A sync as it is, and what was run of it. */
  final class Sync {
    final int id = syncs.size() + 1;
    final String name;
    final List<Instant> begun = new CopyOnWriteArrayList<>();
    Schedule schedule;
    boolean live = true;
    boolean fails;
    int ends;
    Optional<String> holder = Optional.empty();
    Optional<Instant> closed = Optional.empty();
    private Optional<Done> done = Optional.empty();
    private Optional<Instant> latest = Optional.empty();

    Sync(String name, Schedule schedule) {
      this.name = name;
      this.schedule = schedule;
      syncs.add(this);
    }

    /** Runs it, whoever asks; the number of the run. */
    long run() {
      synchronized (World.this) {
        long run = ++runs;
        latest = Optional.of(now);
        if (!fails) {
          done = Optional.of(new Done(run, now));
          ends++;
        }
        return run;
      }
    }

    private Line line() {
      return new Line(
          id,
          name,
          schedule,
          live,
          holder,
          closed,
          done,
          latest,
          new Upcoming(ScheduleWords.of(schedule), Optional.empty(), "", Optional.empty()));
    }
  }

  Sync sync(String name, Schedule.Timing... timings) {
    return new Sync(name, new Schedule(List.of(timings)));
  }

  synchronized Instant now() {
    return now;
  }

  synchronized void pass(java.time.Duration time) {
    now = now.plus(time);
  }

  @Override
  public synchronized Screen perform(Caller caller, String... words) {
    if (words[0].equals("schedules")) {
      return new SchedulesScreen(
          syncs.stream().map(Sync::line).toList(), List.of(), ZoneOffset.UTC, now);
    }
    Sync sync =
        syncs.stream()
            .filter(s -> s.name.equals(words[words.length - 1]))
            .findFirst()
            .orElseThrow();
    sync.begun.add(now);
    sync.run();
    return new Notice(
        sync.fails ? ExitCode.ERROR : ExitCode.IN_STEP, List.of(), List.of(), Map.of());
  }
}
