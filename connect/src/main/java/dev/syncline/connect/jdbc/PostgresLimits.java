package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.connect.Misfit;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's columns hold. */
final class PostgresLimits {
  private static final LocalDate FIRST_DAY = LocalDate.of(-4713, 11, 24);
  private static final LocalDate LAST_DAY = LocalDate.of(5_874_897, 12, 31);
  private static final LocalDateTime FIRST_TIME = FIRST_DAY.atStartOfDay();
  private static final LocalDateTime END_OF_TIME = LocalDateTime.of(294_277, 1, 1, 0, 0);

  private static final Pattern ESCAPED_NUL = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u0000");
  private static final Pattern ELEMENT = Pattern.compile("[^{},]+");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");

  private PostgresLimits() {}

  static @Nullable Misfit misfit(TableColumn column, Object value) {
    Misfit misfit = Fit.misfit(column.type(), value);
    if (misfit != null) {
      return misfit;
    }
    return switch (value) {
      case String s when s.indexOf('\0') >= 0 -> withNul("text");
      case String s when column.base().equals("jsonb") && ESCAPED_NUL.matcher(s).find() ->
          withNul("a text in the document");
      case String s when column.type() instanceof Type.Array a -> arrayMisfit(s, a.element());
      case Special s -> specialMisfit(column.type(), s);
      case LocalDate d when d.isBefore(FIRST_DAY) || d.isAfter(LAST_DAY) -> outOfRange();
      case LocalDateTime t when t.isBefore(FIRST_TIME) || !t.isBefore(END_OF_TIME) -> outOfRange();
      case Instant t
          when t.isBefore(FIRST_TIME.toInstant(ZoneOffset.UTC))
              || !t.isBefore(END_OF_TIME.toInstant(ZoneOffset.UTC)) ->
          outOfRange();
      case Duration d when !d.equals(Duration.ofHours(24)) ->
          Misfit.type(
              "time outside of a day (00:00 to 24:00); correct it at its origin, or make the column"
                  + " text");
      default -> null;
    };
  }

  private static Misfit withNul(String what) {
    return Misfit.type(
        what
            + " contains the character NUL (U+0000), which PostgreSQL cannot store; remove it at"
            + " its origin");
  }

  private static @Nullable Misfit arrayMisfit(String json, Type element) {
    String array;
    try {
      array = PostgresText.array(json, element);
    } catch (NumberFormatException e) {
      return notAnArray();
    }
    if (!array.startsWith("{")) {
      return notAnArray();
    }
    if (array.indexOf('\0') >= 0) {
      return withNul("an element");
    }
    return element instanceof Type.Int i && !holdsOnly(i, array)
        ? Misfit.type(
            "an element is no integer of "
                + i.bits()
                + " bits; correct it at its origin, or alter the column")
        : null;
  }

  /** Whether all elements of an array literal are numbers of a type, or null. */
  private static boolean holdsOnly(Type.Int type, String array) {
    return ELEMENT
        .matcher(array)
        .results()
        .map(MatchResult::group)
        .map(element -> element.replace("\"", "").strip())
        .allMatch(
            element ->
                element.equals("null")
                    || INTEGER.matcher(element).matches()
                        && Fit.misfit(type, new BigInteger(element)) == null);
  }

  private static Misfit notAnArray() {
    return Misfit.type("the value is not a JSON array; correct it at its origin");
  }

  private static @Nullable Misfit specialMisfit(Type type, Special special) {
    boolean fits =
        switch (type) {
          case Type.Decimal d -> special == Special.NAN || d.unbounded();
          case Type.Date d -> special != Special.NAN && special != Special.ZERO_DATE;
          case Type.Timestamp t -> special != Special.NAN && special != Special.ZERO_DATE;
          default -> false;
        };
    return fits
        ? null
        : Misfit.type(
            special + " cannot be stored in this column of PostgreSQL; correct it at its origin");
  }

  private static Misfit outOfRange() {
    return Misfit.type(
        "date out of PostgreSQL's range (4714-11-24 BC to 5874897-12-31, timestamps to 294276);"
            + " correct it");
  }
}
