package dev.syncline.engine.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/**
 * Writes a backup to a file beside the one asked for, and renames it when it is whole and on the
 * disk: a file of the right name is a whole backup.
 */
public final class WholeFile {
  private WholeFile() {}

  /** Writes the file's content. */
  public interface Content {
    /** Writes it to the file, which is there and empty. */
    void write(Path part) throws SQLException, IOException;
  }

  /**
   * Makes the file.
   *
   * @param place what is backed up, in words
   * @throws StoreException if the file is there already, or cannot be written
   */
  public static void write(String place, Path target, Content content) throws SQLException {
    Path whole = target.toAbsolutePath().normalize();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
        throw new StoreException(
            place + " was not backed up: " + whole + " exists already. Name another file.", null);
      }
      Files.deleteIfExists(part);
      SqliteDatabase.createPrivate(part);
      content.write(part);
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StoreException(
          place + " was not backed up to " + whole + ": " + e + ". Nothing was changed.", e);
    }
  }
}
