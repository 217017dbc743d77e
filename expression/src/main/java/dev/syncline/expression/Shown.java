package dev.syncline.expression;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values as messages show them: on one line, and not too long. */
final class Shown {
  private static final int LONGEST = 200;

  private Shown() {}

  static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case String text -> "'" + cut(text.replace("'", "''")) + "'";
      case BigDecimal number -> cut(number.toPlainString());
      case Boolean truth -> truth ? "TRUE" : "FALSE";
      case byte[] bytes -> "X'" + cut(HexFormat.of().formatHex(bytes)) + "'";
      case LocalTime time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
      case LocalDateTime time -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
      default -> cut(value.toString());
    };
  }

  private static String cut(String text) {
    String line = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    if (line.codePointCount(0, line.length()) <= LONGEST) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
