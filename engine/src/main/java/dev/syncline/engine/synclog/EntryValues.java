package dev.syncline.engine.synclog;

import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.Withheld;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an entry of the journal changed, as JSON: an object with a member for each column whose
 * value it changed, created or removed. What the journal does not hold says why.
 */
final class EntryValues {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Longer texts are cut. */
  private static final int LONGEST = 10_000;

  private final JournalEntry entry;
  private final List<Integer> changed = new ArrayList<>();

  EntryValues(JournalEntry entry) {
    this.entry = entry;
    for (int i = 0; i < entry.columns().size(); i++) {
      Object before = at(entry.before(), i);
      Object after = at(entry.after(), i);
      if (before instanceof Withheld || !Objects.deepEquals(before, after)) {
        changed.add(i);
      }
    }
  }

  private static @Nullable Object at(@Nullable Object @Nullable [] values, int column) {
    return values == null ? null : values[column];
  }

  /** The names of the columns. */
  String columns() {
    return String.join(", ", changed.stream().map(entry.columns()::get).toList());
  }

  /** Their values before; null where there was no record. */
  @Nullable String before() {
    return json(entry.before());
  }

  /** Their values after; null where there is no record any more. */
  @Nullable String after() {
    return json(entry.after());
  }

  private @Nullable String json(@Nullable Object @Nullable [] values) {
    if (values == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    changed.forEach(i -> json.put(entry.columns().get(i), plain(values[i])));
    return JSON.writeValueAsString(json);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boolean b -> b;
      case Long n -> n;
      case BigInteger n -> n;
      case BigDecimal n -> n;
      case Double n when Double.isFinite(n) -> n;
      case byte[] bytes -> Map.of("base64", cut(Base64.getEncoder().encodeToString(bytes)));
      case Withheld w -> Map.of("withheld", w.words());
      default -> cut(value.toString());
    };
  }

  private static Object cut(String text) {
    return text.length() <= LONGEST
        ? text
        : Map.of("beginning", text.substring(0, LONGEST), "length", text.length());
  }
}
