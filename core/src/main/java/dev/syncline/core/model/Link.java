package dev.syncline.core.model;

import dev.syncline.core.Side;

/**
 * A source record and a target record of one task that are one and the same.
 *
 * @param source the source record's key
 * @param target the target record's key
 * @param base what both sides agreed on last time
 * @param revision how often the base has advanced; with the keys it tells two intents apart that
 *     would write the same value (A→B→A→B)
 * @param incarnation how often this source record has been linked before
 */
public record Link(Key source, Key target, Base base, long revision, int incarnation) {

  /** The key on a side. */
  public Key key(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
