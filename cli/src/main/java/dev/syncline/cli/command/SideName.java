package dev.syncline.cli.command;

import dev.syncline.core.Side;

/** A side as it is typed. */
enum SideName {
  source(Side.SOURCE),
  target(Side.TARGET);

  final Side side;

  SideName(Side side) {
    this.side = side;
  }
}
