package dev.syncline.engine.sort;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The temporary file of a sorter: its runs, one behind the other. */
final class RunFile implements Closeable {
  /** More runs than this are merged to one first, for each needs room for reading. */
  private static final int MOST_RUNS = 256;

  private static final int WRITE_BYTES = 1 << 18;
  private static final int LEAST_READ_BYTES = 1 << 14;
  private static final int MOST_READ_BYTES = 1 << 19;

  private final FileChannel channel;
  private final ByteBuffer pending = ByteBuffer.allocateDirect(WRITE_BYTES);
  private final List<Stretch> stretches = new ArrayList<>();
  private long end;

  /** The greatest record of the latest run, as far as it was written in order. */
  private byte @Nullable [] lastKey;

  private byte[] lastPayload = new byte[0];

  /** Where a run lies. */
  private record Stretch(long from, long to) {}

  RunFile(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, "sort", ".tmp");
    try {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Writes the buffer's records as a run, or as more of the latest run when they continue it. */
  void write(RecordBuffer buffer, long memory) throws IOException {
    Run records = buffer.run();
    if (!records.next()) {
      return;
    }
    boolean continues = lastKey != null && startsAfterLast(records);
    if (!continues && stretches.size() == MOST_RUNS) {
      mergeAll(buffer.common(), memory);
    }
    long from = end;
    if (buffer.contiguous()) {
      put(buffer.bytes(), 0, buffer.length());
      flush();
      while (records.next()) {
        // Only the last one is of interest.
        continue;
      }
    } else {
      Run look = records;
      int at = buffer.start(0);
      for (int i = 1; i <= buffer.count(); i++) {
        put(buffer.bytes(), at, records.look(at) - at);
        at = i < buffer.count() ? buffer.start(i) : at;
      }
      flush();
      records = look;
    }
    lastKey = records.key();
    lastPayload = records.payload();
    if (continues) {
      Stretch before = stretches.removeLast();
      stretches.add(new Stretch(before.from(), end));
    } else {
      stretches.add(new Stretch(from, end));
    }
  }

  private boolean startsAfterLast(Run first) {
    int byKey = Arrays.compareUnsigned(lastKey, first.key());
    return byKey < 0 || byKey == 0 && Arrays.compareUnsigned(lastPayload, first.payload()) <= 0;
  }

  private void mergeAll(int common, long memory) throws IOException {
    throw new UnsupportedOperationException();
  }

  private void put(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int left = length;
    while (left > 0) {
      if (!pending.hasRemaining()) {
        flush();
      }
      int some = Math.min(left, pending.remaining());
      pending.put(bytes, at, some);
      at += some;
      left -= some;
    }
  }

  private void flush() throws IOException {
    pending.flip();
    while (pending.hasRemaining()) {
      end += channel.write(pending, end);
    }
    pending.clear();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
