package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;

/** What cannot be read can only be written, and nothing of it is ever proved. */
final class UnreadableSides {
  private UnreadableSides() {}

  static void check(SyncConfig sync, BySide<Schemas> schemas, Findings findings) {
    for (Side side : Side.values()) {
      Name connection = sync.connection(side);
      if (!schemas.on(side).assumed()) {
        continue;
      }
      if (sync.direction().writes(side.other())) {
        findings.error(
            connection.at(),
            "sync "
                + sync.name()
                + " is to read "
                + connection.text()
                + ", which cannot be read (read: none)",
            "Let it go one way, to " + connection.text() + ": direction: to-" + side.word() + ".");
      } else {
        findings.note(
            connection.at(),
            "what sync "
                + sync.name()
                + " wrote to "
                + connection.text()
                + " is assumed to be there, for it cannot be read",
            "\"verify\" compares what was sent, and proves nothing of what became of it.");
      }
    }
  }
}
