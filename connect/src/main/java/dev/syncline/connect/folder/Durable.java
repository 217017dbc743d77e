package dev.syncline.connect.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Changes of folders that survive a loss of power. */
public final class Durable {
  private Durable() {}

  /** Gives a file its name, unless something has that name already. */
  static void putNew(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(from, to); // a file system without hard links
    }
  }

  /** Makes durable what was done to the folder in which something is, where that can be done. */
  public static void folder(Path entry) {
    try (FileChannel folder =
        FileChannel.open(Objects.requireNonNull(entry.getParent()), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Windows does this by itself, and opens no folders.
    }
  }
}
