package dev.syncline.expression;

import dev.syncline.core.value.Notation;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * What expressions are told of the world around them; there is no other way in which they learn of
 * it.
 *
 * @param locale in which FORMAT and PARSE_… write and read, and texts change their case; with a
 *     country also CAST
 * @param zone in which a point in time has a date and an hour
 * @param moment what {@code RUN_TIME()} gives; empty where there is no run, and the function is
 *     then refused
 * @param collates whether a text comes before another as in a dictionary of the locale's language,
 *     and not by code point
 */
public record Setting(Locale locale, ZoneId zone, Optional<Instant> moment, boolean collates) {
  /** English words, a point before the fraction, UTC, no run. */
  public static final Setting INVARIANT =
      new Setting(Locale.ENGLISH, ZoneOffset.UTC, Optional.empty(), false);

  /**
   * How CAST writes and reads numbers, dates and times: as the locale's country does. A language
   * alone leaves them as they are without a locale.
   */
  Notation notation() {
    return locale.getCountry().isEmpty() ? Notation.INVARIANT : Notation.of(locale);
  }

  /** In which order texts stand. */
  Comparator<String> order() {
    return collates ? TextOrder.of(locale) : TextOrder.CODE_POINTS;
  }

  /** The same with texts in the order of the locale's language. */
  public Setting collating() {
    return new Setting(locale, zone, moment, true);
  }

  /** The same in a run that began at a moment. */
  public Setting at(Instant begun) {
    return new Setting(locale, zone, Optional.of(begun), collates);
  }

  /** The same in another locale. */
  public Setting in(Locale other) {
    return new Setting(other, zone, moment, collates);
  }

  /** The same in another zone. */
  public Setting in(ZoneId other) {
    return new Setting(locale, other, moment, collates);
  }
}
