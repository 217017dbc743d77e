package dev.syncline.project.text;

import dev.syncline.core.value.Flaw;
import dev.syncline.engine.store.Withheld;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Values of users' systems as they are shown on a terminal: on one line, short, and never able to
 * steer the terminal.
 */
public final class Shown {
  /** Stands for a value that whoever asks may not see. */
  public static final String HIDDEN = "(not shown)";

  private static final int BYTES = 8;

  private Shown() {}

  /** A value in at most {@code columns}. */
  public static String value(@Nullable Object value, int columns) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> bytes(bytes);
      case Flaw flaw -> Width.cut("(unreadable: " + safe(flaw.reason()) + ")", columns);
      case Withheld withheld -> "(" + withheld.words() + ")";
      case CharSequence text -> quoted(text.toString(), columns);
      default -> Width.cut(safe(value.toString()), columns);
    };
  }

  private static String quoted(String text, int columns) {
    String safe = safe(text);
    boolean plain =
        !safe.isEmpty() && safe.equals(safe.strip()) && safe.equals(text) && !safe.equals("null");
    if (!plain) {
      safe = "\"" + safe + "\"";
    }
    if (Width.of(safe) <= columns) {
      return safe;
    }
    String length = " (" + Words.count(text.codePointCount(0, text.length()), "character") + ")";
    return Width.cut(safe, Math.max(12, columns - length.length())) + length;
  }

  private static String bytes(byte[] bytes) {
    HexFormat hex = HexFormat.of();
    return bytes.length <= BYTES
        ? "0x" + hex.formatHex(bytes)
        : "0x" + hex.formatHex(bytes, 0, BYTES) + "… (" + Words.count(bytes.length, "byte") + ")";
  }

  /** A text without control characters, which are written as escapes. */
  public static String safe(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSafe(c)) {
        if (out != null) {
          out.append(c);
        }
        continue;
      }
      if (out == null) {
        out = new StringBuilder(text.substring(0, i));
      }
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out == null ? text : out.toString();
  }

  /** Controls steer a terminal; bidirectional marks make a line read as what it is not. */
  private static boolean isSafe(char c) {
    return !Character.isISOControl(c)
        && !(c >= '\u202a' && c <= '\u202e')
        && !(c >= '\u2066' && c <= '\u2069')
        && c != '\u2028'
        && c != '\u2029';
  }

  /** A text of several lines without control characters but the line breaks. */
  public static String safeLines(String text) {
    return String.join("\n", text.lines().map(Shown::safe).toList());
  }
}
