package dev.syncline.cli.command;

import dev.syncline.engine.verify.Verifier.Way;

/** A way to verify as it is typed. */
enum WayName {
  checksums(Way.CHECKSUMS),
  streams(Way.STREAMS),
  pairs(Way.PAIRS);

  final Way way;

  WayName(Way way) {
    this.way = way;
  }
}
