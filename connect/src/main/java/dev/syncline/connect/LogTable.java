package dev.syncline.connect;

import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of a {@link SyncLog}, as docs/sync-log.md describes it. A row is an array of its columns'
 * values in order; a column's type says which.
 */
@SuppressWarnings("ImmutableEnumChecker") // they are lists of List.of
public enum LogTable {
  /** Runs, and how many records each was to write and wrote. */
  RUNS(
      List.of("store", "run"),
      List.of(
          id("store"),
          number("run"),
          number("sync_id"),
          name("sync"),
          id("kind"),
          moment("started_at"),
          moment("finished_at"),
          id("status"),
          number("added_planned"),
          number("added_attempted"),
          number("added_succeeded"),
          number("added_failed"),
          number("changed_planned"),
          number("changed_attempted"),
          number("changed_succeeded"),
          number("changed_failed"),
          number("removed_planned"),
          number("removed_attempted"),
          number("removed_succeeded"),
          number("removed_failed"),
          number("unchanged"),
          number("left_over"),
          text("error")),
      List.of(List.of("started_at"))),

  /** What was sent to either side, and what became of it. */
  CHANGES(
      List.of("store", "batch", "entry"),
      List.of(
          id("store"),
          number("batch"),
          number("entry"),
          number("run"),
          number("sync_id"),
          name("sync"),
          number("task_id"),
          name("task"),
          moment("written_at"),
          id("side"),
          id("operation"),
          name("source_key"),
          name("target_key"),
          id("outcome"),
          text("rule"),
          text("reason"),
          text("changed_columns"),
          text("before_values"),
          text("after_values")),
      List.of(
          List.of("store", "run"),
          List.of("task_id", "source_key"),
          List.of("task_id", "target_key"),
          List.of("written_at"))),

  /** How each record stands. */
  SNAPSHOT(
      List.of("store", "task_id", "side", "record"),
      List.of(
          id("store"),
          number("task_id"),
          id("side"),
          name("record"),
          number("sync_id"),
          name("sync"),
          name("task"),
          name("source_key"),
          name("target_key"),
          id("status"),
          text("reason"),
          moment("since"),
          number("attempts"),
          number("run")),
      List.of(List.of("task_id", "target_key"), List.of("status"))),

  /** How far the log of each sync has come. */
  POSITION(
      List.of("store", "sync_id"),
      List.of(id("store"), number("sync_id"), number("run"), number("batch")),
      List.of());

  /** The longest word of Syncline's own. */
  private static final int WORD = 40;

  /** The longest name or key; what is longer is {@link SyncLog#shortened}. */
  static final int NAME = 255;

  private final List<String> key;
  private final List<Column> columns;
  private final List<List<String>> indexes;

  LogTable(List<String> key, List<Column> columns, List<List<String>> indexes) {
    this.key = key;
    this.columns = columns;
    this.indexes = indexes;
  }

  /**
   * A column.
   *
   * @param exact whether its texts are told apart to the last character, as those of keys
   */
  public record Column(String name, Type type, boolean exact) {}

  private static Column id(String name) {
    return new Column(name, new Type.Text(WORD, 0, false), true);
  }

  private static Column name(String name) {
    return new Column(name, new Type.Text(NAME, 0, false), true);
  }

  private static Column text(String name) {
    return new Column(name, new Type.Text(0, 0, false), false);
  }

  private static Column number(String name) {
    return new Column(name, new Type.Int(64, false), false);
  }

  private static Column moment(String name) {
    return new Column(name, new Type.Timestamp(3, false), false);
  }

  /** Its name without what says that it is Syncline's. */
  public String title() {
    return "log_" + name().toLowerCase(Locale.ROOT);
  }

  /** The columns that tell its rows apart. */
  public List<String> key() {
    return key;
  }

  /** Its columns in order. */
  public List<Column> columns() {
    return columns;
  }

  /** The names of its columns in order. */
  public List<String> names() {
    List<String> names = new ArrayList<>(columns.size());
    columns.forEach(c -> names.add(c.name()));
    return names;
  }

  /** Columns by which it is looked in. */
  public List<List<String>> indexes() {
    return indexes;
  }
}
