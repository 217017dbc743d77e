package dev.syncline.connect.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Which of all processes, and of all connectors within one, reads a log into a folder. The lock
 * goes with the process that holds it.
 */
final class ReaderLock {
  private final Path folder;
  private @Nullable FileChannel file;

  ReaderLock(Path folder) {
    this.folder = folder;
  }

  /** Takes it, or has it already; false when somebody else has. */
  boolean take() throws IOException {
    if (file != null) {
      return true;
    }
    Files.createDirectories(folder);
    FileChannel opened =
        FileChannel.open(
            folder.resolve("reader.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = opened.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // another connector of this process
    } finally {
      if (lock == null) {
        opened.close();
      }
    }
    file = lock == null ? null : opened;
    return lock != null;
  }

  /** Gives it back, if it was taken. */
  void leave() throws IOException {
    FileChannel taken = file;
    file = null;
    if (taken != null) {
      taken.close(); // and with it the lock
    }
  }
}
