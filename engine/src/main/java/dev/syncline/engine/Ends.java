package dev.syncline.engine;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;

/** The two systems of a sync. */
public record Ends(Connector source, Connector target) {
  /** The system on a side. */
  public Connector on(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
