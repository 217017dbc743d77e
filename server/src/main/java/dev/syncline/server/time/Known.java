package dev.syncline.server.time;

import dev.syncline.engine.config.Schedule.After;
import dev.syncline.engine.config.Schedule.Timing;
import dev.syncline.engine.config.Schedule.Told;
import dev.syncline.project.screen.ScheduleWords;
import dev.syncline.project.screen.SchedulesScreen.Done;
import dev.syncline.project.screen.SchedulesScreen.Line;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a sync that runs by itself. With what is so now it tells when the sync is
 * due; no event is kept, so that none can be lost, and what was missed is one occasion however
 * often it was missed.
 *
 * @param schedule the schedule that this is about, in words: another one counts from when it is
 *     seen
 * @param since when that was seen first
 * @param begun when the sync was last begun, not before it was due; null before the first time
 * @param cause why it was
 * @param counted what was seen of other syncs and of services when it was begun: a sync's latest
 *     run by its id, how often a service told something by {@link View#key}
 * @param orphaned whether who was at it died
 */
record Known(
    String schedule,
    Instant since,
    @Nullable Instant begun,
    String cause,
    Map<String, Long> counted,
    boolean orphaned) {
  Known {
    counted = Map.copyOf(counted);
  }

  /** A sync that is seen for the first time with this schedule, or after it rested. */
  static Known first(Line sync, View view, Instant now) {
    return new Known(ScheduleWords.of(sync.schedule()), now, null, "", count(sync, view), false);
  }

  private static Map<String, Long> count(Line sync, View view) {
    Map<String, Long> counted = new TreeMap<>();
    for (Timing timing : sync.schedule().timings()) {
      if (timing instanceof After after) {
        view.sync(after.sync().text()).ifPresent(other -> counted.put(key(other), latest(other)));
      } else if (timing instanceof Told told) {
        counted.put(View.key(told), view.of(told).times());
      }
    }
    return counted;
  }

  private static String key(Line sync) {
    return "sync " + sync.id();
  }

  private static long latest(Line sync) {
    return sync.done().map(Done::run).orElse(0L);
  }

  /** Whether it is about the schedule that a sync has. */
  boolean isOf(Line sync) {
    return schedule.equals(ScheduleWords.of(sync.schedule()));
  }

  /** When the sync is due next, or since when; nothing as long as only others can begin it. */
  Optional<Occasion> next(Line sync, View view) {
    return sync.schedule().timings().stream()
        .flatMap(timing -> next(timing, view).stream())
        .min(Comparator.comparing(Occasion::at));
  }

  private Optional<Occasion> next(Timing timing, View view) {
    String words = ScheduleWords.of(timing);
    if (timing instanceof After after) {
      return view.sync(after.sync().text())
          .filter(other -> latest(other) > counted.getOrDefault(key(other), 0L))
          .flatMap(Line::done)
          .map(done -> new Occasion(done.at(), words + ", run " + done.run()));
    }
    if (timing instanceof Told told) {
      return Optional.of(view.of(told))
          .filter(tidings -> tidings.times() > counted.getOrDefault(View.key(told), 0L))
          .map(tidings -> new Occasion(tidings.at(), words));
    }
    return timing.next(last()).map(at -> new Occasion(at, words));
  }

  private Instant last() {
    return begun == null || begun.isBefore(since) ? since : begun;
  }

  /**
   * The same after the sync was begun.
   *
   * @param view what was known before that: what came later counts for the next time
   */
  Known begun(Line sync, View view, Occasion why, Instant now) {
    Instant at = now.isBefore(why.at()) ? why.at() : now;
    return new Known(schedule, since, at, why.cause(), count(sync, view), false);
  }

  /** The same when who was at it died. */
  Known orphan() {
    return new Known(schedule, since, begun, cause, counted, true);
  }
}
