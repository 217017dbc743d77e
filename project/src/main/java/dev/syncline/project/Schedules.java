package dev.syncline.project;

import dev.syncline.engine.config.Schedule;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.project.screen.ScheduleWords;
import dev.syncline.project.screen.SchedulesScreen.Done;
import dev.syncline.project.screen.SchedulesScreen.Line;
import dev.syncline.project.screen.Upcoming;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When the syncs of a project run by themselves, as far as its state store tells. */
public final class Schedules {
  /** Among so many of a sync's latest runs is looked for one that came to its end. */
  private static final int LATEST = 50;

  /** What brings records from one side to the other. */
  private static final Set<String> CARRYING = Set.of("run", "plan");

  private final Project project;
  private final Instant now;

  /** Of a project, at this moment. */
  public Schedules(Project project) {
    this.project = project;
    this.now = Instant.ofEpochMilli(project.now());
  }

  /**
   * One sync's.
   *
   * @param known when it runs next, from whoever begins it; else it is told from its latest run
   */
  public Line of(SyncConfig sync, Optional<Upcoming> known) {
    if (!project.hasStore()) {
      return line(sync, Optional.empty(), List.of(), Optional.empty(), known);
    }
    StateStore store = project.store();
    return line(
        sync,
        store.sync(sync.id()).map(SyncState::phase),
        store.runs(sync.id(), LATEST),
        store.holder(Turns.lease(sync.id())),
        known);
  }

  private Line line(
      SyncConfig sync,
      Optional<SyncState.Phase> phase,
      List<RunRecord> runs,
      Optional<String> holder,
      Optional<Upcoming> known) {
    List<RunRecord> over =
        runs.stream().filter(r -> r.endedMillis() > 0 && CARRYING.contains(r.kind())).toList();
    Optional<Instant> begun =
        over.stream().findFirst().map(r -> Instant.ofEpochMilli(r.startedMillis()));
    Optional<Done> done =
        over.stream()
            .filter(r -> r.result().equals("done"))
            .findFirst()
            .map(r -> new Done(r.id(), Instant.ofEpochMilli(r.endedMillis())));
    return new Line(
        sync.id(),
        sync.name(),
        sync.schedule(),
        phase.filter(SyncState.Phase.LIVE::equals).isPresent(),
        holder,
        new Hours(sync.blackout(), now::toEpochMilli, ZoneId.of("UTC"))
            .closedUntil()
            .map(end -> end.toInstant()),
        done,
        begun,
        upcoming(sync.schedule(), phase, begun, known));
  }

  private Upcoming upcoming(
      Schedule schedule,
      Optional<SyncState.Phase> phase,
      Optional<Instant> begun,
      Optional<Upcoming> known) {
    if (schedule.timings().isEmpty()) {
      return Upcoming.BY_HAND;
    }
    String words = ScheduleWords.of(schedule);
    String waits = waits(phase);
    if (waits.isEmpty() && known.filter(k -> k.schedule().equals(words)).isPresent()) {
      return known.get();
    }
    Optional<Instant> next =
        waits.isEmpty() ? schedule.next(begun.orElse(now)) : Optional.<Instant>empty();
    return new Upcoming(words, next, waits, known.flatMap(Upcoming::last));
  }

  /** Why a sync does not run by itself. */
  private static String waits(Optional<SyncState.Phase> phase) {
    return switch (phase.orElse(SyncState.Phase.DRAFT)) {
      case DRAFT -> "when it is started";
      case PAUSED -> "when it is started again";
      case HALTED -> "when it is approved";
      case LIVE -> "";
    };
  }
}
