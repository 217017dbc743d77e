package dev.syncline.expression;

import dev.syncline.core.value.Type;
import dev.syncline.expression.Function.Arguments;
import dev.syncline.expression.Function.Made;
import dev.syncline.expression.Function.Parameter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalLiteral.IntervalValue;
import org.apache.calcite.sql.parser.SqlParserUtil;

/**
 * Functions of dates and times. A point in time has its date and hour in the setting's zone; where
 * clocks skip an hour the later one is meant, and where they repeat one the first.
 */
final class Times {
  private static final Type DATE = new Type.Date();
  private static final Type MOMENT = new Type.Timestamp(9, true);
  private static final Type LOCAL = new Type.Timestamp(9, false);
  private static final Parameter DATED = Parameter.of(Kind.DATE, Kind.TIMESTAMP, Kind.MOMENT);
  private static final long MILLIS_OF_DAY = 24 * 60 * 60 * 1000L;
  private static final int NANO_DIGITS = 9;

  static final List<Function> ALL = all();

  private Times() {}

  private static List<Function> all() {
    List<Function> all =
        new ArrayList<>(
            List.of(
                Function.of("RUN_TIME", List.of(), Times::runTime),
                Function.of("DATE_TRUNC", List.of(Texts.A_TEXT.fixed(), DATED), Times::truncating),
                Function.of(
                    "LAST_DAY",
                    List.of(DATED),
                    arguments -> {
                      ZoneId zone = arguments.setting().zone();
                      return new Made(
                          DATE,
                          x ->
                              local(x[0], zone)
                                  .toLocalDate()
                                  .with(TemporalAdjusters.lastDayOfMonth()));
                    }),
                Function.of(
                    "MAKE_DATE",
                    List.of(Texts.A_WHOLE, Texts.A_WHOLE, Texts.A_WHOLE),
                    DATE,
                    Times::made),
                Function.of(
                    "AT_TIME_ZONE",
                    List.of(Parameter.of(Kind.TIMESTAMP, Kind.MOMENT), Texts.A_TEXT.fixed()),
                    Times::inZone),
                Function.of(
                    "UNIX_SECONDS",
                    List.of(Parameter.of(Kind.MOMENT)),
                    new Type.Decimal(29, NANO_DIGITS),
                    x -> seconds((Instant) x[0])),
                Function.of(
                    "TIMESTAMP_SECONDS",
                    List.of(Parameter.of(Kind.WHOLE, Kind.DECIMAL)),
                    MOMENT,
                    x -> moment(Numbers.decimal(x[0])))));
    for (Part part : Part.values()) {
      if (part.function) {
        all.add(
            Function.of(
                part.name(),
                List.of(part.ofTime ? Parameter.of(Kind.TIME, Kind.TIMESTAMP, Kind.MOMENT) : DATED),
                arguments -> {
                  ZoneId zone = arguments.setting().zone();
                  return new Made(Numbers.WHOLE, x -> part.of(x[0], zone));
                }));
      }
    }
    return List.copyOf(all);
  }

  /** A date alone at its midnight, a point in time in a zone. */
  static LocalDateTime local(Object value, ZoneId zone) {
    return switch (value) {
      case LocalDate date -> date.atStartOfDay();
      case Instant moment -> LocalDateTime.ofInstant(moment, zone);
      default -> (LocalDateTime) value;
    };
  }

  /** A local time as the class that a value had. */
  private static Object like(Object value, LocalDateTime local, ZoneId zone) {
    return switch (value) {
      case LocalDate date -> local.toLocalDate();
      case Instant moment -> local.atZone(zone).toInstant();
      default -> local;
    };
  }

  private static Made runTime(Arguments arguments) throws Fault {
    Instant moment =
        arguments
            .setting()
            .moment()
            .orElseThrow(
                () ->
                    new Fault(
                        arguments.place(),
                        "RUN_TIME() has no value here: it would be another in each run"));
    return new Made(MOMENT, x -> moment);
  }

  private static Made truncating(Arguments arguments) throws Fault {
    String unit = ((String) arguments.constant(0, "")).toUpperCase(Locale.ROOT);
    ZoneId zone = arguments.setting().zone();
    boolean known =
        List.of("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND")
            .contains(unit);
    boolean ofDay = List.of("HOUR", "MINUTE", "SECOND").contains(unit);
    if (!known || ofDay && arguments.kind(1) == Kind.DATE) {
      throw arguments.fault(
          0,
          arguments.kind(1) == Kind.DATE
              ? "a date is cut to year, quarter, month, week or day"
              : "a timestamp is cut to year, quarter, month, week, day, hour, minute or second");
    }
    return new Made(arguments.type(1), x -> like(x[1], truncated(unit, local(x[1], zone)), zone));
  }

  private static LocalDateTime truncated(String unit, LocalDateTime time) {
    LocalDate date = time.toLocalDate();
    return switch (unit) {
      case "YEAR" -> date.withDayOfYear(1).atStartOfDay();
      case "QUARTER" ->
          date.withDayOfMonth(1).withMonth((date.getMonthValue() - 1) / 3 * 3 + 1).atStartOfDay();
      case "MONTH" -> date.withDayOfMonth(1).atStartOfDay();
      case "WEEK" -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay();
      case "DAY" -> date.atStartOfDay();
      case "HOUR" -> time.truncatedTo(ChronoUnit.HOURS);
      case "MINUTE" -> time.truncatedTo(ChronoUnit.MINUTES);
      default -> time.truncatedTo(ChronoUnit.SECONDS);
    };
  }

  private static LocalDate made(Object[] x) throws Refusal {
    try {
      return LocalDate.of(
          Math.toIntExact((Long) x[0]), Math.toIntExact((Long) x[1]), Math.toIntExact((Long) x[2]));
    } catch (DateTimeException e) {
      throw new Refusal("there is no such day");
    }
  }

  /** A local time in a zone becomes a point in time, and a point in time a local time there. */
  private static Made inZone(Arguments arguments) throws Fault {
    ZoneId zone;
    try {
      zone = ZoneId.of((String) arguments.constant(1, ""));
    } catch (DateTimeException e) {
      throw arguments.fault(1, "there is no such time zone; Europe/Paris and +02:00 are some");
    }
    return arguments.kind(0) == Kind.MOMENT
        ? new Made(LOCAL, x -> LocalDateTime.ofInstant((Instant) x[0], zone))
        : new Made(MOMENT, x -> ((LocalDateTime) x[0]).atZone(zone).toInstant());
  }

  private static BigDecimal seconds(Instant moment) {
    BigDecimal seconds =
        BigDecimal.valueOf(moment.getEpochSecond())
            .add(BigDecimal.valueOf(moment.getNano(), NANO_DIGITS))
            .stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }

  private static Instant moment(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos =
        seconds
            .subtract(whole)
            .movePointRight(NANO_DIGITS)
            .setScale(0, RoundingMode.FLOOR)
            .longValue();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }

  /** {@code EXTRACT(unit FROM value)}. */
  static Step extract(String unit, Step value, Place place, ZoneId zone) throws Fault {
    Part part =
        Part.named(unit)
            .orElseThrow(
                () -> new Fault(place, "EXTRACT knows no " + unit + "; it knows " + Part.list()));
    if (value.isNull()) {
      return Step.literal(place, Numbers.WHOLE, null);
    }
    boolean has =
        switch (value.kind()) {
          case DATE -> !part.ofTime;
          case TIME -> part.ofTime;
          case TIMESTAMP, MOMENT -> true;
          default -> false;
        };
    if (!has) {
      throw new Fault(
          value.place(),
          value.kind().words
              + " has no "
              + unit
              + Casts.advice(value, EnumSet.of(part.ofTime ? Kind.TIMESTAMP : Kind.DATE)));
    }
    return Call.strict(
            "EXTRACT",
            place,
            Numbers.WHOLE,
            value.nullable(),
            List.of(value),
            x -> part.of(x[0], zone))
        .folded(value.constant());
  }

  private static ChronoUnit unit(String name, Kind kind, Place place) throws Fault {
    ChronoUnit unit =
        switch (name.toUpperCase(Locale.ROOT)) {
          case "YEAR" -> ChronoUnit.YEARS;
          case "QUARTER", "MONTH" -> ChronoUnit.MONTHS;
          case "WEEK" -> ChronoUnit.WEEKS;
          case "DAY" -> ChronoUnit.DAYS;
          case "HOUR" -> ChronoUnit.HOURS;
          case "MINUTE" -> ChronoUnit.MINUTES;
          case "SECOND" -> ChronoUnit.SECONDS;
          case "MILLISECOND" -> ChronoUnit.MILLIS;
          case "MICROSECOND" -> ChronoUnit.MICROS;
          default ->
              throw new Fault(
                  place,
                  "there is no unit "
                      + name
                      + "; YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND, MILLISECOND and"
                      + " MICROSECOND are");
        };
    if (kind == Kind.DATE && unit.isTimeBased()) {
      throw new Fault(place, "a date has no " + name + "; cast it to TIMESTAMP");
    }
    return unit;
  }

  private static void dated(String what, Step step) throws Fault {
    boolean dated =
        step.isNull()
            || step.kind() == Kind.DATE
            || step.kind() == Kind.TIMESTAMP
            || step.kind() == Kind.MOMENT;
    if (!dated) {
      throw new Fault(
          step.place(),
          what
              + " takes a date or timestamp, not "
              + step.kind().words
              + Casts.advice(step, EnumSet.of(Kind.DATE)));
    }
  }

  /** {@code TIMESTAMPADD(unit, count, value)}. */
  static Step add(String name, Step count, Step value, Place place, ZoneId zone) throws Fault {
    dated("TIMESTAMPADD", value);
    if (!count.isNull() && count.kind() != Kind.WHOLE) {
      throw new Fault(
          count.place(), "TIMESTAMPADD counts in whole numbers, not " + count.kind().words);
    }
    if (value.isNull() || count.isNull()) {
      return Step.literal(place, value.type(), null);
    }
    ChronoUnit unit = unit(name, value.kind(), place);
    long factor = name.equalsIgnoreCase("QUARTER") ? 3 : 1;
    return Call.strict(
            "TIMESTAMPADD",
            place,
            value.knownType(),
            count.nullable() || value.nullable(),
            List.of(count, value),
            x -> plus(x[1], Math.multiplyExact((Long) x[0], factor), unit, zone))
        .folded(count.constant() && value.constant());
  }

  /**
   * Hours of a point in time pass whatever clocks show; days and longer are those of a calendar.
   */
  private static Object plus(Object value, long count, ChronoUnit unit, ZoneId zone) {
    if (value instanceof Instant moment && unit.isTimeBased()) {
      return moment.plus(count, unit);
    }
    return like(value, local(value, zone).plus(count, unit), zone);
  }

  /** {@code TIMESTAMPDIFF(unit, from, to)}: how many whole units lie between. */
  static Step difference(String name, Step from, Step to, Place place, ZoneId zone) throws Fault {
    dated("TIMESTAMPDIFF", from);
    dated("TIMESTAMPDIFF", to);
    if (from.isNull() || to.isNull()) {
      return Step.literal(place, Numbers.WHOLE, null);
    }
    ChronoUnit unit = unit(name, Kind.TIMESTAMP, place);
    long factor = name.equalsIgnoreCase("QUARTER") ? 3 : 1;
    return Call.strict(
            "TIMESTAMPDIFF",
            place,
            Numbers.WHOLE,
            from.nullable() || to.nullable(),
            List.of(from, to),
            x ->
                (x[0] instanceof Instant a && x[1] instanceof Instant b && unit.isTimeBased()
                        ? unit.between(a, b)
                        : unit.between(local(x[0], zone), local(x[1], zone)))
                    / factor)
        .folded(from.constant() && to.constant());
  }

  /** {@code value + INTERVAL '1' DAY}. */
  static Step shifted(String sign, Step value, SqlIntervalLiteral literal, Place place, ZoneId zone)
      throws Fault {
    dated(sign + " INTERVAL", value);
    if (value.isNull()) {
      return value;
    }
    IntervalValue interval = literal.getValueAs(IntervalValue.class);
    boolean months = interval.getIntervalQualifier().isYearMonth();
    long size =
        size(interval, months, Place.of(literal.getParserPosition())) * (sign.equals("-") ? -1 : 1);
    if (!months && size % MILLIS_OF_DAY != 0 && value.kind() == Kind.DATE) {
      throw new Fault(place, "a date has no hours; cast it to TIMESTAMP");
    }
    return Call.strict(
            sign,
            place,
            value.knownType(),
            value.nullable(),
            List.of(value),
            x ->
                months
                    ? plus(x[0], size, ChronoUnit.MONTHS, zone)
                    : plus(
                        plus(x[0], size / MILLIS_OF_DAY, ChronoUnit.DAYS, zone),
                        size % MILLIS_OF_DAY,
                        ChronoUnit.MILLIS,
                        zone))
        .folded(value.constant());
  }

  private static long size(IntervalValue interval, boolean months, Place place) throws Fault {
    try {
      return months
          ? SqlParserUtil.intervalToMonths(interval)
          : SqlParserUtil.intervalToMillis(interval);
    } catch (RuntimeException e) { // what Calcite throws depends on what is wrong
      throw new Fault(place, "this INTERVAL is not understood; INTERVAL '1' DAY is one");
    }
  }
}
