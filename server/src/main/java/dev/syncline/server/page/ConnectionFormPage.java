package dev.syncline.server.page;

import java.util.List;

/**
 * A connection that is added or changed.
 *
 * @param fresh whether it is added
 * @param name empty before it has one
 * @param type what kind of system
 * @param types all kinds
 * @param groups its fields
 * @param also keys that are written for it and stay as they are
 * @param problems why it cannot be saved so, a sentence or two each
 */
public record ConnectionFormPage(
    Frame frame,
    boolean fresh,
    String name,
    String type,
    List<String> types,
    List<Group> groups,
    List<String> also,
    List<String> problems) {
  public ConnectionFormPage {
    types = List.copyOf(types);
    groups = List.copyOf(groups);
    also = List.copyOf(also);
    problems = List.copyOf(problems);
  }

  /**
   * Fields that belong together.
   *
   * @param open whether they are shown at once
   */
  public record Group(String title, String hint, boolean open, List<Field> fields) {
    public Group {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A field.
   *
   * @param id its name in the form
   * @param value what is written; of a secret never more than where it is kept
   * @param hint what it means
   * @param example of a value
   * @param choices the words that it may be; empty for any text
   */
  public record Field(
      String id,
      String label,
      Kind kind,
      String value,
      String hint,
      String example,
      List<String> choices) {
    public Field {
      choices = List.copyOf(choices);
    }
  }

  /** What sort of field it is. */
  public enum Kind {
    TEXT,
    /** Several lines. */
    LINES,
    /** One of some words. */
    CHOICE,
    /** Where it is kept, or a new one. */
    SECRET
  }
}
