package dev.syncline.server.time;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@link Known} as JSON, in the store. */
final class KnownText implements Serializer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public byte @Nullable [] serialize(@Nullable Object data) {
    if (!(data instanceof Known known)) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("schedule", known.schedule());
    json.put("since", known.since().toString());
    json.put("begun", known.begun() == null ? null : known.begun().toString());
    json.put("cause", known.cause());
    json.put("counted", new TreeMap<>(known.counted()));
    json.put("orphaned", known.orphaned());
    return JSON.writeValueAsBytes(json);
  }

  @Override
  public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] text) {
    return text == null || text.length == 0 || type != Known.class ? null : type.cast(known(text));
  }

  private static Known known(byte[] text) {
    JsonNode json = JSON.readTree(text);
    Map<String, Long> counted = new TreeMap<>();
    json.path("counted")
        .propertyStream()
        .forEach(each -> counted.put(each.getKey(), each.getValue().asLong()));
    String begun = json.path("begun").asString("");
    return new Known(
        json.path("schedule").asString(""),
        Instant.parse(json.path("since").asString("")),
        begun.isEmpty() ? null : Instant.parse(begun),
        json.path("cause").asString(""),
        counted,
        json.path("orphaned").asBoolean(false));
  }
}
