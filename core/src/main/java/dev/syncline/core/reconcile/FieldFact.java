package dev.syncline.core.reconcile;

import dev.syncline.core.Side;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one field of a record that both sides hold, when it is decided.
 *
 * @param known whether both sides ever agreed on it (the base knows it)
 * @param sourceChanged whether the source differs from the base; meaningless unless known
 * @param targetChanged whether the target differs from the base; meaningless unless known
 * @param equal whether both sides hold the same now, through the mapping
 * @param sourceEmpty whether the source holds null or empty text
 * @param targetEmpty whether the target holds null or empty text
 * @param writesSource whether direction and flow let it be written to the source
 * @param writesTarget whether direction and flow let it be written to the target
 * @param chosen the side whose value a person chose, while that choice still holds
 */
public record FieldFact(
    boolean known,
    boolean sourceChanged,
    boolean targetChanged,
    boolean equal,
    boolean sourceEmpty,
    boolean targetEmpty,
    boolean writesSource,
    boolean writesTarget,
    @Nullable Side chosen) {

  boolean changed(Side side) {
    return side == Side.SOURCE ? sourceChanged : targetChanged;
  }

  boolean empty(Side side) {
    return side == Side.SOURCE ? sourceEmpty : targetEmpty;
  }

  boolean writes(Side side) {
    return side == Side.SOURCE ? writesSource : writesTarget;
  }
}
