package dev.syncline.engine.run;

import dev.syncline.core.model.Key;
import dev.syncline.engine.decide.Work;
import java.util.List;
import java.util.function.Consumer;

/** Lets only the records pass that were asked for. */
final class Limiter {
  private final RunOptions options;
  private final boolean some;
  private final List<Work> looked;
  private long passed;

  /**
   * @param some whether not all of a task's records are looked at anyway
   * @param looked takes what passes, unless everything does
   */
  Limiter(RunOptions options, boolean some, List<Work> looked) {
    this.options = options;
    this.some = some || !options.whole();
    this.looked = looked;
  }

  void pass(Work work, Consumer<Work> next) {
    Key only = options.only();
    if (only != null && !only.equals(work.source()) && !only.equals(work.target())) {
      return;
    }
    if (options.limit() == 0 || passed++ < options.limit()) {
      if (some) {
        looked.add(work);
      }
      next.accept(work);
    }
  }
}
