package dev.syncline.expression;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A part of a date or time: what EXTRACT gives, and what functions of the same name do. */
enum Part {
  YEAR(true, LocalDateTime::getYear),
  QUARTER(true, time -> time.get(IsoFields.QUARTER_OF_YEAR)),
  MONTH(true, LocalDateTime::getMonthValue),
  /** Weeks begin on Monday, and the first has the year's first Thursday (ISO 8601). */
  WEEK(true, time -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
  DAY(false, LocalDateTime::getDayOfMonth),
  DAYOFMONTH(true, LocalDateTime::getDayOfMonth),
  DOY(false, LocalDateTime::getDayOfYear),
  DAYOFYEAR(true, LocalDateTime::getDayOfYear),
  /** Sunday is 1. */
  DOW(
      false,
      time -> time.getDayOfWeek() == DayOfWeek.SUNDAY ? 1 : time.getDayOfWeek().getValue() + 1),
  DAYOFWEEK(true, DOW.number),
  /** Monday is 1. */
  ISODOW(false, time -> time.getDayOfWeek().getValue()),
  HOUR(true, ChronoField.HOUR_OF_DAY),
  MINUTE(true, ChronoField.MINUTE_OF_HOUR),
  SECOND(true, ChronoField.SECOND_OF_MINUTE);

  final boolean function;
  final boolean ofTime;
  private final ToLongFunction<LocalDateTime> number;

  Part(boolean function, ToLongFunction<LocalDateTime> number) {
    this.function = function;
    this.ofTime = false;
    this.number = number;
  }

  Part(boolean function, ChronoField field) {
    this.function = function;
    this.ofTime = true;
    this.number = time -> time.get(field);
  }

  Long of(Object value, ZoneId zone) {
    return number.applyAsLong(
        value instanceof LocalTime time ? time.atDate(LocalDate.EPOCH) : Times.local(value, zone));
  }

  static Optional<Part> named(String name) {
    return Arrays.stream(values()).filter(p -> p.name().equalsIgnoreCase(name)).findFirst();
  }

  static String list() {
    return Arrays.stream(values())
        .map(p -> p.name().toUpperCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
