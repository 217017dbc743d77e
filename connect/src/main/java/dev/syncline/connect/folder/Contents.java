package dev.syncline.connect.folder;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes are that a content names. A row of a file has no bytes, but their SHA-256;
 * whoever writes a file asks here for them by that name. They are in whatever tree of the same
 * project holds them now, or among what was replaced or deleted and is kept for an undo. It does
 * not matter which: bytes are hashed while they are copied, and those of another name are refused.
 */
public final class Contents implements AutoCloseable {
  private static final long PAUSE_MILLIS = Duration.ofHours(1).toMillis();

  /** The journal forgets a run by its end, which comes after what it wrote. */
  private static final long MARGIN_MILLIS = Duration.ofDays(1).toMillis();

  private final Path folder;
  private final Path kept;
  private final Optional<Duration> keep;
  private final LongSupplier clock;
  private final ContentIndex index;
  private final ReentrantLock lock = new ReentrantLock();
  private long nextExpiry = Long.MIN_VALUE;
  private volatile Copying copying = Copying.NOBODY;

  private Contents(Path folder, Optional<Duration> keep, LongSupplier clock, ContentIndex index) {
    this.folder = folder;
    this.kept = folder.resolve("kept");
    this.keep = keep;
    this.clock = clock;
    this.index = index;
  }

  /**
   * Those that a folder of Syncline's own knows of; it is made if it is missing.
   *
   * @param keep how long what was replaced or deleted is kept; empty: for ever
   * @param clock milliseconds since the epoch
   * @throws UncheckedIOException with what to do, if it cannot be opened
   */
  public static Contents open(Path folder, Optional<Duration> keep, LongSupplier clock) {
    try {
      Path own = Files.createDirectories(folder.toAbsolutePath().normalize()).toRealPath();
      Files.createDirectories(own.resolve("kept"));
      return new Contents(own, keep, clock, ContentIndex.open(own.resolve("index.db")));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder "
              + folder
              + " for what is known of files cannot be opened: "
              + Tree.reason(e)
              + ". Check its rights; its index.db is a cache, and may be deleted",
          e);
    }
  }

  ContentIndex index() {
    return index;
  }

  /** From now on somebody follows how large files are read and copied. */
  public void follow(Copying follower) {
    copying = follower;
  }

  /** Whether an entry of a folder is this. */
  boolean isOwn(Path entry) {
    return entry.equals(folder);
  }

  /** What a file holds, read again only where it may have changed. */
  String of(Path file, Stat stat) throws IOException {
    String known = index.content(file, stat);
    if (known != null) {
      return known;
    }
    long began = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()); // as files are stamped
    String content = Sha256.of(file, copying);
    if (!stat.equals(Stat.of(file))) {
      throw new IOException("it is being written just now");
    }
    index.put(file, stat, began, content);
    return content;
  }

  /** What became of copying. */
  enum Copied {
    YES,
    /** Files that held it when they were last read do not hold it any more. */
    CHANGED,
    /** No file is known that ever held it. */
    UNKNOWN
  }

  /**
   * Writes the bytes of a content to a new file, durably; that is gone again unless all of them
   * were written.
   *
   * @throws IOException when it cannot be written
   */
  Copied copy(String content, Path to) throws IOException {
    List<Path> candidates = new ArrayList<>(index.holding(content));
    if (Files.isRegularFile(kept(content))) {
      candidates.addFirst(kept(content));
    }
    for (Path from : candidates) {
      if (content.equals(copyOf(from, to))) {
        return Copied.YES;
      }
      Files.deleteIfExists(to);
      index.forget(from);
    }
    return candidates.isEmpty() ? Copied.UNKNOWN : Copied.CHANGED;
  }

  /** What was copied; null when it could not be read. */
  private @Nullable String copyOf(Path from, Path to) throws IOException {
    Files.deleteIfExists(to);
    try (FileChannel channel =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Writing out = new Writing(channel)) {
      String content = Sha256.copying(from, out, copying);
      channel.force(true);
      return content;
    } catch (Writing.Failed e) {
      Files.deleteIfExists(to);
      throw e.why();
    } catch (IOException e) {
      if (Files.exists(to)) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Keeps what a file holds.
   *
   * @return the content that was kept
   */
  String keep(Path file) throws IOException {
    Path copy = Files.createTempFile(kept, "new", "");
    try {
      String content;
      try (OutputStream out = Files.newOutputStream(copy)) {
        content = Sha256.copying(file, out, copying);
      }
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.setLastModifiedTime(copy, FileTime.fromMillis(clock.getAsLong()));
      Files.createDirectories(kept(content).resolveSibling(""));
      Files.move(copy, kept(content), StandardCopyOption.ATOMIC_MOVE);
      return content;
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private Path kept(String content) {
    return content.matches("[0-9a-f]{64}")
        ? kept.resolve(content.substring(0, 2)).resolve(content)
        : kept.resolve("none");
  }

  /** Deletes what was kept for longer than is asked for. */
  void expire() {
    long now = clock.getAsLong();
    if (keep.isEmpty() || now < nextExpiry) {
      return;
    }
    nextExpiry = now + PAUSE_MILLIS;
    FileTime oldest = FileTime.fromMillis(now - keep.get().toMillis() - MARGIN_MILLIS);
    try (Stream<Path> files = Files.walk(kept)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // What could not be deleted now is found again in an hour.
    }
  }

  /** Does something while no other process of this project writes a file. */
  <T> T alone(Work<T> work) throws IOException {
    lock.lock();
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      return work.run();
    } finally {
      lock.unlock();
    }
  }

  /** What is done alone. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  @Override
  public void close() {
    index.close();
  }
}
