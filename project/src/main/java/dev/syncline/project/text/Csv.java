package dev.syncline.project.text;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes CSV as RFC 4180 has it, that programs with tables may open. Those take a text for a
 * formula that begins like one, and a formula can fetch from anywhere: such a text gets an
 * apostrophe before it, as OWASP advises.
 */
public final class Csv {
  /** What a formula begins with, also in the wide forms that some programs take for the same. */
  private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

  private final Writer out;

  /** Writes to a stream, which stays open. */
  public Csv(OutputStream out) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  /** Writes a line; null is an empty cell. */
  public void line(@Nullable String... cells) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      out.write(i == 0 ? "" : ",");
      out.write(cell(cells[i]));
    }
    out.write("\r\n");
  }

  /** Sees to it that all that was written is on its way. */
  public void end() throws IOException {
    out.flush();
  }

  static String cell(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return "";
    }
    String safe = FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
