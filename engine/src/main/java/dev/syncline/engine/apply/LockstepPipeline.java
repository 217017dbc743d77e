package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem.Operation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The steps of three batches in turns on one thread, each as late as it can be. */
final class LockstepPipeline extends Pipeline {
  private @Nullable Sending opened;
  private @Nullable Sending sent;

  LockstepPipeline(Applier applier, Consumer<List<Applied>> done) {
    super(applier, done);
  }

  @Override
  void push(Side side, List<? extends Operation> operations) {
    step(open(side, operations));
  }

  private void step(@Nullable Sending next) {
    Sending written = opened;
    opened = next;
    if (written != null) {
      send(written);
    }
    Sending answered = sent;
    sent = written;
    if (answered != null) {
      deliver(remember(answered));
    }
  }

  @Override
  public void drain() {
    step(null);
    step(null);
  }

  @Override
  public void close() {}
}
