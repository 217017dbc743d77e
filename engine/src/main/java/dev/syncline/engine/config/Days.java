package dev.syncline.engine.config;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Days of the week as they are written: {@code mon-fri}, {@code sat,sun}. */
final class Days {
  /** What stands for them, in a pattern. */
  static final String PATTERN = "[a-z,\\- ]+?";

  /** Says which words there are. */
  static final String REMEDY = "Days are mon, tue, wed, thu, fri, sat and sun.";

  private Days() {}

  /** The days of a text; all where there is none, and nothing where it is not understood. */
  static Optional<Set<DayOfWeek>> parse(@Nullable String text) {
    if (text == null) {
      return Optional.of(EnumSet.allOf(DayOfWeek.class));
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.replace(" ", "").split(",", -1)) {
      String[] ends = part.split("-", -1);
      Optional<DayOfWeek> first = day(ends[0]);
      Optional<DayOfWeek> last = day(ends[ends.length - 1]);
      if (ends.length > 2 || first.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      for (DayOfWeek day = first.get(); ; day = day.plus(1)) {
        days.add(day);
        if (day == last.get()) {
          break;
        }
      }
    }
    return Optional.of(days);
  }

  private static Optional<DayOfWeek> day(String word) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().substring(0, 3).toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }
}
