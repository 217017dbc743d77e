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
  private static final int MOST_READ_BYTES = 1 << 18;

  /** Two lengths of at most five bytes each. */
  private static final int HEAD_BYTES = 10;

  private final FileChannel channel;
  private final ByteBuffer pending = ByteBuffer.allocateDirect(WRITE_BYTES);
  private final List<Stretch> stretches = new ArrayList<>();
  private long end;

  /** The greatest record of the latest run. */
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

  /**
   * Writes records in order, of which there is at least one, as a run; as more of the latest run
   * where they continue it.
   */
  void write(RecordBuffer records, long memory) throws IOException {
    Run run = records.run();
    run.next();
    boolean continues = continuesLatest(run);
    if (!continues && stretches.size() == MOST_RUNS) {
      Run all = merged(new ArrayList<>(), records.common(), memory);
      all.next();
      Stretch one = append(all);
      stretches.clear();
      stretches.add(one);
    }
    Stretch written = append(run);
    lastKey = run.key();
    lastPayload = run.payload();
    stretches.add(continues ? new Stretch(stretches.removeLast().from(), written.to()) : written);
  }

  private boolean continuesLatest(Run first) {
    if (lastKey == null) {
      return false;
    }
    int byKey = Arrays.compareUnsigned(lastKey, first.key());
    return byKey < 0 || byKey == 0 && Arrays.compareUnsigned(lastPayload, first.payload()) <= 0;
  }

  /** Writes what a run has from its present record on. */
  private Stretch append(Run run) throws IOException {
    long from = end;
    do {
      put(run.bytes, run.start, run.end() - run.start);
    } while (run.next());
    flush();
    return new Stretch(from, end);
  }

  /** All runs of the file and the records that are in memory still, as one run. */
  Run all(RecordBuffer inMemory, long memory) {
    List<Run> runs = new ArrayList<>();
    runs.add(inMemory.run());
    return merged(runs, inMemory.common(), memory);
  }

  private Run merged(List<Run> runs, int common, long memory) {
    long each = memory / 4 / stretches.size();
    int room = (int) Math.max(LEAST_READ_BYTES, Math.min(MOST_READ_BYTES, each));
    for (Stretch stretch : stretches) {
      runs.add(new FileRun(stretch, room));
    }
    return new MergedRun(runs, common);
  }

  private void put(byte[] bytes, int from, int length) throws IOException {
    if (length <= pending.remaining()) {
      pending.put(bytes, from, length);
      return;
    }
    int at = from;
    int left = length;
    while (left > 0) {
      int some = Math.min(left, pending.remaining());
      pending.put(bytes, at, some);
      at += some;
      left -= some;
      if (!pending.hasRemaining()) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    pending.flip();
    while (pending.hasRemaining()) {
      end += channel.write(pending, end);
    }
    pending.clear();
  }

  /** Closes and so deletes the file. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A run that is read from the file piece by piece. */
  private final class FileRun extends Run {
    private long unread;
    private final long to;
    private int at;
    private int filled;

    FileRun(Stretch stretch, int room) {
      this.unread = stretch.from();
      this.to = stretch.to();
      this.bytes = new byte[room];
    }

    @Override
    boolean next() throws IOException {
      if (filled - at < HEAD_BYTES) {
        fill(HEAD_BYTES);
        if (at == filled) {
          return false;
        }
      }
      int after = look(at);
      if (after > filled) {
        fill(after - at);
        after = look(at);
      }
      at = after;
      return true;
    }

    /** Has at least so many bytes from {@code at} on, unless the run ends before. */
    private void fill(int needed) throws IOException {
      int kept = filled - at;
      byte[] room = bytes.length >= needed ? bytes : new byte[needed];
      System.arraycopy(bytes, at, room, 0, kept);
      bytes = room;
      at = 0;
      filled = kept;
      while (filled < needed && unread < to) {
        int wanted = (int) Math.min(bytes.length - filled, to - unread);
        int read = channel.read(ByteBuffer.wrap(bytes, filled, wanted), unread);
        if (read < 0) {
          throw new EOFException("the temporary file was cut short");
        }
        filled += read;
        unread += read;
      }
    }
  }
}
