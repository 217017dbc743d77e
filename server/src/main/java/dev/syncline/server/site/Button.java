package dev.syncline.server.site;

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
  START("Start", "main");

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

  /** Whether it has a sense for a sync that is stopped, or is not. */
  boolean fits(boolean stopped) {
    return switch (this) {
      case RUN, STOP, RETRY -> !stopped;
      case START -> stopped;
      case PLAN, VERIFY -> true;
    };
  }

  /** The command. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
