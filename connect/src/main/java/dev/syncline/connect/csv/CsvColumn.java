package dev.syncline.connect.csv;

import dev.syncline.connect.Fit;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.file.CsvType;
import dev.syncline.core.model.Column;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file: what its values are to others, how the working copy stores them, and how they
 * stand in the file. Each of the three is exact.
 *
 * @param name as the file's header or its configuration names it
 * @param csv what a value in the file means
 * @param type what others see of it
 */
record CsvColumn(String name, CsvType csv, Type type) {
  private static final Pattern SIZES = Pattern.compile("\\((\\d+),(\\d+)\\)");
  private static final int MICROS = 6;
  private static final String UTC = "+00";

  static CsvColumn of(String name, CsvType csv) {
    return new CsvColumn(name, csv, type(csv.word()));
  }

  private static Type type(String word) {
    return switch (word) {
      case "boolean", "bool" -> new Type.Bool();
      case "smallint" -> new Type.Int(16, false);
      case "integer", "int" -> new Type.Int(32, false);
      case "bigint" -> new Type.Int(64, false);
      case "real" -> new Type.Real(32);
      case "double" -> new Type.Real(64);
      case "date" -> new Type.Date();
      case "time" -> new Type.Time(MICROS);
      case "timestamp" -> new Type.Timestamp(MICROS, false);
      case "timestamptz" -> new Type.Timestamp(MICROS, true);
      case "uuid" -> new Type.Uuid();
      case "text" -> Type.Text.UNBOUNDED;
      default -> decimal(word);
    };
  }

  private static Type decimal(String word) {
    Matcher sizes = SIZES.matcher(word);
    if (!sizes.find()) {
      throw new IllegalArgumentException("no type of a column: " + word);
    }
    return new Type.Decimal(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)));
  }

  /** As an object's description has it. */
  Column column(boolean key) {
    return new Column(name, type, csv.word(), !key, Column.Origin.GIVEN);
  }

  /** Its type in the working copy; never INTEGER, which would make a key the number of its row. */
  String declared() {
    return switch (type) {
      case Type.Bool b -> "BOOLEAN";
      case Type.Int i -> "BIGINT";
      case Type.Decimal d -> "SYNCLINE_DECIMAL_TEXT(" + d.precision() + ", " + d.scale() + ")";
      case Type.Real r -> "REAL";
      case Type.Date d -> "DATE";
      case Type.Time t -> "TIME";
      case Type.Timestamp t -> t.zoned() ? "TIMESTAMP WITH TIME ZONE" : "DATETIME";
      case Type.Uuid u -> "UUID";
      default -> "TEXT";
    };
  }

  /** What the working copy stores of a value in the file. */
  Object stored(String meaning) {
    return switch (type) {
      case Type.Bool b -> meaning.equals("true") ? 1L : 0L;
      case Type.Int i -> Long.valueOf(meaning);
      case Type.Real r when r.bits() == 32 -> (double) Float.parseFloat(meaning);
      case Type.Real r -> Double.valueOf(meaning);
      case Type.Timestamp t when t.zoned() ->
          meaning.substring(0, meaning.length() - UTC.length()) + "Z";
      default -> meaning;
    };
  }

  /** How a value of the working copy stands in the file, without quotes; null for null. */
  @Nullable String cell(@Nullable Object stored) {
    return switch (type) {
      case Type.Bool b when stored instanceof Number n -> n.longValue() == 1 ? "true" : "false";
      case Type.Decimal d when stored instanceof String s ->
          new BigDecimal(s).setScale(d.scale(), RoundingMode.UNNECESSARY).toPlainString();
      case Type.Real r when stored instanceof Number n ->
          r.bits() == 32 ? Float.toString(n.floatValue()) : Double.toString(n.doubleValue());
      default -> stored == null ? null : stored.toString();
    };
  }

  /** Why the file cannot hold a value as its type; null where it can. */
  @Nullable Misfit misfit(Object value) {
    Misfit misfit = Fit.misfit(type, value);
    if (misfit != null) {
      return misfit;
    }
    return switch (value) {
      case Special s -> Misfit.type(s + " cannot be written into a file; correct it at its origin");
      case String s when s.indexOf('\0') >= 0 ->
          Misfit.type(
              "the character NUL (U+0000) cannot be written into a file; correct it at its origin");
      case Double n when !Double.isFinite(n) ->
          Misfit.type(n + " cannot be written into a file; correct it at its origin");
      case Double n when type.equals(new Type.Real(32)) && n != (double) n.floatValue() ->
          Misfit.type("number has more digits than type real keeps; make the column double");
      case LocalDate d -> year(d.getYear());
      case LocalDateTime t -> year(t.getYear());
      case Instant t -> year(t.atOffset(ZoneOffset.UTC).getYear());
      case Duration d ->
          Misfit.type("time outside of a day; correct it at its origin, or make the column text");
      default -> null;
    };
  }

  private static @Nullable Misfit year(int year) {
    return year >= 0 && year <= 9999
        ? null
        : Misfit.type("date out of range (years 0000 to 9999); correct it at its origin");
  }
}
