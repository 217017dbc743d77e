package dev.syncline.core.model;

import dev.syncline.core.Side;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Keys as people read and type them. */
final class KeyText {
  private KeyText() {}

  static String format(Object[] parts) {
    if (parts.length == 1) {
      return format(parts[0]);
    }
    List<String> texts = new ArrayList<>(parts.length);
    for (Object part : parts) {
      String text = format(part);
      texts.add(needsQuotes(text) ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
    return String.join(", ", texts);
  }

  private static String format(Object part) {
    return switch (part) {
      case byte[] b -> "0x" + HexFormat.of().formatHex(b);
      case BigDecimal n -> n.toPlainString();
      default -> part.toString();
    };
  }

  private static boolean needsQuotes(String text) {
    return text.isEmpty()
        || text.indexOf(',') >= 0
        || text.indexOf('"') >= 0
        || !text.equals(text.strip());
  }

  static Object[] parse(String text, List<Type> types) {
    List<String> texts = types.size() == 1 ? List.of(text) : split(text);
    if (texts.size() != types.size()) {
      throw new IllegalArgumentException(
          "key "
              + text
              + " has "
              + (texts.size() == 1 ? "1 part" : texts.size() + " parts")
              + ", but "
              + types.size()
              + " are needed; part them with commas, and quote a part that has one");
    }
    Object[] parts = new Object[types.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = part(texts.get(i), types.get(i));
    }
    return parts;
  }

  private static Object part(String text, Type type) {
    if (type instanceof Type.Text || type instanceof Type.Enumeration) {
      return text;
    }
    if (type instanceof Type.Binary) {
      return binary(text);
    }
    TypePair pair =
        TypePair.of(Type.Text.UNBOUNDED, type, ZoneOffset.UTC)
            .orElseThrow(() -> new IllegalArgumentException("a key cannot have a part of " + type));
    try {
      return Objects.requireNonNull(pair.carry(Side.SOURCE, text));
    } catch (Unrepresentable e) {
      throw new IllegalArgumentException("key part " + text + " is " + wrong(text, type, pair), e);
    }
  }

  /** In words for whoever typed it: what helps a value that a system holds is no help here. */
  private static String wrong(String text, Type type, TypePair pair) {
    return type instanceof Type.Int whole && text.matches("[+-]?\\d+")
        ? "out of range (" + whole.least() + " to " + whole.greatest() + ")"
        : "not " + pair.expected();
  }

  private static byte[] binary(String text) {
    String digits = text.startsWith("0x") || text.startsWith("\\x") ? text.substring(2) : text;
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "key part " + text + ": expected hexadecimal digits, such as 0x00ff", e);
    }
  }

  /** At commas outside double quotes. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    do {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      int end;
      if (at < text.length() && text.charAt(at) == '"') {
        StringBuilder part = new StringBuilder();
        end = unquote(text, at + 1, part);
        parts.add(part.toString());
      } else {
        int comma = text.indexOf(',', at);
        end = comma < 0 ? text.length() : comma;
        parts.add(text.substring(at, end).strip());
      }
      at = end + 1;
    } while (at <= text.length());
    return parts;
  }

  /** Collects a quoted part from after its quote; gives where the comma or the end is. */
  private static int unquote(String text, int from, StringBuilder part) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        part.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        part.append('"');
        at++;
      } else {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
          at++;
        }
        if (at < text.length() && text.charAt(at) != ',') {
          throw new IllegalArgumentException(
              "key " + text + ": expected a comma after the closing quote");
        }
        return at;
      }
    }
    throw new IllegalArgumentException("key " + text + ": a quote is not closed");
  }
}
