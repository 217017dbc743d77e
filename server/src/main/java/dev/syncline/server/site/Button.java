package dev.syncline.server.site;

import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;

/** What a button on a sync's page does: a command, and what it takes to give it. */
enum Button {
  PLAN("Plan", Permission.PLAN, Event.Action.PLAN, ""),
  RUN("Run now", Permission.RUN, Event.Action.RUN, "main"),
  VERIFY("Verify", Permission.PLAN, Event.Action.PLAN, ""),
  RETRY("Retry what is due", Permission.RUN, Event.Action.RUN, ""),
  STOP("Stop", Permission.RUN, Event.Action.STOP, ""),
  START("Start", Permission.RUN, Event.Action.START, "");

  private final String label;
  private final Permission permission;
  private final Event.Action action;
  private final String look;

  Button(String label, Permission permission, Event.Action action, String look) {
    this.label = label;
    this.permission = permission;
    this.action = action;
    this.look = look;
  }

  String label() {
    return label;
  }

  Permission permission() {
    return permission;
  }

  /** What the audit log calls it. */
  Event.Action action() {
    return action;
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
