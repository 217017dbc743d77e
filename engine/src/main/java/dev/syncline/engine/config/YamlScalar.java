package dev.syncline.engine.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes text as a YAML scalar: as it stands where no reader could mistake it, else in quotes. */
public final class YamlScalar {
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}_](?:[\\p{L}\\p{N}_. <>/-]*[\\p{L}\\p{N}_])?");

  // Words that some version of YAML takes for something other than text.
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private YamlScalar() {}

  /** The shortest way to write it on one line. */
  public static String of(String text) {
    boolean word = WORDS.contains(text.toLowerCase(Locale.ROOT));
    return PLAIN.matcher(text).matches() && !word ? text : quoted(text);
  }

  /** Between double quotes. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          boolean odd =
              c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
          out.append(odd ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
      }
    }
    return out.append('"').toString();
  }
}
