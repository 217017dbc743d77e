package dev.syncline.connect.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Arrays;

/**
 * Writes rows in the text format that PostgreSQL's COPY and MariaDB's LOAD DATA share: a line per
 * row, tabs between fields, {@code \\N} for null, in large pieces.
 */
final class TabText {
  private static final int PIECE = 1 << 16;

  private final Sink sink;
  private byte[] buffer = new byte[PIECE + 1024];
  private int size;

  /** Takes the first {@code length} of some bytes, which are overwritten afterwards. */
  interface Sink {
    void take(byte[] bytes, int length) throws SQLException;
  }

  TabText(Sink sink) {
    this.sink = sink;
  }

  /** Goes on to the next field of the row. */
  void tab() {
    reserve(1);
    buffer[size++] = '\t';
  }

  void nothing() {
    reserve(2);
    buffer[size++] = '\\';
    buffer[size++] = 'N';
  }

  /** Two hexadecimal digits per byte. */
  void hex(byte[] bytes) {
    reserve(bytes.length * 2);
    for (byte b : bytes) {
      buffer[size++] = (byte) Character.forDigit((b >> 4) & 15, 16);
      buffer[size++] = (byte) Character.forDigit(b & 15, 16);
    }
  }

  void number(long number) {
    reserve(24);
    if (number == Long.MIN_VALUE) {
      text(Long.toString(number));
      return;
    }
    long rest = number;
    if (rest < 0) {
      buffer[size++] = '-';
      rest = -rest;
    }
    int digits = 1;
    for (long power = 10; digits < 19 && rest >= power; power *= 10) {
      digits++;
    }
    for (int at = size + digits - 1; at >= size; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  /** To the microsecond, such as {@code 2026-01-31 23:59:59.000001}; years of four digits. */
  void timestamp(LocalDateTime time) {
    reserve(26);
    digits(time.getYear(), 4);
    buffer[size++] = '-';
    digits(time.getMonthValue(), 2);
    buffer[size++] = '-';
    digits(time.getDayOfMonth(), 2);
    buffer[size++] = ' ';
    digits(time.getHour(), 2);
    buffer[size++] = ':';
    digits(time.getMinute(), 2);
    buffer[size++] = ':';
    digits(time.getSecond(), 2);
    if (time.getNano() != 0) {
      buffer[size++] = '.';
      digits(time.getNano() / 1000, 6);
    }
  }

  private void digits(int number, int count) {
    int rest = number;
    for (int at = size + count - 1; at >= size; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += count;
  }

  /** UTF-8, with a backslash before what has a meaning in the format. */
  void text(String text) {
    int length = text.length();
    reserve(length * 3 + 2); // three bytes per char; or two, escaped
    byte[] out = buffer;
    int at = size;
    int i = 0;
    while (i < length) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        break;
      }
      switch (c) {
        case '\\' -> {
          out[at++] = '\\';
          out[at++] = '\\';
        }
        case '\t' -> {
          out[at++] = '\\';
          out[at++] = 't';
        }
        case '\n' -> {
          out[at++] = '\\';
          out[at++] = 'n';
        }
        case '\r' -> {
          out[at++] = '\\';
          out[at++] = 'r';
        }
        default -> out[at++] = (byte) c;
      }
      i++;
    }
    size = at;
    if (i < length) {
      beyondAscii(text.substring(i));
    }
  }

  private void beyondAscii(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reserve(bytes.length * 2);
    for (byte b : bytes) {
      switch (b) {
        case '\\' -> escaped('\\');
        case '\t' -> escaped('t');
        case '\n' -> escaped('n');
        case '\r' -> escaped('r');
        default -> buffer[size++] = b;
      }
    }
  }

  private void escaped(char c) {
    buffer[size++] = '\\';
    buffer[size++] = (byte) c;
  }

  void endRow() throws SQLException {
    reserve(1);
    buffer[size++] = '\n';
    if (size >= PIECE) {
      flush();
    }
  }

  void flush() throws SQLException {
    if (size > 0) {
      sink.take(buffer, size);
      size = 0;
    }
  }

  private void reserve(int bytes) {
    if (buffer.length - size < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }
}
