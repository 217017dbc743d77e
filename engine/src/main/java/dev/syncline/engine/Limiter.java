package dev.syncline.engine;

import dev.syncline.core.model.Key;
import java.util.List;
import java.util.function.Consumer;

/** Lets only the records pass that were asked for. */
final class Limiter {
  private final RunOptions options;
  private final List<Work> looked;
  private long passed;

  /**
   * @param looked takes what passes, unless everything does
   */
  Limiter(RunOptions options, List<Work> looked) {
    this.options = options;
    this.looked = looked;
  }

  void pass(Work work, Consumer<Work> next) {
    Key only = options.only();
    if (only != null && !only.equals(work.source()) && !only.equals(work.target())) {
      return;
    }
    if (options.limit() == 0 || passed++ < options.limit()) {
      if (!options.whole()) {
        looked.add(work);
      }
      next.accept(work);
    }
  }
}
