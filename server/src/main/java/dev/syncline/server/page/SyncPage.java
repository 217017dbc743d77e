package dev.syncline.server.page;

import java.util.List;

/**
 * A sync, what may be done with it, and its latest runs.
 *
 * @param line the sync as it stands in the list of all
 * @param facts what is known of it
 * @param jobs what is being done, or was done lately, the latest first
 * @param actions what this person may do
 * @param inside what it joins, what is due, and what else may be done
 * @param plans those that are kept for a review
 * @param settings where its name and schedule are; empty where this person may not change them
 */
public record SyncPage(
    Frame frame,
    SyncsPage.Line line,
    List<Fact> facts,
    List<RunLine> runs,
    List<JobLine> jobs,
    List<Action> actions,
    Inside inside,
    PlansPart plans,
    String settings) {
  public SyncPage {
    facts = List.copyOf(facts);
    runs = List.copyOf(runs);
    jobs = List.copyOf(jobs);
    actions = List.copyOf(actions);
  }

  /**
   * What is inside a sync.
   *
   * @param doing what is being done
   * @param halted what the guard saw; empty where it halted nothing
   * @param picture what it joins
   * @param note what is to be known of the picture; empty for nothing
   * @param due the first records that are due
   * @param dueTotal how many are due, in words; empty for none
   * @param links further pages of it
   * @param resets parts of the state that may be forgotten
   */
  public record Inside(
      Following doing,
      List<String> halted,
      List<Action> approvals,
      Picture picture,
      String note,
      List<DueLine> due,
      String dueTotal,
      String duePath,
      List<Action> links,
      List<Reset> resets,
      List<Choice> tasks) {
    /** Of a sync of which nothing is known yet. */
    public static final Inside NOTHING =
        new Inside(
            Following.NOTHING,
            List.of(),
            List.of(),
            Picture.NONE,
            "",
            List.of(),
            "",
            "",
            List.of(),
            List.of(),
            List.of());

    public Inside {
      halted = List.copyOf(halted);
      approvals = List.copyOf(approvals);
      due = List.copyOf(due);
      links = List.copyOf(links);
      resets = List.copyOf(resets);
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * A part of the state that may be forgotten.
   *
   * @param what its name in the form
   * @param words what forgetting it means
   * @param timed whether it may be set back to a time, too
   */
  public record Reset(String what, String label, String words, boolean timed) {}

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
   * @param leads whether it leads to a page, and changes nothing
   */
  public record Action(String label, String path, String look, boolean leads) {
    /** One that does something. */
    public Action(String label, String path, String look) {
      this(label, path, look, false);
    }
  }
}
