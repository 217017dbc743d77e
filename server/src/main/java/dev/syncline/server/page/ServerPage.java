package dev.syncline.server.page;

import java.util.List;

/** What holds for the server as a whole, and where it is set. */
public record ServerPage(Frame frame, List<Tab> tabs, List<Group> groups) {

  /**
   * What belongs together.
   *
   * @param where it is set
   */
  public record Group(String title, List<SyncPage.Fact> facts, String where) {}
}
