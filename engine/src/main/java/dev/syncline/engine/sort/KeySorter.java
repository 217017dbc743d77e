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
  private @Nullable RunFile runs;
  private long size;
  private boolean ended;

  /**
   * @param folder where the temporary file is made when one is needed
   * @param memoryBytes about how much memory to use; a record that needs more gets it
   */
  public KeySorter(Path folder, long memoryBytes) {
    this.folder = folder;
    this.memory = memoryBytes;
    this.buffer = new RecordBuffer(memoryBytes);
  }

  /** Takes a copy of a record. */
  public void add(byte[] key, byte[] payload) {
    if (ended) {
      throw new IllegalStateException("the records are sorted already");
    }
    if (!buffer.add(key, payload)) {
      spill();
      buffer.add(key, payload);
    }
    size++;
  }

  /** The number of records that were added. */
  public long size() {
    return size;
  }

  /** The records in order, once; nothing can be added any more. Closing it closes the sorter. */
  public Cursor sorted() {
    if (ended) {
      throw new IllegalStateException("the records are sorted already");
    }
    ended = true;
    try {
      buffer.sort();
      RunFile spilled = runs;
      if (spilled == null) {
        return new Merge(new Run[] {buffer.run()}, buffer.common(), this);
      }
      return spilled.merge(buffer, memory, this);
    } catch (IOException e) {
      close();
      throw failure(e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void spill() {
    buffer.sort();
    try {
      RunFile file = runs;
      if (file == null) {
        file = new RunFile(folder);
        runs = file;
      }
      file.write(buffer, memory);
      buffer.clear();
    } catch (IOException e) {
      close();
      throw failure(e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  UncheckedIOException failure(IOException e) {
    return new UncheckedIOException(
        "cannot sort "
            + size
            + " records with a temporary file in "
            + folder
            + ": "
            + e.getMessage()
            + ". Make room there, or name another folder for temporary files.",
        e);
  }

  /** Forgets all records and deletes the temporary file. */
  @Override
  public void close() {
    ended = true;
    RunFile file = runs;
    runs = null;
    buffer.free();
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw failure(e);
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
}
