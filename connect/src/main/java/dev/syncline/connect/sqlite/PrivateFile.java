package dev.syncline.connect.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that only its owner may read, for it holds records or secrets. Beside one of SQLite lies
 * its log while somebody uses it.
 */
public final class PrivateFile {
  private PrivateFile() {}

  /** The log of a file that is not there lies where it was. */
  public static final class StrayLog extends IOException {
    private static final long serialVersionUID = 1;

    private StrayLog(String message) {
      super(message);
    }
  }

  /**
   * Makes it, empty, where there is none yet.
   *
   * @throws StrayLog if the log of another file would be taken for its own
   */
  public static void make(Path file) throws IOException {
    requireNoStrayLog(file);
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file)) {
        throw e;
      }
    }
  }

  /**
   * Looks whether a file can be put where there is none. What stood in the log of one that was
   * removed would be written into it.
   *
   * @throws StrayLog if there is such a log
   */
  public static void requireNoStrayLog(Path file) throws StrayLog {
    // In this order, for whoever makes it at the same moment makes the file first.
    if (hasLog(file) && !Files.exists(file)) {
      throw new StrayLog(
          "%s is not there, but its log is (%s): it was removed while it was in use, or in part. Stop the server, then put it back, or remove %s* too and do this again."
              .formatted(file, log(file).getFileName(), file));
    }
  }

  /** Whether a log lies beside a file. */
  public static boolean hasLog(Path file) {
    return Files.exists(log(file));
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }
}
