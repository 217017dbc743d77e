package dev.syncline.engine.config;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When a sync does not run: windows of the week, such as a shop's opening hours. */
public record Blackout(List<Window> windows) {
  /** A sync that may always run. */
  public static final Blackout NONE = new Blackout(List.of());

  private static final Duration WEEK = Duration.ofDays(7);

  public Blackout {
    windows = List.copyOf(windows);
  }

  /**
   * A part of some days.
   *
   * @param days on which it begins
   * @param from when it begins
   * @param to when it ends; on the next day where that is not later than {@code from}
   */
  public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    public Window {
      days = Set.copyOf(days);
    }

    private Optional<Instant> until(Instant now) {
      LocalDate today = now.atZone(zone).toLocalDate();
      for (LocalDate begins : List.of(today.minusDays(1), today)) {
        LocalDate ends = to.isAfter(from) ? begins : begins.plusDays(1);
        Instant end = ZonedDateTime.of(ends, to, zone).toInstant();
        if (days.contains(begins.getDayOfWeek())
            && !now.isBefore(ZonedDateTime.of(begins, from, zone).toInstant())
            && now.isBefore(end)) {
          return Optional.of(end);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * The end of the blackout at a moment, through all windows that touch; empty where there is none.
   */
  public Optional<Instant> until(Instant now) {
    Optional<Instant> end = Optional.empty();
    Instant at = now;
    while (at.isBefore(now.plus(WEEK))) {
      Optional<Instant> later = Optional.empty();
      for (Window window : windows) {
        Optional<Instant> until = window.until(at);
        if (until.isPresent() && later.filter(l -> !l.isBefore(until.get())).isEmpty()) {
          later = until;
        }
      }
      if (later.isEmpty()) {
        return end;
      }
      end = later;
      at = later.get();
    }
    return end;
  }

  /** Whether no moment of the week is left. */
  boolean isEndless() {
    Instant now = Instant.EPOCH;
    return until(now).filter(end -> !end.isBefore(now.plus(WEEK))).isPresent();
  }
}
