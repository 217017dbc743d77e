package dev.syncline.server.page;

import java.util.List;

/**
 * How a task's fields are mapped, and what becomes of them.
 *
 * @param syncPath where the sync's page is
 * @param path where this one is, without a task
 * @param unchanged where it is with this task, as it is saved
 * @param tasks all tasks of the sync
 * @param mayEdit whether the visitor may change them
 * @param patch what was changed so far, to be sent back; {@code []} for nothing
 * @param isChanged whether something was
 * @param intro what stands above: whether fields or key were chosen for the user
 * @param picture both tables and the lines between them
 * @param fields what is mapped
 * @param form the field that is being changed or added
 * @param question a change that asks for a confirmation; null for none
 * @param problems what is wrong elsewhere
 */
public record MappingPage(
    Frame frame,
    String sync,
    String syncPath,
    String path,
    String unchanged,
    List<Tab> tasks,
    String task,
    boolean mayEdit,
    String patch,
    boolean isChanged,
    List<String> intro,
    Picture picture,
    List<Field> fields,
    FieldForm form,
    @org.jspecify.annotations.Nullable Question question,
    List<String> problems) {
  public MappingPage {
    tasks = List.copyOf(tasks);
    intro = List.copyOf(intro);
    fields = List.copyOf(fields);
    problems = List.copyOf(problems);
  }

  /** Another task of the sync. */
  public record Tab(String name, String path, boolean current) {}

  /**
   * Two tables with lines between them.
   *
   * @param kinds which kinds of lines there are
   * @param told the same in words, a field each
   * @param height of the lines' part, in rows
   */
  public record Picture(
      String source,
      String target,
      List<Column> left,
      List<Column> right,
      List<Line> lines,
      List<String> kinds,
      List<String> told,
      int height) {
    public Picture {
      left = List.copyOf(left);
      right = List.copyOf(right);
      lines = List.copyOf(lines);
      kinds = List.copyOf(kinds);
      told = List.copyOf(told);
    }
  }

  /**
   * A column of a table.
   *
   * @param type as its system writes it
   * @param mark {@code key} for a part of the unique key, {@code used}, or empty
   */
  public record Column(String name, String type, String mark) {}

  /**
   * A line from a row of the left table to one of the right, or a mark beside a row that nothing of
   * the other table leads to.
   *
   * @param path as SVG draws it, 120 wide
   * @param kind what the field is
   * @param field its number in the list
   */
  public record Line(String path, String kind, int field) {}

  /**
   * A field.
   *
   * @param number from 0
   * @param arrow as people read it
   * @param key whether it is a part of the unique key; {@code no} where it cannot be one
   * @param editable whether it stands where it can be changed
   */
  public record Field(
      int number,
      String kind,
      String source,
      String arrow,
      String target,
      String text,
      String key,
      boolean editable,
      List<Finding> findings) {
    public Field {
      findings = List.copyOf(findings);
    }
  }

  /** What is to be said of a field; an error keeps the mapping from being saved. */
  public record Finding(String words, boolean error) {}

  /**
   * The form of a field.
   *
   * @param number of the field that is changed; -1 for one that is added
   * @param open whether it is shown
   * @param kinds what it may be
   * @param values what stands in it, by the names of its inputs
   * @param problem why it was not taken; empty for nothing
   */
  public record FieldForm(
      int number,
      boolean open,
      List<Choice> kinds,
      List<Choice> sources,
      List<Choice> targets,
      List<Choice> arrows,
      List<Choice> winners,
      Values values,
      String problem) {}

  /** What stands in the form's other inputs. */
  public record Values(
      String relation,
      String through,
      String sql,
      String back,
      String constant,
      String lookup,
      String where,
      String missing) {}

  /**
   * A change that asks for a confirmation.
   *
   * @param words what it would do, sentence by sentence
   * @param patch all changes with this one
   */
  public record Question(String title, List<String> words, String patch) {}
}
