package dev.syncline.engine;

import dev.syncline.engine.undo.LeftAlone;
import java.util.List;

/**
 * How an undo ended.
 *
 * @param run the run that it was
 * @param left what was not taken back
 */
public record UndoResult(RunResult run, List<LeftAlone> left) {
  public UndoResult {
    left = List.copyOf(left);
  }
}
