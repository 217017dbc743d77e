package dev.syncline.server.page;

import java.util.List;

/** What holds for the server as a whole, and where it is set. */
public record ServerPage(Frame frame, List<Tab> tabs, List<Group> groups) {

  /**
   * What belongs together.
   *
   * @param where it is set
   * @param tests that may be sent
   */
  public record Group(String title, List<SyncPage.Fact> facts, String where, List<TestMail> tests) {
    public Group {
      facts = List.copyOf(facts);
      tests = List.copyOf(tests);
    }

    /** Of which there is nothing to be tested. */
    public Group(String title, List<SyncPage.Fact> facts, String where) {
      this(title, facts, where, List.of());
    }
  }

  /**
   * A test that a button sends.
   *
   * @param path to which it posts
   * @param receiver by its name in the configuration; empty where the path says it
   */
  public record TestMail(String label, String path, String receiver) {}
}
