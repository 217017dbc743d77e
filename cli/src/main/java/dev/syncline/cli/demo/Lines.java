package dev.syncline.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a person types, read beside the thread that waits for them: that one has to notice
 * when somebody ends the program instead of typing.
 */
final class Lines {
  private static final int PATIENCE_MILLIS = 100;

  private final BufferedReader in;
  private final SynchronousQueue<String> typed = new SynchronousQueue<>();
  private volatile boolean atEnd;
  private boolean reading;

  Lines(BufferedReader in) {
    this.in = in;
  }

  /** The next line; null when there are no more, or somebody ended it. */
  @Nullable String next(BooleanSupplier ended) {
    if (!reading) {
      Thread reader = new Thread(this::read, "lines");
      reader.setDaemon(true);
      reader.start();
      reading = true;
    }
    try {
      while (!ended.getAsBoolean()) {
        String line = typed.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (line != null || atEnd) {
          return line;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private void read() {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        typed.put(line);
      }
    } catch (IOException e) {
      // Nobody is there any more, which is what the end means.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    atEnd = true;
  }

  /** Waits until somebody ends it. */
  static void sleep(BooleanSupplier ended) {
    try {
      while (!ended.getAsBoolean()) {
        Thread.sleep(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
