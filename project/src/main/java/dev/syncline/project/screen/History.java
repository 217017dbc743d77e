package dev.syncline.project.screen;

import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.Withheld;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Entries of the journal, with what they changed. */
public final class History {
  private static final int VALUE_COLUMNS = 32;

  private static final int FIELDS_AT = 6;

  private History() {}

  /** Writes an entry: what it did where, its outcome, and all of its fields that hold anything. */
  static void write(Page page, String prefix, JournalBatch batch, JournalEntry entry) {
    String verb = entry.kind().name().toLowerCase(Locale.ROOT);
    String outcome = outcome(batch, entry);
    page.flow(
        "  "
            + prefix
            + page.paint(style(entry), verb)
            + " on the "
            + batch.side().word()
            + ", "
            + page.paint(outcome.equals("applied") ? Style.GOOD : Style.BAD, outcome)
            + "  ",
        Style.FAINT,
        Shown.safe(entry.detail()),
        FIELDS_AT);
    if (entry.kind() == JournalEntry.Kind.UPDATE) {
      changed(entry, VALUE_COLUMNS)
          .forEach(
              (name, change) ->
                  page.line(
                      "      "
                          + name
                          + "  "
                          + page.paint(Style.FAINT, change[0])
                          + " → "
                          + change[1]));
    } else {
      page.items(FIELDS_AT, image(entry));
    }
  }

  private static Style style(JournalEntry entry) {
    return switch (entry.kind()) {
      case CREATE -> Style.GOOD;
      case UPDATE -> Style.CARE;
      case DELETE -> Style.BAD;
    };
  }

  /** What became of an operation, in a word. */
  public static String outcome(JournalBatch batch, JournalEntry entry) {
    return batch.open() || entry.outcome().isEmpty() ? "not known yet" : entry.outcome();
  }

  /**
   * What an operation did to each column that it concerns: before, and after; null for no record.
   */
  public static Map<String, @Nullable String[]> fields(JournalEntry entry) {
    return fields(entry, VALUE_COLUMNS);
  }

  /**
   * The same with longer values.
   *
   * @param columns how wide a value may be before it is cut
   */
  public static Map<String, @Nullable String[]> fields(JournalEntry entry, int columns) {
    Map<String, @Nullable String[]> fields = new LinkedHashMap<>();
    if (entry.kind() == JournalEntry.Kind.UPDATE) {
      fields.putAll(changed(entry, columns));
      return fields;
    }
    boolean made = entry.kind() == JournalEntry.Kind.CREATE;
    @Nullable Object[] values = made ? entry.after() : entry.before();
    for (int i = 0; i < entry.columns().size(); i++) {
      Object value = at(values, i);
      if (value != null) {
        String shown = Shown.value(value, columns);
        fields.put(
            entry.columns().get(i),
            made ? new @Nullable String[] {null, shown} : new @Nullable String[] {shown, null});
      }
    }
    return fields;
  }

  private static Map<String, String[]> changed(JournalEntry entry, int columns) {
    Map<String, String[]> changed = new LinkedHashMap<>();
    for (int i = 0; i < entry.columns().size(); i++) {
      Object before = at(entry.before(), i);
      Object after = at(entry.after(), i);
      if (before instanceof Withheld || !Objects.deepEquals(before, after)) {
        changed.put(
            entry.columns().get(i),
            new String[] {Shown.value(before, columns), Shown.value(after, columns)});
      }
    }
    return changed;
  }

  private static List<String> image(JournalEntry entry) {
    List<String> fields = new ArrayList<>();
    fields(entry).forEach((name, of) -> fields.add(name + ": " + (of[1] == null ? of[0] : of[1])));
    return fields;
  }

  private static @Nullable Object at(@Nullable Object @Nullable [] values, int i) {
    return values == null || i >= values.length ? null : values[i];
  }

  static Map<String, Object> json(JournalBatch batch, JournalEntry entry) {
    return Json.map(
        "run", batch.run(),
        "at", Json.moment(batch.atMillis()),
        "side", batch.side().word(),
        "kind", Json.word(entry.kind()),
        "outcome", batch.open() ? "unknown" : entry.outcome(),
        "source", entry.source() == null ? null : entry.source().toString(),
        "target", entry.target() == null ? null : entry.target().toString(),
        "before", values(entry, entry.before()),
        "after", values(entry, entry.after()),
        "detail", entry.detail());
  }

  private static @Nullable Map<String, Object> values(
      JournalEntry entry, @Nullable Object @Nullable [] values) {
    if (values == null) {
      return null;
    }
    Map<String, Object> map = Json.map();
    for (int i = 0; i < Math.min(values.length, entry.columns().size()); i++) {
      map.put(entry.columns().get(i), Json.value(values[i]));
    }
    return map;
  }

  /** The record of an operation: its keys, the source's first. */
  public static String key(JournalEntry entry) {
    return String.join(
        " ⇄ ",
        Arrays.asList(entry.source(), entry.target()).stream()
            .filter(Objects::nonNull)
            .map(k -> Shown.safe(k.toString()))
            .toList());
  }
}
