package dev.syncline.engine.sync;

import dev.syncline.connect.Connector;
import dev.syncline.connect.LookingUp;
import dev.syncline.core.Side;

/** The two systems of a sync, whose rows come with what they lead to in either of them. */
public record Ends(LookingUp source, LookingUp target) {

  /** Two systems. */
  public Ends(Connector source, Connector target) {
    this(LookingUp.on(Side.SOURCE, source, target), LookingUp.on(Side.TARGET, source, target));
  }

  /**
   * A side by its connection's name, as people know it; as source and target where both are the
   * same connection.
   */
  public String name(Side side) {
    return source.name().equals(target.name()) ? side.word() : on(side).name();
  }

  /** The system on a side. */
  public LookingUp on(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
