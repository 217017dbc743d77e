package dev.syncline.engine.store;

import dev.syncline.core.Side;

/** Sides as the tables number them: 0 source, 1 target. */
final class Sides {
  private Sides() {}

  static int number(Side side) {
    return side == Side.SOURCE ? 0 : 1;
  }

  static Side of(int number) {
    return number == 0 ? Side.SOURCE : Side.TARGET;
  }
}
