package dev.syncline.engine.config;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** When a sync runs by itself, where a server runs: by the clock, or after something else. */
public record Schedule(List<Timing> timings) {
  /** By nobody but a person or a program. */
  public static final Schedule MANUAL = new Schedule(List.of());

  public Schedule {
    timings = List.copyOf(timings);
  }

  /** One reason to run. */
  public sealed interface Timing {
    /**
     * When it runs next by the clock.
     *
     * @param after later than this: when it last began, or was first known
     */
    Optional<Instant> next(Instant after);
  }

  /** Again and again, so long after it last began. */
  public record Every(Duration period) implements Timing {
    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.of(after.plus(period));
    }
  }

  /**
   * At a time of some days. Where the clocks go forward over that time it is as much later; where
   * they go back over it, it is the first of both.
   */
  public record Weekly(Set<DayOfWeek> days, LocalTime time, ZoneId zone) implements Timing {
    public Weekly {
      days = Set.copyOf(days);
    }

    @Override
    public Optional<Instant> next(Instant after) {
      LocalDate day = after.atZone(zone).toLocalDate();
      while (true) {
        Instant at = ZonedDateTime.of(day, time, zone).toInstant();
        if (days.contains(day.getDayOfWeek()) && at.isAfter(after)) {
          return Optional.of(at);
        }
        day = day.plusDays(1);
      }
    }
  }

  /**
   * By an expression of five fields, as Unix has them. Times of a day that the clocks pass over, or
   * that come twice, are as those of {@link Weekly}; where every hour is meant it goes on through
   * both.
   */
  public record Expression(String fields, ZoneId zone) implements Timing {
    private static final CronDefinition UNIX =
        CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    private static final Pattern EVERY_HOUR = Pattern.compile("\\S+ \\*(/1)? .*");

    /** Clocks are not put forward by more. */
    private static final Duration FORWARD = Duration.ofHours(3);

    /** Four years after any moment hold every kind of day; so do those after this one. */
    private static final Instant ANY = Instant.EPOCH;

    /**
     * @throws IllegalArgumentException if it is none, or never comes, with the reason
     */
    public Expression {
      boolean comes =
          ExecutionTime.forCron(parse(fields)).nextExecution(ANY.atZone(zone)).isPresent();
      if (!comes) {
        throw new IllegalArgumentException("no day is ever like " + fields);
      }
    }

    private static Cron parse(String fields) {
      return new CronParser(UNIX).parse(fields).validate();
    }

    @Override
    public Optional<Instant> next(Instant after) {
      ExecutionTime times = ExecutionTime.forCron(parse(fields));
      ZonedDateTime here = after.atZone(zone);
      if (EVERY_HOUR.matcher(fields).matches()) {
        return times.nextExecution(here).map(ZonedDateTime::toInstant);
      }
      // A day of UTC has each time once. What the clocks passed over comes up to so much later.
      ZonedDateTime since = here.withZoneSameLocal(ZoneOffset.UTC).minus(FORWARD);
      return Stream.iterate(
              times.nextExecution(since),
              Optional::isPresent,
              at -> at.flatMap(times::nextExecution))
          .map(at -> ZonedDateTime.of(at.orElseThrow().toLocalDateTime(), zone).toInstant())
          .filter(at -> at.isAfter(after))
          .findFirst();
    }
  }

  /** Once. */
  public record Once(Instant at) implements Timing {
    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.of(at).filter(moment -> moment.isAfter(after));
    }
  }

  /** When another sync has run to its end, or a plan of it was applied. */
  public record After(Name sync) implements Timing {
    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.empty();
    }
  }

  /** When a service says that something of its own is done, by a signed request. */
  public record Told(Service service, String what) implements Timing {
    /** Who says so. */
    public enum Service {
      /** A job of dbt Cloud, by its number. */
      DBT_CLOUD,
      /** A connection of Fivetran, by its id. */
      FIVETRAN
    }

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.empty();
    }
  }

  /** When it runs next by the clock; nothing where no clock begins it. */
  public Optional<Instant> next(Instant after) {
    return timings.stream()
        .flatMap(timing -> timing.next(after).stream())
        .min(Comparator.naturalOrder());
  }

  /** After which other syncs it runs. */
  public List<Name> follows() {
    return timings.stream().filter(After.class::isInstance).map(t -> ((After) t).sync()).toList();
  }
}
