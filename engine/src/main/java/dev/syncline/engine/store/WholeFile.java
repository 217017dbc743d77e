package dev.syncline.engine.store;

import dev.syncline.connect.sqlite.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/**
 * Writes a file beside the one asked for, and renames it when it is whole and on the disk: a file
 * of the right name is a whole one.
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
   * @param failed what is said where that fails, such as "state store s.db was not backed up"
   * @throws StoreException if the file is there already, or cannot be written
   */
  public static void write(String failed, Path target, Content content) throws SQLException {
    Path whole = target.toAbsolutePath().normalize();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
        throw new StoreException(
            failed + ": " + whole + " exists already. Name another file.", null);
      }
      Files.deleteIfExists(part);
      PrivateFile.make(part);
      try {
        content.write(part);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new StoreException(failed + " to " + whole + ": " + e + ". Nothing was changed.", e);
    }
  }
}
