package dev.syncline.server.page;

import java.util.List;

/**
 * A sync, what may be done with it, and its latest runs.
 *
 * @param line the sync as it stands in the list of all
 * @param facts what is known of it
 * @param jobs what is being done, or was done lately, the latest first
 * @param actions what this person may do
 * @param maySchedule whether this person may change when it runs by itself
 */
public record SyncPage(
    Frame frame,
    SyncsPage.Line line,
    List<Fact> facts,
    List<RunLine> runs,
    List<JobLine> jobs,
    List<Action> actions,
    boolean maySchedule) {
  public SyncPage {
    facts = List.copyOf(facts);
    runs = List.copyOf(runs);
    jobs = List.copyOf(jobs);
    actions = List.copyOf(actions);
  }

  /** Something that is known, by its name. */
  public record Fact(String name, String value) {}

  /**
   * A run.
   *
   * @param result how it ended, in a word
   * @param tone the class that gives that its colour; empty for none
   * @param started in words, and as ISO 8601
   */
  public record RunLine(
      long id,
      String kind,
      String result,
      String tone,
      String started,
      String startedAt,
      String took,
      String written,
      String left) {}

  /**
   * Something that the server does or did.
   *
   * @param command as it is typed
   */
  public record JobLine(long id, String command, String who, String asked, boolean over) {}

  /**
   * Something that a button does.
   *
   * @param path to which it posts
   * @param look the class of the button; empty for none
   */
  public record Action(String label, String path, String look) {}
}
