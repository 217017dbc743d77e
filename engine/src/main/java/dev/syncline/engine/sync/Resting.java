package dev.syncline.engine.sync;

import java.util.List;

/**
 * A task that does not run for now, because a database does not fit it: all of it is left as it is.
 *
 * @param task its id
 * @param name its name
 * @param why what does not fit and what to do about it, in sentences
 */
public record Resting(int task, String name, List<String> why) {
  public Resting {
    why = List.copyOf(why);
  }
}
