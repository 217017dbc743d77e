package dev.syncline.connect.csv;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.file.FileFault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Takes files into their working copy when they are others than before, and gives them back. */
final class Exchange {
  private static final int ATTEMPTS = 3;
  private static final String KEPT =
      "What was written is kept, and comes into the file with the next run.";

  private final String connection;
  private final Path folder;
  private final WorkingCopy copy;

  /** The files that were asked for: what an earlier process left undone is done for them. */
  private final Set<CsvFile> met = new LinkedHashSet<>();

  /** While what is written is to be taken back, nothing is exchanged. */
  private boolean paused;

  Exchange(String connection, Path folder, WorkingCopy copy) {
    this.connection = connection;
    this.folder = folder;
    this.copy = copy;
  }

  /** Says that the folder is there: without it no file would be, and all records gone. */
  static void requireFolder(String connection, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ConnectorException(
          Kind.UNREACHABLE,
          connection + ": there is no folder " + folder + ". Make it, or mount what belongs there.",
          null);
    }
  }

  /** The file as it is now, after it was taken in where it is another one than before. */
  synchronized Known look(CsvFile file) {
    requireFolder(connection, folder);
    Known known = words(file, "reading", "Check it, or try later.", () -> taken(file));
    if (!paused && !met.contains(file)) {
      if (copy.owes(file)) {
        give(file);
      }
      met.add(file);
    }
    return known;
  }

  /** Looks at all files anew that were asked for. */
  synchronized void lookAgain() {
    List.copyOf(met).forEach(this::look);
  }

  /**
   * Gives what they are owed to all files that were asked for, and makes those that are not there.
   */
  synchronized void deliver() {
    for (CsvFile file : met) {
      if (!paused && (copy.owes(file) || !Files.exists(file.path()))) {
        give(file);
      }
    }
  }

  synchronized void pause(boolean pause) {
    paused = pause;
  }

  private Known taken(CsvFile file) throws IOException, FileFault {
    Known known = copy.known(file);
    if (known != null && (paused || known.isSurely(Import.stat(file)))) {
      return known;
    }
    boolean other = copy.alone(() -> takeOther(file));
    if (other) {
      copy.remade();
    }
    return Objects.requireNonNull(copy.known(file), "what was just noted");
  }

  private boolean takeOther(CsvFile file) throws SQLException, IOException, FileFault {
    Known known = copy.known(file);
    long seen = Known.now();
    var now = Import.stat(file);
    if (known == null || !known.is(file.path(), now)) {
      new Import(copy, file).take();
      return true;
    }
    copy.note(file, known.at(now, seen, known.content()));
    return false;
  }

  /** Gives a file what it is owed, also where somebody changes it meanwhile. */
  private void give(CsvFile file) {
    words(
        file,
        "writing",
        KEPT + " Make room, or mend its rights.",
        () -> {
          for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Known known = taken(file);
            if (copy.alone(() -> new Export(copy, file, known).give())) {
              return true;
            }
          }
          throw new FileFault(
              file.path() + " is changed by somebody else again and again while it is written",
              KEPT);
        });
  }

  // What processes that were killed left beside their files

  static List<Path> left(Collection<CsvFile> files) {
    return files.stream().map(CsvFile::temporary).filter(Files::exists).toList();
  }

  void tidy(Collection<CsvFile> files) {
    for (CsvFile file : new ArrayList<>(files)) {
      words(
          file,
          "deleting what was left beside",
          "Delete it by hand.",
          () -> Files.deleteIfExists(file.temporary()));
    }
  }

  // Faults

  private interface Work<T> {
    T work() throws IOException, FileFault;
  }

  private <T> T words(CsvFile file, String doing, String remedy, Work<T> work) {
    try {
      return work.work();
    } catch (FileFault e) {
      throw new ConnectorException(
          Kind.MODEL, connection + ": " + e.problem() + ". " + e.remedy(), e);
    } catch (IOException e) {
      throw new ConnectorException(
          e instanceof AccessDeniedException ? Kind.DENIED : Kind.FAILED,
          connection + ": " + doing + " " + file.path() + " failed: " + reason(e) + ". " + remedy,
          e);
    }
  }

  private static String reason(IOException e) {
    String reason =
        e instanceof AccessDeniedException
            ? "this account has no right to it"
            : e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
