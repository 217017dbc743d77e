package dev.syncline.connect.csv;

import dev.syncline.connect.Misfit;
import dev.syncline.connect.Model;
import dev.syncline.connect.file.CsvReader;
import dev.syncline.connect.file.CsvType;
import dev.syncline.connect.file.FileFault;
import dev.syncline.core.Nearest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is configured.
 *
 * @param name the object's name
 * @param csv where it is and how it is written
 * @param key the columns that identify a record, in order
 * @param form how its records are written
 */
record CsvFile(String name, Model.Csv csv, List<String> key, CsvForm form) {

  static CsvFile of(Model model) {
    Model.Csv csv = (Model.Csv) model.origin();
    return new CsvFile(model.name(), csv, model.key(), new CsvForm(csv));
  }

  Path path() {
    return csv.path();
  }

  /** The name under which it is written until it is whole. */
  Path temporary() {
    UUID own = UUID.nameUUIDFromBytes(path().toString().getBytes(StandardCharsets.UTF_8));
    return path().resolveSibling(".syncline-" + own + ".tmp");
  }

  /** A text that is another one when the file is to be read otherwise. */
  String meaning() {
    return csv + " by " + key;
  }

  /** The type of a column of a name. */
  CsvType type(String column) {
    return CsvType.of(csv.types().getOrDefault(column, CsvType.TEXT.word())).orElseThrow();
  }

  /** The columns of the file that is there. */
  List<CsvColumn> columns(CsvReader reader) throws FileFault {
    List<CsvColumn> columns = new ArrayList<>();
    for (int i = 0; i < reader.names().size(); i++) {
      columns.add(CsvColumn.of(reader.names().get(i), reader.types().get(i)));
    }
    requireKey(columns);
    return columns;
  }

  /** The columns of a file that is not there yet: those that have types. */
  List<CsvColumn> columns() throws FileFault {
    if (csv.types().isEmpty()) {
      throw new FileFault(
          "there is no file " + path() + ", and which columns it is to have is not said",
          "Name all of them, in order, in its \"types\"; or bring a file with its first line.");
    }
    List<CsvColumn> columns = new ArrayList<>();
    csv.types().keySet().forEach(name -> columns.add(CsvColumn.of(name, type(name))));
    requireKey(columns);
    for (CsvColumn column : columns) {
      if (csv.header() && !form.hasCharacters(column.name())) {
        throw new FileFault(
            path()
                + ": the column's name \""
                + column.name()
                + "\" cannot be written in "
                + csv.encoding().name(),
            "Give it another name, or the file encoding: utf-8.");
      }
    }
    return columns;
  }

  private void requireKey(List<CsvColumn> columns) throws FileFault {
    List<String> names = columns.stream().map(CsvColumn::name).toList();
    for (String part : key) {
      if (!names.contains(part)) {
        throw new FileFault(
            path() + " has no column \"" + part + "\", which its \"key\" names",
            Nearest.remedy(part, "Its columns", names));
      }
    }
    Set<String> folded = new HashSet<>();
    for (String name : names) {
      if (!folded.add(name.toLowerCase(Locale.ROOT))) {
        throw new FileFault(
            path()
                + ", line 1: two columns are named \""
                + name
                + "\", but for upper and lower case",
            "Give one of them another name.");
      }
    }
  }

  /** Why it cannot hold a value; null where it can. */
  @Nullable Misfit misfit(CsvColumn column, @Nullable Object value) {
    if (value == null) {
      return key.contains(column.name())
          ? Misfit.type("a part of the key cannot be null; fill it at its origin")
          : null;
    }
    Misfit misfit = column.misfit(value);
    return misfit != null || !(value instanceof String text) || form.hasCharacters(text)
        ? misfit
        : Misfit.type(
            "it holds characters that "
                + csv.encoding().name()
                + " has not; correct it at its origin, or give the file another \"encoding\", such"
                + " as utf-8");
  }
}
