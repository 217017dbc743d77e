package dev.syncline.engine.sync;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does several things at once, each on a thread, and follows them as one; when one fails the others
 * end too.
 */
public final class AtOnce implements Progress {
  private final Progress progress;
  private volatile @Nullable Throwable failure;

  /**
   * @param progress follows them as one
   */
  public AtOnce(Progress progress) {
    this.progress = progress;
  }

  /**
   * Does them all, the first on the caller's thread, and throws what the first to fail threw.
   *
   * @param parallel else one after the other on the caller's thread
   */
  public void run(boolean parallel, Runnable first, Runnable... others) {
    if (!parallel) {
      first.run();
      List.of(others).forEach(Runnable::run);
      return;
    }
    List<Thread> threads = new ArrayList<>();
    for (Runnable other : others) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("syncline-" + (threads.size() + 2))
              .start(() -> one(other)));
    }
    one(first);
    threads.forEach(AtOnce::join);
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private void one(Runnable task) {
    try {
      task.run();
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
      throw new IllegalStateException("another part of it failed");
    }
    synchronized (this) {
      progress.advance(records);
    }
  }
}
