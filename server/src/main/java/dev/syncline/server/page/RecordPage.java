package dev.syncline.server.page;

import java.util.List;

/**
 * A record on both sides and its biography, or the form by which one is found.
 *
 * @param path of this page
 * @param key as it was typed; empty for none
 * @param problem why it was not found; empty where it was, or none was asked for
 * @param title the record; empty where none is shown
 * @param source name of the source
 * @param target name of the target
 * @param notes what is to be known of it, a sentence each
 * @param fields its fields now
 * @param actions what this person may do
 */
public record RecordPage(
    Frame frame,
    String sync,
    String syncPath,
    String path,
    List<Choice> tasks,
    List<Choice> sides,
    String key,
    String problem,
    String title,
    boolean linked,
    String source,
    String target,
    List<String> notes,
    List<Field> fields,
    List<DueLine> due,
    List<Operation> history,
    List<Form> actions,
    String test) {
  public RecordPage {
    tasks = List.copyOf(tasks);
    sides = List.copyOf(sides);
    notes = List.copyOf(notes);
    fields = List.copyOf(fields);
    due = List.copyOf(due);
    history = List.copyOf(history);
    actions = List.copyOf(actions);
  }

  /** A field on both sides. */
  public record Field(String name, String source, String target, boolean equal) {}

  /**
   * A button that sends which record it is about.
   *
   * @param path to which it posts
   */
  public record Form(String label, String path, String task, String side, String record) {}
}
