package dev.syncline.engine.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Leases of processes that share a file on one machine: locks of files beside it, which the system
 * ends with the process. A process that closes a file gives up its lock of it, however often it has
 * opened it (POSIX): so what this process has already is never opened again.
 */
final class FileLocks implements Leases {
  /** Who only looks whether it is taken keeps it for a moment. */
  private static final int ATTEMPTS = 5;

  /** What this process has; also the turn of whoever opens or closes such a file. */
  private static final Set<Path> OWN = new HashSet<>();

  private final Path store;

  /**
   * @param store the store's file, beside which the locks lie
   */
  FileLocks(Path store) {
    this.store = store;
  }

  /** One name for one file, by whatever way the store was found. */
  private Path path(String name) {
    Path folder = Objects.requireNonNull(store.toAbsolutePath().getParent());
    try {
      return folder.toRealPath().resolve(store.getFileName() + "." + name + ".lock");
    } catch (IOException e) {
      throw failed("find", folder, e);
    }
  }

  @Override
  public Optional<Lease> take(String name, SqlStore of) {
    Path path = path(name);
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        Optional<FileChannel> locked = locked(path);
        if (locked.isPresent()) {
          return Optional.of(new Held(path, locked.get(), of));
        }
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw failed("write", path, e);
    }
    return Optional.empty();
  }

  private static Optional<FileChannel> locked(Path path) throws IOException {
    synchronized (OWN) {
      if (OWN.contains(path)) {
        return Optional.empty();
      }
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean locked = false;
      try {
        locked = file.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        return Optional.empty(); // somebody else's, in this process
      } finally {
        if (!locked) {
          file.close();
        }
      }
      if (locked) {
        OWN.add(path);
      }
      return locked ? Optional.of(file) : Optional.empty();
    }
  }

  @Override
  public Optional<String> holder(String name) {
    Path path = path(name);
    synchronized (OWN) {
      if (OWN.contains(path)) {
        return Optional.of(Lease.HERE);
      }
      return isTaken(path) ? Optional.of("another process of this folder") : Optional.empty();
    }
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
      synchronized (OWN) {
        if (!file.isOpen()) {
          return;
        }
        try {
          file.close();
        } catch (IOException e) {
          throw failed("give up", path, e);
        } finally {
          OWN.remove(path);
        }
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
