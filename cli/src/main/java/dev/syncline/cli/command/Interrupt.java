package dev.syncline.cli.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a person asked to stop, with Ctrl-C or by ending the process. The work then ends after
 * its current batch, for which the process waits a while.
 */
public final class Interrupt {
  private final CountDownLatch finished = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile Duration patience = Duration.ofMinutes(1);
  private volatile boolean mayBreakOff;

  /** One that nobody triggers but by {@link #ask()}. */
  public Interrupt() {}

  /** One that the end of the process triggers. */
  public static Interrupt ofProcess() {
    Interrupt interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(new Thread(interrupt::endOfProcess, "interrupt"));
    return interrupt;
  }

  private void endOfProcess() {
    if (finished.getCount() == 0) {
      return;
    }
    ask();
    if (mayBreakOff) {
      return;
    }
    try {
      boolean inTime = finished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      assert inTime || asked();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks to stop. */
  public void ask() {
    asked.countDown();
  }

  /** Waits until somebody asks to stop. */
  void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long the end of the process waits for the work to end. */
  void patience(Duration time) {
    patience = time;
  }

  /**
   * Whether the process may end in the middle of what it does from now on, because it only reads;
   * it is waited for otherwise.
   */
  void mayBreakOff(boolean may) {
    mayBreakOff = may;
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  /** The work has ended; the process may. */
  public void finished() {
    finished.countDown();
  }
}
