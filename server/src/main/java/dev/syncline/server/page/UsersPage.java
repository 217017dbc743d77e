package dev.syncline.server.page;

import java.util.List;

/**
 * All users.
 *
 * @param zone in which times are shown
 * @param done what was done just now; empty for nothing
 */
public record UsersPage(Frame frame, List<Tab> tabs, List<Line> users, String zone, String done) {

  /**
   * A user.
   *
   * @param state whether the user can enter
   * @param tone of the state
   */
  public record Line(
      String path,
      String name,
      String displayName,
      String email,
      String role,
      String environments,
      Moment lastLogin,
      String state,
      String tone) {}
}
