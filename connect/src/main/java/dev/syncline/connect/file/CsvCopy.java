package dev.syncline.connect.file;

import dev.syncline.connect.Model;
import dev.syncline.connect.file.CsvRecords.Value;
import dev.syncline.core.Nearest;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final Model.Csv csv;
  private final String file;
  private final List<String> names = new ArrayList<>();
  private final List<CsvType> types = new ArrayList<>();
  private long longest;

  private CsvCopy(Model.Csv csv) {
    this.csv = csv;
    this.file = csv.path().toString();
  }

  /**
   * What a copy holds.
   *
   * @param columns the columns' types by name, in order
   * @param longest bytes of the longest record, at most
   */
  record Content(Map<String, CsvType> columns, long longest) {}

  static Content write(Model.Csv csv, Path copy) throws IOException, FileFault {
    CsvCopy copying = new CsvCopy(csv);
    CsvRecords records = null;
    try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new BufferedInputStream(Files.newInputStream(csv.path())),
                    csv.encoding()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        BufferedWriter writer = Files.newBufferedWriter(copy, StandardCharsets.UTF_8)) {
      skipMark(reader);
      records = new CsvRecords(copying.file, reader, csv.delimiter());
      copying.write(records, writer);
      Map<String, CsvType> columns = new LinkedHashMap<>();
      for (int i = 0; i < copying.names.size(); i++) {
        columns.put(copying.names.get(i), copying.types.get(i));
      }
      return new Content(columns, copying.longest);
    } catch (CharacterCodingException e) {
      throw new FileFault(
          copying.file
              + ", at line "
              + (records == null ? 1 : records.line())
              + " or soon after, is not text in "
              + csv.encoding().name(),
          "Name its encoding, such as encoding: windows-1252.");
    }
  }

  private static void skipMark(Reader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
  }

  private void write(CsvRecords records, BufferedWriter writer) throws IOException, FileFault {
    List<Value> first = records.next();
    if (first == null) {
      throw new FileFault(
          file + " is empty" + (csv.header() ? ": it has not even a line with columns' names" : ""),
          "Has it been written?");
    }
    if (csv.header()) {
      header(first);
    } else {
      csv.types().forEach(this::column);
      record(records.line(), first, records, writer);
    }
    for (List<Value> next = records.next(); next != null; next = records.next()) {
      record(records.line(), next, records, writer);
    }
  }

  private void header(List<Value> header) throws FileFault {
    Set<String> seen = new LinkedHashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).text().strip();
      if (name.isEmpty()) {
        throw new FileFault(
            file + ", line 1: column " + (i + 1) + " has no name",
            "Name it there; of a file without names say header: false.");
      }
      if (!seen.add(name)) {
        throw new FileFault(
            file + ", line 1: two columns have the name \"" + name + "\"",
            "Give one of them another name.");
      }
      column(name, csv.types().getOrDefault(name, CsvType.TEXT.word()));
    }
    for (String typed : csv.types().keySet()) {
      if (!seen.contains(typed)) {
        throw new FileFault(
            file + " has no column \"" + typed + "\", which its \"types\" name",
            Nearest.remedy(typed, "Its columns", seen));
      }
    }
  }

  private void column(String name, String type) {
    names.add(name);
    types.add(CsvType.of(type).orElseThrow());
  }

  private void record(long line, List<Value> values, CsvRecords records, BufferedWriter writer)
      throws IOException, FileFault {
    boolean blank = values.size() == 1 && values.getFirst().equals(new Value("", false));
    if (blank && names.size() > 1) {
      return;
    }
    if (values.size() != names.size()) {
      throw new FileFault(
          records.at(line)
              + " has "
              + (values.size() == 1 ? "1 value" : values.size() + " values")
              + " for "
              + names.size()
              + " columns",
          "Has it been written to its end? Else mend the line, or set the \"delimiter\".");
    }
    long length = names.size();
    for (int i = 0; i < values.size(); i++) {
      String written = written(line, i, values.get(i), records);
      length += written.length() * 3L; // bytes of UTF-8, at most
      writer.write(written);
      writer.write(i + 1 < values.size() ? ',' : '\n');
    }
    longest = Math.max(longest, length);
  }

  private String written(long line, int column, Value value, CsvRecords records) throws FileFault {
    if (!value.quoted() && value.text().equals(csv.nullText())) {
      return NULL;
    }
    CsvType type = types.get(column);
    if (type.isText()) {
      return '"' + value.text().replace("\"", "\"\"") + '"';
    }
    String meaning = meaning(type, value.text().strip());
    if (meaning == null) {
      throw new FileFault(
          records.at(line) + ": the value of \"" + names.get(column) + "\" is no " + type.word(),
          "Mend it, or give the column another type in \"types\", such as text.");
    }
    return meaning;
  }

  private static @Nullable String meaning(CsvType type, String text) {
    try {
      return type.meaning().of(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
