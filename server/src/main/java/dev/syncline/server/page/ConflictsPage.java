package dev.syncline.server.page;

import java.util.List;

/**
 * Conflicts of a sync that wait for a person.
 *
 * @param syncPath where the sync's page is
 * @param path where this one is, to which decisions are sent
 * @param source the name of the source system
 * @param filter which of them are shown
 * @param found how many there are of these, in words
 * @param pager where others are
 * @param mayDecide whether this person may settle them
 * @param refusal why nothing was decided just now; empty for nothing
 */
public record ConflictsPage(
    Frame frame,
    String sync,
    String syncPath,
    String path,
    String source,
    String target,
    Filter filter,
    List<Conflict> conflicts,
    String found,
    Pager pager,
    boolean mayDecide,
    String refusal) {
  public ConflictsPage {
    conflicts = List.copyOf(conflicts);
  }

  /**
   * Which conflicts are shown.
   *
   * @param task only of this one; empty for all
   * @param search only with this text; empty for all
   * @param skip how many are left out before the page
   */
  public record Filter(List<Choice> tasks, String task, String search, long skip) {
    public Filter {
      tasks = List.copyOf(tasks);
    }

    /** Whether it leaves anything out. */
    public boolean isSet() {
      return !task.isEmpty() || !search.isEmpty();
    }
  }

  /**
   * A conflict.
   *
   * @param side on which its key is
   * @param who its keys, for people
   * @param decided what was decided already, in words
   * @param whole whether it can be decided
   */
  public record Conflict(
      int number,
      String task,
      String side,
      String key,
      String who,
      String message,
      List<Field> fields,
      List<String> decided,
      boolean whole) {
    public Conflict {
      fields = List.copyOf(fields);
      decided = List.copyOf(decided);
    }
  }

  /** A field with what both sides hold. */
  public record Field(String name, String source, String target) {}
}
