package dev.syncline.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The description of the operations, as OpenAPI 3.1 has it, made from the operations themselves.
 */
final class OpenApi {
  private OpenApi() {}

  static Map<String, Object> document() {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation operation : Operations.ALL) {
      paths
          .computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), described(operation));
    }
    return Map.of(
        "openapi",
        "3.1.0",
        "info",
        Map.of("title", "Syncline", "version", "1"),
        "security",
        List.of(Map.of("token", List.of())),
        "paths",
        paths,
        "components",
        Map.of(
            "securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")),
            "schemas", Map.of("Error", error(), "Job", job())));
  }

  private static Map<String, Object> described(Operation operation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("operationId", operation.id());
    json.put("summary", operation.summary());
    json.put("description", "Takes the permission \"" + operation.permission().words() + "\".");
    List<Object> parameters = new ArrayList<>();
    for (String name : operation.parameters()) {
      parameters.add(
          Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string")));
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Argument argument : operation.arguments()) {
      Map<String, Object> schema = Map.of("type", argument.kind().type());
      if (operation.hasBody()) {
        properties.put(
            argument.name(),
            Map.of("type", argument.kind().type(), "description", argument.meaning()));
      } else {
        parameters.add(
            Map.of(
                "name",
                argument.name(),
                "in",
                "query",
                "description",
                argument.meaning(),
                "schema",
                schema));
      }
    }
    json.put("parameters", parameters);
    if (operation.hasBody()) {
      json.put(
          "requestBody",
          content(
              Map.of("type", "object", "additionalProperties", false, "properties", properties)));
    }
    json.put("responses", responses(operation));
    return json;
  }

  private static Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    if (operation.begins()) {
      responses.put("202", answer("It was begun, as a job.", ref("Job")));
    } else {
      responses.put("200", answer("What the command gives.", Map.of("type", "object")));
      responses.put("409", answer("It cannot be answered as things are.", ref("Error")));
    }
    responses.put("400", answer("It was not understood.", ref("Error")));
    responses.put("401", answer("Nobody is known by that token.", ref("Error")));
    responses.put("403", answer("That is not allowed.", ref("Error")));
    return responses;
  }

  private static Map<String, Object> ref(String schema) {
    return Map.of("$ref", "#/components/schemas/" + schema);
  }

  private static Map<String, Object> answer(String description, Map<String, Object> schema) {
    Map<String, Object> json = new LinkedHashMap<>(content(schema));
    json.put("description", description);
    return json;
  }

  private static Map<String, Object> content(Map<String, Object> schema) {
    return Map.of("content", Map.of("application/json", Map.of("schema", schema)));
  }

  private static Map<String, Object> error() {
    return Map.of(
        "type",
        "object",
        "required",
        List.of("error"),
        "properties",
        Map.of(
            "error",
            Map.of(
                "type",
                "object",
                "required",
                List.of("kind", "message"),
                "properties",
                Map.of("kind", Map.of("type", "string"), "message", Map.of("type", "string")))));
  }

  private static Map<String, Object> job() {
    Map<String, Object> text = Map.of("type", "string");
    return Map.of(
        "type",
        "object",
        "required",
        List.of("job", "state", "command"),
        "properties",
        Map.of(
            "job", Map.of("type", "integer"),
            "sync", text,
            "command", text,
            "who", text,
            "state", Map.of("enum", List.of("queued", "working", "ended")),
            "asked", Map.of("type", "string", "format", "date-time"),
            "step", Map.of("type", "object"),
            "answer", Map.of("type", "object", "description", "What the command gives.")));
  }
}
