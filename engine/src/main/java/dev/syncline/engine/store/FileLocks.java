package dev.syncline.engine.store;

import java.io.IOException;
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
 * Leases of processes that share a file on one machine: locks of files beside it, which the system
 * ends with the process.
 */
final class FileLocks implements Leases {
  /** Who only looks whether it is taken keeps it for a moment. */
  private static final int ATTEMPTS = 5;

  private final Path store;

  /**
   * @param store the store's file, beside which the locks lie
   */
  FileLocks(Path store) {
    this.store = store;
  }

  private Path path(String name) {
    return store.resolveSibling(store.getFileName() + "." + name + ".lock");
  }

  @Override
  public Optional<Lease> take(String name, SqlStore of) {
    Path path = path(name);
    try {
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if (locks(file)) {
          return Optional.of(new Held(path, file, of));
        }
        Thread.sleep(10);
      }
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw failed("write", path, e);
    }
    return Optional.empty();
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
  public Optional<String> holder(String name) {
    return isTaken(path(name)) ? Optional.of("another process of this folder") : Optional.empty();
  }

  private static boolean isTaken(Path path) {
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
      throw failed("read", path, e);
    }
  }

  private static StoreException failed(String tried, Path path, IOException e) {
    return new StoreException(
        "cannot %s %s: %s. Check the disk and the rights.".formatted(tried, path, e.getMessage()),
        e);
  }

  @Override
  public void close() {}

  /** A lock that this process has. */
  private record Held(Path path, FileChannel file, SqlStore store) implements Lease {
    @Override
    public boolean isHeld() {
      return file.isOpen();
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw failed("give up", path, e);
      }
    }

    @Override
    public void end() {
      close();
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw failed("remove", path, e);
      }
    }
  }
}
