package dev.syncline.core.reconcile;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one field of a record that both sides hold, when it is decided.
 *
 * @param known whether both sides ever agreed on it (the base knows it)
 * @param equal whether both sides hold the same now, through the mapping
 * @param sides what each side is to it
 * @param chosen the side whose value a person chose, while that choice still holds
 */
public record FieldFact(boolean known, boolean equal, BySide<OnSide> sides, @Nullable Side chosen) {

  /**
   * A field as one side sees it.
   *
   * @param changed whether the side differs from the base; meaningless unless the field is known
   * @param empty whether the side holds null or empty text
   * @param writable whether direction and flow let the field be written to the side
   */
  public record OnSide(boolean changed, boolean empty, boolean writable) {}

  boolean changed(Side side) {
    return sides.on(side).changed();
  }

  boolean empty(Side side) {
    return sides.on(side).empty();
  }

  boolean writes(Side side) {
    return sides.on(side).writable();
  }
}
