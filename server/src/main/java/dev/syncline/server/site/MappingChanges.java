package dev.syncline.server.site;

import dev.syncline.project.Mapping;
import dev.syncline.project.edit.Place;
import dev.syncline.project.screen.MappingScreen;
import dev.syncline.server.web.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * What is to become of a task's fields and unique key: a JSON Patch of the configuration.
 *
 * @param patch changes one after another, each over what the ones before it made
 */
record MappingChanges(ArrayNode patch) {
  static final MappingChanges NONE = new MappingChanges(mapper().createArrayNode());

  private static JsonMapper mapper() {
    return JsonMapper.shared();
  }

  /**
   * Reads what a page of a sync sent back.
   *
   * @throws Refusal if it changes anything but fields and keys of that sync's tasks
   */
  static MappingChanges of(String text, String sync) {
    if (text.isBlank()) {
      return NONE;
    }
    try {
      if (mapper().readTree(text) instanceof ArrayNode changes && all(changes)) {
        requireOf(sync, changes);
        return new MappingChanges(changes);
      }
    } catch (JacksonException e) {
      // is said below
    }
    throw new Refusal(400, "usage", "This is no change of a mapping. Load the page again.");
  }

  private static boolean all(ArrayNode changes) {
    for (JsonNode change : changes) {
      if (change.has("from")
          || !path(change).matches("/syncs/[^/]+/tasks/\\d+/(fields(/(\\d+|-))?|match)")) {
        return false;
      }
    }
    return true;
  }

  private static String path(JsonNode change) {
    return change.path("path").asString("");
  }

  /** Whoever sent it was asked for this sync alone. */
  private static void requireOf(String sync, ArrayNode changes) {
    String own = Place.of("syncs", sync, "tasks") + "/";
    for (JsonNode change : changes) {
      if (!path(change).startsWith(own)) {
        throw new Refusal(403, "forbidden", "This changes another sync. Load the page again.");
      }
    }
  }

  boolean isEmpty() {
    return patch.isEmpty();
  }

  /** As a page sends it back, and {@code edit --patch} takes it. */
  String text() {
    return mapper().writeValueAsString(patch);
  }

  private MappingChanges with(List<Map<String, Object>> more) {
    ArrayNode all = patch.deepCopy();
    more.forEach(change -> all.add(mapper().valueToTree(change)));
    return new MappingChanges(all);
  }

  private static Map<String, Object> change(String op, String path, Object value) {
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("op", op);
    change.put("path", path);
    change.put("value", value);
    return change;
  }

  /** Without a field. */
  MappingChanges remove(MappingScreen now, int number) {
    MappingScreen.Field field = field(now, number);
    List<Map<String, Object>> changes = listed(now);
    changes.add(Map.of("op", "remove", "path", place(now, field, number)));
    return with(changes);
  }

  /** With a field in place of another, or as the last one. */
  MappingChanges put(MappingScreen now, int number, Object written) {
    List<Map<String, Object>> changes = listed(now);
    if (number >= 0) {
      changes.add(change("replace", place(now, field(now, number), number), written));
    } else if (now.chosen() && now.fields().isEmpty()) {
      changes.add(change("add", now.place() + "/fields", List.of(written)));
    } else {
      changes.add(change("add", now.place() + "/fields/-", written));
    }
    return with(changes);
  }

  /** Fields that are chosen for the user have to be listed before one of them is changed. */
  private static List<Map<String, Object>> listed(MappingScreen now) {
    List<Map<String, Object>> changes = new ArrayList<>();
    if (now.chosen() && !now.fields().isEmpty()) {
      changes.add(
          change(
              "add",
              now.place() + "/fields",
              now.fields().stream().map(MappingScreen.Field::written).toList()));
    }
    return changes;
  }

  private static MappingScreen.Field field(MappingScreen now, int number) {
    if (number < 0 || number >= now.fields().size()) {
      throw new Refusal(400, "usage", "There is no such field any more. Load the page again.");
    }
    return now.fields().get(number);
  }

  private static String place(MappingScreen now, MappingScreen.Field field, int number) {
    if (now.chosen()) {
      return now.place() + "/fields/" + number;
    }
    if (field.place().isEmpty()) {
      throw new Refusal(
          400, "usage", "This field stands in a shared mapping. Change it in the file.");
    }
    return field.place();
  }

  /** With a field's columns as a part of the unique key, or no more. */
  MappingChanges toggleKey(MappingScreen now, int number) {
    MappingScreen.Pair pair = field(now, number).pair();
    List<Object> parts = new ArrayList<>();
    boolean was = false;
    for (MappingScreen.KeyPart part : now.key()) {
      if (MappingPages.isKey(part, pair)) {
        was = true;
      } else {
        parts.add(part.written());
      }
    }
    if (!was) {
      parts.add(Mapping.written(new MappingScreen.Pair(pair.source(), "<->", pair.target())));
    }
    String place = Objects.requireNonNull(now.place()) + "/match";
    if (!parts.isEmpty()) {
      return with(List.of(change("add", place, parts.size() == 1 ? parts.getFirst() : parts)));
    }
    if (now.keyChosen()) {
      throw new Refusal(
          409,
          "configuration",
          "This key is chosen because none is named. Name another instead, and it takes its place.");
    }
    return with(List.of(Map.of("op", "remove", "path", place)));
  }
}
