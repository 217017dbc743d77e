package dev.syncline.server.site;

import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.server.account.Permission;
import dev.syncline.server.work.Rules;
import java.util.List;

/** What a button on a sync's page does: a command. */
enum Button {
  PLAN("Plan", ""),
  RUN("Run now", "main"),
  VERIFY("Verify", ""),
  RETRY("Retry what is due", ""),
  STOP("Stop", ""),
  /** Shows first what it would make in the systems. */
  START("Start…", "");

  private final String label;
  private final String look;

  Button(String label, String look) {
    this.label = label;
    this.look = look;
  }

  String label() {
    return label;
  }

  /** What its command takes. */
  Permission permission() {
    return Rules.takes(List.of(word())).orElseThrow().permissions().iterator().next();
  }

  String look() {
    return look;
  }

  /**
   * Whether it has a sense for a sync in a phase.
   *
   * @param selected whether only what a person selects is written, so that nothing of it is live
   */
  boolean fits(Phase phase, boolean selected) {
    return switch (this) {
      case PLAN -> !selected;
      case RUN -> !selected && phase != Phase.PAUSED;
      case RETRY -> phase != Phase.PAUSED;
      case STOP -> phase == Phase.LIVE || phase == Phase.HALTED;
      case START -> phase == Phase.PAUSED || phase == Phase.DRAFT && !selected;
      case VERIFY -> true;
    };
  }

  /** The command. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
