package dev.syncline.server.page;

import java.util.List;

/**
 * Conflicts of a sync that wait for a person.
 *
 * @param syncPath where the sync's page is
 * @param path where this one is, to which decisions are sent
 * @param source the name of the source system
 * @param more how many there are beside those shown, in words; empty for none
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
    List<Conflict> conflicts,
    String more,
    boolean mayDecide,
    String refusal) {
  public ConflictsPage {
    conflicts = List.copyOf(conflicts);
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
