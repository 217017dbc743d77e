package dev.syncline.connect.file;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file one by one, as RFC 4180 has them: a value between double quotes may
 * hold anything, and a double quote as two. A quote within a value that does not begin with one is
 * a character like any other. Lines end with LF, CR LF or CR; one with nothing on it is no record,
 * unless a record has one column only.
 */
final class CsvRecords {
  /** A longer value is rather one whose closing quote is missing. */
  private static final int MOST_CHARACTERS = 64 << 20;

  private static final int END = -1;
  private static final int NONE = -2;

  private final String file;
  private final Reader reader;
  private final char delimiter;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder written = new StringBuilder();
  private String lineEnd = "";
  private int ahead = NONE;
  private long line = 1;
  private long begun = 1;

  /**
   * @param file its name in messages
   * @param reader its characters, without a byte order mark
   */
  CsvRecords(String file, Reader reader, char delimiter) {
    this.file = file;
    this.reader = reader;
    this.delimiter = delimiter;
  }

  /** A value, and whether it stood between quotes. */
  record Value(String text, boolean quoted) {}

  /** The line on which the latest record began, or the one that is being read. */
  long line() {
    return begun;
  }

  /** The latest record as it stands in the file, without the line's end. */
  String written() {
    return written.toString();
  }

  /** How the first line ends; a line feed where it does not. */
  String lineEnd() {
    return lineEnd.isEmpty() ? "\n" : lineEnd;
  }

  /** The next record's values; null at the end. */
  @Nullable List<Value> next() throws IOException, FileFault {
    begun = line;
    written.setLength(0);
    if (peek() == END) {
      return null;
    }
    List<Value> values = new ArrayList<>();
    while (true) {
      values.add(peek() == '"' ? quoted() : plain());
      int after = take();
      if (after == delimiter) {
        continue;
      }
      boolean two = after == '\r' && peek() == '\n';
      if (two) {
        take();
      }
      if (after != END) {
        line++;
        written.setLength(written.length() - (two ? 2 : 1));
        if (lineEnd.isEmpty()) {
          lineEnd = two ? "\r\n" : Character.toString(after);
        }
      }
      return values;
    }
  }

  private Value plain() throws IOException, FileFault {
    text.setLength(0);
    while (!endsValue(peek())) {
      append((char) take());
    }
    return new Value(text.toString(), false);
  }

  private Value quoted() throws IOException, FileFault {
    long opened = line;
    text.setLength(0);
    take();
    while (true) {
      int c = take();
      if (c == END) {
        throw new FileFault(
            at(opened) + ": a quote is opened and never closed, up to the file's end",
            "Has it been written to its end? Else close the quote.");
      }
      if (c == '"') {
        if (peek() != '"') {
          break;
        }
        take();
      } else if (c == '\n' || c == '\r' && peek() != '\n') {
        line++;
      }
      append((char) c);
    }
    if (!endsValue(peek())) {
      throw new FileFault(
          at(line) + ": something stands behind a closing quote",
          "Between quotes, write a quote as two; or set the \"delimiter\".");
    }
    return new Value(text.toString(), true);
  }

  private void append(char c) throws FileFault {
    if (c == 0) {
      throw new FileFault(
          at(line) + ": the character NUL (U+0000) is in it",
          "Is the \"encoding\" right? It is UTF-8 where nothing is said.");
    }
    if (text.length() == MOST_CHARACTERS) {
      throw new FileFault(
          at(begun) + ": a value has more than " + MOST_CHARACTERS + " characters",
          "Is a quote opened there and not closed?");
    }
    text.append(c);
  }

  private boolean endsValue(int c) {
    return c == delimiter || c == '\n' || c == '\r' || c == END;
  }

  private int peek() throws IOException {
    if (ahead == NONE) {
      ahead = reader.read();
    }
    return ahead;
  }

  private int take() throws IOException {
    int c = peek();
    ahead = c == END ? END : NONE;
    if (c != END) {
      written.append((char) c);
    }
    return c;
  }

  /** A place in words. */
  String at(long where) {
    return file + ", line " + where;
  }
}
