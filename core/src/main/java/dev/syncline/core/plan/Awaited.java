package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;

/**
 * Stands in an operation for a part of the key of a record that is to be created before: known only
 * when the operation is applied.
 *
 * @param task the parent's task
 * @param from the side on which the parent is
 * @param key its key there
 * @param part which part of its key on the other side
 */
public record Awaited(int task, Side from, Key key, int part) {
  @Override
  public String toString() {
    return "(new, for " + key + ")";
  }
}
