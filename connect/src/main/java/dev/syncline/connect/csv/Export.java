package dev.syncline.connect.csv;

import static dev.syncline.connect.csv.WorkingCopy.WRITTEN;
import static dev.syncline.connect.csv.WorkingCopy.list;
import static dev.syncline.connect.csv.WorkingCopy.quoted;

import dev.syncline.connect.file.FileFault;
import dev.syncline.connect.folder.Durable;
import dev.syncline.connect.folder.Sha256;
import dev.syncline.connect.folder.Stat;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the working copy into its file: whole under another name, and renamed when it is safe on
 * the disk, so that whoever looks finds the one or the other.
 */
final class Export {
  private final WorkingCopy copy;
  private final CsvFile file;
  private final Known known;

  /**
   * @param known the file of which the working copy is one
   */
  Export(WorkingCopy copy, CsvFile file, Known known) {
    this.copy = copy;
    this.file = file;
    this.known = known;
  }

  /**
   * Gives the file what it is owed; to be called while no process writes.
   *
   * @return false if somebody changed the file meanwhile, which is then left as it is
   */
  boolean give() throws SQLException, IOException, FileFault {
    Path temporary = file.temporary();
    try {
      String content = write(temporary);
      Stat now = Import.stat(file);
      if (!known.is(file.path(), now)) {
        return false;
      }
      if (now != null && content.equals(known.content())) {
        copy.owesNothing(file);
        return true;
      }
      if (now != null) {
        likeBefore(file.path(), temporary);
      }
      Files.move(temporary, file.path(), StandardCopyOption.ATOMIC_MOVE);
      Durable.folder(file.path());
      copy.note(file, known.at(Import.stat(file), Known.now(), content));
      copy.owesNothing(file);
      return true;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void likeBefore(Path before, Path after) throws IOException {
    PosixFileAttributeView rights =
        Files.getFileAttributeView(before, PosixFileAttributeView.class);
    if (rights != null) {
      Files.setPosixFilePermissions(after, rights.readAttributes().permissions());
    }
  }

  /** Returns the name of the bytes that were written, and are on the disk now. */
  private String write(Path temporary) throws SQLException, IOException {
    MessageDigest digest = Sha256.digest();
    try (FileChannel channel =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        Writer writer =
            new BufferedWriter(
                new OutputStreamWriter(
                    new BufferedOutputStream(
                        new DigestOutputStream(Channels.newOutputStream(channel), digest)),
                    file.csv()
                        .encoding()
                        .newEncoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      if (known.marked()) {
        writer.write('\uFEFF');
      }
      if (file.csv().header()) {
        writer.write(known.header());
        writer.write(known.lineEnd());
      }
      records(writer);
      writer.flush();
      channel.force(true);
    }
    return Sha256.name(digest);
  }

  private void records(Writer writer) throws SQLException, IOException {
    List<CsvColumn> columns = known.columns();
    List<String> names = new ArrayList<>(columns.stream().map(CsvColumn::name).toList());
    names.add(WRITTEN);
    try (PreparedStatement select =
            copy.prepare(
                "SELECT " + list(names) + " FROM " + quoted(file.name()) + " ORDER BY rowid");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String written = row.getString(names.size());
        writer.write(written == null ? record(columns, row) : written);
        writer.write(known.lineEnd());
      }
    }
  }

  private String record(List<CsvColumn> columns, ResultSet row) throws SQLException {
    List<@Nullable String> cells = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      cells.add(columns.get(i).cell(row.getObject(i + 1)));
    }
    return file.form().record(cells);
  }
}
