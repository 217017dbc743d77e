package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that is sent to see what becomes of it.
 *
 * @param from the side on which it is
 * @param linked whether it has a counterpart that is known
 * @param as as what it is sent
 * @param columns what it holds there
 * @param takenBack whether nothing of it is kept
 */
public record TestedRow(
    Systems systems,
    Task task,
    Side from,
    Key key,
    boolean linked,
    As as,
    List<Cell> columns,
    boolean takenBack) {
  public TestedRow {
    columns = List.copyOf(columns);
  }

  /** As what a row is sent. */
  public enum As {
    /** As one that has no counterpart yet. */
    ADDED,
    /** As one whose counterpart is known. */
    CHANGED,
    /** As one that is not there any more. */
    REMOVED
  }

  /**
   * A column of the row.
   *
   * @param type as its system writes it, or as it is tried
   * @param value what is there
   * @param sent what is taken for it
   * @param edited whether that is something else, or of another type
   * @param hidden whether its values are not to be shown
   * @param readOnly why it cannot be edited; empty where it can
   */
  public record Cell(
      String name,
      String type,
      @Nullable Object value,
      @Nullable Object sent,
      boolean edited,
      boolean hidden,
      String readOnly) {}

  /** Whether it is sent as it is. */
  public boolean isAsItIs() {
    return as != As.REMOVED && columns.stream().noneMatch(Cell::edited);
  }
}
