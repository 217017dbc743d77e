package dev.syncline.engine.sync;

import java.util.function.BooleanSupplier;

/**
 * A person asked to stop. Thrown between two batches, never within one: what was done is durable,
 * and what was not is found by the next run, as after a crash.
 */
public final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Stopped() {
    super("stopped on request", null, false, false);
  }

  /**
   * Follows a run and ends it when a person asks to.
   *
   * @param paused whether a person stopped the sync, in this process or another
   */
  public record Following(Progress progress, BooleanSupplier paused) implements Progress {
    @Override
    public void begin(String task, String step, long total) {
      check();
      progress.begin(task, step, total);
    }

    @Override
    public void advance(long records) {
      progress.advance(records);
      check();
    }

    @Override
    public void opened(long run) {
      progress.opened(run);
    }

    @Override
    public void end() {
      progress.end();
    }

    @Override
    public boolean cancelled() {
      return progress.cancelled() || paused.getAsBoolean();
    }

    private void check() {
      if (cancelled()) {
        throw new Stopped();
      }
    }
  }
}
