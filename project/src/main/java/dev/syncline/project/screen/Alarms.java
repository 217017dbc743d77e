package dev.syncline.project.screen;

import dev.syncline.engine.Counts;
import dev.syncline.engine.config.Alerts;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState;
import dev.syncline.project.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a sync's alerts say of how it stands. */
public final class Alarms {
  /** So many runs in a row, each with more left over than the one before, are a trend. */
  private static final int GROWING = 4;

  private Alarms() {}

  /** How many of the latest runs {@link #of} looks at. */
  public static int runs() {
    return GROWING;
  }

  /**
   * The alarms, a sentence each.
   *
   * @param due how many records are due
   * @param marks the most marks that wait in one tracking table
   * @param latest the latest runs, the last one first
   */
  public static List<String> of(
      Alerts alerts,
      Optional<SyncState> state,
      long due,
      long marks,
      List<RunRecord> latest,
      long nowMillis) {
    List<String> alarms = new ArrayList<>();
    long last = state.map(SyncState::lastSyncMillis).orElse(0L);
    alerts
        .late()
        .map(Duration::toMillis)
        .filter(late -> nowMillis - last > late)
        .ifPresent(
            late ->
                alarms.add(
                    (last == 0
                            ? "It was never in step"
                            : "It was last in step " + Words.ago(last, nowMillis))
                        + "; it should be within "
                        + Words.duration(late)
                        + "."));
    alerts
        .due()
        .filter(most -> due > most)
        .ifPresent(
            most ->
                alarms.add(
                    Words.count(due, "record is", "records are")
                        + " due, more than "
                        + Words.number(most)
                        + "."));
    alerts
        .marks()
        .filter(most -> marks > most)
        .ifPresent(
            most ->
                alarms.add(
                    Words.number(marks)
                        + " marks wait in a tracking table, more than "
                        + Words.number(most)
                        + ": nothing takes them."));
    if (alerts.due().isPresent() && isGrowing(latest)) {
      alarms.add("What is left due has grown with each of the last " + GROWING + " runs.");
    }
    return alarms;
  }

  private static boolean isGrowing(List<RunRecord> latest) {
    boolean growing = latest.size() >= GROWING;
    for (int i = 0; growing && i + 1 < GROWING; i++) {
      growing = Counts.left(latest.get(i).counts()) > Counts.left(latest.get(i + 1).counts());
    }
    return growing;
  }
}
