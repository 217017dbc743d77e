package dev.syncline.connect.file;

import dev.syncline.connect.Model;
import dev.syncline.connect.file.CsvRecords.Value;
import dev.syncline.core.Nearest;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file, checked one by one: each has as many values as there are columns, and
 * each value is of its column's type. What is not so is a fault that names its line.
 */
public final class CsvReader implements AutoCloseable {
  private static final char MARK = '\uFEFF';

  private final Model.Csv csv;
  private final String file;
  private final Reader reader;
  private final List<String> names = new ArrayList<>();
  private final List<CsvType> types = new ArrayList<>();
  private final boolean marked;
  private @Nullable CsvRecords records;
  private @Nullable List<Value> ahead;
  private String header = "";

  private CsvReader(Model.Csv csv, Reader reader) throws IOException {
    this.csv = csv;
    this.file = csv.path().toString();
    this.reader = reader;
    this.marked = skipMark(reader);
  }

  /**
   * Opens a file and reads what its columns are.
   *
   * @throws FileFault if it is empty, or its first line names no columns that can be told apart
   */
  public static CsvReader open(Model.Csv csv) throws IOException, FileFault {
    Reader text =
        new BufferedReader(
            new InputStreamReader(
                new BufferedInputStream(Files.newInputStream(csv.path())),
                csv.encoding()
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    boolean open = false;
    try {
      CsvReader reader = new CsvReader(csv, text);
      reader.begin();
      open = true;
      return reader;
    } catch (CharacterCodingException e) {
      throw notText(csv, 1);
    } finally {
      if (!open) {
        text.close();
      }
    }
  }

  private static boolean skipMark(Reader reader) throws IOException {
    reader.mark(1);
    boolean marked = reader.read() == MARK;
    if (!marked) {
      reader.reset();
    }
    return marked;
  }

  private static FileFault notText(Model.Csv csv, long line) {
    return new FileFault(
        csv.path()
            + ", at line "
            + line
            + " or soon after, is not text in "
            + csv.encoding().name(),
        "Name its encoding, such as encoding: windows-1252.");
  }

  private void begin() throws IOException, FileFault {
    CsvRecords all = new CsvRecords(file, reader, csv.delimiter());
    List<Value> first = all.next();
    if (first == null) {
      throw new FileFault(
          file + " is empty" + (csv.header() ? ": it has not even a line with columns' names" : ""),
          "Has it been written?");
    }
    records = all;
    if (csv.header()) {
      header(first);
      header = all.written();
    } else {
      csv.types().forEach(this::column);
      ahead = first;
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

  /** The columns' names, in order. */
  public List<String> names() {
    return Collections.unmodifiableList(names);
  }

  /** The columns' types, in order. */
  public List<CsvType> types() {
    return Collections.unmodifiableList(types);
  }

  /** Whether the file begins with a byte order mark that its encoding does not take away itself. */
  public boolean isMarked() {
    return marked;
  }

  /** The line of the columns' names as it stands there; empty where there is none. */
  public String header() {
    return header;
  }

  /** How the first line ends; a line feed where it does not. */
  public String lineEnd() {
    return known().lineEnd();
  }

  /** The place of the latest record in words. */
  public String at() {
    return known().at(known().line());
  }

  /** The latest record as it stands there, without the line's end. */
  public String written() {
    return known().written();
  }

  private CsvRecords known() {
    if (records == null) {
      throw new IllegalStateException("not begun");
    }
    return records;
  }

  /**
   * The next record's values, each as its type's {@link CsvType.Meaning} gives it; null at the end.
   *
   * @throws FileFault if it is not what it should be
   */
  public @Nullable List<@Nullable String> next() throws IOException, FileFault {
    CsvRecords all = known();
    try {
      while (true) {
        List<Value> values = ahead == null ? all.next() : ahead;
        ahead = null;
        if (values == null || !isBlank(values)) {
          return values == null ? null : meanings(values);
        }
      }
    } catch (CharacterCodingException e) {
      throw notText(csv, all.line());
    }
  }

  private boolean isBlank(List<Value> values) {
    return names.size() > 1 && values.size() == 1 && values.getFirst().equals(new Value("", false));
  }

  private List<@Nullable String> meanings(List<Value> values) throws FileFault {
    if (values.size() != names.size()) {
      throw new FileFault(
          at()
              + " has "
              + (values.size() == 1 ? "1 value" : values.size() + " values")
              + " for "
              + names.size()
              + " columns",
          "Has it been written to its end? Else mend the line, or set the \"delimiter\".");
    }
    List<@Nullable String> meanings = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      meanings.add(meaning(i, values.get(i)));
    }
    return meanings;
  }

  private @Nullable String meaning(int column, Value value) throws FileFault {
    if (!value.quoted() && value.text().equals(csv.nullText())) {
      return null;
    }
    CsvType type = types.get(column);
    if (type.isText()) {
      return value.text();
    }
    String meaning = meaning(type, value.text().strip());
    if (meaning == null) {
      throw new FileFault(
          at() + ": the value of \"" + names.get(column) + "\" is no " + type.word(),
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

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
