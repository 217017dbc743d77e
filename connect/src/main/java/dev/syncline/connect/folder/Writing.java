package dev.syncline.connect.folder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes to a file, and tells its own failures from those of what is read meanwhile. */
final class Writing extends OutputStream {
  private final FileChannel channel;

  Writing(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(int one) throws Failed {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws Failed {
    ByteBuffer rest = ByteBuffer.wrap(bytes, from, length);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  /** What is written could not be. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException why;

    Failed(IOException why) {
      super(why);
      this.why = why;
    }

    IOException why() {
      return why;
    }
  }
}
