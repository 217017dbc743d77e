package dev.syncline.core.reconcile;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Winner;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one field of a record that both sides hold, when it is decided.
 *
 * @param known whether both sides ever agreed on it (the base knows it)
 * @param equal whether both sides hold the same now, through the mapping
 * @param sides what each side is to it
 * @param chosen the side whose value a person chose, while that choice still holds
 * @param remapped whether the record was in step before, and its mapping then got this field
 * @param named who a person said wins the field; null when nobody did
 * @param unsent whether the side that gives it holds a null, and its nulls are not sent
 * @param keeper the side whose value stands, since of the other only the notation was changed, in
 *     the mapping
 */
public record FieldFact(
    boolean known,
    boolean equal,
    BySide<OnSide> sides,
    @Nullable Side chosen,
    boolean remapped,
    @Nullable Winner named,
    boolean unsent,
    @Nullable Side keeper) {

  /** A field of which more than a notation changed, or nothing. */
  public FieldFact(
      boolean known,
      boolean equal,
      BySide<OnSide> sides,
      @Nullable Side chosen,
      boolean remapped,
      @Nullable Winner named) {
    this(known, equal, sides, chosen, remapped, named, false, null);
  }

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

  /**
   * The side that gives the field to the other, where values go one way; null where they do not.
   */
  @Nullable Side giver() {
    return writes(Side.SOURCE) == writes(Side.TARGET)
        ? null
        : writes(Side.SOURCE) ? Side.TARGET : Side.SOURCE;
  }
}
