package dev.syncline.engine.sort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sorts records of a key and a payload by the key's unsigned bytes, and by the payload's where keys
 * are equal. Records are packed into one array; when that is full they are sorted and written to a
 * temporary file as a run, and {@link #sorted} merges the runs. Input that comes in order is never
 * sorted and never merged: it is written and read once, or not at all when it fits into memory.
 *
 * <p>The temporary file has no name from the start where the system allows that (it does on Unix),
 * so that nothing is left even of a process that is killed. For one thread at a time.
 *
 * <p>Throws {@link UncheckedIOException} when the temporary file cannot be written or read.
 */
public final class KeySorter implements AutoCloseable {
  private final Path folder;
  private final long memory;
  private final RecordBuffer buffer;
  private @Nullable RunFile file;
  private long size;
  private boolean ended;
  private boolean closed;

  /**
   * @param folder where the temporary file is made when one is needed
   * @param memoryBytes about how much memory to use; a single record that needs more gets it
   */
  public KeySorter(Path folder, long memoryBytes) {
    this.folder = folder;
    this.memory = memoryBytes;
    this.buffer = new RecordBuffer(memoryBytes);
  }

  /** Takes a copy of a record. */
  public void add(byte[] key, byte[] payload) {
    add(key, payload, payload.length);
  }

  /**
   * Takes a copy of a record.
   *
   * @param payloadLength how many of the payload's bytes are the record's
   */
  public void add(byte[] key, byte[] payload, int payloadLength) {
    mustNotHaveEnded();
    if (!buffer.add(key, payload, payloadLength)) {
      spill();
      buffer.add(key, payload, payloadLength);
    }
    size++;
  }

  /** The number of records that were added. */
  public long size() {
    return size;
  }

  /** The records in order, once; nothing can be added any more. Closing it closes the sorter. */
  public Cursor sorted() {
    mustNotHaveEnded();
    ended = true;
    buffer.sort();
    return new Records(file == null ? buffer.run() : file.all(buffer, memory));
  }

  private void spill() {
    buffer.sort();
    try {
      if (file == null) {
        file = new RunFile(folder);
      }
      file.write(buffer, memory);
    } catch (IOException e) {
      throw failure(e);
    }
    buffer.clear();
  }

  private void mustNotHaveEnded() {
    if (ended) {
      throw new IllegalStateException("the records are sorted already, or forgotten");
    }
  }

  /** After a failure nothing is left, not even when nobody closes the sorter. */
  private UncheckedIOException failure(IOException e) {
    UncheckedIOException failure =
        new UncheckedIOException(
            "cannot sort %d records with a temporary file in %s: %s. Make room there, or name"
                    .formatted(size, folder, e.getMessage())
                + " another folder for temporary files.",
            e);
    try {
      close();
    } catch (UncheckedIOException later) {
      failure.addSuppressed(later);
    }
    return failure;
  }

  /** Forgets all records and deletes the temporary file. */
  @Override
  public void close() {
    ended = true;
    closed = true;
    buffer.free();
    RunFile last = file;
    file = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close a temporary file in " + folder, e);
      }
    }
  }

  /** Records in order; stands before the first of them. */
  public interface Cursor extends AutoCloseable {
    /** Moves on; false at the end. */
    boolean next();

    /** A copy of the record's key. */
    byte[] key();

    /** A copy of the record's payload. */
    byte[] payload();

    /** Forgets all records and deletes the temporary file. */
    @Override
    void close();
  }

  private final class Records implements Cursor {
    private final Run records;

    Records(Run records) {
      this.records = records;
    }

    @Override
    public boolean next() {
      if (closed) {
        throw new IllegalStateException("the records are forgotten");
      }
      try {
        return records.next();
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public byte[] key() {
      return records.key();
    }

    @Override
    public byte[] payload() {
      return records.payload();
    }

    @Override
    public void close() {
      KeySorter.this.close();
    }
  }
}
