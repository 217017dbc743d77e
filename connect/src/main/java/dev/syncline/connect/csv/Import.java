package dev.syncline.connect.csv;

import static dev.syncline.connect.csv.WorkingCopy.WAS;
import static dev.syncline.connect.csv.WorkingCopy.WRITTEN;
import static dev.syncline.connect.csv.WorkingCopy.list;
import static dev.syncline.connect.csv.WorkingCopy.match;
import static dev.syncline.connect.csv.WorkingCopy.quoted;

import dev.syncline.connect.file.CsvReader;
import dev.syncline.connect.file.FileFault;
import dev.syncline.connect.folder.Sha256;
import dev.syncline.connect.folder.Stat;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Takes a file into the working copy. What the file is still owed is merged with it record by
 * record: it holds where the record is in the file what it was before, and gives way where somebody
 * else changed it.
 */
final class Import {
  private static final String OURS = "temp.syncline_ours";
  private static final String BEFORE = "temp.syncline_before";

  private final WorkingCopy copy;
  private final CsvFile file;

  Import(WorkingCopy copy, CsvFile file) {
    this.copy = copy;
    this.file = file;
  }

  /**
   * Makes the working copy one of the file that is there now; to be called while no process writes.
   *
   * @throws FileFault if the file is not what it should be; the working copy stays as it was
   */
  void take() throws SQLException, IOException, FileFault {
    long seen = Known.now();
    Stat stat = stat(file);
    boolean owes = copy.owes(file);
    List<String> former = owes ? copy.names(file.name()) : List.of();
    if (owes) {
      keepOurs();
    }
    Known known = stat == null || isEmpty(stat) ? absent(stat, seen) : read(stat, seen);
    if (!Objects.equals(stat, stat(file))) {
      throw new FileFault(
          file.path() + " was written while it was read",
          "Run again when it is done. Best it is written under another name, and renamed at the"
              + " end.");
    }
    if (owes) {
      former.retainAll(known.columns().stream().map(CsvColumn::name).toList());
      merge(former);
    }
    copy.makeTriggers(file, known.columns());
    copy.note(file, known);
  }

  /** What the file system tells of a file; null where there is none. */
  static @Nullable Stat stat(CsvFile file) throws IOException, FileFault {
    Stat stat = Stat.of(file.path());
    if (stat == null || stat.kind() == Stat.Kind.FILE) {
      return stat;
    }
    throw new FileFault(
        file.path()
            + (stat.kind() == Stat.Kind.FOLDER
                ? " is a folder"
                : " is no plain file: a symbolic link cannot be replaced by a file"),
        "Name the file itself, or move away what is there.");
  }

  /** Without a line of names, a file without a byte is one without records. */
  private boolean isEmpty(Stat stat) {
    return stat.size() == 0 && !file.csv().header();
  }

  private Known absent(@Nullable Stat stat, long seen) throws SQLException, IOException, FileFault {
    List<CsvColumn> columns = file.columns();
    copy.makeTables(file, columns);
    return new Known(
        file.meaning(),
        stat,
        seen,
        stat == null ? "" : Sha256.of(file.path()),
        file.csv().header()
            ? file.form().record(columns.stream().map(CsvColumn::name).toList())
            : "",
        "\n",
        false,
        columns);
  }

  private Known read(Stat stat, long seen) throws SQLException, IOException, FileFault {
    String content = Sha256.of(file.path());
    try (CsvReader reader = CsvReader.open(file.csv())) {
      List<CsvColumn> columns = file.columns(reader);
      copy.makeTables(file, columns);
      insert(reader, columns);
      return new Known(
          file.meaning(),
          stat,
          seen,
          content,
          reader.header(),
          reader.lineEnd(),
          reader.isMarked(),
          columns);
    }
  }

  /** A record that nobody changes stays as it stands, also where we would write it otherwise. */
  private void insert(CsvReader reader, List<CsvColumn> columns)
      throws SQLException, IOException, FileFault {
    List<String> names = new ArrayList<>(columns.stream().map(CsvColumn::name).toList());
    names.add(WRITTEN);
    String marks = String.join(", ", Collections.nCopies(names.size(), "?"));
    try (PreparedStatement insert =
        copy.prepare(
            "INSERT INTO "
                + quoted(file.name())
                + " ("
                + list(names)
                + ") VALUES ("
                + marks
                + ")")) {
      for (var values = reader.next(); values != null; values = reader.next()) {
        List<@Nullable String> cells = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
          Object stored = stored(columns.get(i), values.get(i), reader);
          insert.setObject(i + 1, stored);
          cells.add(columns.get(i).cell(stored));
        }
        String ours = file.form().record(cells);
        insert.setString(names.size(), ours.equals(reader.written()) ? null : reader.written());
        insert(insert, reader);
      }
    }
  }

  private @Nullable Object stored(CsvColumn column, @Nullable String value, CsvReader reader)
      throws FileFault {
    if (value == null && file.key().contains(column.name())) {
      throw new FileFault(
          reader.at() + ": \"" + column.name() + "\" is null, which is part of its key",
          "Fill it, or name another key.");
    }
    return value == null ? null : column.stored(value);
  }

  private void insert(PreparedStatement insert, CsvReader reader) throws SQLException, FileFault {
    try {
      insert.executeUpdate();
    } catch (SQLiteException e) {
      if (e.getResultCode() != SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY) {
        throw e;
      }
      throw new FileFault(
          reader.at()
              + ": a line before it has the same key ("
              + String.join(", ", file.key())
              + ")",
          "Remove one of them, or name another key.");
    }
  }

  // Merging

  private void keepOurs() throws SQLException {
    String before = quoted(WorkingCopy.before(file.name()));
    copy.execute("DROP TABLE IF EXISTS " + OURS);
    copy.execute("DROP TABLE IF EXISTS " + BEFORE);
    copy.execute(
        "CREATE TEMP TABLE syncline_ours AS SELECT t.* FROM "
            + quoted(file.name())
            + " t WHERE EXISTS (SELECT 1 FROM "
            + before
            + " b WHERE "
            + match(file, "b", "t")
            + ") ORDER BY t.rowid");
    copy.execute("CREATE TEMP TABLE syncline_before AS SELECT * FROM " + before);
  }

  /**
   * @param common the columns that the file had before and has now
   */
  private void merge(List<String> common) throws SQLException {
    if (!common.containsAll(file.key())) {
      return; // another key: the records are others
    }
    String key = list(file.key());
    String table = quoted(file.name());
    copy.execute("CREATE INDEX temp.syncline_ours_key ON syncline_ours (" + key + ")");
    copy.execute("CREATE INDEX temp.syncline_before_key ON syncline_before (" + key + ")");
    String there =
        "SELECT 1 FROM main." + table + " t WHERE " + match(file, "t", "syncline_before");
    String same =
        common.stream()
            .map(c -> " AND t." + quoted(c) + " IS syncline_before." + quoted(c))
            .collect(Collectors.joining());
    copy.execute(
        "DELETE FROM "
            + BEFORE
            + " WHERE CASE WHEN "
            + quoted(WAS)
            + " THEN NOT EXISTS ("
            + there
            + same
            + ") ELSE EXISTS ("
            + there
            + ") END");
    String ofBefore = " FROM " + BEFORE + " b WHERE b." + quoted(WAS) + " = ";
    copy.execute(
        "DELETE FROM main."
            + table
            + " AS t WHERE EXISTS (SELECT 1"
            + ofBefore
            + "1 AND "
            + match(file, "b", "t")
            + ") AND NOT EXISTS (SELECT 1 FROM "
            + OURS
            + " o WHERE "
            + match(file, "o", "t")
            + ")");
    copy.execute(
        "UPDATE main."
            + table
            + " AS t SET "
            + common.stream()
                .map(c -> quoted(c) + " = o." + quoted(c) + ", ")
                .collect(Collectors.joining())
            + quoted(WRITTEN)
            + " = NULL FROM "
            + OURS
            + " o, "
            + BEFORE
            + " b WHERE "
            + match(file, "o", "t")
            + " AND "
            + match(file, "b", "t"));
    copy.execute(
        "INSERT INTO main."
            + table
            + " ("
            + list(common)
            + ") SELECT "
            + list("o.", common)
            + " FROM "
            + OURS
            + " o WHERE EXISTS (SELECT 1"
            + ofBefore
            + "0 AND "
            + match(file, "b", "o")
            + ") ORDER BY o.rowid");
    List<String> noted = new ArrayList<>(common);
    noted.add(WAS);
    copy.execute(
        "INSERT INTO main."
            + quoted(WorkingCopy.before(file.name()))
            + " ("
            + list(noted)
            + ") SELECT "
            + list(noted)
            + " FROM "
            + BEFORE);
    copy.execute("DROP TABLE " + OURS);
    copy.execute("DROP TABLE " + BEFORE);
  }
}
