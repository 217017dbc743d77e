package dev.syncline.engine.survey;

import dev.syncline.engine.Progress;
import org.jspecify.annotations.Nullable;

/** Reads both sides at once, each on a thread; when one fails the other ends too. */
final class BothSides implements Progress {
  private final Progress progress;
  private volatile @Nullable Throwable failure;

  /**
   * @param progress follows both as one
   */
  BothSides(Progress progress) {
    this.progress = progress;
  }

  /**
   * Runs both.
   *
   * @param parallel else one after the other on the caller's thread
   */
  void run(boolean parallel, Runnable source, Runnable target) {
    if (!parallel) {
      source.run();
      target.run();
      return;
    }
    Thread second = Thread.ofPlatform().daemon().name("syncline-target").start(() -> one(target));
    one(source);
    join(second);
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private void one(Runnable side) {
    try {
      side.run();
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        if (failure == null) {
          failure = e;
        }
      }
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void advance(long records) {
    if (failure != null) {
      throw new IllegalStateException("the other side could not be read");
    }
    synchronized (this) {
      progress.advance(records);
    }
  }
}
