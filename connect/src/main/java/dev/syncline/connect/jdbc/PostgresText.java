package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Values as the texts that PostgreSQL's types read: for parameters and for COPY. */
final class PostgresText {
  private PostgresText() {}

  static String of(TableColumn column, Object value) {
    return switch (value) {
      case String s -> column.type() instanceof Type.Array a ? array(s, a.element()) : s;
      case Boolean b -> column.base().equals("varbit") ? (b ? "1" : "0") : b.toString();
      case BigDecimal n -> n.toPlainString();
      case LocalDate d -> date(d) + era(d);
      case LocalTime t -> time(t);
      case Duration d -> "24:00:00"; // the only one that fits
      case LocalDateTime t ->
          date(t.toLocalDate()) + ' ' + time(t.toLocalTime()) + era(t.toLocalDate());
      case Instant t -> {
        LocalDateTime utc = LocalDateTime.ofInstant(t, ZoneOffset.UTC);
        yield date(utc.toLocalDate())
            + ' '
            + time(utc.toLocalTime())
            + "+00"
            + era(utc.toLocalDate());
      }
      case byte[] b -> "\\x" + HexFormat.of().formatHex(b);
      case Special s -> s.toString();
      default -> value.toString();
    };
  }

  /** A date without its era; there is no year zero. */
  private static String date(LocalDate date) {
    StringBuilder text = new StringBuilder(12);
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    if (year < 1000) {
      text.append("0000", 0, year < 10 ? 3 : year < 100 ? 2 : 1);
    }
    text.append(year).append('-');
    two(text, date.getMonthValue()).append('-');
    return two(text, date.getDayOfMonth()).toString();
  }

  private static String era(LocalDate date) {
    return date.getYear() > 0 ? "" : " BC";
  }

  @SuppressWarnings("JavaLocalTimeGetNano") // beside the seconds
  private static String time(LocalTime time) {
    StringBuilder text = new StringBuilder(15);
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    two(text, time.getSecond());
    if (time.getNano() != 0) {
      String micros = Integer.toString(1_000_000 + time.getNano() / 1000);
      text.append('.').append(micros, 1, 7);
    }
    return text.toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /**
   * A JSON array as an array literal: brackets become braces, strings are quoted anew, and an
   * object is carried as its text; so is an array within an array of JSON.
   */
  static String array(String json, Type element) {
    StringBuilder out = new StringBuilder(json.length() + 16);
    boolean outermost = true;
    int at = 0;
    while (at < json.length()) {
      char c = json.charAt(at);
      switch (c) {
        case '[' -> {
          if (outermost || !(element instanceof Type.Json)) {
            out.append('{');
          } else {
            int end = structure(json, at);
            quoted(json.subSequence(at, end), out);
            at = end - 1;
          }
          outermost = false;
        }
        case ']' -> out.append('}');
        case ',' -> out.append(',');
        case '"' -> {
          StringBuilder text = new StringBuilder();
          int end = string(json, at, text);
          quoted(element instanceof Type.Json ? json.subSequence(at, end) : text, out);
          at = end - 1;
        }
        case '{' -> {
          int end = structure(json, at);
          quoted(json.subSequence(at, end), out);
          at = end - 1;
        }
        case ' ', '\t', '\n', '\r' -> {}
        default -> {
          int end = at;
          while (end < json.length() && ",] \t\n\r".indexOf(json.charAt(end)) < 0) {
            end++;
          }
          out.append(json, at, end);
          at = end - 1;
        }
      }
      at++;
    }
    return out.toString();
  }

  private static void quoted(CharSequence text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  /** Unescapes the string that begins at a quote; returns the position after it. */
  private static int string(String json, int from, StringBuilder out) {
    int at = from + 1;
    while (at < json.length() && json.charAt(at) != '"') {
      char c = json.charAt(at++);
      if (c == '\\' && at < json.length()) {
        char escaped = json.charAt(at++);
        switch (escaped) {
          case 'n' -> out.append('\n');
          case 't' -> out.append('\t');
          case 'r' -> out.append('\r');
          case 'b' -> out.append('\b');
          case 'f' -> out.append('\f');
          case 'u' -> {
            out.append((char) Integer.parseInt(json, at, Math.min(at + 4, json.length()), 16));
            at += 4;
          }
          default -> out.append(escaped);
        }
      } else {
        out.append(c);
      }
    }
    return at + 1;
  }

  /** The position after the object or array that begins here. */
  private static int structure(String json, int from) {
    int depth = 0;
    for (int at = from; at < json.length(); at++) {
      char c = json.charAt(at);
      if (c == '"') {
        at = string(json, at, new StringBuilder()) - 1;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        return at + 1;
      }
    }
    return json.length();
  }
}
