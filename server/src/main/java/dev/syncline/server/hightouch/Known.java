package dev.syncline.server.hightouch;

import dev.syncline.core.Side;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.project.screen.StatusScreen;
import java.util.Optional;

/**
 * A sync as it is now.
 *
 * @param id by which programs know it, also after it got another name
 */
record Known(int id, String name, StatusScreen status) {

  /** The connection of a side. */
  String connection(Side side) {
    return status.systems().on(side);
  }

  /** Its latest run, whoever began it. */
  Optional<RunRecord> last() {
    return status.last();
  }

  /** Whether a person stopped it. */
  boolean isStopped() {
    return status.state().filter(s -> s.phase() == Phase.PAUSED).isPresent();
  }
}
