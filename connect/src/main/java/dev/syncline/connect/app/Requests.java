package dev.syncline.connect.app;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Applied;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.connect.WriteOutcome.Stale;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts writes of one kind into a request, and finds in its answer what became of each. */
final class Requests {
  private final Call call;
  private final WriteBatch batch;
  private final Description description;
  private final boolean marked;

  /**
   * @param marked whether the object has a field for the operation that adds a record
   */
  Requests(Call call, WriteBatch batch, Description description, boolean marked) {
    this.call = call;
    this.batch = batch;
    this.description = description;
    this.marked = marked;
  }

  Wire.Request of(List<Item> items) {
    Item first = items.getFirst();
    Map<String, JsonNode> values = new HashMap<>();
    values.put("object", Json.text(first.shaped.object()));
    values.put("fields", first.shaped.fields());
    values.put("key", Json.text(first.shaped.key().name()));
    values.put("mark", Json.text(mark(items)));
    ArrayNode records = Json.NODES.arrayNode();
    ArrayNode keys = Json.NODES.arrayNode();
    for (Item item : items) {
      Map<String, JsonNode> one = one(item);
      JsonNode record = Objects.requireNonNull(one.get("record"));
      records.add(call.each() == null ? record : Template.fill(call.each(), one));
      JsonNode id = one.get("id");
      if (id != null) {
        keys.add(id);
      }
      if (items.size() == 1) {
        values.putAll(one);
      }
    }
    values.put("records", records);
    values.put("keys", keys);
    return named(Wire.Request.of(call, values), items);
  }

  /** What stands for a single record. */
  private Map<String, JsonNode> one(Item item) {
    Map<String, JsonNode> values = new HashMap<>();
    Key id = item.write instanceof Write.Insert ? item.chosen : item.key();
    ObjectNode record = item.shaped.record(id, item.columns(), item.values());
    String field = description.records().operationField();
    if (field != null && marked && item.write instanceof Write.Insert) {
      item.shaped.put(record, field, Json.text(operation(item)));
    }
    values.put("record", record);
    if (id != null) {
      values.put("id", item.shaped.id(id));
    }
    if (item.version != null) {
      values.put("version", item.version);
    }
    if (item.before != null) {
      values.put("before", item.shaped.flat(item.before));
    }
    if (!(item.write instanceof Write.Delete)) {
      values.put("after", after(item));
    }
    return values;
  }

  /** The record as it will be, without nulls that are not sent. */
  private ObjectNode after(Item item) {
    ObjectNode after = item.shaped.flat(item.after());
    batch.skipsNulls().stream()
        .filter(field -> after.path(field).isNull() && !item.columns().contains(field))
        .forEach(after::remove);
    return after;
  }

  /** With its name, by which the application knows it when it comes again. */
  private Wire.Request named(Wire.Request request, List<Item> items) {
    String header = description.records().idempotencyKey();
    return header == null ? request : request.with(header, name(items));
  }

  /**
   * A request's name: of this batch and these operations. A refused operation that is tried again
   * is of another batch, so that nobody takes it for the refused request.
   */
  String name(List<Item> items) {
    StringBuilder operations = new StringBuilder(batch.id());
    items.forEach(i -> operations.append(' ').append(i.write.operation()));
    return Marks.of(batch.store(), "request", operations.toString());
  }

  private String mark(List<Item> items) {
    StringBuilder mark =
        new StringBuilder(Marks.of(batch.store(), "batch", batch.id())).append(" +");
    for (Item item : items) {
      mark.append(' ').append(operation(item));
    }
    return mark.toString();
  }

  private String operation(Item item) {
    return Marks.of(batch.store(), "op", item.write.operation());
  }

  /**
   * What became of each, by an answer that is a success.
   *
   * @throws AnswerLost if the answer does not say
   */
  void settle(List<Item> items, Answer answer, Reads reads, Sender sender) {
    List<Item> done = new ArrayList<>();
    List<@Nullable JsonNode> rows = new ArrayList<>();
    Place place = call.rows();
    List<JsonNode> answered = place == null ? List.of() : rows(place.in(answer.json()));
    Map<Integer, JsonNode> refused = call.refused(answer.json(), answered, items.size());
    boolean all = answered.size() == items.size();
    for (int i = 0; i < items.size(); i++) {
      JsonNode said = refused.get(i);
      if (said == null) {
        done.add(items.get(i));
        if (all) {
          rows.add(answered.get(i));
        }
      } else {
        Errors.Refusal refusal = description.errors().each(said);
        sender.set(items.get(i), outcome(items.get(i), refusal, description.application(), reads));
      }
    }
    if (!all) {
      rows.addAll(answered);
    }
    if (!done.isEmpty()) {
      settleDone(done, rows, answer, reads, sender);
    }
  }

  static List<JsonNode> rows(JsonNode found) {
    List<JsonNode> rows = new ArrayList<>();
    if (found.isArray()) {
      found.forEach(rows::add);
    } else if (found.isObject()) {
      rows.add(found);
    }
    return rows;
  }

  private void settleDone(
      List<Item> done, List<@Nullable JsonNode> rows, Answer answer, Reads reads, Sender sender) {
    Shaped shaped = done.getFirst().shaped;
    if (done.getFirst().write instanceof Write.Delete) {
      done.forEach(i -> sender.set(i, new Applied(before(i), null)));
      return;
    }
    if (call.rows() == null || call.keyIn() != null) {
      readBack(done, rows, answer, reads, sender);
      return;
    }
    Map<Key, Row> byKey = new HashMap<>();
    List<Row> inOrder = new ArrayList<>();
    for (JsonNode record : rows) {
      Row row = shaped.row(Objects.requireNonNull(record));
      Key key = row.key();
      if (key == null) {
        throw new AnswerLost("the answer holds a record without its key");
      }
      byKey.put(key, row);
      inOrder.add(row);
    }
    boolean inserts = done.getFirst().write instanceof Write.Insert;
    if (inserts && inOrder.size() != done.size()) {
      throw new AnswerLost(
          "the answer holds " + inOrder.size() + " records, and " + done.size() + " were sent");
    }
    for (int i = 0; i < done.size(); i++) {
      Item item = done.get(i);
      Key known = item.keyAfter();
      Row row = known == null ? inOrder.get(i) : byKey.get(known);
      sender.set(item, row != null ? new Applied(item.before, row) : gone(inserts));
    }
  }

  /** The record vanished between reading and writing it; for an insert that cannot be. */
  private static WriteOutcome gone(boolean insert) {
    if (insert) {
      throw new AnswerLost("the answer does not hold the record under the key it was given");
    }
    return new Stale(null);
  }

  /** The answer gives keys only, or nothing: the records are read again. */
  private void readBack(
      List<Item> done, List<@Nullable JsonNode> rows, Answer answer, Reads reads, Sender sender) {
    Shaped shaped = done.getFirst().shaped;
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < done.size(); i++) {
      Key key = done.get(i).keyAfter();
      if (key == null) {
        key = shaped.keyOf(told(i < rows.size() ? rows.get(i) : null, answer));
      }
      if (key == null) {
        throw new AnswerLost("the answer does not say which key the record has");
      }
      keys.add(key);
    }
    var records = reads.records(shaped, keys);
    for (int i = 0; i < done.size(); i++) {
      Item item = done.get(i);
      JsonNode record = records.get(keys.get(i));
      sender.set(
          item,
          record == null
              ? gone(item.write instanceof Write.Insert)
              : new Applied(item.before, shaped.row(record)));
    }
  }

  private String told(@Nullable JsonNode row, Answer answer) {
    return keyIn(call, row, answer);
  }

  /** The key of a record that was added, as the answer tells it; empty where it does not. */
  static String keyIn(Call call, @Nullable JsonNode row, Answer answer) {
    String keyIn = call.keyIn() == null ? "" : call.keyIn();
    if (keyIn.equals("location")) {
      String location = answer.headers().firstValue("Location").orElse("");
      String last = location.replaceAll("[/)]+$", "").replaceFirst(".*[/(]", "");
      return URLDecoder.decode(last, StandardCharsets.UTF_8);
    }
    return Place.of(keyIn).text(row == null ? answer.json() : row);
  }

  private static Row before(Item item) {
    return Objects.requireNonNull(item.before);
  }

  /** What a refusal of one record means for it; a record that changed is read again. */
  static WriteOutcome outcome(Item item, Errors.Refusal refusal, String application, Reads reads) {
    boolean stale =
        refusal.meaning() == Errors.Meaning.STALE
            || (refusal.meaning() == Errors.Meaning.MISSING && item.key() != null);
    Key key = item.key();
    if (stale && key != null) {
      JsonNode now = reads.records(item.shaped, List.of(key)).get(key);
      return new Stale(now == null ? null : item.shaped.row(now));
    }
    return rejected(item, refusal, refusal.words(), application);
  }

  /** A refusal of one record, in words. */
  static Rejected rejected(Item item, Errors.Refusal refusal, String words, String application) {
    Cause cause =
        switch (refusal.meaning()) {
          case UNIQUE -> Cause.UNIQUE;
          case FOREIGN_KEY -> Cause.FOREIGN_KEY;
          case NOT_NULL -> Cause.NOT_NULL;
          case CHECK -> Cause.CHECK;
          case TOO_LONG -> Cause.TOO_LONG;
          case TYPE -> Cause.TYPE;
          case DENIED -> Cause.DENIED;
          case MISSING, STALE, LOGIN, THROTTLED, OTHER -> Cause.OTHER;
        };
    String field = refusal.field();
    return new Rejected(
        cause,
        item.subject()
            + " rejected by "
            + application
            + ": "
            + words
            + (field.isEmpty() || words.contains(field) ? "" : " (field \"" + field + "\")")
            + ". "
            + remedy(cause));
  }

  private static String remedy(Cause cause) {
    return switch (cause) {
      case UNIQUE -> "Another record has that value; change one of them, or match on this field.";
      case FOREIGN_KEY ->
          "Sync the record it refers to first, or add the reference to \"fields\" as a relation.";
      case NOT_NULL -> "Add the field to \"fields\", or give it a default there.";
      case TOO_LONG -> "Shorten the value or lengthen the field.";
      case DENIED -> "Give the account the right.";
      case CHECK, TYPE, OTHER -> "Correct the value, or the field's rules there.";
    };
  }
}
