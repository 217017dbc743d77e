package dev.syncline.project.screen;

import dev.syncline.engine.config.Schedule;
import dev.syncline.engine.config.Schedule.Timing;
import dev.syncline.engine.config.Schedule.Told;
import dev.syncline.project.text.Words;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A schedule as people read it; the same schedule always in the same words. */
public final class ScheduleWords {
  private static final int WEEK = 7;

  private ScheduleWords() {}

  /** All of it: {@code every 15 min, after orders}; {@code by hand} where nothing begins it. */
  public static String of(Schedule schedule) {
    return schedule.timings().isEmpty()
        ? "by hand"
        : String.join(", ", schedule.timings().stream().map(ScheduleWords::of).toList());
  }

  /** One reason to run. */
  public static String of(Timing timing) {
    return switch (timing) {
      case Schedule.Every every -> "every " + Words.remaining(every.period().toMillis());
      case Schedule.Weekly weekly ->
          days(weekly.days()) + " at " + weekly.time() + " " + weekly.zone().getId();
      case Schedule.Expression cron -> "cron " + cron.fields() + " " + cron.zone().getId();
      case Schedule.Once once -> "once at " + once.at();
      case Schedule.After after -> "after " + after.sync().text();
      case Told told -> "after " + what(told);
    };
  }

  private static String what(Told told) {
    return switch (told.service()) {
      case DBT_CLOUD -> "job " + told.what() + " of dbt Cloud";
      case FIVETRAN -> "connection " + told.what() + " of Fivetran";
    };
  }

  /** {@code daily}, {@code Mon-Fri}, {@code Mon, Wed-Thu}. */
  private static String days(Set<DayOfWeek> days) {
    if (days.size() == WEEK) {
      return "daily";
    }
    List<String> parts = new ArrayList<>();
    for (int first = 1; first <= WEEK; first++) {
      int last = first;
      while (last <= WEEK && days.contains(DayOfWeek.of(last))) {
        last++;
      }
      if (last > first) {
        String begin = name(first);
        parts.add(last == first + 1 ? begin : begin + "-" + name(last - 1));
        first = last;
      }
    }
    return String.join(", ", parts);
  }

  private static String name(int day) {
    return DayOfWeek.of(day).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
  }
}
