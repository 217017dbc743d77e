package dev.syncline.connect.csv;

import dev.syncline.connect.Model;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** How records stand in a file, so that they are read as what they were. */
final class CsvForm {
  private static final char MARK = '\uFEFF';

  private final Model.Csv csv;
  private final boolean anything;

  CsvForm(Model.Csv csv) {
    this.csv = csv;
    this.anything = csv.encoding().name().toUpperCase(Locale.ROOT).startsWith("UTF-");
  }

  /** A record without its line's end. */
  String record(List<@Nullable String> cells) {
    StringJoiner record = new StringJoiner(String.valueOf(csv.delimiter()));
    cells.forEach(cell -> record.add(cell == null ? csv.nullText() : quoted(cell)));
    return record.toString();
  }

  private String quoted(String cell) {
    return isPlain(cell) ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private boolean isPlain(String cell) {
    if (cell.isEmpty() || cell.equals(csv.nullText())) {
      return false;
    }
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c == csv.delimiter() || c == '"' || c == '\n' || c == '\r' || c == MARK) {
        return false;
      }
    }
    return !Character.isWhitespace(cell.charAt(0))
        && !Character.isWhitespace(cell.charAt(cell.length() - 1));
  }

  /** Whether the file's encoding has all characters of a text, and gives them back. */
  boolean hasCharacters(String text) {
    if (anything) {
      return true;
    }
    Charset encoding = csv.encoding();
    try {
      ByteBuffer bytes = encoding.newEncoder().encode(CharBuffer.wrap(text));
      return encoding.newDecoder().decode(bytes).toString().equals(text);
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
