package dev.syncline.expression;

import dev.syncline.core.value.Notation;
import dev.syncline.core.value.Type;
import dev.syncline.expression.Function.Arguments;
import dev.syncline.expression.Function.Made;
import dev.syncline.expression.Function.Parameter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;

/**
 * Values as texts of a certain form, and back, in the setting's locale or another. Patterns are
 * those of Java's {@link DateTimeFormatter} and {@link DecimalFormat}.
 */
final class Formats {
  private static final Parameter PATTERN = Texts.A_TEXT.fixed();
  private static final Parameter VALUE =
      Parameter.of(
          Kind.WHOLE, Kind.DECIMAL, Kind.REAL, Kind.DATE, Kind.TIME, Kind.TIMESTAMP, Kind.MOMENT);

  static final List<Function> ALL =
      List.of(
          Function.of("FORMAT", List.of(VALUE, PATTERN, PATTERN), Formats::format).optional(1),
          parse("PARSE_DATE", new Type.Date(), "date", LocalDate::from),
          parse("PARSE_TIME", new Type.Time(9), "time of day", LocalTime::from),
          parse("PARSE_TIMESTAMP", new Type.Timestamp(9, false), "timestamp", LocalDateTime::from),
          Function.of(
                  "PARSE_NUMBER",
                  List.of(Texts.A_TEXT, PATTERN),
                  arguments -> {
                    Notation notation = Notation.of(locale(arguments, 1));
                    return new Made(
                        Type.Decimal.UNBOUNDED, x -> number(Texts.text(x[0]), notation));
                  })
              .optional(1));

  private Formats() {}

  private static Locale locale(Arguments arguments, int at) throws Fault {
    if (at >= arguments.count()) {
      return arguments.setting().locale();
    }
    String tag = (String) arguments.constant(at, "");
    try {
      return new Locale.Builder().setLanguageTag(tag).build();
    } catch (IllformedLocaleException e) {
      throw arguments.fault(at, "'" + tag + "' is no locale; 'de-DE' is one");
    }
  }

  private static String pattern(Arguments arguments) throws Fault {
    String pattern = (String) arguments.constant(1, "");
    if (pattern.length() > Limits.PATTERN) {
      throw arguments.fault(
          1, "the pattern has more than %,d characters".formatted(Limits.PATTERN));
    }
    return pattern;
  }

  private static Made format(Arguments arguments) throws Fault {
    Locale locale = locale(arguments, 2);
    return arguments.kind(0).isNumber() ? ofNumbers(arguments, locale) : ofTimes(arguments, locale);
  }

  private static Made ofNumbers(Arguments arguments, Locale locale) throws Fault {
    DecimalFormat format;
    try {
      format = new DecimalFormat(pattern(arguments), DecimalFormatSymbols.getInstance(locale));
    } catch (IllegalArgumentException e) {
      throw arguments.fault(1, "this is no pattern for numbers; '#,##0.00' is one");
    }
    format.setRoundingMode(RoundingMode.HALF_UP);
    return new Made(
        Texts.TEXT,
        x ->
            ((DecimalFormat) format.clone())
                .format(x[0] instanceof Double n ? Numbers.decimal(Numbers.finite(n)) : x[0]));
  }

  private static Made ofTimes(Arguments arguments, Locale locale) throws Fault {
    DateTimeFormatter formatter = formatter(arguments, locale);
    ZoneId zone = arguments.setting().zone();
    try {
      var unused = formatter.format(sample(arguments.kind(0), zone));
    } catch (DateTimeException e) {
      throw arguments.fault(
          1, arguments.kind(0).words + " does not have all that the pattern asks for");
    }
    return new Made(
        Texts.TEXT,
        x ->
            formatter.format(
                x[0] instanceof Instant moment ? moment.atZone(zone) : (TemporalAccessor) x[0]));
  }

  private static TemporalAccessor sample(Kind kind, ZoneId zone) {
    return switch (kind) {
      case DATE -> LocalDate.EPOCH;
      case TIME -> LocalTime.NOON;
      case TIMESTAMP -> LocalDate.EPOCH.atStartOfDay();
      default -> Instant.EPOCH.atZone(zone);
    };
  }

  /** A day that does not exist is refused, not moved to one that does. */
  private static DateTimeFormatter formatter(Arguments arguments, Locale locale) throws Fault {
    try {
      return new DateTimeFormatterBuilder()
          .appendPattern(pattern(arguments))
          .parseDefaulting(ChronoField.ERA, 1)
          .toFormatter(locale)
          .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException e) {
      throw arguments.fault(1, "this is no pattern for dates and times; 'yyyy-MM-dd HH:mm' is one");
    }
  }

  private static Function parse(String name, Type type, String what, TemporalQuery<?> query) {
    return Function.of(
            name,
            List.of(Texts.A_TEXT, PATTERN, PATTERN),
            arguments -> {
              DateTimeFormatter formatter = formatter(arguments, locale(arguments, 2));
              return new Made(
                  type,
                  x -> {
                    try {
                      return formatter.parse(Texts.text(x[0]), query);
                    } catch (DateTimeException e) {
                      throw new Refusal("the text is no " + what + " of that pattern");
                    }
                  });
            })
        .optional(1);
  }

  /** A number as the locale writes it, with groups of three or its currency. */
  private static BigDecimal number(String text, Notation notation) throws Refusal {
    BigDecimal number = text.length() > Limits.DIGITS * 2 ? null : notation.number(text);
    if (number == null) {
      throw new Refusal("the text is no number of that locale");
    }
    return Numbers.checked(number);
  }
}
