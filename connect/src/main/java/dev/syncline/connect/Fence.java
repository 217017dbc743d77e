package dev.syncline.connect;

import dev.syncline.connect.ConnectorException.Kind;
import org.jspecify.annotations.Nullable;

/** What is said to whoever may not write a sync: who does now, and what to do. */
public final class Fence {
  /** Both take the sync over for good; a store that has not looked yet had better link first. */
  private static final String TAKE_OVER =
      " take the sync over with: run --adopt, which only links what belongs together, or run"
          + " --take-over, which runs at once. Else ";

  private Fence() {}

  /**
   * For one who wrote until now.
   *
   * @param system the connection's name
   * @param store the state store that wrote
   * @param owner the state store that writes now; null when nobody does
   */
  public static ConnectorException lost(
      String system, int sync, String store, @Nullable String owner) {
    String now =
        owner == null
            ? " has no owner here any more: Syncline's own tables were removed (by uninstall, or with"
                + " a copy put back). Run it again; what was begun is settled then."
            : owner.equals(store)
                ? " was taken over by another process of the same state store, which runs it now."
                    + " This one has stopped writing, and the other settles what it had begun. Let"
                    + " only one of them run."
                : " was taken over by another state store ("
                    + owner
                    + "), which runs it now. This one has stopped writing. If that one is not to run"
                    + " any more, end it, and"
                    + TAKE_OVER
                    + "leave the sync to it.";
    return new ConnectorException(Kind.FENCED, system + ": sync " + sync + now, null);
  }

  /** For one who begins. */
  public static ConnectorException foreign(String system, int sync, String owner) {
    return new ConnectorException(
        Kind.FOREIGN_OWNER,
        system
            + ": sync "
            + sync
            + " is written here by another store ("
            + owner
            + "). If that one is not to run any more,"
            + TAKE_OVER
            + "give this sync another id.",
        null);
  }
}
