package dev.syncline.engine.store;

import dev.syncline.core.Side;

/** Sides as the tables number them: 0 source, 1 target. */
final class Sides {
  private static final Side[] SIDES = Side.values();

  private Sides() {}

  static Side of(int number) {
    return SIDES[number];
  }
}
