package dev.syncline.connect.app;

import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.core.model.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The records that a filter chooses, page after page. A page shorter than asked for may still be
 * followed by another, for applications bound their pages as they like; only an empty one, or the
 * word that there is none, is the end.
 */
final class Pages {
  /** As often a page may come again: once it may, where records are added in front of it. */
  private static final int REPEATS = 2;

  private final Conversation conversation;
  private final Description description;
  private final Shaped shaped;
  private final @Nullable JsonNode filter;
  private final Call.Page page;
  private final Deque<JsonNode> waiting = new ArrayDeque<>();
  private boolean ended;
  private long read;
  private int number = 1;
  private @Nullable Key last;
  private @Nullable String cursor;
  private @Nullable String next;
  private @Nullable JsonNode before;
  private int repeated;

  Pages(
      Conversation conversation,
      Description description,
      Shaped shaped,
      @Nullable JsonNode filter) {
    this.conversation = conversation;
    this.description = description;
    this.shaped = shaped;
    this.filter = filter;
    this.page = Objects.requireNonNull(Objects.requireNonNull(description.records().read()).page());
  }

  /** The next record; null at the end. */
  @Nullable JsonNode next() {
    while (waiting.isEmpty() && !ended) {
      load();
    }
    return waiting.poll();
  }

  void close() {
    ended = true;
    waiting.clear();
  }

  private void load() {
    Call read = Objects.requireNonNull(description.records().read());
    String doing = "reading " + shaped.object();
    String url = next;
    Answer answer =
        conversation.ask(
            doing,
            url == null
                ? Wire.Request.of(read, values())
                : new Wire.Request("GET", url, Map.of(), null, false));
    Place place = read.rows();
    JsonNode rows = place == null ? answer.json() : place.in(answer.json());
    if (!rows.isArray()) {
      throw conversation.failed(
          Kind.FAILED,
          doing,
          "the answer has no list where the description says ("
              + place
              + "). Correct records.read.rows",
          null);
    }
    rows.forEach(waiting::add);
    this.read += rows.size();
    number++;
    advance(doing, answer, rows);
  }

  private Map<String, JsonNode> values() {
    Map<String, JsonNode> values = new HashMap<>();
    values.put("object", Json.text(shaped.object()));
    values.put("fields", shaped.fields());
    values.put("key", Json.text(shaped.key().name()));
    values.put("limit", Json.NODES.numberNode(page.size()));
    values.put("offset", Json.NODES.numberNode(read));
    values.put("page", Json.NODES.numberNode(number));
    if (cursor != null) {
      values.put("cursor", Json.text(cursor));
    }
    List<JsonNode> parts = new ArrayList<>();
    if (filter != null) {
      parts.add(filter);
    }
    if (last != null && page.by() == Call.By.KEY) {
      parts.add(
          Objects.requireNonNull(description.filter())
              .isAfter(shaped.key().name(), shaped.id(last)));
    }
    if (!parts.isEmpty()) {
      values.put("filter", Objects.requireNonNull(description.filter()).every(parts));
    }
    return values;
  }

  private void advance(String doing, Answer answer, JsonNode rows) {
    switch (page.by()) {
      case KEY -> {
        if (rows.isEmpty()) {
          ended = true;
          return;
        }
        Key end = shaped.row(rows.get(rows.size() - 1)).key();
        if (end == null || end.equals(last)) {
          throw conversation.failed(
              Kind.FAILED,
              doing,
              "the next page does not begin after the last. The records are not sorted by their key,"
                  + " or have none",
              null);
        }
        last = end;
      }
      case OFFSET, PAGE -> {
        ended = rows.isEmpty();
        repeated = rows.equals(before) ? repeated + 1 : 0;
        before = rows;
        if (!ended && repeated == REPEATS) {
          throw conversation.failed(
              Kind.FAILED,
              doing,
              "page after page holds the same records. The application does not go by what the"
                  + " description sends: correct the query of records.read",
              null);
        }
      }
      case CURSOR -> {
        String to = next(answer);
        ended = to.isEmpty() || to.equals(cursor);
        cursor = to;
      }
      case NEXT -> follow(next(answer));
      case LINK -> follow(answer.nextLink().orElse(""));
    }
  }

  private String next(Answer answer) {
    return Optional.ofNullable(page.next()).map(p -> p.text(answer.json())).orElse("");
  }

  private void follow(String url) {
    ended = url.isEmpty() || url.equals(next);
    next = url;
  }
}
