package dev.syncline.project.edit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON Patch (RFC 6902) of a configuration: {@code add}, {@code replace}, {@code remove}, and
 * {@code move} of a key within its block. An item is {@code add}ed to a list before the one whose
 * number the place ends with, after the last one with {@code -}. Beside what the standard knows, a
 * change may have {@code yaml} in place of {@code value}: YAML that is written as it is, comments
 * included.
 */
public final class JsonPatch {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Set<String> KNOWN = Set.of("op", "path", "from", "value", "yaml");

  private JsonPatch() {}

  /**
   * Makes the changes that a patch names, in the files in which their places are. What Syncline
   * remarked on a task when it proposed it goes where that is not true any more.
   *
   * @throws EditRefused if it is no patch, or one of its changes cannot be made
   */
  public static ConfigurationEdit apply(String patch, ConfigurationEdit edit) {
    ConfigurationEdit patched = edit;
    JsonNode all;
    try {
      all = MAPPER.readTree(patch);
    } catch (JacksonException e) {
      throw new EditRefused("the patch is no JSON: " + e.getOriginalMessage() + ".");
    }
    if (!all.isArray()) {
      throw new EditRefused("a patch is a JSON array of changes.");
    }
    for (JsonNode each : all) {
      patched = change(each, patched);
    }
    return StaleComments.removed(edit, patched);
  }

  private static ConfigurationEdit change(JsonNode change, ConfigurationEdit edit) {
    if (!change.isObject() || !KNOWN.containsAll(change.propertyNames())) {
      throw new EditRefused(
          "a change of a patch has \"op\", \"path\", \"from\", and \"value\" or \"yaml\".");
    }
    Place place = Place.parse(text(change, "path"));
    String op = text(change, "op");
    if (place.isWhole()) {
      throw new EditRefused("a change names a place, such as /connections/crm/user.");
    }
    return switch (op) {
      case "add" -> add(place, change, edit);
      case "replace" -> {
        requireThere(place, edit);
        yield edit.set(place, given(change));
      }
      case "remove" -> {
        String file = edit.file(place);
        yield edit.with(file, edit.document(file).remove(place));
      }
      case "move" -> {
        Place from = Place.parse(text(change, "from"));
        if (from.isWhole() || !from.parent().equals(place.parent())) {
          throw new EditRefused("\"move\" gives a key another name, and leaves it in its block.");
        }
        String file = edit.file(from);
        yield edit.with(file, edit.document(file).rename(from, place.last()));
      }
      default ->
          throw new EditRefused(
              "\"" + op + "\" is no change; there is add, replace, remove and move.");
    };
  }

  private static ConfigurationEdit add(Place place, JsonNode change, ConfigurationEdit edit) {
    Object value = given(change);
    String file = edit.file(place.parent());
    boolean list =
        edit.document(file).get(place.parent()).filter(List.class::isInstance).isPresent();
    return list || place.last().equals(Place.END)
        ? edit.with(file, edit.document(file).insert(place, value))
        : edit.set(place, value);
  }

  private static @Nullable Object given(JsonNode change) {
    return change.has("yaml")
        ? new AsWritten(text(change, "yaml"))
        : value(required(change, "value"));
  }

  private static void requireThere(Place place, ConfigurationEdit edit) {
    if (!edit.document(edit.file(place)).has(place)) {
      throw new EditRefused("there is nothing at " + place + ".");
    }
  }

  private static String text(JsonNode change, String name) {
    JsonNode text = required(change, name);
    if (!text.isString()) {
      throw new EditRefused("\"" + name + "\" of a change is a text.");
    }
    return text.asString();
  }

  private static JsonNode required(JsonNode change, String name) {
    JsonNode value = change.get(name);
    if (value == null) {
      throw new EditRefused("a change has no \"" + name + "\".");
    }
    return value;
  }

  private static @Nullable Object value(JsonNode json) {
    if (json.isNull()) {
      return null;
    } else if (json.isBoolean()) {
      return json.booleanValue();
    } else if (json.isIntegralNumber()) {
      return new BigInteger(json.asString());
    } else if (json.isNumber()) {
      return json.decimalValue();
    } else if (json.isArray()) {
      List<@Nullable Object> items = new ArrayList<>();
      json.forEach(item -> items.add(value(item)));
      return items;
    } else if (json.isObject()) {
      Map<String, @Nullable Object> block = new LinkedHashMap<>();
      json.properties().forEach(e -> block.put(e.getKey(), value(e.getValue())));
      return block;
    }
    return json.asString();
  }
}
