package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem.Operation;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread for each step, and for sending as many as the system takes; a batch is handed from one
 * to the next.
 */
final class ParallelPipeline extends Pipeline {
  private final ExecutorService opening = threads("opening", 1);
  private final ExecutorService sending;
  private final ExecutorService remembering = threads("remembering", 1);
  private final int mostOpen;
  private final Semaphore room;
  private final Queue<List<Applied>> outcomes = new ConcurrentLinkedQueue<>();

  /** Why nothing more is opened or sent; what was sent is remembered all the same. */
  private volatile @Nullable Throwable failure;

  private volatile boolean ended;

  ParallelPipeline(Applier applier, int writers, int mostOpen, Consumer<List<Applied>> done) {
    super(applier, done);
    this.mostOpen = mostOpen;
    this.room = new Semaphore(mostOpen);
    this.sending = threads("sending", writers);
  }

  private static ExecutorService threads(String step, int count) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().daemon().name("syncline-" + step + "-", 1).factory());
  }

  @Override
  void push(Side side, List<? extends Operation> operations) {
    room.acquireUninterruptibly();
    deliverAll();
    opening.execute(() -> openStep(side, operations));
  }

  private void openStep(Side side, List<? extends Operation> operations) {
    step(
        !stopped(),
        () -> {
          Sending batch = open(side, operations);
          sending.execute(() -> sendStep(batch));
        });
  }

  private void sendStep(Sending batch) {
    step(
        !stopped(),
        () -> {
          send(batch);
          remembering.execute(() -> rememberStep(batch));
        });
  }

  private void rememberStep(Sending batch) {
    step(
        true,
        () -> {
          outcomes.add(remember(batch));
          room.release();
        });
  }

  private boolean stopped() {
    return ended || failure != null;
  }

  /** Takes a step; a batch that does not come to its next step makes room here. */
  private void step(boolean wanted, Runnable action) {
    boolean taken = false;
    try {
      if (wanted) {
        action.run();
        taken = true;
      }
    } catch (RuntimeException | Error e) {
      if (failure == null) {
        failure = e;
      }
    } finally {
      if (!taken) {
        room.release();
      }
    }
  }

  private void deliverOutcomes() {
    List<Applied> some;
    while ((some = outcomes.poll()) != null) {
      deliver(some);
    }
  }

  private void deliverAll() {
    deliverOutcomes();
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  @Override
  public void drain() {
    room.acquireUninterruptibly(mostOpen);
    room.release(mostOpen);
    deliverAll();
  }

  /** Whatever was sent is remembered before this returns, and counted. */
  @Override
  public void close() {
    ended = true;
    for (ExecutorService each : List.of(opening, sending, remembering)) {
      each.shutdown();
      boolean interrupted = false;
      while (true) {
        try {
          if (each.awaitTermination(1, TimeUnit.HOURS)) {
            break;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    deliverOutcomes();
  }
}
