package dev.syncline.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That one process at a time runs a sync of a folder, or is at a message of it. The system ends it
 * with the process, however that ends. (Processes of other machines are kept apart by the token in
 * the users' systems, which the later of two takes from the earlier; here the later one had better
 * wait.)
 */
final class RunLock implements AutoCloseable {
  /** Who only looks whether it is taken keeps it for a moment. */
  private static final int ATTEMPTS = 5;

  private final FileChannel file;

  private RunLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes it.
   *
   * @param state the state store's file, beside which the lock lies
   * @throws CommandError if another process has it
   */
  static RunLock take(Path state, int sync, String name) {
    Optional<RunLock> taken = take(path(state, sync));
    if (taken.isPresent()) {
      return taken.get();
    }
    throw CommandError.failed(
        name
            + " is running in another process of this folder; nothing was done. Wait until it ends"
            + " (see: syncline status), or end it with: syncline stop "
            + name);
  }

  /** Takes what a file stands for; nothing if another process has it. */
  static Optional<RunLock> take(Path path) {
    try {
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if (locks(file)) {
          return Optional.of(new RunLock(file));
        }
        Thread.sleep(10);
      }
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
    return Optional.empty();
  }

  /** Whether some process runs a sync at this moment. */
  static boolean isTaken(Path state, int sync) {
    return isTaken(path(state, sync));
  }

  /** Whether some process has what a file stands for. */
  static boolean isTaken(Path path) {
    if (!Files.exists(path)) {
      return false;
    }
    // Shared, so that several may look at the same time.
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        FileLock lock = file.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static Path path(Path state, int sync) {
    return state.resolveSibling(state.getFileName() + ".sync-" + sync + ".lock");
  }

  private static boolean locks(FileChannel file) throws IOException {
    try {
      @Nullable FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give up a lock", e);
    }
  }
}
