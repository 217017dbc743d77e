package dev.syncline.engine.sync;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;

/** The two systems of a sync. */
public record Ends(Connector source, Connector target) {
  /**
   * A side by its connection's name, as people know it; as source and target where both are the
   * same connection.
   */
  public String name(Side side) {
    return source.name().equals(target.name()) ? side.word() : on(side).name();
  }

  /** The system on a side. */
  public Connector on(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
