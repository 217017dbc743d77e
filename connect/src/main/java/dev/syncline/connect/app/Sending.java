package dev.syncline.connect.app;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.jdbc.Ledger;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Hex;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that is under way, with what it writes: enough to send the very same request again
 * after a crash, and to know then what was written.
 *
 * @param batch whose writes are those of this request, each with the note that it would have made
 * @param answer what was answered, where nobody could make sense of it; null where nothing was
 */
record Sending(WriteBatch batch, Wire.Request request, List<Item> items, @Nullable Answer answer) {

  Sending answered(Answer told) {
    return new Sending(batch, request, items, told);
  }

  /** Under the name that the request itself carries. */
  Ledger.Note note(String name) {
    ObjectNode text = Json.NODES.objectNode();
    text.put("id", batch.id()).put("store", batch.store());
    text.put("sync", batch.sync()).put("task", batch.task());
    text.put("object", items.getFirst().shaped.object());
    text.put("kind", items.getFirst().verb());
    text.set("request", said(request));
    ArrayNode writes = text.putArray("writes");
    items.forEach(i -> writes.add(said(i)));
    if (answer != null) {
      ObjectNode told = text.putObject("answer").put("status", answer.status());
      told.put("location", answer.headers().firstValue("Location").orElse(""));
      told.set("body", answer.json().isMissingNode() ? Json.NODES.nullNode() : answer.json());
    }
    return new Ledger.Note(name, text.toString());
  }

  private static ObjectNode said(Wire.Request request) {
    ObjectNode said = Json.NODES.objectNode();
    said.put("method", request.method()).put("url", request.url());
    ObjectNode headers = said.putObject("headers");
    request.headers().forEach(headers::put);
    said.put("body", request.body()).put("form", request.form());
    return said;
  }

  private static ObjectNode said(Item item) {
    Row after =
        item.write instanceof Write.Delete ? Objects.requireNonNull(item.before) : item.after();
    ObjectNode said = Json.NODES.objectNode().put("operation", item.write.operation());
    Key key = item.key();
    if (key != null) {
      said.set("key", item.shaped.id(key));
    }
    said.set("row", item.shaped.flat(after));
    ArrayNode columns = said.putArray("columns");
    item.columns().forEach(columns::add);
    if (item.keyAfter() != null) {
      // A key that is still to come may be among what is noted.
      byte[] note = item.write.note().apply(after.in(item.write.shape()));
      said.put("note", note == null ? "" : HexFormat.of().formatHex(note));
    }
    return said;
  }

  /**
   * What was noted.
   *
   * @param shaped the object's records, by its name
   * @param tokens the token under which a sync's writes are kept now
   */
  static Sending of(Ledger.Note note, Function<String, Shaped> shaped, Map<Integer, Long> tokens) {
    JsonNode text = Objects.requireNonNull(Json.parse(note.text()));
    Shaped object = shaped.apply(text.get("object").stringValue());
    List<Write> writes = new ArrayList<>();
    for (JsonNode said : text.get("writes")) {
      writes.add(write(object, text.get("kind").stringValue(), said));
    }
    int sync = text.get("sync").intValue();
    WriteBatch batch =
        new WriteBatch(
            text.get("id").stringValue(),
            text.get("store").stringValue(),
            sync,
            text.get("task").intValue(),
            tokens.getOrDefault(sync, 0L),
            false,
            false,
            writes);
    List<Item> items = new ArrayList<>();
    for (Write write : writes) {
      items.add(new Item(items.size(), write, object, null));
    }
    return new Sending(batch, request(text.get("request")), items, answer(text.get("answer")));
  }

  private static Write write(Shaped object, String kind, JsonNode said) {
    String operation = said.get("operation").stringValue();
    Row row = object.unflat(said.get("row"));
    byte[] kept = Hex.bytes(said.path("note").asString(""));
    Function<Row, byte @Nullable []> note = r -> kept == null ? new byte[0] : kept;
    List<String> columns = said.get("columns").valueStream().map(JsonNode::asString).toList();
    @Nullable Object[] values = columns.stream().map(row::get).toArray();
    JsonNode id = said.get("key");
    Key key = id == null ? null : object.keyOf(id.asString());
    return switch (kind) {
      case "insert" -> new Write.Insert(operation, object.shape(), columns, values, note);
      case "update" ->
          new Write.Update(
              operation,
              object.shape(),
              Objects.requireNonNull(key),
              columns,
              values,
              r -> true,
              note);
      default ->
          new Write.Delete(operation, object.shape(), Objects.requireNonNull(key), r -> true, note);
    };
  }

  private static Wire.Request request(JsonNode said) {
    Map<String, String> headers = new LinkedHashMap<>();
    said.get("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asString()));
    JsonNode body = said.get("body");
    return new Wire.Request(
        said.get("method").stringValue(),
        said.get("url").stringValue(),
        headers,
        body == null || body.isNull() ? null : body.stringValue(),
        said.get("form").booleanValue());
  }

  private static @Nullable Answer answer(@Nullable JsonNode said) {
    if (said == null) {
      return null;
    }
    String location = said.get("location").stringValue();
    Map<String, List<String>> headers =
        location.isEmpty() ? Map.of() : Map.of("Location", List.of(location));
    JsonNode body = said.get("body");
    return new Answer(
        said.get("status").intValue(),
        HttpHeaders.of(headers, (name, value) -> true),
        body == null || body.isNull() ? null : body,
        "");
  }
}
