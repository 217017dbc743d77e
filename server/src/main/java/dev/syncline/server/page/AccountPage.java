package dev.syncline.server.page;

import java.util.List;

/**
 * A person's own account.
 *
 * @param facts what an administrator says of it
 * @param password whether there is a password to change
 * @param zone in which times are shown
 * @param done what was done just now; empty for nothing
 * @param problem why it was not; empty for nothing
 */
public record AccountPage(
    Frame frame,
    List<Tab> tabs,
    String displayName,
    String email,
    List<SyncPage.Fact> facts,
    boolean password,
    List<Session> sessions,
    String zone,
    String done,
    String problem) {

  /**
   * Where the person is in.
   *
   * @param program with which
   * @param here whether it is the one in which this is looked at
   * @param end where it is ended
   */
  public record Session(
      String program, String address, Moment begun, Moment used, boolean here, String end) {}
}
