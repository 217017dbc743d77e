package dev.syncline.engine.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, line by line, for whoever replays a seed. */
final class Trace {
  private final List<String> lines = new ArrayList<>();
  private final boolean kept;

  /**
   * A trace.
   *
   * @param kept false to keep nothing, for speed
   */
  Trace(boolean kept) {
    this.kept = kept;
  }

  void line(Supplier<String> line) {
    if (kept) {
      lines.add(line.get());
    }
  }

  List<String> lines() {
    return lines;
  }
}
