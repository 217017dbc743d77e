package dev.syncline.project.screen;

import dev.syncline.connect.ChangeTracking.Burden;
import dev.syncline.engine.config.SyncConfig;

/** What is said of a log that a server keeps for a sync, and how that is bounded and ended. */
public final class KeptLog {
  private KeptLog() {}

  /** That a sync which is left alone can fill a server's disk; the burden has a remedy. */
  public static String unbounded(String connection) {
    return "nothing bounds what "
        + connection
        + " keeps of its log while no run reads it: a sync that is left alone can fill that"
        + " server's disk";
  }

  /** How it is bounded, and how it is ended. */
  public static String remedy(String sync, Burden burden) {
    return "Let an administrator run " + burden.remedy() + " " + end(sync);
  }

  /** How it is ended. */
  static String end(String sync) {
    return "When the sync is not to run for long, let the log go with: syncline stop " + sync;
  }

  /** That nobody has read for too long. */
  public static String tooMuch(SyncConfig sync, String connection, Burden burden) {
    return connection
        + ": "
        + burden.text()
        + " That is more than log-keep allows, for nothing reads it. Run the sync, or let the log go"
        + " with: syncline stop "
        + sync.name();
  }
}
