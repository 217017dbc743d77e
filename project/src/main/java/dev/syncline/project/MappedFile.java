package dev.syncline.project;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file of any length, which does not change: mapped in pieces, as one ends at 2 GiB.
 */
final class MappedFile {
  /** Pieces of 1 GiB. */
  private static final int BITS = 30;

  private final MappedByteBuffer[] pieces;
  private final int bits;
  private final long size;

  /** All of a file. */
  static MappedFile of(Path file) throws IOException {
    return new MappedFile(file, BITS);
  }

  /**
   * All of a file.
   *
   * @param bits a piece has two to the power of that bytes
   */
  MappedFile(Path file, int bits) throws IOException {
    this.bits = bits;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      this.size = channel.size();
      this.pieces = new MappedByteBuffer[Math.toIntExact((size >> bits) + 1)];
      for (int i = 0; i < pieces.length; i++) {
        long from = (long) i << bits;
        pieces[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(1L << bits, size - from));
      }
    }
  }

  long size() {
    return size;
  }

  byte get(long at) {
    return pieces[(int) (at >> bits)].get((int) (at & ((1L << bits) - 1)));
  }

  /** The bytes from a position to before another one. */
  byte[] get(long from, long to) {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = get(from + i);
    }
    return bytes;
  }
}
