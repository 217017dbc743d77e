package dev.syncline.project;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links as CSV (RFC 4180): {@code task,source,target} with a key as a person types it, the parts of
 * a composite key joined by commas within one quoted value.
 */
public final class LinkFile {
  static final List<String> HEADER = List.of("task", "source", "target");

  private LinkFile() {}

  /**
   * A line of the file.
   *
   * @param line where it begins, from 1
   */
  record Entry(long line, List<String> values) {}

  static void write(Writer out, List<String> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      out.write((i == 0 ? "" : ",") + quoted(values.get(i)));
    }
    out.write("\n");
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !value.isEmpty() ? value : "\"" + value.replace("\"", "\"\"") + "\"";
  }

  /** Reads entry after entry. */
  static final class Entries {
    private final BufferedReader in;
    private long line;

    Entries(BufferedReader in) {
      this.in = in;
    }

    /** The next entry that is not empty; null at the end. */
    @Nullable Entry next() throws IOException {
      String text = in.readLine();
      line++;
      while (text != null && text.isBlank()) {
        text = in.readLine();
        line++;
      }
      if (text == null) {
        return null;
      }
      if (line == 1 && text.startsWith("\ufeff")) {
        text = text.substring(1);
      }
      return parse(line, text);
    }

    private Entry parse(long begin, String first) throws IOException {
      List<String> values = new ArrayList<>();
      StringBuilder value = new StringBuilder();
      String text = first;
      boolean inQuotes = false;
      int i = 0;
      while (true) {
        if (i == text.length()) {
          if (!inQuotes) {
            values.add(value.toString());
            return new Entry(begin, values);
          }
          String more = in.readLine();
          line++;
          if (more == null) {
            throw CommandError.failed("line " + begin + ": a quote is not closed");
          }
          value.append('\n');
          text = more;
          i = 0;
          continue;
        }
        char c = text.charAt(i++);
        if (inQuotes) {
          if (c != '"') {
            value.append(c);
          } else if (i < text.length() && text.charAt(i) == '"') {
            value.append('"');
            i++;
          } else {
            inQuotes = false;
          }
        } else if (c == '"' && value.isEmpty()) {
          inQuotes = true;
        } else if (c == ',') {
          values.add(value.toString());
          value.setLength(0);
        } else {
          value.append(c);
        }
      }
    }
  }
}
