package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem.Operation;
import java.util.List;
import java.util.function.Consumer;

/**
 * Applies batch after batch in overlapping steps: while one batch is written, the intents of the
 * next are made durable and the outcomes of the one before are remembered. Each batch keeps the
 * order of its own steps (intents durable, sent, outcomes and links in one commit). Batches are
 * begun in the order in which they were submitted; where a system takes several at a time ({@link
 * dev.syncline.connect.Connector#writers}), a later one may be done first. A few batches are
 * therefore open at a time; after a crash {@link Recovery} asks for each of them.
 *
 * <p>For one thread, on which all outcomes are delivered.
 */
public abstract sealed class Pipeline implements AutoCloseable
    permits ParallelPipeline, LockstepPipeline {
  private final Applier applier;
  private final Consumer<List<Applied>> done;

  Pipeline(Applier applier, Consumer<List<Applied>> done) {
    this.applier = applier;
    this.done = done;
  }

  /**
   * A pipeline.
   *
   * @param writers how many batches may be sent at a time
   * @param mostOpen how many may be on their way: more overlap better, and hold more of what is
   *     read
   * @param parallel on threads of its own; else the same steps alternate on the caller's thread, in
   *     an order that is always the same
   * @param done takes the outcomes of each batch, during {@link #submit} or {@link #drain}
   */
  public static Pipeline of(
      Applier applier, int writers, int mostOpen, boolean parallel, Consumer<List<Applied>> done) {
    return parallel
        ? new ParallelPipeline(applier, writers, mostOpen, done)
        : new LockstepPipeline(applier, done);
  }

  /** Takes a batch; waits while too many are under way. */
  public final void submit(Side side, List<? extends Operation> operations) {
    if (applier.references
        && operations.stream().anyMatch(op -> AwaitedKeys.anyAwaited(AwaitedKeys.changes(op)))) {
      // A reference within the task: the parent may be in a batch that is not remembered yet.
      drain();
    }
    push(side, operations);
  }

  abstract void push(Side side, List<? extends Operation> operations);

  /** Waits for everything that was submitted. */
  public abstract void drain();

  /** The first step of a batch. */
  final Sending open(Side side, List<? extends Operation> operations) {
    Sending batch = applier.prepare(side, operations);
    Applier.open(List.of(batch));
    return batch;
  }

  /** The second. */
  static void send(Sending batch) {
    Applier.send(List.of(batch), false);
  }

  /** The third. */
  static List<Applied> remember(Sending batch) {
    return Applier.remember(List.of(batch));
  }

  final void deliver(List<Applied> outcomes) {
    done.accept(outcomes);
  }

  /** Ends it; what was not drained may be left to recovery. */
  @Override
  public abstract void close();
}
