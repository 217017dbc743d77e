package dev.syncline.cli.command;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.CommandError;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.LeftOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of the records that are due, with what a system refused of each: the operation and its
 * values, as the journal has them, so that what is never journaled is masked here, too.
 */
final class DueFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> COLUMNS =
      List.of(
          "sync",
          "task",
          "side",
          "key",
          "reason",
          "message",
          "attempts",
          "since",
          "next",
          "operation",
          "values");

  private DueFile() {}

  /** What is known of a record that is due, by the names of the file's columns. */
  static Map<String, Object> row(
      StateStore store, String sync, Map<Integer, String> tasks, Due due, boolean backsOff) {
    Map<String, Object> row = Json.map("sync", sync);
    row.putAll(LeftOver.json(tasks, due, backsOff));
    JournalEntry refused = refused(store, due);
    row.put("operation", refused == null ? null : Json.word(refused.kind()));
    row.put("values", refused == null ? null : values(refused));
    return row;
  }

  /** The last write of a record that did not come to pass; null where none was tried. */
  private static @Nullable JournalEntry refused(StateStore store, Due due) {
    JournalEntry[] last = {null};
    store.journal(
        due.task(),
        due.side(),
        due.key(),
        batch ->
            batch.entries().stream()
                .filter(e -> isOf(batch, e, due))
                .forEach(e -> last[0] = e.outcome().equals("applied") ? null : e));
    return last[0];
  }

  private static boolean isOf(JournalBatch batch, JournalEntry entry, Due due) {
    return !batch.open()
        && due.key()
            .equals(due.side() == dev.syncline.core.Side.SOURCE ? entry.source() : entry.target());
  }

  private static Map<String, Object> values(JournalEntry entry) {
    @Nullable Object @Nullable [] image =
        entry.kind() == JournalEntry.Kind.DELETE ? entry.before() : entry.after();
    Map<String, Object> values = Json.map();
    for (int i = 0; image != null && i < Math.min(image.length, entry.columns().size()); i++) {
      values.put(entry.columns().get(i), Json.value(image[i]));
    }
    return values;
  }

  /**
   * Writes the rows.
   *
   * @throws CommandError when the file has another ending, or cannot be written
   */
  static void write(Path file, List<Map<String, Object>> rows) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".csv") && !name.endsWith(".json")) {
      throw CommandError.usage(
          "--export " + file + " is neither .csv nor .json: give the file one of these endings");
    }
    try {
      Files.writeString(
          file,
          name.endsWith(".json")
              ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n"
              : csv(rows));
    } catch (IOException e) {
      throw CommandError.usage("cannot write " + file + ": " + e.getMessage());
    }
  }

  private static String csv(List<Map<String, Object>> rows) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
    for (Map<String, Object> row : rows) {
      text.append(COLUMNS.stream().map(c -> cell(row.get(c))).collect(Collectors.joining(",")))
          .append("\r\n");
    }
    return text.toString();
  }

  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value instanceof Map<?, ?> map ? JSON.writeValueAsString(map) : value.toString();
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
