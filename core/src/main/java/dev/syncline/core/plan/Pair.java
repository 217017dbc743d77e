package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a record when it is planned.
 *
 * @param source its key on the source; null for a record that is only on the target
 * @param target its key on the target; null for a record that is only on the source
 * @param link the link, or null for records that were just matched or have no counterpart
 * @param onSource what was seen on the source
 * @param onTarget what was seen on the target
 * @param incarnation how often the record from which it would be created was linked before, as
 *     whatever record had its key
 * @param choices what persons chose and still holds, by rule name or {@code *}
 * @param pinned whether an undo left it on one side only, and nothing changed since
 * @param needed whether it is gone on one side, and a record that stays on the other refers to it
 * @param doubtful whether both sides may have agreed on fields of which no base tells: then no
 *     policy settles them
 */
public record Pair(
    @Nullable Key source,
    @Nullable Key target,
    @Nullable Link link,
    Observed onSource,
    Observed onTarget,
    int incarnation,
    Map<String, Side> choices,
    boolean pinned,
    boolean needed,
    boolean doubtful) {

  /** A pair that no undo pinned and nobody needs. */
  public Pair(
      @Nullable Key source,
      @Nullable Key target,
      @Nullable Link link,
      Observed onSource,
      Observed onTarget,
      int incarnation,
      Map<String, Side> choices) {
    this(source, target, link, onSource, onTarget, incarnation, choices, false, false, false);
  }

  /** The same, now that a record that stays is known to refer to it. */
  public Pair asNeeded() {
    return new Pair(
        source, target, link, onSource, onTarget, incarnation, choices, pinned, true, doubtful);
  }

  /** Whether both sides ever agreed on anything of it. */
  boolean agreed() {
    return link != null && !link.base().isUnknown();
  }

  /** What was seen on a side. */
  public Observed on(Side side) {
    return side == Side.SOURCE ? onSource : onTarget;
  }
}
