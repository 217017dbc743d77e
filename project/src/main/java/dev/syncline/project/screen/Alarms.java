package dev.syncline.project.screen;

import dev.syncline.engine.Counts;
import dev.syncline.engine.config.Alerts;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.project.screen.Alarm.Kind;
import dev.syncline.project.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a sync's alerts say of how it stands. */
public final class Alarms {
  /** So many runs in a row, each with more left over than the one before, are a trend. */
  private static final int GROWING = 4;

  /** Where nobody says how much may be due, a trend is told from so much on. */
  private static final long MANY = 100;

  /** So long after its time a run may still begin. */
  private static final long PATIENCE_MILLIS = Duration.ofMinutes(15).toMillis();

  private Alarms() {}

  /** How many of the latest runs {@link #of} looks at. */
  public static int runs() {
    return GROWING;
  }

  /**
   * The alarms.
   *
   * @param due how many records are due
   * @param marks the most marks that wait in one tracking table
   * @param latest the latest runs, the last one first
   */
  public static List<Alarm> of(
      SyncConfig sync,
      Optional<SyncState> state,
      long due,
      long marks,
      List<RunRecord> latest,
      long nowMillis) {
    Alerts alerts = sync.alerts();
    List<Alarm> alarms = new ArrayList<>();
    long last = state.map(SyncState::lastSyncMillis).orElse(0L);
    Optional<Long> late = alerts.late().map(Duration::toMillis).filter(l -> nowMillis - last > l);
    if (late.isPresent()) {
      alarms.add(new Alarm(Kind.LATE, behind(last, late.get(), nowMillis)));
    } else {
      missed(sync, state, latest, nowMillis).ifPresent(m -> alarms.add(new Alarm(Kind.LATE, m)));
    }
    alerts
        .due()
        .filter(most -> due > most)
        .ifPresent(
            most ->
                alarms.add(
                    new Alarm(
                        Kind.DUE,
                        Words.count(due, "record is", "records are")
                            + " due, more than "
                            + Words.number(most)
                            + ".")));
    alerts
        .marks()
        .filter(most -> marks > most)
        .ifPresent(
            most ->
                alarms.add(
                    new Alarm(
                        Kind.TRACKING,
                        Words.number(marks)
                            + " marks wait in a tracking table, more than "
                            + Words.number(most)
                            + ": nothing takes them.")));
    if ((alerts.due().isPresent() || due >= MANY) && isGrowing(latest)) {
      alarms.add(
          new Alarm(
              Kind.DUE, "What is left due has grown with each of the last " + GROWING + " runs."));
    }
    return alarms;
  }

  private static String behind(long last, long late, long nowMillis) {
    return (last == 0
            ? "It was never in step"
            : "It was last in step " + Words.ago(last, nowMillis))
        + "; it should be within "
        + Words.duration(late)
        + ".";
  }

  /** That it should have run by its schedule since it last began to, and did not. */
  private static Optional<String> missed(
      SyncConfig sync, Optional<SyncState> state, List<RunRecord> latest, long nowMillis) {
    boolean rests =
        state.filter(s -> s.phase() == Phase.PAUSED || s.phase() == Phase.HALTED).isPresent();
    if (latest.isEmpty() || latest.getFirst().endedMillis() == 0 || rests) {
      return Optional.empty();
    }
    return sync.schedule()
        .next(Instant.ofEpochMilli(latest.getFirst().startedMillis()))
        .map(Instant::toEpochMilli)
        .filter(next -> nowMillis - next > PATIENCE_MILLIS)
        .filter(
            next ->
                Stream.of(nowMillis, nowMillis - PATIENCE_MILLIS)
                    .map(Instant::ofEpochMilli)
                    .allMatch(at -> sync.blackout().until(at).isEmpty()))
        .map(
            next ->
                "By its schedule it should have run "
                    + Words.ago(next, nowMillis)
                    + ", and did not begin: see that the server runs.");
  }

  private static boolean isGrowing(List<RunRecord> latest) {
    boolean growing = latest.size() >= GROWING;
    for (int i = 0; growing && i + 1 < GROWING; i++) {
      growing = Counts.left(latest.get(i).counts()) > Counts.left(latest.get(i + 1).counts());
    }
    return growing;
  }
}
