package dev.syncline.server.site;

import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.text.Words;

/** How runs are shown wherever they are. */
final class RunLines {
  private RunLines() {}

  /** Whether it did not come to an end. */
  static boolean isBad(RunRecord run) {
    return run.result().equals("failed") || run.result().equals("killed");
  }

  /** The class that gives its result its colour. */
  static String tone(RunRecord run) {
    if (isBad(run)) {
      return "bad";
    }
    if (run.endedMillis() == 0) {
      return "busy";
    }
    return run.result().equals("halted") ? "care" : "good";
  }

  /** How long it took. */
  static String took(RunRecord run) {
    return run.endedMillis() == 0 ? "·" : Words.duration(run.endedMillis() - run.startedMillis());
  }
}
