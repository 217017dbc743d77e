package dev.syncline.cli.command;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.CommandError;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.LeftOver;
import dev.syncline.project.text.Csv;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
   * Writes the rows, beside the file that there may be, which is replaced when all is written.
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
      Path whole = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path part = whole.resolveSibling(whole.getFileName() + ".part");
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          if (name.endsWith(".json")) {
            out.write(json(rows).getBytes(StandardCharsets.UTF_8));
          } else {
            csv(out, rows);
          }
        }
        Files.move(
            part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw CommandError.usage("cannot write " + file + ": " + e);
    }
  }

  private static String json(List<Map<String, Object>> rows) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n";
  }

  private static void csv(OutputStream out, List<Map<String, Object>> rows) throws IOException {
    Csv csv = new Csv(out);
    csv.line(COLUMNS.toArray(String[]::new));
    for (Map<String, Object> row : rows) {
      csv.line(COLUMNS.stream().map(c -> cell(row.get(c))).toArray(String[]::new));
    }
    csv.end();
  }

  private static @Nullable String cell(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> JSON.writeValueAsString(map);
      default -> value.toString();
    };
  }
}
