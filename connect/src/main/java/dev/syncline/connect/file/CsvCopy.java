package dev.syncline.connect.file;

import dev.syncline.connect.Model;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a CSV file from its first to its last line, and writes it anew in the one form that is
 * read without guessing: UTF-8, commas, texts between quotes, {@value #NULL} for null. Whatever
 * reads the copy finds as many values in each record as there are columns, each of its column's
 * type.
 */
final class CsvCopy {
  /** Null in a copy. */
  static final String NULL = "\\N";

  private CsvCopy() {}

  /**
   * What a copy holds.
   *
   * @param columns the columns' types by name, in order
   * @param longest bytes of the longest record, at most
   */
  record Content(Map<String, CsvType> columns, long longest) {}

  static Content write(Model.Csv csv, Path copy) throws IOException, FileFault {
    try (CsvReader reader = CsvReader.open(csv);
        BufferedWriter writer = Files.newBufferedWriter(copy, StandardCharsets.UTF_8)) {
      Map<String, CsvType> columns = new LinkedHashMap<>();
      for (int i = 0; i < reader.names().size(); i++) {
        columns.put(reader.names().get(i), reader.types().get(i));
      }
      long longest = 0;
      for (var next = reader.next(); next != null; next = reader.next()) {
        longest = Math.max(longest, write(reader.types(), next, writer));
      }
      return new Content(columns, longest);
    }
  }

  /** Returns how many bytes of UTF-8 the record takes at most. */
  private static long write(
      List<CsvType> types, List<@Nullable String> values, BufferedWriter writer)
      throws IOException {
    long length = values.size();
    for (int i = 0; i < values.size(); i++) {
      String written = written(types.get(i), values.get(i));
      length += written.length() * 3L;
      writer.write(written);
      writer.write(i + 1 < values.size() ? ',' : '\n');
    }
    return length;
  }

  private static String written(CsvType type, @Nullable String value) {
    return value == null ? NULL : type.isText() ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }
}
