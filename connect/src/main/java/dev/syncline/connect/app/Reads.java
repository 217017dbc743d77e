package dev.syncline.connect.app;

import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads records: all of them, those of some keys, those that hold some values. */
final class Reads {
  private final Conversation conversation;
  private final Description description;
  private final Values values;

  Reads(Conversation conversation, Description description, Values values) {
    this.conversation = conversation;
    this.description = description;
    this.values = values;
  }

  private Filter filter() {
    return Objects.requireNonNull(description.filter());
  }

  Shaped shaped(Shape shape) {
    return new Shaped(shape, description.records(), values, conversation.name());
  }

  /** All records, a page at a time. */
  RowStream all(Shape shape) {
    return all(shape, null);
  }

  /** The records that a filter chooses, a page at a time; null for all. */
  RowStream all(Shape shape, @Nullable JsonNode filter) {
    Shaped shaped = shaped(shape);
    Pages pages = pages(shaped, filter);
    return new RowStream() {
      @Override
      public @Nullable Row next() {
        JsonNode record = pages.next();
        return record == null ? null : shaped.row(record);
      }

      @Override
      public void close() {
        pages.close();
      }
    };
  }

  private Pages pages(Shaped shaped, @Nullable JsonNode filter) {
    return new Pages(conversation, description, shaped, filter);
  }

  long count(Shape shape) {
    Call count = description.records().count();
    if (count == null) {
      long n = 0;
      Pages pages = pages(shaped(shape), null);
      while (pages.next() != null) {
        n++;
      }
      return n;
    }
    Answer answer =
        conversation.ask(
            "counting " + shape.object(), count, Map.of("object", Json.text(shape.object())));
    JsonNode value = Objects.requireNonNull(count.value()).in(answer.json());
    Object number = values.read(new Type.Int(64, false), value);
    if (!(number instanceof Long n)) {
      throw conversation.failed(
          ConnectorException.Kind.FAILED,
          "counting " + shape.object(),
          "the answer holds no number where the description says. Correct records.count",
          null);
    }
    return n;
  }

  /** The records of these keys as they came, by key; what is not there is absent. */
  Map<Key, JsonNode> records(Shaped shaped, Collection<Key> keys) {
    Map<Key, JsonNode> found = new HashMap<>();
    List<Key> wanted = List.copyOf(new LinkedHashSet<>(keys));
    int most = description.records().lookUp();
    for (int from = 0; from < wanted.size(); from += most) {
      List<Key> part = wanted.subList(from, Math.min(wanted.size(), from + most));
      JsonNode filter =
          filter().isAmong(shaped.key().name(), part.stream().map(shaped::id).toList());
      Pages pages = pages(shaped, filter);
      int before = found.size();
      while (found.size() - before < part.size()) {
        JsonNode record = pages.next();
        if (record == null) {
          break;
        }
        Key key = shaped.row(record).key();
        if (key != null) {
          found.put(key, record);
        }
      }
    }
    return found;
  }

  List<Row> fetch(Shape shape, Collection<Key> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    Shaped shaped = shaped(shape);
    return records(shaped, keys).values().stream().map(shaped::row).toList();
  }

  /** Records whose columns equal one of the tuples, or may. */
  List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    Shaped shaped = shaped(shape);
    List<Row> found = new ArrayList<>();
    Set<Key> met = new HashSet<>();
    int most = Math.max(1, description.records().lookUp() / columns.size());
    for (int from = 0; from < tuples.size(); from += most) {
      List<Object[]> part = tuples.subList(from, Math.min(tuples.size(), from + most));
      Pages pages = pages(shaped, filter(shaped, columns, part, loose));
      for (JsonNode record = pages.next(); record != null; record = pages.next()) {
        Row row = shaped.row(record);
        Key key = row.key();
        if ((!loose || mayEqual(row, columns, part)) && (key == null || met.add(key))) {
          found.add(row);
        }
      }
    }
    return found;
  }

  /** Null where the application cannot be told, and all records have to be looked at. */
  private @Nullable JsonNode filter(
      Shaped shaped, List<String> columns, List<Object[]> tuples, boolean loose) {
    Filter filter = filter();
    if (columns.size() == 1 && !loose) {
      String column = columns.getFirst();
      return filter.isAmong(column, tuples.stream().map(t -> shaped.value(column, t[0])).toList());
    }
    List<JsonNode> any = new ArrayList<>();
    for (Object[] tuple : tuples) {
      List<JsonNode> every = new ArrayList<>();
      for (int i = 0; i < tuple.length; i++) {
        String column = columns.get(i);
        JsonNode part =
            loose && tuple[i] instanceof String text
                ? filter.holds(column, plainRun(text))
                : filter.isEqual(column, shaped.value(column, tuple[i]));
        if (part != null && !(loose && tuple[i] instanceof String s && plainRun(s).isEmpty())) {
          every.add(part);
        }
      }
      if (every.isEmpty()) {
        return null;
      }
      any.add(filter.every(every));
    }
    return filter.any(any);
  }

  /**
   * The longest piece of a text whose letters every system folds alike: many know upper and lower
   * case of ASCII letters only, and some of those have further capitals (K, S, I).
   */
  private static String plainRun(String text) {
    String best = "";
    for (String run : text.split("[^A-HJL-RT-Za-hjl-rt-z0-9@.-]+")) {
      best = run.length() > best.length() ? run : best;
    }
    return best;
  }

  private static boolean mayEqual(Row row, List<String> columns, List<Object[]> tuples) {
    for (Object[] tuple : tuples) {
      boolean equal = true;
      for (int i = 0; i < tuple.length && equal; i++) {
        Object value = row.get(columns.get(i));
        equal =
            value instanceof String s && tuple[i] instanceof String wanted
                ? folded(s).equals(folded(wanted))
                : value != null;
      }
      if (equal) {
        return true;
      }
    }
    return false;
  }

  private static String folded(String text) {
    return MatchForm.TRIMMED_CASE_INSENSITIVE.apply(text.strip());
  }
}
