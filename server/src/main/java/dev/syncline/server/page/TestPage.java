package dev.syncline.server.page;

import java.util.List;

/**
 * The form by which one record is sent, to see what becomes of it.
 *
 * @param ways how it is chosen
 * @param value the key, or column and value, by which it is
 * @param problem why there is none; empty where there is
 * @param title the record; empty where none was chosen
 * @param from the system that holds it
 * @param to the system to which it is sent
 * @param key by which it is sent
 * @param as as what it may be sent
 * @param planned what would be written of it as it is
 */
public record TestPage(
    Frame frame,
    String sync,
    String syncPath,
    String path,
    List<Choice> tasks,
    List<Choice> ways,
    String value,
    String problem,
    String title,
    String from,
    String to,
    String task,
    String key,
    boolean linked,
    List<Cell> columns,
    List<Choice> as,
    List<Operation> planned) {
  public TestPage {
    tasks = List.copyOf(tasks);
    ways = List.copyOf(ways);
    columns = List.copyOf(columns);
    as = List.copyOf(as);
    planned = List.copyOf(planned);
  }

  /**
   * A column.
   *
   * @param number by which its fields in the form are called
   * @param readOnly why it cannot be edited; empty where it can
   * @param hidden whether its value is not shown
   */
  public record Cell(
      int number,
      String name,
      String type,
      String value,
      boolean isNull,
      boolean hidden,
      String readOnly) {
    /** How many lines its value has, all of which have to be seen and sent back. */
    public int lines() {
      return 1 + (int) value.chars().filter(c -> c == '\n').count();
    }
  }
}
